import type { RouteContext } from './context.ts';
import type { Destination } from './destination.ts';

/**
 * The destination set as Contact field of a 3xx (RFC 3261 8.3): the Request-URI when it was changed, and the appended
 * branches, with their q.
 * @returns a header line with CRLF, '' when there is nothing to name
 */
export function contactsOfDestinations(cx: RouteContext): string {
  let list = '';
  if (cx.target.uri !== '') list = entry(cx.target);
  for (const branch of cx.branches ?? []) {
    if (branch.uri === '') continue;
    list += (list === '' ? '' : ', ') + entry(branch);
  }
  return list === '' ? '' : `Contact: ${list}\r\n`;
}

function entry(destination: Destination): string {
  const q = destination.q >= 0 ? `;q=${qText(destination.q)}` : '';
  return `<${destination.uri}>${q}`;
}

/** q in thousandths in its shortest form: 1000 is `1`, 550 is `0.55`. */
export function qText(thousandths: number): string {
  if (thousandths >= 1000) return '1';
  if (thousandths <= 0) return '0';
  let digits = String(thousandths).padStart(3, '0');
  while (digits.endsWith('0')) digits = digits.slice(0, -1);
  return `0.${digits}`;
}
