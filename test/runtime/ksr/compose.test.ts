import { beforeAll, describe, expect, it } from 'vitest';
import { composeKsr, KsrObject } from '../../../runtime/ksr/compose.ts';
import { KsrHdr } from '../../../runtime/ksr/hdr.ts';
import { KsrPv } from '../../../runtime/ksr/pv.ts';
import { KsrX } from '../../../runtime/ksr/x.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import type { TestServer } from '../../support/context.ts';
import { Arrived, bareServer, invite } from './arrive.ts';

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});
const context = (): RouteContext => new Arrived(server, invite()).cx;

describe('KSR', () => {
  it('has its own namespaces, made once for each run', () => {
    const ksr = new KsrObject(context());
    expect(ksr.pv).toBeInstanceOf(KsrPv);
    expect(ksr.hdr).toBeInstanceOf(KsrHdr);
    expect(ksr.x).toBeInstanceOf(KsrX);
    expect([ksr.pv, ksr.hdr, ksr.x]).toEqual([ksr.pv, ksr.hdr, ksr.x]);
    expect(ksr.pv).toBe(ksr.pv);
    expect(ksr.hdr).toBe(ksr.hdr);
    expect(ksr.x).toBe(ksr.x);
    const other = new KsrObject(context());
    expect(other.pv).not.toBe(ksr.pv);
    expect(other.hdr).not.toBe(ksr.hdr);
    expect(other.x).not.toBe(ksr.x);
  });
  it('works on its own message', () => {
    const one = new KsrObject(context());
    const two = new KsrObject(context());
    one.setflag(3);
    one.seturi('sip:one');
    expect([one.isflagset(3), two.isflagset(3)]).toEqual([true, false]);
    expect([one.pv.get('$ru'), two.pv.get('$ru')]).toEqual(['sip:one', 'sip:bob@biloxi.example.com']);
  });
});

describe('composeKsr', () => {
  const made: string[] = [];
  const facade = (name: string) => (cx: RouteContext) => {
    made.push(name);
    return { name, cx };
  };
  const make = composeKsr(
    new Map([
      ['first', facade('first')],
      ['second', facade('second')],
    ]),
  );
  type Made = KsrObject & Record<'first' | 'second' | 'third', { name: string; cx: RouteContext } | undefined>;

  it('makes a namespace when it is first used, and no other', () => {
    made.length = 0;
    const cx = context();
    const ksr = make(cx) as Made;
    expect(made).toEqual([]);
    expect(ksr.second!.name).toBe('second');
    expect(made).toEqual(['second']);
    expect(ksr.second!.cx).toBe(cx);
    expect(ksr.first!.name).toBe('first');
    expect(ksr.second).toBe(ksr.second);
    expect(made).toEqual(['second', 'first']);
  });
  it('makes them anew for each run', () => {
    const [one, two] = [make(context()) as Made, make(context()) as Made];
    expect(one.first).not.toBe(two.first);
    expect(one.first!.cx).not.toBe(two.first!.cx);
  });
  it('has no namespace of a module that is not loaded', () => {
    const ksr = make(context()) as Made;
    expect(ksr.third).toBeUndefined();
    expect('first' in ksr).toBe(true);
    expect('third' in ksr).toBe(false);
  });
  it('can be listed, and not be replaced', () => {
    const names: string[] = [];
    for (const name in make(context())) names.push(name);
    expect(names).toEqual(expect.arrayContaining(['first', 'second']));
    const ksr = make(context()) as Made;
    const { first } = ksr;
    expect(() => {
      ksr.first = undefined;
    }).toThrow(TypeError);
    expect(ksr.first).toBe(first);
  });
  it('keeps servers apart', () => {
    const other = composeKsr(new Map([['first', facade('other')]]));
    expect((other(context()) as Made).first!.name).toBe('other');
    expect((other(context()) as Made).second).toBeUndefined();
    expect((make(context()) as Made).first!.name).toBe('first');
  });
  it('has the functions of the core', () => {
    const ksr = make(context());
    expect(ksr).toBeInstanceOf(KsrObject);
    expect([ksr.is_INVITE(), ksr.is_method('BYE'), ksr.is_UDP()]).toEqual([true, false, true]);
  });
  it('gives a plain KSR without modules', () => {
    const ksr = composeKsr(new Map())(context());
    expect(ksr.hdr.get('Max-Forwards')).toBe('70');
  });
});
