import { XavpList, skipSpace, trimEnd, type Value } from '../../runtime/module.ts';

// Lists out of texts, and texts out of lists

/**
 * Writes the fields of a list as parameters: `a=1;b;`, the newest first. A field with an empty text has no value, a number below 0
 * is written as the 32 bits that it is, a list within the list is left out.
 * @param quoted texts stand in double quotes
 */
export function implode(list: XavpList, quoted: boolean): string {
  const parts: string[] = [];
  for (const { name, value } of list.items) {
    if (value instanceof XavpList) continue;
    parts.push(name);
    if (value !== '') parts.push('=', written(value, quoted));
    parts.push(';');
  }
  return parts.join('');
}

function written(value: Value, quoted: boolean): string {
  if (typeof value === 'number') return String(value < 0 && value >= -0x80000000 ? value >>> 0 : value);
  if (!quoted) return value;
  let text = '"';
  for (const c of value) text += c === '"' || c === '\\' ? `\\${c}` : c;
  return `${text}"`;
}

/**
 * Splits a text into the fields `v` of a list, in their order; nothing between two separators is no field.
 * @param separators each of these characters is one
 * @param trim white space around what is found is no part of it
 */
export function splitInto(list: XavpList, text: string, separators: string, trim: boolean): void {
  let from = 0;
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length && !separators.includes(text[i]!)) continue;
    const start = trim ? skipSpace(text, from, i) : from;
    const part = text.slice(start, trim ? trimEnd(text, start, i) : i);
    if (part !== '') list.append('v', part);
    from = i + 1;
  }
}
