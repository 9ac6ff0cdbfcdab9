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
import { offeredById, offeredByName } from './codecs.ts';
import { lineStartingWith } from './lines.ts';
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
 * What `KSR.sdpops` tells of session descriptions.
 * @in any
 * @see Kamailio sdpops; RFC 8866, RFC 3264
 */
export class SdpopsQuestions {
  protected readonly cx: RouteContext;
  protected readonly state: SdpopsState;

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

  protected read(): readonly Description[] | null {
    return readDescriptions(this.cx.message);
  }
}
