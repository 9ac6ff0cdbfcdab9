import { beforeEach, describe, expect, it } from 'vitest';
import { PvRegistry } from '../../../../runtime/ksr/pv/registry.ts';
import { XavpList } from '../../../../runtime/routing/variables.ts';
import { KeptLog } from '../../../support/core.ts';
import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import { Arrived, bareServer, invite } from '../arrive.ts';

let at: Arrived;
let log: KeptLog;
let registry: PvRegistry;

beforeEach(async () => {
  at = new Arrived(await bareServer(), invite({ fields: ['X-A: 1', 'X-Name: X-A'] }));
  log = new KeptLog();
  registry = new PvRegistry({ log, clock: new VirtualClock() });
});

describe('texts', () => {
  it('gives the same expression for the same text', () => {
    expect(registry.expression('$ru')).toBe(registry.expression('$ru'));
    expect(registry.get(at.cx, '$(ru)')).toBe('sip:bob@biloxi.example.com');
  });

  it.each(['$nope', '$nope(a)', 'ru', '$', '', '$(ru', '$(ru{nope.x})', '$ru(x)', '$avp', '$hdr()', '$nh(q)', '$(hdr(X-A)[b])'])(
    'logs %j, which is none, and has no value for it',
    (text) => {
      expect(registry.get(at.cx, text)).toBeNull();
      expect(registry.exists(text)).toBe(false);
      expect(registry.writable(text)).toBe(false);
      expect(registry.set(at.cx, text, 'x')).toBe(false);
      expect(log.texts('error')).toEqual(['no such pseudo-variable']);
    },
  );

  it('does not throw for a text that is none', () => {
    for (const text of [undefined, null, 5, {}]) expect(registry.get(at.cx, text as unknown as string)).toBeNull();
  });

  it('forgets texts rather than to grow for ever', () => {
    for (let i = 0; i < 10_000; i++) registry.set(at.cx, `$avp(name${i})`, i);
    const texts = (registry as unknown as { texts: Map<string, unknown> }).texts;
    expect(texts.size).toBeLessThanOrEqual(4096);
    expect(registry.get(at.cx, '$avp(name1)')).toBe(1);
  });

  it('says what can be written', () => {
    expect(registry.writable('$ru')).toBe(true);
    expect(registry.writable('$rm')).toBe(false);
    expect(registry.exists('$rm')).toBe(true);
    expect(registry.set(at.cx, '$rm', 'BYE')).toBe(true);
    expect(registry.get(at.cx, '$rm')).toBe('INVITE');
  });

  it('writes to the variable behind transformations', () => {
    expect(registry.set(at.cx, '$(ru{s.len})', 'sip:x@y')).toBe(true);
    expect(registry.get(at.cx, '$(ru{s.len})')).toBe(7);
  });
});

describe('names and indexes that are variables', () => {
  it('reads them each time', () => {
    at.set('$var(name)', 'X-A');
    expect(at.get('$hdr($var(name))')).toBe('1');
    at.set('$var(name)', 'Max-Forwards');
    expect(at.get('$hdr($var(name))')).toBe('70');
    expect(at.get('$hdr($hdr(X-Name))')).toBe('1');
  });

  it('writes through them', () => {
    at.set('$var(name)', 'a');
    expect(at.set('$avp($var(name))', 5)).toBe(true);
    expect(at.get('$avp(a)')).toBe(5);
  });

  it('takes an index from a variable', () => {
    for (const value of ['a', 'b', 'c']) at.set('$avp(l)', value);
    at.set('$var(i)', 1);
    expect(at.get('$(avp(l)[$var(i)])')).toBe('b');
    at.set('$var(i)', '-1');
    expect(at.get('$(avp(l)[$var(i)])')).toBe('a');
    at.set('$var(i)', 'x');
    expect(at.get('$(avp(l)[$var(i)])')).toBeNull();
  });

  it('has no value when the name has none', () => {
    expect(at.get('$hdr($du)')).toBeNull();
    expect(at.set('$avp($du)', 1)).toBe(false);
  });

  it('is unknown when the name is', () => {
    expect(at.server.pv.exists('$hdr($nope)')).toBe(false);
    expect(at.server.pv.exists('$(avp(l)[$nope])')).toBe(false);
  });
});

describe('variables of modules', () => {
  it('hands over inner text, index and value', () => {
    const seen: unknown[] = [];
    registry.add({
      name: 'mine',
      inner: 'text',
      get: (_cx, inner, index) => `${inner}/${String(index)}`,
      set: (_cx, inner, index, value) => {
        seen.push([inner, index, value]);
        return value !== 'no';
      },
    });
    expect(registry.get(at.cx, '$mine(a)')).toBe('a/null');
    expect(registry.get(at.cx, '$(mine(a)[2])')).toBe('a/2');
    expect(registry.get(at.cx, '$(mine(a)[*])')).toBe('a/*');
    expect(registry.set(at.cx, '$(mine(a)[-1])', 5)).toBe(true);
    expect(registry.set(at.cx, '$mine(a)', 'no')).toBe(false);
    expect(registry.set(at.cx, '$mine(a)', null)).toBe(true);
    expect(seen).toEqual([
      ['a', -1, 5],
      ['a', null, 'no'],
      ['a', null, null],
    ]);
    expect(registry.exists('$mine')).toBe(false);
  });

  it('keeps a variable without a setter read-only, and the inner part out of one that has none', () => {
    registry.add({ name: 'count', inner: 'none', get: () => 3 });
    expect(registry.get(at.cx, '$count')).toBe(3);
    expect(registry.writable('$count')).toBe(false);
    expect(registry.exists('$count(x)')).toBe(false);
  });

  it('hands over the text of a variable that it reads itself', () => {
    registry.add({ name: 'other', inner: 'text', rawInner: true, get: (_cx, inner) => inner });
    expect(registry.get(at.cx, '$other($ru)')).toBe('$ru');
    registry.add({ name: 'other', inner: 'text', get: (_cx, inner) => inner });
    expect(registry.get(at.cx, '$other($rm)')).toBe('INVITE');
  });

  it('keeps `this` of the module', () => {
    class Counter {
      readonly name: string = 'counter';
      readonly inner: 'none' = 'none' as const;
      private n: number = 0;
      get(): number {
        return this.n;
      }
      set(_cx: unknown, _inner: string, _index: unknown, value: unknown): boolean {
        this.n = Number(value);
        return true;
      }
    }
    registry.add(new Counter());
    registry.set(at.cx, '$counter', 7);
    expect(registry.get(at.cx, '$counter')).toBe(7);
  });

  it('replaces one of the same name, also where its text was in use', () => {
    expect(registry.get(at.cx, '$rm')).toBe('INVITE');
    registry.add({ name: 'rm', inner: 'none', get: () => 'mine' });
    expect(registry.get(at.cx, '$rm')).toBe('mine');
  });

  it('hands selects what stands behind their first name', () => {
    registry.addSelect('mod', (_cx, path) => path.join('|'));
    expect(registry.get(at.cx, '$sel(mod.part[1].uri)')).toBe('part[1]|uri');
    expect(registry.get(at.cx, '$sel(mod)')).toBe('');
    expect(registry.get(at.cx, '$(sel(mod.a.b){s.len})')).toBe(3);
    expect(registry.exists('$sel(other.a)')).toBe(false);
  });
});

describe('numbers behind texts', () => {
  it.each([
    ['$rm', 1],
    ['$proto', 1],
    ['$pr', 1],
    ['$mF', 0],
  ])('%s', (text, number) => {
    expect(registry.expression(text).number?.(at.cx)).toBe(number);
  });
});

describe('lists inside values', () => {
  it('shows that there is one', () => {
    const inner = new XavpList();
    inner.add('x', 1);
    at.cx.variables.xavp.add('a', inner);
    expect(at.get('$xavp(a)')).toBe('<<xavp>>');
    expect(at.get('$xavp(a=>x)')).toBe(1);
  });
});
