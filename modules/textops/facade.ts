import { textArgument } from '../../runtime/module.ts';
import { hasBody, hasBodyOf, setBody, setReplyBody } from './body.ts';
import { TextopsFields } from './facade-fields.ts';
import { appendPart, keepPart, makeMultipart, readPart, removePart, setMultipart } from './multipart.ts';
import { audioOnHold } from './on-hold.ts';
import { fromHex } from './strings.ts';

/**
 * `KSR.textops`: texts, patterns, header fields, bodies.
 * @in any
 * @see Kamailio textops
 */
export class Textops extends TextopsFields {
  /** Tells whether there is a body. @returns `1` Content-Length says so · `-1` there is none */
  has_body(): 1 | -1 {
    return hasBody(this.cx.message) ? 1 : -1;
  }
  /**
   * Tells whether there is a body of some type.
   * @param type `application/sdp`, no parameters and no wildcards; empty for any
   * @returns `1` there is · `-1` there is none
   */
  has_body_type(type: string): 1 | -1 {
    return hasBodyOf(this.cx.message, textArgument(type)) ? 1 : -1;
  }
  /**
   * Tells whether the SDP puts audio on hold.
   * @returns `1` by a null address · `2` by `a=sendonly` or `a=inactive` · `-1` not on hold, or no audio
   */
  is_audio_on_hold(): 1 | 2 | -1 {
    return audioOnHold(this.cx.message);
  }

  /**
   * Puts a body in the place of what is there.
   * @param text the body
   * @param type for Content-Type
   * @returns `1` · `-1` an empty body, or a bad type
   */
  set_body(text: string, type: string): 1 | -1 {
    return setBody(this.cx.message, textArgument(text), textArgument(type));
  }
  /**
   * As `set_body`, with the body in hexadecimal digits.
   * @param hex the body, two hexadecimal digits an octet
   * @param type for Content-Type
   * @returns as `set_body` · `-1` no hexadecimal digits, an empty body, or a bad type
   */
  set_body_hex(hex: string, type: string): 1 | -1 {
    const octets = fromHex(textArgument(hex));
    return octets === null ? -1 : setBody(this.cx.message, octets, textArgument(type));
  }
  /**
   * Sets the body of replies that this server makes to the request.
   * @param text the body
   * @param type for Content-Type
   * @returns `1` · `-1` it has one already, it is empty, or a bad type
   * @in request, branch, failure, branch_failure, event
   */
  set_reply_body(text: string, type: string): 1 | -1 {
    return setReplyBody(this.cx, textArgument(text), textArgument(type));
  }
  /**
   * As `set_reply_body`, with the body in hexadecimal digits.
   * @param hex the body, two hexadecimal digits an octet
   * @param type for Content-Type
   * @returns as `set_reply_body` · `-1` no hexadecimal digits, it has a body already, it is empty, or a bad type
   * @in request, branch, failure, branch_failure, event
   */
  set_reply_body_hex(hex: string, type: string): 1 | -1 {
    const octets = fromHex(textArgument(hex));
    return octets === null ? -1 : setReplyBody(this.cx, octets, textArgument(type));
  }

  /**
   * Makes one part of a multipart/mixed body the whole body, with its header fields behind Content-Type. Content-Type of the message
   * stays: remove it and append the part's.
   * @param type of the part, which has no parameters there
   * @returns `1` · `-1` no such part, or no delimiter follows it
   */
  filter_body(type: string): 1 | -1 {
    return keepPart(this.cx.message, textArgument(type)) ? 1 : -1;
  }
  /**
   * Puts a part of a multipart body into a variable, from the line behind its Content-Type on; a body without parts whole.
   * @param type of the part, which has no parameters there
   * @param variable that takes it: `$var(x)`
   * @returns `1` · `-1` no such part, no body, or the variable takes nothing
   */
  get_body_part(type: string, variable: string): 1 | -1 {
    return this.partInto(type, variable, false);
  }
  /**
   * As `get_body_part`, from Content-Type up to and with the next delimiter line.
   * @param type of the part, which has no parameters there
   * @param variable that takes it: `$var(x)`
   * @returns as `get_body_part`
   */
  get_body_part_raw(type: string, variable: string): 1 | -1 {
    return this.partInto(type, variable, true);
  }
  /**
   * Removes a part of a multipart body.
   * @param type of the part, which has no parameters there
   * @returns `1` · `-1` no such part
   */
  remove_body_part(type: string): 1 | -1 {
    return removePart(this.cx.message, textArgument(type)) ? 1 : -1;
  }
  /**
   * Adds a part at the end of a multipart body as received.
   * @param text the part
   * @param type for Content-Type
   * @returns `1` · `-1` no multipart body, an empty text, or a bad type
   */
  append_body_part(text: string, type: string): 1 | -1 {
    return appendPart(this.cx.message, textArgument(text), textArgument(type), '');
  }
  /**
   * As `append_body_part`, with Content-Disposition.
   * @param text the part
   * @param type for Content-Type
   * @param disposition for Content-Disposition; empty for none
   * @returns as `append_body_part`
   */
  append_body_part_cd(text: string, type: string, disposition: string): 1 | -1 {
    return appendPart(this.cx.message, textArgument(text), textArgument(type), textArgument(disposition));
  }
  /**
   * As `append_body_part`, with the part in hexadecimal digits.
   * @param hex the body, two hexadecimal digits an octet
   * @param type for Content-Type
   * @returns as `append_body_part` · `-1` no hexadecimal digits, no multipart body, an empty text, or a bad type
   */
  append_body_part_hex(hex: string, type: string): 1 | -1 {
    return this.append_body_part_hex_cd(hex, type, '');
  }
  /**
   * As `append_body_part_cd`, with the part in hexadecimal digits.
   * @param hex the body, two hexadecimal digits an octet
   * @param type for Content-Type
   * @param disposition for Content-Disposition; empty for none
   * @returns as `append_body_part_hex`
   */
  append_body_part_hex_cd(hex: string, type: string, disposition: string): 1 | -1 {
    const octets = fromHex(textArgument(hex));
    if (octets === null) return -1;
    return appendPart(this.cx.message, octets, textArgument(type), textArgument(disposition));
  }
  /**
   * Makes a multipart body with one part, in the place of what is there; a multipart body stays.
   * @param text the part
   * @param type for Content-Type
   * @param boundary empty for one of ours
   * @returns `1` · `-1` an empty text, or a bad type or boundary
   */
  set_body_multipart(text: string, type: string, boundary: string): 1 | -1 {
    return setMultipart(this.cx.message, textArgument(text), textArgument(type), textArgument(boundary));
  }
  /**
   * As `set_body_multipart`, with a boundary of ours.
   * @param text the part
   * @param type for Content-Type
   * @returns as `set_body_multipart`
   */
  set_body_multipart_content(text: string, type: string): 1 | -1 {
    return setMultipart(this.cx.message, textArgument(text), textArgument(type), '');
  }
  /**
   * Makes the body one part of a multipart body; a multipart body stays.
   * @param boundary between parts; empty for one of ours
   * @returns `1` · `-1` no body or Content-Type, or a bad boundary
   */
  set_body_multipart_boundary(boundary: string): 1 | -1 {
    return makeMultipart(this.cx.message, textArgument(boundary));
  }
  /** As `set_body_multipart_boundary`, with a boundary of ours. @returns as `set_body_multipart_boundary` */
  set_body_multipart_mode(): 1 | -1 {
    return makeMultipart(this.cx.message, '');
  }

  private partInto(type: string, variable: string, raw: boolean): 1 | -1 {
    const part = readPart(this.cx.message, textArgument(type), raw);
    return part !== null && this.state.pv.set(this.cx, textArgument(variable), part) ? 1 : -1;
  }
}

type InReplies = Omit<Textops, 'subst_uri' | 'subst_user' | 'set_reply_body' | 'set_reply_body_hex'>;

/** What routes of each kind see. */
export type TextopsFacades = {
  request: Textops;
  reply: InReplies;
  tm_reply: InReplies;
  branch: Textops;
  failure: Textops;
  branch_failure: Textops;
  event: Textops;
};
