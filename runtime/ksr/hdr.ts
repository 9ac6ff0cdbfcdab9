import type { RouteContext } from '../routing/context.ts';
import { isTokenChar, trimEnd, wireText } from '../sip/chars.ts';
import { text, whole } from './arguments.ts';
import { headerText } from './header-text.ts';
import { nthHeader } from './pv/headers.ts';

/**
 * Header fields by name: `KSR.hdr.*` (spec/modules.md 4). Long and compact names are the same header, case does not matter. Reading
 * gives the message as received: what was added or removed is seen once it has left, or after `msg_apply_changes`.
 *
 * Text to be written holds name, colon, body and CRLF, of one field or several. A missing line end is added; an empty line, NUL, a
 * bare CR or LF, or a line that is no header field is refused with `-1` and logged: a header could otherwise end the message. Check
 * what peers sent before you paste it in: a CRLF inside it begins a new field.
 * @in any
 * @see Kamailio KEMI, KSR.hdr; RFC 3261 7.3
 */
export class KsrHdr {
  private readonly cx: RouteContext;

  constructor(cx: RouteContext) {
    this.cx = cx;
  }

  /**
   * Adds header text behind the last header.
   * @param header one line or several: `Name: body`, each with CRLF
   * @returns `1` added, or the text is empty · `-1` refused
   */
  append(header: string): 1 | -1 {
    return this.insertAt(this.end, header);
  }
  /**
   * Adds header text behind the first header of a name, at the end without one.
   * @param header one line or several: `Name: body`, each with CRLF
   * @param name of the header, long or compact, in any case
   * @returns `1` added · `-1` refused, or an empty name
   */
  append_after(header: string, name: string): 1 | -1 {
    if (text(name) === '') return this.noName('append_after');
    if (!isName(text(name))) return -1;
    const at = this.cx.message.findByName(text(name));
    return this.insertAt(at < 0 ? this.end : this.cx.message.field(at).end, header);
  }
  /**
   * Adds header text in front of the first header.
   * @param header one line or several: `Name: body`, each with CRLF
   * @returns `1` added · `-1` refused
   */
  insert(header: string): 1 | -1 {
    return this.insertAt(this.cx.message.headersStart, header);
  }
  /**
   * Adds header text in front of the first header of a name, at the top without one.
   * @param header one line or several: `Name: body`, each with CRLF
   * @param name of the header, long or compact, in any case
   * @returns `1` added · `-1` refused, or an empty name
   */
  insert_before(header: string, name: string): 1 | -1 {
    if (text(name) === '') return this.noName('insert_before');
    if (!isName(text(name))) return -1;
    const { message } = this.cx;
    const at = message.findByName(text(name));
    return this.insertAt(at < 0 ? message.headersStart : message.field(at).start, header);
  }
  /**
   * Removes all headers of a name.
   * @param name of the header, long or compact, in any case
   * @returns `1` removed, or there was none · `-1` an empty name
   */
  remove(name: string): 1 | -1 {
    const asked = text(name);
    if (asked === '') return this.noName('remove');
    if (!isName(asked)) return -1;
    const { message } = this.cx;
    for (let at = message.findByName(asked); at >= 0; at = message.findByName(asked, at + 1)) {
      const field = message.field(at);
      message.edits.remove(field.start, field.end);
    }
    return 1;
  }
  /**
   * Removes all headers of a name and adds header text at the end.
   * @param name of the header, long or compact, in any case
   * @param header one line or several: `Name: body`, each with CRLF
   * @returns `1` done · `-1` refused (nothing is removed), or an empty name
   */
  rmappend(name: string, header: string): 1 | -1 {
    return headerText(text(header)) === null ? this.refused(header) : this.remove(name) === 1 ? this.append(header) : -1;
  }
  /**
   * Removes all headers of a name and adds header text at the top.
   * @param name of the header, long or compact, in any case
   * @param header one line or several: `Name: body`, each with CRLF
   * @returns `1` done · `-1` refused (nothing is removed), or an empty name
   */
  rminsert(name: string, header: string): 1 | -1 {
    return headerText(text(header)) === null ? this.refused(header) : this.remove(name) === 1 ? this.insert(header) : -1;
  }

  /**
   * Tells whether there is a header of that name.
   * @param name of the header, long or compact, in any case
   * @returns `1` there is · `-1` there is none
   */
  is_present(name: string): 1 | -1 {
    return this.cx.message.findByName(text(name)) >= 0 ? 1 : -1;
  }

  /**
   * Adds header text to the replies that this server will make for this request: `sl.send_reply`, `tm.t_reply`, challenges.
   * Requests only.
   * @param header one line or several: `Name: body`, each with CRLF
   * @returns `1` added · `-1` refused, an empty text, or a reply
   * @in request, branch, failure, branch_failure, event
   */
  append_to_reply(header: string): 1 | -1 {
    if (!this.cx.message.isRequest) return this.cx.misplaced('hdr.append_to_reply');
    const lines = headerText(text(header));
    if (lines === null || lines === '') return this.refused(header);
    this.cx.replyHeaders += lines;
    return 1;
  }

  /**
   * Gives the body of the first header of that name.
   * @param name of the header, long or compact, in any case
   * @returns the body; trailing white space stays · `null` there is no such header
   */
  get(name: string): string | null {
    return nthHeader(this.cx, text(name).trimEnd(), 0);
  }
  /**
   * @param name of the header, long or compact, in any case
   * @returns the body of the first header of that name, `''` without one
   */
  gete(name: string): string {
    return this.get(name) ?? '';
  }
  /**
   * @param name of the header, long or compact, in any case
   * @returns the body of the first header of that name, `'<null>'` without one
   */
  getw(name: string): string {
    return this.get(name) ?? '<null>';
  }
  /**
   * Gives the body of the n-th header of that name.
   * @param name of the header, long or compact, in any case
   * @param index 0 for the first; negative ones count from the end, -1 is the last
   * @returns the body; trailing white space stays · `null` there are fewer
   */
  get_idx(name: string, index: number): string | null {
    const n = whole(index);
    return Number.isNaN(n) ? null : nthHeader(this.cx, text(name).trimEnd(), n);
  }
  /**
   * As `get_idx`.
   * @param name of the header, long or compact, in any case
   * @param index 0 for the first; negative ones count from the end, -1 is the last
   * @returns the body, `''` when there are fewer
   */
  gete_idx(name: string, index: number): string {
    return this.get_idx(name, index) ?? '';
  }
  /**
   * As `get_idx`.
   * @param name of the header, long or compact, in any case
   * @param index 0 for the first; negative ones count from the end, -1 is the last
   * @returns the body, `'<null>'` when there are fewer
   */
  getw_idx(name: string, index: number): string {
    return this.get_idx(name, index) ?? '<null>';
  }

  /**
   * Compares header bodies with a text; case does not matter.
   * @param name of the header, long or compact, in any case
   * @param op `eq` equal, `ne` not as long (as Kamailio does), `sw` starts with, `in` contains
   * @param value the text to compare with
   * @param index `f` the first header of that name, `l` the last, `a` all of them, `o` at least one
   * @returns whether it is so · `false` it is not, or there is no such header, also for `ne`
   */
  match_content(name: string, op: 'eq' | 'ne' | 'sw' | 'in', value: string, index: 'f' | 'l' | 'a' | 'o'): boolean {
    const { message } = this.cx;
    const asked = text(name);
    const wanted = wireText(text(value)).toLowerCase();
    const how = text(op).toLowerCase();
    const which = text(index).toLowerCase();
    let any = false;
    let last = false;
    for (let at = message.findByName(asked); at >= 0; at = message.findByName(asked, at + 1)) {
      last = matches(message.fieldBody(message.field(at)), how, wanted);
      any = true;
      if (which === 'f' || (which === 'a' && !last) || (which === 'o' && last)) return last;
    }
    return any && (which === 'l' || which === 'a') && last;
  }

  // before the empty line
  private get end(): number {
    return Math.max(this.cx.message.headersStart, this.cx.message.bodyStart - 2);
  }

  private insertAt(at: number, header: string): 1 | -1 {
    const lines = headerText(text(header));
    if (lines === null) return this.refused(header);
    if (lines !== '') this.cx.message.edits.insert(at, lines);
    return 1;
  }
  private refused(header: string): -1 {
    this.cx.core.log.error('this is no header text; it has to be "Name: body" and CRLF', { header: text(header) });
    return -1;
  }
  private noName(fn: string): -1 {
    this.cx.core.log.error(`KSR.hdr.${fn} needs the name of a header`);
    return -1;
  }
}

/** What makes no sense in callbacks that get a reply: types leave it out there. */
export type HdrNotInReplies = 'append_to_reply';

const LONGEST_NAME = 252;

// Letters and the like, white space behind them; a colon ends it, as in a message
function isName(name: string): boolean {
  let end = 0;
  while (end < name.length && isTokenChar(name.charCodeAt(end))) end++;
  const rest = name.slice(end).trimStart();
  return end > 0 && name.length <= LONGEST_NAME && (rest === '' || rest.startsWith(':'));
}

function matches(body: string, op: string, wanted: string): boolean {
  const lower = body.slice(0, trimEnd(body, 0, body.length)).toLowerCase();
  switch (op) {
    case 'eq':
      return lower === wanted;
    case 'ne':
      return lower.length !== wanted.length; // upstream compares no further
    case 'sw':
      return lower.startsWith(wanted);
    case 'in':
      return lower.includes(wanted);
    default:
      return false;
  }
}
