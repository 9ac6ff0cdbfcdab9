// Header fields that are lists: values separated by commas, spread over any number of fields of the same name
// (RFC 3261 7.3.1). Route, Record-Route, Path, Contact, Via. Each value is a range, to be read by `parseNameAddr` or `parseVia`.

import { COMMA, GT, LT, QUOTE, skipQuoted, skipSpace, trimEnd } from './chars.ts';
import type { HeaderType } from './header-type.ts';
import type { SipMessage } from './message.ts';

/** One value of a list header. */
export interface ListValue {
  /** Index of its field, for `message.field`. */
  readonly fieldIndex: number;
  /** The value, without white space around it. */
  readonly start: number;
  readonly end: number;
  /**
   * What to delete to remove this value and no other: a comma goes along, and the whole field when it is the only value. To remove
   * several, use `removeValues`: commas of neighbours can not be added up one by one.
   */
  readonly removeStart: number;
  readonly removeEnd: number;
}

/**
 * Finds all values of all fields of a type, in order. Commas inside quotes and inside `<>` separate nothing.
 * @returns empty when there is no such field; null when one has an empty value, or a quote or bracket that never closes
 */
export function listValues(message: SipMessage, type: HeaderType): ListValue[] | null {
  const values: ListValue[] = [];
  for (let at = message.findByType(type); at >= 0; at = message.findByType(type, at + 1)) {
    if (!fieldValues(message, at, values)) return null;
  }
  return values;
}

/**
 * Finds the values of one field.
 * @param fieldIndex index for `message.field`
 * @param into receives the values; holds some of them when the field is broken
 * @returns false when it has an empty value, or a quote or bracket that never closes
 */
export function fieldValues(message: SipMessage, fieldIndex: number, into: ListValue[]): boolean {
  const { received: text } = message;
  const field = message.field(fieldIndex);
  const to = trimEnd(text, field.bodyStart, field.bodyEnd);
  let start = field.bodyStart;
  let before = -1; // end of the value before, -1 for the first
  for (;;) {
    const comma = valueEnd(text, start, to);
    if (comma < 0) return false;
    const end = trimEnd(text, start, comma);
    if (end === start) return false;
    if (comma >= to) {
      const only = before < 0;
      into.push({ fieldIndex, start, end, removeStart: only ? field.start : before, removeEnd: only ? field.end : end });
      return true;
    }
    const next = skipSpace(text, comma + 1, to);
    into.push({ fieldIndex, start, end, removeStart: start, removeEnd: next });
    before = end;
    start = next;
  }
}

/**
 * Records the edits that remove values [from, from + count) of a list, and nothing else: commas between those that stay stay,
 * fields that lose all their values go.
 *
 * @param values all values of the header, from `listValues`
 */
export function removeValues(message: SipMessage, values: readonly ListValue[], from: number, count: number): void {
  const to = Math.min(values.length, from + count);
  for (let first = Math.max(0, from); first < to;) {
    const { fieldIndex } = values[first]!;
    let behind = first + 1;
    while (behind < to && values[behind]!.fieldIndex === fieldIndex) behind++;
    const before = values[first - 1];
    const after = values[behind];
    const keepsBefore = before !== undefined && before.fieldIndex === fieldIndex;
    const keepsAfter = after !== undefined && after.fieldIndex === fieldIndex;
    const field = message.field(fieldIndex);
    if (keepsBefore) message.edits.remove(before.end, values[behind - 1]!.end);
    else if (keepsAfter) message.edits.remove(values[first]!.start, after.start);
    else message.edits.remove(field.start, field.end);
    first = behind;
  }
}

// index of the comma behind the value, `to` behind the last one, -1 when a quote or bracket never closes
function valueEnd(text: string, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    if (c === COMMA) return i;
    if (c === QUOTE) {
      i = skipQuoted(text, i, to) - 1;
      if (i < 0) return -1;
    } else if (c === LT) {
      while (i < to && text.charCodeAt(i) !== GT) i++;
      if (i >= to) return -1;
    }
  }
  return to;
}
