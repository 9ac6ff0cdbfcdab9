import { Header, decimal, equalsLower, skipSpace, trimEnd, type RouteContext } from '../../runtime/module.ts';

const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';

/**
 * Compares Date with the clock. A date in the future is fine.
 *
 * @param seconds how old it may be
 * @returns 1 not older · -1 missing, or not readable · -4 older
 */
export function checkDate(cx: RouteContext, seconds: number): 1 | -1 | -4 {
  const { message } = cx;
  const field = message.header(Header.Date);
  if (field === null) return -1;
  const at = parseDate(message.text, field.bodyStart, trimEnd(message.text, field.bodyStart, field.bodyEnd));
  if (at < 0) return -1;
  return at < cx.core.clock.wall() - seconds * 1000 ? -4 : 1;
}

/**
 * Reads `Sat, 13 Nov 2010 23:29:00 GMT` (RFC 3261 25.1 SIP-date): always GMT, with fixed places.
 * @returns milliseconds since 1970, or -1
 */
export function parseDate(text: string, from: number, to: number): number {
  const comma = text.indexOf(',', from);
  if (comma < 0 || comma !== from + 3) return -1;
  const at = skipSpace(text, comma + 1, to);
  if (to - at !== 24) return -1;
  const day = decimal(text, at, at + 2, 31);
  const month = monthOf(text, at + 3);
  const year = decimal(text, at + 7, at + 11, 9999);
  const hour = decimal(text, at + 12, at + 14, 23);
  const minute = decimal(text, at + 15, at + 17, 59);
  const second = decimal(text, at + 18, at + 20, 60); // a leap second
  if (day < 1 || month < 0 || year < 1970 || hour < 0 || minute < 0 || second < 0) return -1;
  if (!equalsLower(text, at + 21, to, 'gmt')) return -1;
  return Date.UTC(year, month, day, hour, minute, second);
}

function monthOf(text: string, at: number): number {
  for (let month = 0; month < 12; month++) {
    if (equalsLower(text, at, at + 3, MONTHS.slice(month * 3, month * 3 + 3))) return month;
  }
  return -1;
}
