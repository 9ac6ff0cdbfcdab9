import { decimal, equalsIgnoreCase, skipSpace, trimEnd } from './chars.ts';
import { Edits } from './edits.ts';
import { Header, headerType, type HeaderType } from './header-type.ts';
import { methodId } from './method.ts';
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
  readonly methodStart: number;
  readonly methodEnd: number;
  /** Request-URI of the request line; in replies both are 0. */
  readonly uriStart: number;
  readonly uriEnd: number;
  /** Status code, 0 in requests. */
  readonly status: number;
  readonly reasonStart: number;
  readonly reasonEnd: number;
  /** Behind the CRLF of the start line. */
  readonly headersStart: number;
  readonly headers: readonly HeaderField[];
  /** First octet of the body. */
  readonly bodyStart: number;
  /** Behind the body: octets of a datagram beyond Content-Length are no part of the message (RFC 3261 18.3). */
  readonly end: number;
  readonly fault: FrameFault;
  edits: Edits = new Edits();

  // views, `undefined` until somebody asks
  private via1View: Via | null | undefined = undefined;
  private via2View: Via | null | undefined = undefined;
  private fromView: NameAddr | null | undefined = undefined;
  private toView: NameAddr | null | undefined = undefined;
  private cseqView: CSeq | null | undefined = undefined;
  private contactsView: readonly NameAddr[] | null | undefined = undefined;

  constructor(frame: Frame) {
    this.text = frame.text;
    this.isRequest = frame.isRequest;
    this.methodStart = frame.methodStart;
    this.methodEnd = frame.methodEnd;
    this.uriStart = frame.uriStart;
    this.uriEnd = frame.uriEnd;
    this.status = frame.status;
    this.reasonStart = frame.reasonStart;
    this.reasonEnd = frame.reasonEnd;
    this.headersStart = frame.headersStart;
    this.headers = frame.headers;
    this.bodyStart = frame.bodyStart;
    this.fault = frame.fault;
    this.end = frame.text.length;
    this.method = frame.isRequest ? frame.text.slice(frame.methodStart, frame.methodEnd) : (this.cseq?.method ?? '');
    this.methodId = methodId(this.method);
    const length = this.contentLength;
    if (length >= 0 && this.bodyStart + length < this.end) this.end = this.bodyStart + length;
  }

  /**
   * The same message for one branch: shares the text and all that was parsed, takes over the edits made so far; edits
   * made on either side from now on are not seen on the other (spec/modules.md 1.4).
   */
  copy(): SipMessage {
    const copy = new SipMessage(this);
    copy.edits = this.edits.copy();
    copy.via1View = this.via1View;
    copy.via2View = this.via2View;
    copy.fromView = this.fromView;
    copy.toView = this.toView;
    copy.cseqView = this.cseqView;
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
    const message = new SipMessage({
      text,
      isRequest: this.isRequest,
      methodStart: this.methodStart,
      methodEnd: this.methodEnd,
      uriStart: this.uriStart,
      uriEnd: this.uriEnd,
      status,
      reasonStart: this.reasonStart,
      reasonEnd: this.reasonEnd,
      headersStart: this.headersStart,
      headers: this.headers,
      bodyStart: this.bodyStart,
      fault: this.fault,
    });
    message.edits = this.edits;
    message.via1View = this.via1View;
    message.via2View = this.via2View;
    message.fromView = this.fromView;
    message.toView = this.toView;
    message.cseqView = this.cseqView;
    message.contactsView = this.contactsView;
    return message;
  }

  /** @returns the first header field of the type, or null */
  header(type: HeaderType): HeaderField | null {
    const { headers } = this;
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
    for (const field of this.headers) {
      if (field.type !== Header.Via) continue;
      for (let at = field.bodyStart; at < field.bodyEnd;) {
        const via = parseVia(this.text, at, field.bodyEnd);
        if (via === null) return null;
        if (--n === 0) return via;
        at = skipSpace(this.text, via.end, field.bodyEnd) + 1; // behind the comma
      }
    }
    return null;
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
    return this.from?.param('tag') ?? '';
  }
  get toTag(): string {
    return this.to?.param('tag') ?? '';
  }

  get callId(): string {
    const field = this.header(Header.CallId);
    return field === null ? '' : this.text.slice(field.bodyStart, trimEnd(this.text, field.bodyStart, field.bodyEnd));
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
    let i = field.bodyStart;
    while (i < field.bodyEnd && text.charCodeAt(i) >= 48 && text.charCodeAt(i) <= 57) i++;
    if (i === field.bodyStart) return null;
    const methodStart = skipSpace(text, i, field.bodyEnd);
    const methodEnd = trimEnd(text, methodStart, field.bodyEnd);
    if (methodStart === i || methodEnd === methodStart) return null;
    return {
      number: decimal(text, field.bodyStart, i, 0xffffffff),
      numberStart: field.bodyStart,
      numberEnd: i,
      method: text.slice(methodStart, methodEnd),
    };
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

  /** Value of Content-Length; -1 when it is absent, -2 when it is no number (both before any check of the body). */
  get contentLength(): number {
    const field = this.header(Header.ContentLength);
    if (field === null) return -1;
    const length = decimal(this.text, field.bodyStart, trimEnd(this.text, field.bodyStart, field.bodyEnd), 0x7fffffff);
    return length < 0 ? -2 : length;
  }
}

/** What the parser found; see `parseMessage`. */
export interface Frame {
  readonly text: string;
  readonly isRequest: boolean;
  readonly methodStart: number;
  readonly methodEnd: number;
  readonly uriStart: number;
  readonly uriEnd: number;
  readonly status: number;
  readonly reasonStart: number;
  readonly reasonEnd: number;
  readonly headersStart: number;
  readonly headers: readonly HeaderField[];
  readonly bodyStart: number;
  readonly fault: FrameFault;
}
