import type { Value } from '../../routing/avps.ts';
import type { RouteContext } from '../../routing/context.ts';
import { decimal } from '../../sip/chars.ts';
import { Accessor, named, plain, type Definition } from './definition.ts';

// $mf $bf $sf as decimal, negative with flag 31 set, $mF $bF $sF as eight hexadecimal digits, and $Mf(n) $Bf(n) $Sf(n) as 0 or 1
// (spec/modules.md 1.5, 5.1)

const MAX_FLAG = 31;

/** @returns eight lower-case hexadecimal digits */
function hexFlags(flags: number): string {
  return (flags >>> 0).toString(16).padStart(8, '0');
}

function both(letter: string, get: (cx: RouteContext) => number, put: (cx: RouteContext, flags: number) => void): Definition[] {
  const write = (cx: RouteContext, value: Value | null): boolean => {
    if (typeof value === 'string') return false;
    put(cx, (value ?? 0) | 0);
    return true;
  };
  return [
    plain(`${letter}f`, (cx) => get(cx) | 0, write),
    plain(
      `${letter}F`,
      (cx) => hexFlags(get(cx)),
      null,
      (cx) => get(cx) | 0,
    ),
    named(`${letter.toUpperCase()}f`, (inner) => {
      const number = inner.trim();
      const flag = decimal(number, 0, number.length, MAX_FLAG);
      if (flag < 0) return null;
      return new Accessor(
        (cx) => (get(cx) >>> flag) & 1,
        (cx, value) => {
          if (typeof value === 'string') return false;
          put(cx, value === null || value === 0 ? get(cx) & ~(1 << flag) : get(cx) | (1 << flag));
          return true;
        },
      );
    }),
  ];
}

export const flagVariables: readonly Definition[] = [
  ...both(
    'm',
    (cx) => cx.flags,
    (cx, flags) => {
      cx.flags = flags;
    },
  ),
  ...both(
    'b',
    (cx) => cx.target.flags,
    (cx, flags) => {
      cx.target.flags = flags;
    },
  ),
  ...both(
    's',
    (cx) => cx.scriptFlags,
    (cx, flags) => {
      cx.scriptFlags = flags;
    },
  ),
];
