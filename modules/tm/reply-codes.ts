import { decimal } from '../../runtime/module.ts';

/**
 * Reads a list of final replies: codes `403`, ranges `500-599` and classes `class=5`, with commas, semicolons or spaces between; a code
 * may be written `code=403`.
 * @returns null when something else is in the text
 */
export function replyCodes(text: string): ReadonlySet<number> | null {
  const codes = new Set<number>();
  for (const item of text.split(/[\s,;]+/)) {
    if (item !== '' && !add(codes, item)) return null;
  }
  return codes;
}

function add(codes: Set<number>, item: string): boolean {
  if (item.startsWith('class=')) {
    const hundred = number(item.slice(6)) * 100;
    return addRange(codes, hundred, hundred + 99);
  }
  const range = item.startsWith('code=') ? item.slice(5) : item;
  const dash = range.indexOf('-');
  const from = number(dash < 0 ? range : range.slice(0, dash));
  return addRange(codes, from, dash < 0 ? from : number(range.slice(dash + 1)));
}

// what answers a request well is none to go on behind
function addRange(codes: Set<number>, from: number, to: number): boolean {
  if (from < 300 || to > 699 || to < from) return false;
  for (let code = from; code <= to; code++) codes.add(code);
  return true;
}

function number(text: string): number {
  return decimal(text, 0, text.length, 699);
}
