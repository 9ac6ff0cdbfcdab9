// Where the header lines of a message stand: two small numbers a line, one array for all of them. Of a dozen fields a proxy looks at
// six or so, and an object for each of the others costs 1.0 kB a message (the call: 6.3 kB of 64).

import { tokenEnd } from './chars.ts';
import type { HeaderType } from './header-type.ts';

/** Where one header field stands in the message text. */
export interface HeaderField {
  readonly type: HeaderType;
  /** First character of the name. */
  readonly start: number;
  readonly nameEnd: number;
  /** First character of the body that is no white space. */
  readonly bodyStart: number;
  /** Behind the body, before the CRLF: trailing white space belongs to it (spec/modules.md 1.4). */
  readonly bodyEnd: number;
  /** Behind the CRLF. */
  readonly end: number;
}

/**
 * For each line where it begins, and how far behind its body begins together with its type; behind the last line where the next one
 * would begin. A line ends where the next one begins. Read by `SipMessage` alone, which counts lines in steps of `LINE`.
 */
export type HeaderTable = number[];

/** Numbers a line. */
export const LINE = 2;

/** In the place of the type: a line that is no header field. It keeps its place, so that the line above it ends where it does. */
export const BROKEN = 63;

const TYPE_BITS = 6;
const TYPE_MASK = 63;

/** Room for 16 lines: one array made in its final size costs a third of one that grows to it. */
export function newTable(): HeaderTable {
  return [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
}

/** The second number of a line. */
export function placeOf(type: number, start: number, bodyStart: number): number {
  return ((bodyStart - start) << TYPE_BITS) | type;
}

export function typeAt(table: HeaderTable, line: number): number {
  return table[line + 1]! & TYPE_MASK;
}
export function bodyStartAt(table: HeaderTable, line: number): number {
  return table[line]! + (table[line + 1]! >> TYPE_BITS);
}
export function bodyEndAt(table: HeaderTable, line: number): number {
  return table[line + LINE]! - 2;
}

/** @returns the first line at or behind `from` that is a field of the type, -1 when none up to `lines` is */
export function findType(table: HeaderTable, from: number, lines: number, type: number): number {
  for (let line = from; line < lines; line += LINE) if ((table[line + 1]! & TYPE_MASK) === type) return line;
  return -1;
}

/** Makes the object for a line. */
export function fieldAt(text: string, table: HeaderTable, line: number): HeaderField {
  return new Field(text, typeAt(table, line) as HeaderType, table[line]!, bodyStartAt(table, line), table[line + LINE]!);
}

class Field implements HeaderField {
  readonly type: HeaderType;
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
  private readonly text: string;
  private nameLimit = -1;

  constructor(text: string, type: HeaderType, start: number, bodyStart: number, end: number) {
    this.type = type;
    this.start = start;
    this.bodyStart = bodyStart;
    this.end = end;
    this.text = text;
  }

  // Asked for by few. Looked for once: a name may be as long as the message, and a pattern ask for it at each character
  // (spec/security.md 18)
  get nameEnd(): number {
    if (this.nameLimit < 0) this.nameLimit = tokenEnd(this.text, this.start, this.bodyEnd);
    return this.nameLimit;
  }
  get bodyEnd(): number {
    return this.end - 2;
  }
}
