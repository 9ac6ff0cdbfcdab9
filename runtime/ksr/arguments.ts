// Arguments as scripts in plain JavaScript hand them over: of any type. A wrong one never throws.

/** @returns the text of an argument; numbers in decimal, '' for null and undefined */
export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : '';
}

/** @returns the whole number an argument stands for, towards zero; NaN for what is no number */
export function whole(value: unknown): number {
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' && value.trim() !== '' ? Math.trunc(Number(value)) : NaN;
}
