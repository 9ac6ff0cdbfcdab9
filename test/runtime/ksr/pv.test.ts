import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KsrPv } from '../../../runtime/ksr/pv.ts';
import type { TestServer } from '../../support/context.ts';
import { Arrived, bareServer, invite, ok } from './arrive.ts';

let server: TestServer;
let at: Arrived;
let pv: KsrPv;
beforeAll(async () => {
  server = await bareServer();
});
beforeEach(() => {
  at = new Arrived(
    server,
    invite({ fields: ['X-Num: 42', 'X-Mix: 12ab', 'X-Sp:  9 ', 'X-Hex: 0x1F', 'X-Big: 4294967296', 'X-Neg: -7', 'X-Empty:'] }),
  );
  pv = new KsrPv(at.cx);
});

describe('reading', () => {
  it.each([
    ['$ru', 'sip:bob@biloxi.example.com', 0, 0],
    ['$sp', 5060, 5060, 5060],
    ['$rm', 'INVITE', 1, 1],
    ['$proto', 'udp', 1, 1],
    ['$rp', '5060', 5060, 5060],
    ['$hdr(X-Num)', '42', 42, 42],
    ['$hdr(X-Mix)', '12ab', 12, 12],
    ['$hdr(X-Sp)', '9 ', 9, 9],
    ['$hdr(X-Hex)', '0x1F', 0, 0],
    ['$hdr(X-Neg)', '-7', -7, -7],
    ['$hdr(X-Big)', '4294967296', 2147483647, 4294967296],
    ['$hdr(X-Empty)', '', 0, 0],
  ])('%s', (name, value, geti, getl) => {
    expect([pv.get(name), pv.gete(name), pv.getw(name), pv.getvs(name, 'other'), pv.getvn(name, -3)]).toEqual(
      Array(5).fill(value),
    );
    expect([pv.geti(name), pv.getl(name), pv.is_null(name)]).toEqual([geti, getl, false]);
  });

  it.each(['$du', '$hdr(Nope)', '$nope', '$nope(a)', 'ru', '$', '', '$(ru', '$(ru{nope.x})', '$avp(x)', '$vn(x)'])(
    '%j has no value',
    (name) => {
      expect([pv.get(name), pv.gete(name), pv.getw(name), pv.getvs(name, 'other'), pv.getvn(name, -3)]).toEqual([
        null,
        '',
        '<null>',
        'other',
        -3,
      ]);
      expect([pv.geti(name), pv.getl(name), pv.is_null(name)]).toEqual([0, 0, true]);
    },
  );

  it('reads a reply', () => {
    const own = new KsrPv(new Arrived(server, ok({ line: 'SIP/2.0 486 Busy Here' })).cx);
    expect([own.get('$rs'), own.geti('$rs'), own.get('$rr'), own.geti('$rr'), own.get('$ru'), own.geti('$rm')]).toEqual([
      486,
      486,
      'Busy Here',
      0,
      null,
      1,
    ]);
  });
});

describe('writing', () => {
  it.each([
    ['$avp(x)', true],
    ['$var(x)', true],
    ['$rp', true],
    ['$ru', false],
    ['$rm', true],
    ['$nope', false],
  ])('seti(%s)', (name, result) => {
    expect(pv.seti(name, 7)).toBe(result);
  });

  it.each([
    [5.9, 5],
    [-2147483648, -2147483648],
    ['12', 12],
    ['x', 0],
    [null, 0],
    [true, 1],
  ])('seti takes %j', (value, stored) => {
    pv.seti('$avp(n)', value as number);
    expect(pv.get('$avp(n)')).toBe(stored);
  });

  it.each([
    [5000000000, 5000000000],
    [-5000000000, -5000000000],
    [2 ** 60, 0],
    [NaN, 0],
  ])('setl takes %j', (value, stored) => {
    expect(pv.setl('$avp(n)', value)).toBe(true);
    expect(pv.get('$avp(n)')).toBe(stored);
  });

  it.each([
    ['$avp(x)', 'text', true, 'text'],
    ['$avp(x)', 5, true, '5'],
    ['$avp(x)', null, true, ''],
    ['$avp(x)', 'č', true, '\u00c4\u008d'],
    ['$ru', 'sip:c@d', true, 'sip:c@d'],
    ['$bf', '5', false, 0],
    ['$ci', 'x', true, 'a84b4c76e66710'],
    ['$nope', 'x', false, null],
    ['', 'x', false, null],
  ])('sets(%s, %j)', (name, value, result, read) => {
    expect(pv.sets(name, value as string)).toBe(result);
    expect(pv.get(name)).toBe(read);
  });

  it.each([
    ['$ru', false],
    ['$rd', false],
    ['$rU', true],
    ['$du', true],
    ['$br', false],
    ['$rm', true],
    ['$avp(x)', true],
    ['$nope', false],
  ])('unset(%s)', (name, result) => {
    expect(pv.unset(name)).toBe(result);
  });
});
