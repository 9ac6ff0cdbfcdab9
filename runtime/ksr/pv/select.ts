import { Accessor, named, type Definition } from './definition.ts';

/** One name of a select's path, `via[2]`. */
export interface SelectStep {
  readonly name: string;
  /** null when none is written. */
  readonly index: number | null;
}

/** @returns null when the index is no number */
export function selectStep(text: string): SelectStep | null {
  const open = text.indexOf('[');
  if (open < 0) return { name: text, index: null };
  if (!text.endsWith(']')) return null;
  const digits = text.slice(open + 1, -1);
  const negative = digits.startsWith('-');
  let n = 0;
  for (let i = negative ? 1 : 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9 || i > 6) return null;
    n = n * 10 + digit;
  }
  if (digits.length === (negative ? 1 : 0)) return null;
  return { name: text.slice(0, open), index: negative ? -n : n };
}

/** `$sel(first.second[1])`: selects by path (spec/modules.md 5.1). */
export const selectVariables: readonly Definition[] = [
  named('sel', (inner, _index, compiling) => {
    const path = inner.trim().split('.');
    const first = selectStep(path[0] ?? '');
    const read = first === null ? null : (compiling.select(first.name)?.(path) ?? null);
    return read === null ? null : new Accessor(read);
  }),
];
