import {
  numberArgument,
  rangeText,
  readDescriptions,
  textArgument,
  wireText,
  type Description,
  type RouteContext,
} from '../../runtime/module.ts';
import { editById, editByName } from './codecs.ts';
import { SdpopsQuestions } from './facade-questions.ts';
import { removeLines, removeStreams } from './lines.ts';
import { printDescriptions } from './print.ts';

/**
 * `KSR.sdpops`: asks and changes session descriptions: the body of the message, or all parts of a `multipart/mixed` one that are
 * `application/sdp`. A description can be read when it has `v=`, `o=` with an address, and at least one `m=` line with a `c=`
 * line of its own or of the session.
 *
 * Everything reads the message as it was received; changes show after `KSR.textopsx.msg_apply_changes()`, or when it leaves.
 * @in any
 * @see Kamailio sdpops; RFC 8866, RFC 3264
 */
export class Sdpops extends SdpopsQuestions {
  /**
   * Removes all payload types but the given ones, and their `a=rtpmap`, `a=fmtp` and `a=rtcp-fb` lines.
   * @param list payload types separated by commas
   * @param type media type of the streams to change, '' for all
   * @returns `0` done, also when nothing was to remove · `-1` no description that can be read
   */
  keep_codecs_by_id(list: string, type: string): 0 | -1 {
    return edited(this.cx, (sessions) => editById(this.cx.message, sessions, textArgument(list), textArgument(type), true));
  }
  /**
   * Removes payload types and their `a=rtpmap`, `a=fmtp` and `a=rtcp-fb` lines. An `m=` line may end up without any.
   * @param list payload types separated by commas
   * @param type media type of the streams to change, '' for all
   * @returns `0` done, also when nothing was to remove · `-1` no description that can be read
   */
  remove_codecs_by_id(list: string, type: string): 0 | -1 {
    return edited(this.cx, (sessions) => editById(this.cx.message, sessions, textArgument(list), textArgument(type), false));
  }
  /**
   * Removes all payload types but those of the given codecs. Name `telephone-event` too, if that is to stay.
   * @param list names separated by commas, case does not matter
   * @param type media type of the streams to change, '' for all
   * @returns `0` done, also when nothing was to remove · `-1` no stream knows any of the names, or no description that can be read
   */
  keep_codecs_by_name(list: string, type: string): 0 | -1 {
    return edited(this.cx, (sessions) => editByName(this.cx.message, sessions, textArgument(list), textArgument(type), true));
  }
  /**
   * Removes the payload types of codecs, and their `a=rtpmap`, `a=fmtp` and `a=rtcp-fb` lines.
   * @param list names separated by commas, case does not matter
   * @param type media type of the streams to change, '' for all
   * @returns `0` done, also when nothing was to remove · `-1` no stream knows any of the names, or no description that can be read
   */
  remove_codecs_by_name(list: string, type: string): 0 | -1 {
    return edited(this.cx, (sessions) => editByName(this.cx.message, sessions, textArgument(list), textArgument(type), false));
  }
  /**
   * Removes lines.
   * @param prefix how they begin, with case: `a=X-`; the empty text removes none
   * @param type only in streams of this media type; '' everywhere
   * @returns the number of lines removed · `-1` no description that can be read
   */
  remove_line_by_prefix(prefix: string, type: string): number {
    return edited(this.cx, (sessions) =>
      removeLines(this.cx.message, sessions, wireText(textArgument(prefix)), textArgument(type)),
    );
  }
  /**
   * Removes streams. The answer to an offer needs as many `m=` lines as the offer (RFC 3264 6): for requests, mostly.
   * @param type media type, case does not matter
   * @returns the number of streams removed · `-1` the description can not be read
   */
  remove_media(type: string): number {
    const sessions = this.read();
    return sessions === null ? -1 : removeStreams(this.cx.message, sessions, textArgument(type));
  }

  /**
   * Begins to walk over the lines of the first description as received, in front of the first.
   * @param name of the iterator, any text
   * @returns `1` · `-1` no description that can be read, another four are there, or a name beyond 31 octets
   */
  sdp_iterator_start(name: string): 1 | -1 {
    return this.state.lines.start(this.cx, textArgument(name));
  }
  /**
   * Goes to the next line.
   * @param name of the iterator
   * @returns `1` it stands on a line · `-1` there is none, or no such iterator
   */
  sdp_iterator_next(name: string): 1 | -1 {
    return this.state.lines.next(this.cx, textArgument(name));
  }
  /**
   * Reads the line.
   * @param name of the iterator
   * @returns the line with its line end · `null` it stands on none
   */
  sdp_iterator_value(name: string): string | null {
    const line = this.state.lines.element(this.cx, textArgument(name));
    return line === undefined ? null : rangeText(this.cx.message.text, line);
  }
  /**
   * Removes the line.
   * @param name of the iterator
   * @returns `1` · `-1` it stands on none
   */
  sdp_iterator_rm(name: string): 1 | -1 {
    return this.state.lines.remove(this.cx, textArgument(name));
  }
  /**
   * Adds text behind the line.
   * @param name of the iterator
   * @param text one or more lines, each with its CRLF
   * @returns `1` · `-1` it stands on none
   */
  sdp_iterator_append(name: string, text: string): 1 | -1 {
    const line = this.state.lines.element(this.cx, textArgument(name));
    if (line === undefined) return -1;
    const { message } = this.cx;
    // behind a last line without line end
    const gap = message.text[line.end - 1] === '\n' || message.text[line.end - 1] === '\r' ? '' : '\r\n';
    return this.insert(line.end, gap, textArgument(text));
  }
  /**
   * Adds text in front of the line.
   * @param name of the iterator
   * @param text one or more lines, each with its CRLF
   * @returns `1` · `-1` it stands on none
   */
  sdp_iterator_insert(name: string, text: string): 1 | -1 {
    const line = this.state.lines.element(this.cx, textArgument(name));
    return line === undefined ? -1 : this.insert(line.start, '', textArgument(text));
  }
  /**
   * Ends a walk.
   * @param name of the iterator
   * @returns `1`, also when it has ended · `-1` there was no such iterator
   */
  sdp_iterator_end(name: string): 1 | -1 {
    return this.state.lines.end(this.cx, textArgument(name));
  }

  /**
   * Writes what was read of the descriptions to the log.
   * @param level as upstream: -1 and less error, 0 warning, 1 notice, 2 info, 3 and more debug
   * @returns `1`, also without a description · `-1` the description can not be read
   */
  sdp_print(level: number): 1 | -1 {
    const sessions = this.read();
    if (sessions === null) return -1;
    printDescriptions(this.cx.message.text, sessions, this.state.log, numberArgument(level));
    return 1;
  }

  private insert(at: number, gap: string, text: string): 1 {
    if (text !== '') this.cx.message.edits.insert(at, gap + wireText(text));
    return 1;
  }
}

// What edits say where there is nothing to edit
function edited<T extends number>(cx: RouteContext, change: (sessions: readonly Description[]) => T): T | -1 {
  const sessions = readDescriptions(cx.message);
  return sessions === null || sessions.length === 0 ? -1 : change(sessions);
}

/** What routes of each kind see. */
export type SdpopsFacades = {
  request: Sdpops;
  reply: Sdpops;
  tm_reply: Sdpops;
  branch: Sdpops;
  failure: Sdpops;
  branch_failure: Sdpops;
  event: Sdpops;
};
