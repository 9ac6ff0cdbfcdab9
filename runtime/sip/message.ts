// A message as the layers above see it: where everything stands in the received text, and views of the fields that many ask
// for, each parsed when first asked for and kept. Start line, table: parser.ts. Values: via.ts, name-addr.ts, uri.ts, params.ts.
// Changes: edits.ts, applied by serialize.ts.

import { decimal, equalsIgnoreCase, isDigit, skipSpace, tokenEnd, trimEnd } from './chars.ts';
import { Edits, type Edit } from './edits.ts';
import {
  BROKEN,
  LINE,
  bodyEndAt,
  bodyStartAt,
  fieldAt,
  findType,
  newTable,
  typeAt,
  type HeaderField,
  type HeaderTable,
} from './header-table.ts';
import { Header, headerType, type HeaderType } from './header-type.ts';
import { Method, methodId, methodName } from './method.ts';
import { NameAddr, parseNameAddr, parseNameAddrs } from './name-addr.ts';
import { parseUri, type Uri } from './uri.ts';
import { Via, parseVia } from './via.ts';

export type { HeaderField, HeaderTable } from './header-table.ts';

/** What is wrong with the frame of a received message; '' when nothing is. */
export type FrameFault = '' | 'start-line' | 'version' | 'bare-line-end' | 'nul' | 'header' | 'no-end';

/** CSeq value (RFC 3261 20.16). `number` -1 when it is no number below 2^32. */
export interface CSeq {
  readonly number: number;
  readonly numberStart: number;
  readonly numberEnd: number;
  readonly method: string;
}

/**
 * A SIP message: the text as received (one character per octet), the table of its header fields, views that are parsed
 * when first asked for, and the edits that scripts recorded. The text never changes, but for `overwrite`.
 */
export class SipMessage {
  /**
   * The octets as received. What was overwritten (Max-Forwards, the code of a reply, an alias in the Request-URI) does not stand in
   * them, so whoever may read those places reads `text`; all others read here, for `text` is a copy then: 0.3 µs.
   */
  readonly received: string;
  /** What was overwritten, as edits that do not touch each other; null for nothing. */
  readonly overwritten: readonly Edit[] | null = null;
  /** First octet of the start line: line ends in front of it are no part of the message (RFC 3261 7.5). */
  readonly start: number;
  readonly isRequest: boolean = false;
  /** Method of the request line, or of CSeq in a reply. */
  readonly method: string = '';
  readonly methodId: number = Method.Other;
  /** Status code, 0 in requests. */
  readonly status: number = 0;
  /** Request-URI of the request line; in replies both are 0. */
  readonly uriStart: number = 0;
  readonly uriEnd: number = 0;
  /** Reason phrase of a reply, up to the end of the line; 0 in requests. */
  readonly reasonStart: number = 0;
  /** Behind the CRLF of the start line. */
  readonly headersStart: number = 0;
  /** First octet of the body. */
  readonly bodyStart: number;
  /** Behind the body: octets of a datagram beyond Content-Length are no part of the message (RFC 3261 18.3). */
  readonly end: number;
  /** Value of Content-Length; -1 when it is absent, -2 when it is no number (both before any check of the body). */
  readonly contentLength: number = -1;
  readonly fault: FrameFault = '';
  /** Bit n: there is a field of type n, for types up to 31. */
  readonly seen: number = 0;
  /** Bit n: there are several. */
  readonly repeated: number = 0;
  /** Number of CSeq (RFC 3261 20.16); -1 when it is no number below 2^32, -2 when there is no CSeq or it can not be read. */
  readonly cseqNumber: number = -2;
  /** Method of CSeq; '' when it can not be read. */
  readonly cseqMethod: string = '';
  /** The header lines; the same array in all copies. */
  readonly table: HeaderTable = newTable();
  /** Where the lines in the table end. */
  readonly lines: number = 0;
  edits: Edits = new Edits();

  // views, `undefined` until somebody asks
  private textView: string | undefined = undefined;
  private uriView: Uri | null | undefined = undefined;
  private via1View: Via | null | undefined = undefined;
  private via2View: Via | null | undefined = undefined;
  private fromView: NameAddr | null | undefined = undefined;
  private toView: NameAddr | null | undefined = undefined;
  private contactsView: readonly NameAddr[] | null | undefined = undefined;
  private headersView: readonly HeaderField[] | undefined = undefined;
  private callIdView: string | undefined = undefined;
  private fromTagView: string | undefined = undefined;
  private toTagView: string | undefined = undefined;

  /**
   * Made by `parseMessage`, which finds the rest.
   * @param table that of the message which this one is a copy of
   */
  constructor(text: string, start: number, table: HeaderTable = newTable()) {
    this.received = text;
    this.start = start;
    this.bodyStart = text.length;
    this.end = text.length;
    this.table = table;
  }

  /** What the start line and the table leave to be read; the last step of `parseMessage`. */
  framed(): void {
    const found = changing(this);
    this.readCSeq();
    if (!this.isRequest) found.method = this.cseqMethod;
    found.methodId = methodId(this.method);
    const length = this.readContentLength();
    found.contentLength = length;
    if (length >= 0 && this.bodyStart + length < this.received.length) found.end = this.bodyStart + length;
  }

  /** Method of the request line. */
  get methodStart(): number {
    return this.isRequest ? this.start : 0;
  }
  get methodEnd(): number {
    return this.isRequest ? this.uriStart - 1 : 0;
  }
  get reasonEnd(): number {
    return this.isRequest ? 0 : this.headersStart - 2;
  }

  /**
   * The same message for one branch: shares the text and all that was parsed, takes over the edits made so far; edits
   * made on either side from now on are not seen on the other (spec/modules.md 1.4).
   */
  copy(): SipMessage {
    const copy = new SipMessage(this.received, this.start, this.table);
    const found = changing(copy);
    found.overwritten = this.overwritten;
    found.isRequest = this.isRequest;
    found.method = this.method;
    found.methodId = this.methodId;
    found.status = this.status;
    found.uriStart = this.uriStart;
    found.uriEnd = this.uriEnd;
    found.reasonStart = this.reasonStart;
    found.headersStart = this.headersStart;
    found.bodyStart = this.bodyStart;
    found.end = this.end;
    found.contentLength = this.contentLength;
    found.fault = this.fault;
    found.seen = this.seen;
    found.repeated = this.repeated;
    found.cseqNumber = this.cseqNumber;
    found.cseqMethod = this.cseqMethod;
    found.lines = this.lines;
    copy.edits = this.edits.copy();
    copy.uriView = this.uriView;
    copy.via1View = this.via1View;
    copy.via2View = this.via2View;
    copy.fromView = this.fromView;
    copy.toView = this.toView;
    // a script may replace the URI of a contact, for its own copy only
    copy.contactsView = this.contactsView?.map((contact) => contact.copy()) ?? this.contactsView;
    copy.headersView = this.headersView;
    copy.callIdView = this.callIdView;
    copy.fromTagView = this.fromTagView;
    copy.toTagView = this.toTagView;
    return copy;
  }

  /**
   * Overwrites some octets, all or none of those that were overwritten before. Nothing moves, so the table, the parsed views and the
   * edits stay right. For what a script sees changed at once (Max-Forwards, the code of a reply).
   *
   * @param at where the octets stand, in no header field that has a view (Via, From, To, CSeq, Contact)
   * @param octets as many as shall be replaced
   * @param status code of a reply, when it was overwritten
   */
  overwrite(at: number, octets: string, status: number = this.status): void {
    const found = changing(this);
    const edit: Edit = { at, end: at + octets.length, text: octets, late: null };
    const all = [edit];
    for (const other of this.overwritten ?? NOTHING) if (other.end <= at || other.at >= edit.end) all.push(other);
    found.overwritten = all;
    found.status = status;
    this.textView = undefined;
    if (at < this.uriEnd) this.uriView = undefined;
  }

  /** The message as scripts see it: the octets received, with what was overwritten. */
  get text(): string {
    if (this.overwritten === null) return this.received;
    return (this.textView ??= withOverwritten(this.received, this.overwritten));
  }

  /** @returns `received`, or `text` when something in [from, to) was overwritten */
  textAt(from: number, to: number): string {
    const { overwritten } = this;
    if (overwritten !== null) {
      for (let i = 0; i < overwritten.length; i++) if (overwritten[i]!.at < to && overwritten[i]!.end > from) return this.text;
    }
    return this.received;
  }

  /**
   * Lets go of what can be read again: a request that waits for its answer is read seldom, and held for long. What a script put in the
   * place of a contact stays.
   * @param whole that goes too
   */
  forgetViews(whole: boolean = false): void {
    this.textView = undefined;
    this.uriView = undefined;
    this.via1View = undefined;
    this.via2View = undefined;
    this.fromView = undefined;
    this.toView = undefined;
    this.headersView = undefined;
    if (whole || !this.hasReplacedContact()) this.contactsView = undefined;
  }
  private hasReplacedContact(): boolean {
    const contacts = this.contactsView ?? [];
    for (let i = 0; i < contacts.length; i++) if (contacts[i]!.replaced !== '') return true;
    return false;
  }

  /** All header fields in order, made when first asked for. Those who want one of them ask by type or by index. */
  get headers(): readonly HeaderField[] {
    return (this.headersView ??= this.allFields());
  }
  private allFields(): readonly HeaderField[] {
    const fields: HeaderField[] = [];
    const { received: text, table, lines } = this;
    for (let line = 0; line < lines; line += LINE) if (typeAt(table, line) !== BROKEN) fields.push(fieldAt(text, table, line));
    return fields;
  }
  /** Header lines, be they legible or not. */
  get lineCount(): number {
    return this.lines / LINE;
  }
  /** @param index from `findByName` or `findByType` */
  field(index: number): HeaderField {
    return fieldAt(this.received, this.table, index * LINE);
  }

  /** @returns the whole line of a field as received, with its CRLF; of one that goes on below, all its lines */
  line(index: number): string {
    const start = this.table[index * LINE]!;
    const end = this.table[index * LINE + LINE]!;
    return this.textAt(start, end).slice(start, end);
  }

  /** @returns whether there is a header field of the type */
  has(type: HeaderType): boolean {
    return type < 32 ? (this.seen & (1 << type)) !== 0 : this.lineOf(type) >= 0;
  }

  /** @returns the first header field of the type, or null */
  header(type: HeaderType): HeaderField | null {
    const line = this.lineOf(type);
    return line < 0 ? null : fieldAt(this.received, this.table, line);
  }

  // the first line of the type in the table, or -1
  private lineOf(type: HeaderType): number {
    if (type < 32 && (this.seen & (1 << type)) === 0) return -1;
    return findType(this.table, 0, this.lines, type);
  }

  /** @returns body of the first header field of the type, or null */
  body(type: HeaderType): string | null {
    const line = this.lineOf(type);
    return line < 0 ? null : this.slice(bodyStartAt(this.table, line), bodyEndAt(this.table, line));
  }

  private slice(from: number, to: number): string {
    return this.textAt(from, to).slice(from, to);
  }
  fieldBody(field: HeaderField): string {
    return this.slice(field.bodyStart, field.bodyEnd);
  }
  fieldName(field: HeaderField): string {
    return this.received.slice(field.start, field.nameEnd);
  }

  /**
   * Header fields by name: long and compact forms are the same header, case does not matter (spec/modules.md 4).
   * @returns index of the next field at or behind index `from`, for `field`, or -1
   */
  findByName(name: string, from: number = 0): number {
    const type = headerType(name, 0, name.length);
    if (type !== Header.Other && !this.has(type)) return -1;
    for (let line = from * LINE; line < this.lines; line += LINE) {
      if (typeAt(this.table, line) === type && (type !== Header.Other || this.hasName(line, name))) return line / LINE;
    }
    return -1;
  }

  private hasName(line: number, name: string): boolean {
    const start = this.table[line]!;
    const nameEnd = tokenEnd(this.received, start, bodyEndAt(this.table, line));
    return nameEnd - start === name.length && equalsIgnoreCase(this.received.slice(start, nameEnd), name);
  }

  /** @returns index of the next field of the type at or behind index `from`, for `field`, or -1 */
  findByType(type: HeaderType, from: number = 0): number {
    if (from === 0 && !this.has(type)) return -1;
    const line = findType(this.table, from * LINE, this.lines, type);
    return line < 0 ? -1 : line / LINE;
  }

  /** The Request-URI as received; '' in replies. */
  get requestUri(): string {
    return this.slice(this.uriStart, this.uriEnd);
  }
  /** The parts of the Request-URI; null in replies, and when it can not be read. */
  get uri(): Uri | null {
    if (this.uriView === undefined) {
      const { uriStart, uriEnd } = this;
      this.uriView = this.isRequest ? parseUri(this.textAt(uriStart, uriEnd), uriStart, uriEnd) : null;
    }
    return this.uriView;
  }
  get reason(): string {
    return this.received.slice(this.reasonStart, this.reasonEnd);
  }

  /** Topmost Via, or null when there is none or it can not be read. */
  get via1(): Via | null {
    if (this.via1View === undefined) {
      const line = this.lineOf(Header.Via);
      this.via1View = line < 0 ? null : parseVia(this.received, bodyStartAt(this.table, line), bodyEndAt(this.table, line));
    }
    return this.via1View;
  }
  /** The Via below the topmost one, in the same field or the next. */
  get via2(): Via | null {
    if (this.via2View === undefined) this.via2View = this.nthVia(2);
    return this.via2View;
  }

  /**
   * @param n 1 for the topmost
   * @returns null when there are fewer, or one on the way can not be read
   */
  nthVia(n: number): Via | null {
    const { received: text, table, lines } = this;
    let via = this.via1;
    let line = this.lineOf(Header.Via);
    while (via !== null && --n > 0) {
      let to = bodyEndAt(table, line);
      let at = skipSpace(text, via.end, to) + 1; // behind the comma
      if (at > to) {
        line = findType(table, line + LINE, lines, Header.Via);
        if (line < 0) return null;
        at = bodyStartAt(table, line);
        to = bodyEndAt(table, line);
      }
      via = parseVia(text, at, to);
    }
    return via;
  }

  /** Whether something is written below the topmost Via, be it legible or not. */
  get hasVia2(): boolean {
    const via = this.via1;
    if (via === null) return false;
    if ((this.repeated & (1 << Header.Via)) !== 0) return true;
    const bodyEnd = bodyEndAt(this.table, this.lineOf(Header.Via));
    return via.end < bodyEnd && skipSpace(this.received, via.end, bodyEnd) < bodyEnd;
  }

  get from(): NameAddr | null {
    if (this.fromView === undefined) this.fromView = this.address(Header.From);
    return this.fromView;
  }
  get to(): NameAddr | null {
    if (this.toView === undefined) this.toView = this.address(Header.To);
    return this.toView;
  }
  private address(type: HeaderType): NameAddr | null {
    const line = this.lineOf(type);
    return line < 0 ? null : parseNameAddr(this.received, bodyStartAt(this.table, line), bodyEndAt(this.table, line));
  }
  /** @returns the tag of From, '' without one */
  get fromTag(): string {
    if (this.fromTagView === undefined) this.fromTagView = this.from?.tag ?? '';
    return this.fromTagView;
  }
  get toTag(): string {
    if (this.toTagView === undefined) this.toTagView = this.to?.tag ?? '';
    return this.toTagView;
  }

  /** @returns '' without one */
  get callId(): string {
    if (this.callIdView === undefined) {
      const line = this.lineOf(Header.CallId);
      const from = line < 0 ? 0 : bodyStartAt(this.table, line);
      this.callIdView = line < 0 ? '' : this.received.slice(from, trimEnd(this.received, from, bodyEndAt(this.table, line)));
    }
    return this.callIdView;
  }

  /** CSeq, or null when there is none or it can not be read. */
  get cseq(): CSeq | null {
    if (this.cseqNumber === -2) return null;
    const numberStart = bodyStartAt(this.table, this.lineOf(Header.CSeq));
    let numberEnd = numberStart;
    while (isDigit(this.received.charCodeAt(numberEnd))) numberEnd++;
    return { number: this.cseqNumber, numberStart, numberEnd, method: this.cseqMethod };
  }
  private readCSeq(): void {
    const line = this.lineOf(Header.CSeq);
    if (line < 0) return;
    const { received: text } = this;
    const from = bodyStartAt(this.table, line);
    const to = bodyEndAt(this.table, line);
    let number = 0;
    let i = from;
    for (; i < to; i++) {
      const digit = text.charCodeAt(i) - 48;
      if (digit < 0 || digit > 9) break;
      if (number <= 0xffffffff) number = number * 10 + digit;
    }
    const methodStart = skipSpace(text, i, to);
    const methodEnd = trimEnd(text, methodStart, to);
    if (i === from || methodStart === i || methodEnd === methodStart) return;
    const found = changing(this);
    found.cseqNumber = number > 0xffffffff ? -1 : number;
    found.cseqMethod = methodName(text, methodStart, methodEnd);
  }

  /**
   * The contacts of the first Contact field, or null when there is none, it can not be read, or it is `*`.
   * A script may have replaced the URI of one (nathelper 1.1).
   */
  get contacts(): readonly NameAddr[] | null {
    if (this.contactsView === undefined) {
      const line = this.lineOf(Header.Contact);
      this.contactsView = line < 0 ? null : this.contactsIn(bodyStartAt(this.table, line), bodyEndAt(this.table, line));
    }
    return this.contactsView;
  }
  private contactsIn(from: number, to: number): readonly NameAddr[] | null {
    return isStar(this.received, from, to) ? null : parseNameAddrs(this.received, from, to);
  }
  /** @returns whether the Contact field is `*` */
  isStar(field: HeaderField): boolean {
    return isStar(this.received, field.bodyStart, field.bodyEnd);
  }

  private readContentLength(): number {
    const line = this.lineOf(Header.ContentLength);
    if (line < 0) return -1;
    const from = bodyStartAt(this.table, line);
    const length = decimal(this.received, from, trimEnd(this.received, from, bodyEndAt(this.table, line)), 0x7fffffff);
    return length < 0 ? -2 : length;
  }
}

const NOTHING: readonly Edit[] = [];

/** A message while `parseMessage` finds its frame: the only time when what is read-only changes. */
export type Unframed = { -readonly [Name in keyof SipMessage]: SipMessage[Name] };

function changing(message: SipMessage): Unframed {
  return message;
}

function withOverwritten(text: string, overwritten: readonly Edit[]): string {
  let out = text;
  for (const { at, end, text: octets } of overwritten) out = out.slice(0, at) + octets + out.slice(end);
  return out;
}

function isStar(text: string, from: number, to: number): boolean {
  return text.charCodeAt(from) === 42 && trimEnd(text, from, to) === from + 1;
}
