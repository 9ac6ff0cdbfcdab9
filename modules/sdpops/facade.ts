import {
  numberArgument,
  rangeText,
  readDescriptions,
  textArgument,
  wireText,
  type Description,
  type Iterators,
  type Logger,
  type Range,
  type RouteContext,
} from '../../runtime/module.ts';
import { editById, editByName, offeredById, offeredByName } from './codecs.ts';
import { lineStartingWith, removeLines, removeStreams } from './lines.ts';
import { printDescriptions } from './print.ts';
import {
  addressFamily,
  commonTransport,
  hasActiveMedia,
  hasCandidates,
  hasMedia,
  hasTransport,
  mayHoldDescription,
} from './streams.ts';

/** What belongs to one loaded module. */
export interface SdpopsState {
  readonly lines: Iterators<Range>;
  readonly log: Logger;
  /** @returns name of an AVP, null for another text */
  avpName(text: string): string | null;
}

/**
 * `KSR.sdpops`: asks and changes session descriptions: the body of the message, or all parts of a `multipart/mixed` one that are
 * `application/sdp`. A description can be read when it has `v=`, `o=` with an address, and at least one `m=` line with a `c=`
 * line of its own or of the session.
 *
 * Everything reads the message as it was received; changes show after `KSR.textopsx.msg_apply_changes()`, or when it leaves.
 * @in any
 * @see Kamailio sdpops; RFC 8866, RFC 3264
 */
export class Sdpops {
  private readonly cx: RouteContext;
  private readonly state: SdpopsState;

  constructor(cx: RouteContext, state: SdpopsState) {
    this.cx = cx;
    this.state = state;
  }

  /** Asks for a session description. @returns `1` the body is one that can be read, or has one as part · `-1` */
  sdp_content(): 1 | -1 {
    const sessions = this.read();
    return sessions !== null && sessions.length > 0 ? 1 : -1;
  }
  /**
   * Asks for a session description.
   *
   * @param sloppy 0 as `sdp_content()`; any other number: look at Content-Type only, and in a multipart body for the words
   *   `application/sdp`. A body without Content-Type will do
   * @returns `1` there is one · `-1`
   */
  sdp_content_flags(sloppy: number): 1 | -1 {
    if (numberArgument(sloppy) === 0) return this.sdp_content();
    return mayHoldDescription(this.cx.message) ? 1 : -1;
  }

  /**
   * Adds the text of the first description to an AVP.
   *
   * @param avp `$avp(name)`
   * @returns `1` added · `-1` it is no AVP, or the description can not be read · `-2` there is none
   */
  sdp_get(avp: string): 1 | -1 | -2 {
    const name = this.state.avpName(textArgument(avp));
    const sessions = this.read();
    if (name === null || sessions === null) return -1;
    if (sessions.length === 0) return -2;
    this.cx.avps.add(name, rangeText(this.cx.message.text, sessions[0]!));
    return 1;
  }
  /**
   * Adds the first line that begins with a text to an AVP, without its CRLF.
   *
   * @param avp `$avp(name)`
   * @param prefix how the line begins, with case: `c=`, `a=rtpmap:8 `; the empty text finds nothing
   * @returns `1` added · `-1` no such line, it is no AVP, or the description can not be read · `-2` there is none
   */
  sdp_get_line_startswith(avp: string, prefix: string): 1 | -1 | -2 {
    const name = this.state.avpName(textArgument(avp));
    const sessions = this.read();
    if (name === null || sessions === null) return -1;
    if (sessions.length === 0) return -2;
    const line = lineStartingWith(this.cx.message.text, sessions, wireText(textArgument(prefix)));
    if (line === null) return -1;
    this.cx.avps.add(name, line);
    return 1;
  }
  /**
   * Asks for the family of the address that the first stream goes to.
   * @returns `4` IPv4 · `6` IPv6 · `-1` no description that can be read
   */
  sdp_get_address_family(): 4 | 6 | -1 {
    const sessions = this.read();
    return sessions === null ? -1 : addressFamily(sessions);
  }

  /**
   * Asks for a stream of a media type.
   * @param type `audio`, `video`; case does not matter
   * @returns `1` there is one · `0` there is none, or no description · `-1` the description can not be read
   */
  sdp_with_media(type: string): 1 | 0 | -1 {
    const sessions = this.read();
    if (sessions === null) return -1;
    return hasMedia(this.cx.message.text, sessions, textArgument(type)) ? 1 : 0;
  }
  /**
   * Asks for a stream of a media type whose port is not 0 and that is not `a=inactive` itself.
   * @param type `audio`, `video`; case does not matter
   * @returns `1` there is one · `0` there is none, or no description · `-1` the description can not be read
   */
  sdp_with_active_media(type: string): 1 | 0 | -1 {
    const sessions = this.read();
    if (sessions === null) return -1;
    return hasActiveMedia(this.cx.message.text, sessions, textArgument(type)) ? 1 : 0;
  }
  /**
   * Asks for a stream with a transport.
   * @param transport `RTP/AVP`, the whole of it; case does not matter
   * @returns `1` there is one · `-1` there is none, or no description that can be read
   */
  sdp_with_transport(transport: string): 1 | -1 {
    const sessions = this.read();
    return sessions !== null && hasTransport(this.cx.message.text, sessions, textArgument(transport), false) ? 1 : -1;
  }
  /**
   * Asks for a stream whose transport contains a text.
   * @param part `SAVP`, with case; the empty text is in none
   * @returns `1` there is one · `-1` there is none, or no description that can be read
   */
  sdp_with_transport_like(part: string): 1 | -1 {
    const sessions = this.read();
    return sessions !== null && hasTransport(this.cx.message.text, sessions, textArgument(part), true) ? 1 : -1;
  }
  /**
   * Adds the transport that all streams have in common to an AVP.
   *
   * @param avp `$avp(name)`
   * @returns `1` added; also without a description, and then nothing is · `-1` it is no AVP, or the description can not be read ·
   *   `-2` transports differ
   */
  sdp_transport(avp: string): 1 | -1 | -2 {
    const name = this.state.avpName(textArgument(avp));
    const sessions = this.read();
    if (name === null || sessions === null) return -1;
    if (sessions.length === 0) return 1;
    const transport = commonTransport(this.cx.message.text, sessions);
    if (transport === null) return -2;
    this.cx.avps.add(name, transport);
    return 1;
  }
  /** Asks for ICE. @returns `1` there are `a=candidate` lines (RFC 8839) · `-1` none, or no description that can be read */
  sdp_with_ice(): 1 | -1 {
    const sessions = this.read();
    return sessions !== null && hasCandidates(this.cx.message.text, sessions) ? 1 : -1;
  }

  /**
   * Asks which payload types are offered.
   * @param list payload types separated by commas: `0,8,101`
   * @returns `1` each stream has all of them · `2` some of this · `0` none · `-1` no description that can be read
   */
  sdp_with_codecs_by_id(list: string): 1 | 2 | 0 | -1 {
    const sessions = this.read();
    if (sessions === null || sessions.length === 0) return -1;
    return offeredById(this.cx.message.text, sessions, textArgument(list));
  }
  /**
   * Asks which codecs are offered.
   * @param list names separated by commas, case does not matter: `PCMU,opus`; those that no stream knows do not count
   * @returns `1` each stream has all of them · `2` some of this · `-1` none, or no description that can be read
   */
  sdp_with_codecs_by_name(list: string): 1 | 2 | -1 {
    const sessions = this.read();
    if (sessions === null || sessions.length === 0) return -1;
    return offeredByName(this.cx.message.text, sessions, textArgument(list));
  }

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
   * @returns `1` · `-1` no description that can be read, no name, or 16 iterators are there
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
   * @param level as upstream: -1 and less error, 0 warning, 1 and 2 info, 3 and more debug
   * @returns `1`, also without a description · `-1` the description can not be read
   */
  sdp_print(level: number): 1 | -1 {
    const sessions = this.read();
    if (sessions === null) return -1;
    printDescriptions(this.cx.message.text, sessions, this.state.log, numberArgument(level));
    return 1;
  }

  private read(): readonly Description[] | null {
    return readDescriptions(this.cx.message);
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
