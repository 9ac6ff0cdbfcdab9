// A message as the layers above see it: where everything stands in the received text, and views of the fields that many ask
// for, each parsed when first asked for and kept. Start line, table: parser.ts. Values: via.ts, name-addr.ts, uri.ts, params.ts.
// Changes: edits.ts, applied by serialize.ts.

import { decimal, equalsIgnoreCase, isDigit, skipSpace, trimEnd } from './chars.ts';
import { Edits } from './edits.ts';
import { Header, headerType, type HeaderType } from './header-type.ts';
import { methodId, methodName } from './method.ts';
import { NameAddr, parseNameAddr, parseNameAddrs } from './name-addr.ts';
import { Via, parseVia } from './via.ts';

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
 * when first asked for, and the edits that scripts recorded. The text never changes.
 */
export class SipMessage {
  readonly text: string;
  readonly isRequest: boolean;
  /** Method of the request line, or of CSeq in a reply. */
  readonly method: string;
  readonly methodId: number;
  /** Status code, 0 in requests. */
  readonly status: number;
  readonly headers: readonly HeaderField[];
  /** First octet of the body. */
  readonly bodyStart: number;
  /** Behind the body: octets of a datagram beyond Content-Length are no part of the message (RFC 3261 18.3). */
  readonly end: number;
  /** Value of Content-Length; -1 when it is absent, -2 when it is no number (both before any check of the body). */
  readonly contentLength: number;
  edits: Edits = new Edits();

  // what the parser found, shared by all copies
  private readonly frame: Frame;
  // views, `undefined` until somebody asks
  private via1View: Via | null | undefined = undefined;
  private via2View: Via | null | undefined = undefined;
  private fromView: NameAddr | null | undefined = undefined;
  private toView: NameAddr | null | undefined = undefined;
  private cseqView: CSeq | null | undefined = undefined;
  private contactsView: readonly NameAddr[] | null | undefined = undefined;
  private callIdView: string | undefined = undefined;
  private fromTagView: string | undefined = undefined;
  private toTagView: string | undefined = undefined;

  /**
   * @param frame what `parseMessage` found
   * @param text of the same length as the frame's, when some octets were overwritten
   * @param status of a reply, when it was overwritten
   */
  constructor(frame: Frame, text: string = frame.text, status: number = frame.status) {
    this.text = text;
    this.frame = frame;
    this.isRequest = frame.isRequest;
    this.status = status;
    this.headers = frame.headers;
    this.bodyStart = frame.bodyStart;
    this.method = frame.isRequest ? frame.method : (this.cseq?.method ?? '');
    this.methodId = methodId(this.method);
    this.contentLength = this.parseContentLength();
    const length = this.contentLength;
    this.end = length >= 0 && this.bodyStart + length < text.length ? this.bodyStart + length : text.length;
  }

  /** First octet of the start line: line ends in front of it are no part of the message (RFC 3261 7.5). */
  get start(): number {
    return this.frame.start;
  }
  get methodStart(): number {
    return this.frame.methodStart;
  }
  get methodEnd(): number {
    return this.frame.methodEnd;
  }
  /** Request-URI of the request line; in replies both are 0. */
  get uriStart(): number {
    return this.frame.uriStart;
  }
  get uriEnd(): number {
    return this.frame.uriEnd;
  }
  get reasonStart(): number {
    return this.frame.reasonStart;
  }
  get reasonEnd(): number {
    return this.frame.reasonEnd;
  }
  /** Behind the CRLF of the start line. */
  get headersStart(): number {
    return this.frame.headersStart;
  }
  get fault(): FrameFault {
    return this.frame.fault;
  }
  /** Bit n: there is a field of type n, for types up to 31. */
  get seen(): number {
    return this.frame.seen;
  }
  /** Bit n: there are several. */
  get repeated(): number {
    return this.frame.repeated;
  }

  /**
   * The same message for one branch: shares the text and all that was parsed, takes over the edits made so far; edits
   * made on either side from now on are not seen on the other (spec/modules.md 1.4).
   */
  copy(): SipMessage {
    const copy = new SipMessage(this.frame, this.text, this.status);
    copy.edits = this.edits.copy();
    copy.takeViews(this);
    // a script may replace the URI of a contact, for its own copy only
    copy.contactsView = this.contactsView?.map((contact) => contact.copy()) ?? this.contactsView;
    return copy;
  }

  /**
   * The same message with some octets overwritten: nothing moves, so the table, the parsed views and the edits stay right, and
   * go along with it. For what a script sees changed at once (Max-Forwards, the code of a reply).
   *
   * @param at where the octets stand, in no header field that has a view (Via, From, To, CSeq, Contact)
   * @param octets as many as shall be replaced
   * @param status code of a reply, when it was overwritten
   */
  overwritten(at: number, octets: string, status: number = this.status): SipMessage {
    const text = this.text.slice(0, at) + octets + this.text.slice(at + octets.length);
    const message = new SipMessage(this.frame, text, status);
    message.edits = this.edits;
    message.takeViews(this);
    return message;
  }

  private takeViews(from: SipMessage): void {
    this.via1View = from.via1View;
    this.via2View = from.via2View;
    this.fromView = from.fromView;
    this.toView = from.toView;
    this.cseqView = from.cseqView;
    this.contactsView = from.contactsView;
    this.callIdView = from.callIdView;
    this.fromTagView = from.fromTagView;
    this.toTagView = from.toTagView;
  }

  /** @returns whether there is a header field of the type */
  has(type: HeaderType): boolean {
    return type < 32 ? (this.seen & (1 << type)) !== 0 : this.header(type) !== null;
  }

  /** @returns the first header field of the type, or null */
  header(type: HeaderType): HeaderField | null {
    const { headers } = this;
    if (type < 32 && (this.seen & (1 << type)) === 0) return null;
    for (let i = 0; i < headers.length; i++) if (headers[i]!.type === type) return headers[i]!;
    return null;
  }

  /** @returns body of the first header field of the type, or null */
  body(type: HeaderType): string | null {
    const field = this.header(type);
    return field === null ? null : this.text.slice(field.bodyStart, field.bodyEnd);
  }

  fieldBody(field: HeaderField): string {
    return this.text.slice(field.bodyStart, field.bodyEnd);
  }
  fieldName(field: HeaderField): string {
    return this.text.slice(field.start, field.nameEnd);
  }

  /**
   * Header fields by name: long and compact forms are the same header, case does not matter (spec/modules.md 4).
   * @returns the next field at or behind index `from` of the table, as index, or -1
   */
  findByName(name: string, from: number = 0): number {
    const type = headerType(name, 0, name.length);
    const { headers } = this;
    for (let i = from; i < headers.length; i++) {
      const field = headers[i]!;
      if (type !== Header.Other ? field.type === type : this.hasName(field, name)) return i;
    }
    return -1;
  }

  private hasName(field: HeaderField, name: string): boolean {
    return (
      field.type === Header.Other &&
      field.nameEnd - field.start === name.length &&
      equalsIgnoreCase(this.text.slice(field.start, field.nameEnd), name)
    );
  }

  /** The Request-URI as received; '' in replies. */
  get requestUri(): string {
    return this.text.slice(this.uriStart, this.uriEnd);
  }
  get reason(): string {
    return this.text.slice(this.reasonStart, this.reasonEnd);
  }

  /** Topmost Via, or null when there is none or it can not be read. */
  get via1(): Via | null {
    if (this.via1View === undefined) this.via1View = this.nthVia(1);
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
    const { text, headers } = this;
    for (let i = 0; i < headers.length; i++) {
      const field = headers[i]!;
      if (field.type !== Header.Via) continue;
      for (let at = field.bodyStart; ;) {
        const via = parseVia(text, at, field.bodyEnd);
        if (via === null) return null;
        if (--n <= 0) return via;
        at = skipSpace(text, via.end, field.bodyEnd);
        if (at >= field.bodyEnd) break;
        at++; // behind the comma
      }
    }
    return null;
  }

  /** Whether something is written below the topmost Via, be it legible or not. */
  get hasVia2(): boolean {
    const via = this.via1;
    if (via === null) return false;
    if ((this.repeated & (1 << Header.Via)) !== 0) return true;
    const { bodyEnd } = this.header(Header.Via)!;
    return via.end < bodyEnd && skipSpace(this.text, via.end, bodyEnd) < bodyEnd;
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
    const field = this.header(type);
    return field === null ? null : parseNameAddr(this.text, field.bodyStart, field.bodyEnd);
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
      const field = this.header(Header.CallId);
      this.callIdView =
        field === null ? '' : this.text.slice(field.bodyStart, trimEnd(this.text, field.bodyStart, field.bodyEnd));
    }
    return this.callIdView;
  }

  /** CSeq, or null when there is none or it can not be read. */
  get cseq(): CSeq | null {
    if (this.cseqView === undefined) this.cseqView = this.parseCSeq();
    return this.cseqView;
  }
  private parseCSeq(): CSeq | null {
    const field = this.header(Header.CSeq);
    if (field === null) return null;
    const { text } = this;
    const { bodyStart, bodyEnd } = field;
    let i = bodyStart;
    while (i < bodyEnd && isDigit(text.charCodeAt(i))) i++;
    const methodStart = skipSpace(text, i, bodyEnd);
    const methodEnd = trimEnd(text, methodStart, bodyEnd);
    if (i === bodyStart || methodStart === i || methodEnd === methodStart) return null;
    const number = decimal(text, bodyStart, i, 0xffffffff);
    return { number, numberStart: bodyStart, numberEnd: i, method: methodName(text, methodStart, methodEnd) };
  }

  /**
   * The contacts of the first Contact field, or null when there is none, it can not be read, or it is `*`.
   * A script may have replaced the URI of one (nathelper 1.1).
   */
  get contacts(): readonly NameAddr[] | null {
    if (this.contactsView === undefined) {
      const field = this.header(Header.Contact);
      this.contactsView = field === null || this.isStar(field) ? null : parseNameAddrs(this.text, field.bodyStart, field.bodyEnd);
    }
    return this.contactsView;
  }
  /** @returns whether the Contact field is `*` */
  isStar(field: HeaderField): boolean {
    return (
      this.text.charCodeAt(field.bodyStart) === 42 && trimEnd(this.text, field.bodyStart, field.bodyEnd) === field.bodyStart + 1
    );
  }

  private parseContentLength(): number {
    const field = this.header(Header.ContentLength);
    if (field === null) return -1;
    const length = decimal(this.text, field.bodyStart, trimEnd(this.text, field.bodyStart, field.bodyEnd), 0x7fffffff);
    return length < 0 ? -2 : length;
  }
}

/** What the parser found; see `parseMessage`. */
export interface Frame {
  readonly text: string;
  readonly start: number;
  readonly isRequest: boolean;
  /** Of the request line; '' in replies. */
  readonly method: string;
  readonly methodStart: number;
  readonly methodEnd: number;
  readonly uriStart: number;
  readonly uriEnd: number;
  readonly status: number;
  readonly reasonStart: number;
  readonly reasonEnd: number;
  readonly headersStart: number;
  readonly headers: readonly HeaderField[];
  /** Bit n: there is a field of type n, for types up to 31. */
  readonly seen: number;
  /** Bit n: there are several. */
  readonly repeated: number;
  readonly bodyStart: number;
  readonly fault: FrameFault;
}
