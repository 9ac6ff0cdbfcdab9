import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { text, whole } from '../../../runtime/ksr/arguments.ts';
import { KsrObject } from '../../../runtime/ksr/compose.ts';
import { EXIT } from '../../../runtime/routing/exit.ts';
import type { TestServer } from '../../support/context.ts';
import { Arrived, bareServer, invite, ok } from './arrive.ts';

// What plain JavaScript hands over: anything

const ODD: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-1', -1],
  ['1.5', 1.5],
  ['2^53', 2 ** 53],
  ['a bigint', 5n],
  ['a symbol', Symbol('x')],
  ['an object', {}],
  ['an object without prototype', Object.create(null)],
  ['an array', ['sip:a']],
  ['a function', () => 'x'],
  ['a date', new Date(NaN)],
  ['true', true],
  ['an empty text', ''],
  ['CR LF NUL', '\r\n\0'],
  ['__proto__', '__proto__'],
  ['a lone surrogate', '\ud800'],
  ['100 kB', 'a'.repeat(100_000)],
  ['100 kB of white space', ' '.repeat(100_000)],
];

describe('text', () => {
  it.each([
    ['a', 'a'],
    ['', ''],
    [5, '5'],
    [-0, '0'],
    [1.5, '1.5'],
    [true, 'true'],
    [false, 'false'],
    [5n, '5'],
    [null, ''],
    [undefined, ''],
    [{}, ''],
    [['a'], ''],
    [Symbol('x'), ''],
    [Object.create(null), ''],
    [() => 'x', ''],
    [new String('x'), ''],
  ] as [unknown, string][])('of %o is %j', (value, result) => {
    expect(text(value)).toBe(result);
  });
});

describe('whole', () => {
  it.each([
    [5, 5],
    [5.9, 5],
    [-5.9, -5],
    ['5', 5],
    [' 5 ', 5],
    ['-5.9', -5],
    [true, 1],
    [false, 0],
    [Infinity, Infinity],
    ['', NaN],
    [' ', NaN],
    ['x', NaN],
    ['5x', NaN],
    [null, NaN],
    [undefined, NaN],
    [{}, NaN],
    [[5], NaN],
    [5n, NaN],
    [Symbol('x'), NaN],
    [new Date(5), NaN],
  ] as [unknown, number][])('of %o is %d', (value, result) => {
    expect(whole(value)).toBe(result);
  });
  it('is a whole number or none', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const n = whole(value);
        expect(Number.isInteger(n) || Number.isNaN(n) || Math.abs(n) === Infinity).toBe(true);
      }),
    );
  });
});

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});

/** Public functions by name, those of the prototypes above included. */
function functionsOf(facade: object, without: readonly string[]): string[] {
  const names = new Set<string>();
  for (let of = Object.getPrototypeOf(facade) as object; of !== Object.prototype; of = Object.getPrototypeOf(of) as object) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(of))) {
      if (typeof value === 'function' && name !== 'constructor' && !without.includes(name)) names.add(name);
    }
  }
  return [...names];
}

// TypeScript's `private` ones, which a script has no business with
const INTERNAL = ['bit', 'branch', 'isOneOf', 'nextUri', 'nextProto', 'nextFamily', 'insertAt', 'refused', 'noName', 'put'];

describe.each([
  ['a request', invite({ fields: ['X-A: 1'] })],
  ['a reply', ok({ fields: ['X-A: 1'] })],
])('on %s no argument makes a function throw', (_what, message) => {
  let ksr: KsrObject;
  beforeEach(() => {
    ksr = new KsrObject(new Arrived(server, message).cx);
  });

  it.each(ODD)('%s', (_name, value) => {
    for (const facade of [ksr, ksr.hdr, ksr.pv]) {
      const names = functionsOf(facade, INTERNAL);
      expect(names.length).toBeGreaterThan(10);
      for (const name of names) {
        const call = (facade as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!;
        for (const args of [
          [value, value, value, value],
          ['X-A', value, value, value],
          ['$var(x)', value],
          [5, value],
        ]) {
          let result: unknown = name;
          expect(() => {
            result = call.apply(facade, args);
          }).not.toThrow();
          // getvs and getvn hand their second argument back
          const isPlain = ['number', 'boolean', 'string', 'undefined'].includes(typeof result) || result === null;
          expect([name, isPlain || result === args[1]]).toEqual([name, true]);
        }
      }
    }
  });
  it.each(ODD)('%s: nothing gets into the message that ends a line', (_name, value) => {
    const before = ksr.pv.get('$mb') as string;
    ksr.hdr.append(value as string);
    ksr.hdr.insert(value as string);
    ksr.hdr.rmappend('X-A', value as string);
    ksr.seturi(value as string);
    ksr.setdsturi(value as string);
    const after = ksr.pv.get('$mbu') as string;
    expect(after.split('\r\n').length).toBeLessThanOrEqual(before.split('\r\n').length);
    expect(after).not.toContain('\0');
  });
});

describe('KSR.x', () => {
  it('exit leaves, drop leaves and drops, whatever is handed over', () => {
    for (const [, value] of ODD) {
      for (const [name, dropped] of [
        ['exit', false],
        ['drop', true],
      ] as const) {
        const { cx } = new Arrived(server, invite());
        const { x } = new KsrObject(cx);
        let thrown: unknown = null;
        try {
          (x[name] as (value: unknown) => never).call(x, value);
        } catch (error) {
          thrown = error;
        }
        expect(thrown).toBe(EXIT);
        expect([cx.exitRaised, cx.dropped]).toEqual([true, dropped]);
      }
    }
  });
  it('set_drop drops and does not leave', () => {
    const { cx } = new Arrived(server, invite());
    expect(new KsrObject(cx).set_drop()).toBeUndefined();
    expect([cx.exitRaised, cx.dropped]).toEqual([false, true]);
  });
});
