// Arguments as scripts in plain JavaScript hand them over: of any type. KEMI takes what can be read as the type it wants, and a
// wrong argument never throws.

export { text as textArgument } from '../ksr/arguments.ts';

/** @returns the whole number an argument stands for, towards zero; 0 for what is no number */
export function numberArgument(value: unknown): number {
  const n = typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : NaN;
  if (Number.isInteger(n)) return n;
  return Number.isFinite(n) ? Math.trunc(n) : 0;
}
