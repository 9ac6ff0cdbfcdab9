import {
  Header,
  decimal,
  skipSpace,
  trimEnd,
  type HeaderField,
  type RouteContext,
  type SipMessage,
} from '../../runtime/module.ts';

/** What a Max-Forwards field says that holds no number. */
export const NO_NUMBER = -1;
const MAX_VALUE = 0x7fffffff;

/** Highest limit that scripts may name: the largest value of the field (RFC 3261 20.22). */
export const MAX_HOPS = 255;

/** @returns the value of the field; 0 for an empty one, `NO_NUMBER` for one that is no number below 2^31 */
export function hopsLeft(message: SipMessage, field: HeaderField): number {
  // a value that was counted down keeps its width with spaces in front
  const start = skipSpace(message.text, field.bodyStart, field.bodyEnd);
  const end = trimEnd(message.text, start, field.bodyEnd);
  return end === start ? 0 : decimal(message.text, start, end, MAX_VALUE);
}

/**
 * Counts one hop (RFC 3261 16.3 step 3 and 16.6 step 3). The new value stands in the message at once, as wide as the old one;
 * a field that is added is not seen before the changes are applied.
 *
 * @param limit value of a field that has to be added, 0 to 255
 * @param highest what is passed on at most
 * @returns 1 counted · 2 there was none, added · -1 no hop is left, or the limit is out of range · -2 no number
 */
export function countHop(cx: RouteContext, limit: number, highest: number): 1 | 2 | -1 | -2 {
  if (!(limit >= 0 && limit <= MAX_HOPS)) return -1;
  const { message } = cx;
  const field = message.header(Header.MaxForwards);
  if (field === null) {
    message.edits.insert(message.headersStart, `Max-Forwards: ${limit}\r\n`);
    return 2;
  }
  const hops = hopsLeft(message, field);
  if (hops === 0) return -1;
  if (hops === NO_NUMBER) return -2;
  const left = hops > highest ? highest : hops - 1;
  const width = trimEnd(message.text, field.bodyStart, field.bodyEnd) - field.bodyStart;
  message.overwrite(field.bodyStart, String(left).padStart(width, ' '));
  return 1;
}

/**
 * @param hops 0 to 255
 * @returns 1 fewer are left · -1 not, or `hops` is out of range · -2 no Max-Forwards · -3 no number
 */
export function hasFewerHops(message: SipMessage, hops: number): 1 | -1 | -2 | -3 {
  if (!(hops >= 0 && hops <= MAX_HOPS)) return -1;
  const field = message.header(Header.MaxForwards);
  if (field === null) return -2;
  const left = hopsLeft(message, field);
  if (left === NO_NUMBER) return -3;
  return left < hops ? 1 : -1;
}
