import {
  SEARCH,
  numberArgument,
  textArgument,
  type HeaderField,
  type Iterators,
  type Patterns,
  type RouteContext,
} from '../../runtime/module.ts';
import { applyChanges, setMessageText } from './apply.ts';
import { removeBody } from './body.ts';
import { fnmatch } from './fnmatch.ts';
import {
  appendValue,
  assignBody,
  assignValue,
  excludeValue,
  hasValue,
  includeValue,
  insertValue,
  removeBodyOf,
  removeValue,
} from './header-values.ts';
import { putBody, putHeader } from './iterators.ts';
import { keepNeeded } from './keep.ts';
import { changeReplyStatus } from './reply-status.ts';

/** What belongs to one loaded module. */
export interface TextopsxState {
  readonly patterns: Patterns;
  readonly fields: Iterators<HeaderField>;
  readonly lines: Iterators<{ readonly start: number; readonly end: number }>;
}

/**
 * `KSR.textopsx`: rebuilding the message, replies with another status, values of list headers, iterators.
 * @in any
 * @see Kamailio textopsx
 */
export class Textopsx {
  private readonly cx: RouteContext;
  private readonly state: TextopsxState;

  constructor(cx: RouteContext, state: TextopsxState) {
    this.cx = cx;
    this.state = state;
  }

  /**
   * Rebuilds the message with all changes made so far, so that `KSR.hdr.get`, `$hdr(...)` and the like see them. Requests in
   * requestRoute, replies in reply routes.
   * @returns `1` · `-1` a Record-Route or Path of ours waits for the socket that the message leaves from: call it before those
   * @in request, reply
   */
  msg_apply_changes(): 1 | -1 {
    const { cx } = this;
    if (!this.inOwnRoute()) return cx.misplaced('textopsx.msg_apply_changes');
    return applyChanges(cx) ? 1 : -1;
  }
  /**
   * Puts another message in the place of this one.
   * @param text a whole message with CRLF line ends
   * @returns `1` · `-1` it is no SIP message, and nothing is changed
   * @in request, reply
   */
  msg_set_buffer(text: string): 1 | -1 {
    const { cx } = this;
    if (!this.inOwnRoute()) return cx.misplaced('textopsx.msg_set_buffer');
    return setMessageText(cx, textArgument(text)) ? 1 : -1;
  }

  /**
   * Passes the reply on with another status. `$rs` changes at once, `$rr` once it has left.
   * @param status 100 to 699; below 300, before or after, the class stays
   * @param reason its text
   * @returns `1` · `-1` a request, another class, or an empty reason
   * @in reply
   */
  change_reply_status(status: number, reason: string): 1 | -1 {
    if (this.cx.message.isRequest) return this.cx.misplaced('textopsx.change_reply_status');
    return changeReplyStatus(this.cx, numberArgument(status), textArgument(reason)) ? 1 : -1;
  }
  /**
   * As `change_reply_status`, with the reason that is there.
   * @param status as for `change_reply_status`
   * @returns as `change_reply_status`
   * @in reply
   */
  change_reply_status_code(status: number): 1 | -1 {
    if (this.cx.message.isRequest) return this.cx.misplaced('textopsx.change_reply_status_code');
    return changeReplyStatus(this.cx, numberArgument(status), null) ? 1 : -1;
  }
  /** Deletes the body; Content-Type stays. @returns `1` */
  remove_body(): 1 {
    removeBody(this.cx.message);
    return 1;
  }

  /**
   * Removes all header fields but From, To, Via, Call-ID, CSeq, Max-Forwards, Content-*, Record-Route, Route and Contact.
   * @returns `-1`, though it worked: as Kamailio does
   */
  keep_hf(): -1 {
    keepNeeded(this.cx.message, null);
    return -1;
  }
  /**
   * As `keep_hf`, and fields whose name fits stay.
   * @param pattern POSIX extended expression, case does not matter; empty: none stay
   * @returns `-1`, though it worked; a wrong expression removes nothing
   */
  keep_hf_re(pattern: string): -1 {
    const text = textArgument(pattern);
    const also = text === '' ? null : this.state.patterns.get(text, SEARCH);
    if (also !== null || text === '') keepNeeded(this.cx.message, also);
    return -1;
  }

  /**
   * Compares a text with a shell pattern.
   * @param text to be tested
   * @param pattern shell pattern: `*`, `?`, `[a-z]`, `[!a]`, `[[:alpha:]]`, backslash
   * @returns `0` the whole text fits · `-1` it does not
   */
  fnmatch(text: string, pattern: string): 0 | -1 {
    return fnmatch(textArgument(pattern), textArgument(text)) ? 0 : -1;
  }
  /**
   * As `fnmatch`: case matters, whatever the flags are, in Kamailio too.
   * @param text to be tested
   * @param pattern as for `fnmatch`
   * @param _flags have no meaning
   * @returns as `fnmatch`
   */
  fnmatch_ex(text: string, pattern: string, _flags: string): 0 | -1 {
    return this.fnmatch(text, pattern);
  }

  /**
   * Adds a value to a list header.
   * @param path `Header[i]`: behind the i-th value, 1 the first, -1 the last, 0 at the end; `Header`: as a field of its own at
   * the end
   * @param value one value of a list, with its parameters
   * @returns `1` added; a value that is not there makes a field of its own · `-1` a bad path or value
   */
  append_hf_value(path: string, value: string): 1 | -1 {
    return appendValue(this.cx.message, textArgument(path), textArgument(value));
  }
  /**
   * Adds a value to a list header, in front of the i-th; a field of its own stands above the first of that name.
   * @param path `Header[i]`: in front of the i-th value, 1 and 0 the first; `Header`: as a field of its own
   * @param value one value of a list, with its parameters
   * @returns `1` added; the first value of a header that is not there makes a field · `-1` no such value, or a bad path or value
   */
  insert_hf_value(path: string, value: string): 1 | -1 {
    return insertValue(this.cx.message, textArgument(path), textArgument(value));
  }
  /**
   * Replaces the i-th value, the first without an index, or with `Header[i].param` sets a parameter of it.
   * @param path `Header[i]`, `Header`, or `Header[i].param`; with `[*]` the parameter of all values
   * @param value the new value; empty: the parameter goes, a value becomes empty
   * @returns `1` · `-1` not there, or a bad path or value
   */
  assign_hf_value(path: string, value: string): 1 | -1 {
    return assignValue(this.cx.message, textArgument(path), textArgument(value));
  }
  /**
   * Replaces the whole body of the i-th field of that name, or sets one of the parameters that commas separate:
   * `Authorization.qop`.
   * @param path `Header[i]`, `Header` or `Header[i].param`; with `[*]` the parameter of all of them
   * @param value the new body or value; empty: the parameter goes, a body becomes empty
   * @returns `1` · `-1` not there, or a bad path or value
   */
  assign_hf_value2(path: string, value: string): 1 | -1 {
    return assignBody(this.cx.message, textArgument(path), textArgument(value));
  }
  /**
   * Removes the i-th value, the first without an index, all fields with `[*]`; with `Header[i].param` all parameters of that name.
   * @param path `Header[i]`, `Header`, `Header[*]` or `Header[i].param`
   * @returns `1` · `-1` not there, or a bad path
   */
  remove_hf_value(path: string): 1 | -1 {
    return removeValue(this.cx.message, textArgument(path));
  }
  /**
   * Removes the i-th field of that name, all with `[*]`; with a parameter it does what `assign_hf_value2` does.
   * @param path `Header[i]`, `Header`, `Header[*]` or `Header[i].param`
   * @param value of the parameter, empty: it goes; without a parameter it has no meaning
   * @returns `1` · `-1` not there, or a bad path
   */
  remove_hf_value2(path: string, value: string): 1 | -1 {
    return removeBodyOf(this.cx.message, textArgument(path), textArgument(value));
  }
  /**
   * Adds a value at the end unless it is there; case does not matter, parameters are part of a value.
   * @param name of the header, long or compact, in any case
   * @param value one value of a list, with its parameters
   * @returns `1` · `-1` a bad name or value
   */
  include_hf_value(name: string, value: string): 1 | -1 {
    return includeValue(this.cx.message, textArgument(name), textArgument(value));
  }
  /**
   * Removes a value wherever it stands.
   * @param name of the header, long or compact, in any case
   * @param value one value of a list, with its parameters
   * @returns `1` removed, or it is nowhere · `-1` a bad name, or an empty value
   */
  exclude_hf_value(name: string, value: string): 1 | -1 {
    return excludeValue(this.cx.message, textArgument(name), textArgument(value));
  }
  /**
   * Looks for a value in a list header.
   * @param name of the header, long or compact, in any case
   * @param value one value of a list, with its parameters
   * @returns `1` a field of that name has the value · `-1` none has
   */
  hf_value_exists(name: string, value: string): 1 | -1 {
    return hasValue(this.cx.message, textArgument(name), textArgument(value)) ? 1 : -1;
  }

  /**
   * Begins to walk over the header fields as received, in front of the first.
   * @param name of the iterator
   * @returns `1` · `-1` another four are there, or a name beyond 31 octets
   */
  hf_iterator_start(name: string): 1 | -1 {
    return this.state.fields.start(this.cx, textArgument(name));
  }
  /**
   * Goes to the next header field.
   * @param name of the iterator
   * @returns `1` it stands on one · `-1` there is none, or no such iterator
   */
  hf_iterator_next(name: string): 1 | -1 {
    return this.state.fields.next(this.cx, textArgument(name));
  }
  /**
   * Goes back to the header field before.
   * @param name of the iterator
   * @returns `1` it went back, in front of the first field at most · `-1` no such iterator
   */
  hf_iterator_prev(name: string): 1 | -1 {
    return this.state.fields.previous(this.cx, textArgument(name));
  }
  /**
   * Ends a walk over the header fields.
   * @param name of the iterator
   * @returns `1` ended, now or before · `-1` there was no such iterator
   */
  hf_iterator_end(name: string): 1 | -1 {
    return this.state.fields.end(this.cx, textArgument(name));
  }
  /**
   * @param name of the iterator
   * @returns name of the field as written · `null` it stands on none
   */
  hf_iterator_hname(name: string): string | null {
    const field = this.state.fields.element(this.cx, textArgument(name));
    return field === undefined ? null : this.cx.message.fieldName(field);
  }
  /**
   * @param name of the iterator
   * @returns body of the field as written · `null` it stands on none
   */
  hf_iterator_hbody(name: string): string | null {
    const field = this.state.fields.element(this.cx, textArgument(name));
    return field === undefined ? null : this.cx.message.fieldBody(field);
  }
  /**
   * Removes the header field that it stands on.
   * @param name of the iterator
   * @returns `1` · `-1` it stands on none
   */
  hf_iterator_rm(name: string): 1 | -1 {
    return this.state.fields.remove(this.cx, textArgument(name));
  }
  /**
   * Adds header text behind the field that it stands on.
   * @param name of the iterator
   * @param header name, colon, body and CRLF
   * @returns `1` · `-1` it stands on none, or the text is no header
   */
  hf_iterator_append(name: string, header: string): 1 | -1 {
    return putHeader(this.cx, this.state.fields.element(this.cx, textArgument(name))?.end, textArgument(header));
  }
  /**
   * Adds header text in front of the field that it stands on.
   * @param name of the iterator
   * @param header name, colon, body and CRLF
   * @returns as `hf_iterator_append`
   */
  hf_iterator_insert(name: string, header: string): 1 | -1 {
    return putHeader(this.cx, this.state.fields.element(this.cx, textArgument(name))?.start, textArgument(header));
  }

  /**
   * Begins to walk over the lines of the body as received, in front of the first.
   * @param name of the iterator
   * @returns `1` · `-1` another four are there, or a name beyond 31 octets
   */
  bl_iterator_start(name: string): 1 | -1 {
    return this.state.lines.start(this.cx, textArgument(name));
  }
  /**
   * Goes to the next line of the body.
   * @param name of the iterator
   * @returns `1` it stands on one · `-1` there is none, or no such iterator
   */
  bl_iterator_next(name: string): 1 | -1 {
    return this.state.lines.next(this.cx, textArgument(name));
  }
  /**
   * Ends a walk over the lines of the body.
   * @param name of the iterator
   * @returns `1` ended, now or before · `-1` there was no such iterator
   */
  bl_iterator_end(name: string): 1 | -1 {
    return this.state.lines.end(this.cx, textArgument(name));
  }
  /**
   * @param name of the iterator
   * @returns the line with its line end · `null` it stands on none
   */
  bl_iterator_value(name: string): string | null {
    const line = this.state.lines.element(this.cx, textArgument(name));
    return line === undefined ? null : this.cx.message.text.slice(line.start, line.end);
  }
  /**
   * Removes the line that it stands on.
   * @param name of the iterator
   * @returns `1` · `-1` it stands on none, or on a last one without line end
   */
  bl_iterator_rm(name: string): 1 | -1 {
    return this.wholeLineEnd(name) === undefined ? -1 : this.state.lines.remove(this.cx, textArgument(name));
  }
  /**
   * Adds text behind the line that it stands on.
   * @param name of the iterator
   * @param text to be added, with its line end
   * @returns `1` · `-1` it stands on none, or on a last one without line end
   */
  bl_iterator_append(name: string, text: string): 1 | -1 {
    return putBody(this.cx, this.wholeLineEnd(name), textArgument(text));
  }
  /**
   * Adds text in front of the line that it stands on.
   * @param name of the iterator
   * @param text to be added, with its line end
   * @returns `1` · `-1` it stands on none
   */
  bl_iterator_insert(name: string, text: string): 1 | -1 {
    return putBody(this.cx, this.state.lines.element(this.cx, textArgument(name))?.start, textArgument(text));
  }

  // Upstream takes a line end for there, and then finds nothing behind the message
  private wholeLineEnd(name: string): number | undefined {
    const line = this.state.lines.element(this.cx, textArgument(name));
    return line !== undefined && this.cx.message.text[line.end - 1] === '\n' ? line.end : undefined;
  }

  private inOwnRoute(): boolean {
    const { kind, message } = this.cx;
    return message.isRequest ? kind === 'request' : kind === 'reply' || kind === 'tm_reply' || kind === 'request';
  }
}

type Anywhere = Omit<Textopsx, 'msg_apply_changes' | 'msg_set_buffer' | 'change_reply_status' | 'change_reply_status_code'>;

/** What routes of each kind see. */
export type TextopsxFacades = {
  request: Omit<Textopsx, 'change_reply_status' | 'change_reply_status_code'>;
  reply: Textopsx;
  tm_reply: Textopsx;
  branch: Anywhere;
  failure: Anywhere;
  branch_failure: Anywhere;
  event: Anywhere;
};
