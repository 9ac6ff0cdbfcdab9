import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Destination } from '../../../../runtime/routing/destination.ts';
import { Method, methodId } from '../../../../runtime/sip/method.ts';
import type { TestServer } from '../../../support/context.ts';
import { bareServer, invite } from '../arrive.ts';
import { Called } from './facade.ts';

// The core's functions against sets and lists that behave as they should (spec/modules.md 1.5, 2)

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});
beforeEach(() => {
  server.log.lines.length = 0;
});

const KINDS = [
  ['setflag', 'resetflag', 'isflagset', '$mf'],
  ['setbflag', 'resetbflag', 'isbflagset', '$bf'],
  ['setsflag', 'resetsflag', 'issflagset', '$sf'],
] as const;

describe('flags', () => {
  it('are three sets of 0 to 31', () => {
    const step = fc.tuple(fc.constantFrom(0, 1, 2), fc.boolean(), fc.integer({ min: -2, max: 33 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const called = new Called(server);
        const sets = [new Set<number>(), new Set<number>(), new Set<number>()];
        for (const [kind, on, flag] of steps) {
          const exists = flag >= 0 && flag < 32;
          expect(called.ksr[KINDS[kind]![on ? 0 : 1]](flag)).toBe(exists);
          if (exists && on) sets[kind]!.add(flag);
          else sets[kind]!.delete(flag);
        }
        KINDS.forEach(([, , is, variable], kind) => {
          let bits = 0;
          for (let flag = 0; flag < 32; flag++) {
            expect(called.ksr[is](flag)).toBe(sets[kind]!.has(flag));
            if (sets[kind]!.has(flag)) bits |= 1 << flag;
          }
          expect(called.get(variable)).toBe(bits);
        });
      }),
    );
  });
  it('of branches are sets of their own', () => {
    const step = fc.tuple(fc.integer({ min: -1, max: 4 }), fc.boolean(), fc.integer({ min: 0, max: 31 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const called = new Called(server);
        called.cx.branches = [new Destination(), new Destination()];
        const sets = [new Set<number>(), new Set<number>(), new Set<number>()];
        for (const [branch, on, flag] of steps) {
          // a branch that is not there: true, and nothing happens
          expect(called.ksr[on ? 'setbiflag' : 'resetbiflag'](flag, branch)).toBe(true);
          if (on) sets[branch]?.add(flag);
          else sets[branch]?.delete(flag);
        }
        for (let flag = 0; flag < 32; flag++) {
          expect([-1, 0, 1, 2, 3].map((branch) => called.ksr.isbiflagset(flag, branch))).toEqual([
            false,
            sets[0]!.has(flag),
            sets[1]!.has(flag),
            sets[2]!.has(flag),
            false,
          ]);
          expect(called.ksr.isbflagset(flag)).toBe(sets[0]!.has(flag));
        }
      }),
    );
  });
  it.each([5n, Symbol('5'), {}, Object.create(null), [5], () => 5, new Date(5)] as unknown[])(
    '%o is none, and is logged',
    (flag) => {
      const called = new Called(server);
      for (const [set, reset, is] of KINDS) {
        expect([called.ksr[set](flag as number), called.ksr[is](flag as number), called.ksr[reset](flag as number)]).toEqual([
          false,
          false,
          false,
        ]);
      }
      expect(server.log.texts('error')).toHaveLength(9);
      expect(['$mf', '$bf', '$sf'].map((name) => called.get(name))).toEqual([0, 0, 0]);
    },
  );
  it.each([
    ['5', 5],
    [5.9, 5],
    [true, 1],
    [-0, 0],
    [-0.5, 0],
  ] as [unknown, number][])('%o is flag %i', (given, flag) => {
    const called = new Called(server);
    expect(called.ksr.setflag(given as number)).toBe(true);
    expect(called.cx.flags).toBe(1 << flag);
  });
});

describe('is_method', () => {
  const STANDARD = 'INVITE ACK BYE CANCEL REGISTER OPTIONS UPDATE SUBSCRIBE PUBLISH NOTIFY REFER INFO PRACK MESSAGE'.split(' ');
  const anyCase = (text: string, seed: number): string =>
    [...text].map((c, n) => ((seed >> (n % 30)) & 1 ? c.toLowerCase() : c)).join('');
  it('of a list is whether it is one of them, in any case', () => {
    const method = fc.constantFrom(...STANDARD);
    fc.assert(
      fc.property(
        method,
        fc.array(method, { minLength: 1, maxLength: 5 }),
        fc.nat(),
        fc.constantFrom('|', ' | ', '| '),
        (own, list, seed, bar) => {
          const { ksr } = new Called(server, invite({ line: `${own} sip:b SIP/2.0`, fields: [`CSeq: 1 ${own}`] }));
          expect(ksr.is_method(anyCase(list.join(bar), seed))).toBe(list.includes(own));
        },
      ),
    );
  });
  it('of any text is true or false', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'INVTEinvte| \0\r\n'), maxLength: 12 }), (text) => {
        const { ksr } = new Called(server);
        const names = text.split('|').map((name) => name.trim().toUpperCase());
        const standard = names.every((name) => methodId(name) !== Method.Other);
        const expected = names.length > 1 ? standard && names.includes('INVITE') : names[0] === 'INVITE';
        expect(ksr.is_method(text)).toBe(expected);
      }),
    );
  });
});

describe('what Via says', () => {
  it.each([
    ['h.example.com', 1, 'h.example.com'],
    ['192.0.2.1', 1, '192.0.2.1'],
    ['2001:db8::1', 1, '[2001:db8::1]'],
    ['[2001:db8::1]', 1, '[2001:db8::1]'],
    ['', 1, ''],
    ['a'.repeat(127), 1, 'a'.repeat(127)],
    ['a'.repeat(128), -1, ''],
    ['a b', -1, ''],
    ['a;b', -1, ''],
    ['a,b', -1, ''],
    ['a\r\nb', -1, ''],
    ['a\0', -1, ''],
    ['\u20ac', -1, ''],
  ] as const)('set_advertised_address(%j)', (host, result, kept) => {
    const called = new Called(server);
    expect(called.ksr.set_advertised_address(host)).toBe(result);
    expect(called.cx.advertisedHost).toBe(kept);
    expect(server.log.texts('error')).toHaveLength(result === 1 ? 0 : 1);
  });
  it.each([
    ['1', 1, 1],
    ['65535', 1, 65535],
    ['0005060', 1, 5060],
    ['', 1, 0],
    [5060, 1, 5060],
    ['00005060', -1, 0],
    ['0', -1, 0],
    ['65536', -1, 0],
    ['-1', -1, 0],
    ['+1', -1, 0],
    ['5060 ', -1, 0],
    ['1e3', -1, 0],
    ['0x10', -1, 0],
    [5060.5, -1, 0],
    [NaN, -1, 0],
  ] as const)('set_advertised_port(%j)', (port, result, kept) => {
    const called = new Called(server);
    expect(called.ksr.set_advertised_port(port as string)).toBe(result);
    expect(called.cx.advertisedPort).toBe(kept);
  });
  it('a refused one leaves the one that was set', () => {
    const called = new Called(server);
    called.ksr.set_advertised_address('h');
    called.ksr.set_advertised_port('1');
    expect([called.ksr.set_advertised_address('a b'), called.ksr.set_advertised_port('x')]).toEqual([-1, -1]);
    expect([called.cx.advertisedHost, called.cx.advertisedPort]).toEqual(['h', 1]);
  });
});
