import { authorizedUser, numberArgument, parseUri, textArgument, wireText, type RouteContext } from '../../runtime/module.ts';
import { compareAors, compareHeaderNames, compareUris, type Comparison } from './compare.ts';
import { contactHasParam, decodeContacts, decodeRequestUri, encodeContacts, removeContactParam } from './contact-param.ts';
import { checkDate } from './date-check.ts';
import { hideContacts, revealContacts, revealRequestUri, type Coding } from './encode-contact.ts';
import { isFirstHop } from './first-hop.ts';
import { replyToOptions } from './options-reply.ts';
import { isAlphanumeric, isNumeric, isTelephoneNumber } from './text-tests.ts';
import { addUriParam, gruuKind, hasAnyUriParam, hasUriParam, removeUriParam } from './uri-params.ts';

/** What the module's functions need of its parameters. */
export interface SiputilsState {
  /** Header lines of options_reply(). */
  readonly capabilities: string;
  /** Between the parts of an encoded Contact. */
  readonly separator: string;
}

/**
 * `KSR.siputils`: questions about a message and its URIs, and helpers to change them.
 * @in any
 * @see Kamailio siputils
 */
export class Siputils {
  private readonly cx: RouteContext;
  private readonly state: SiputilsState;

  constructor(cx: RouteContext, state: SiputilsState) {
    this.cx = cx;
    this.state = state;
  }

  /** Tells whether the request is inside a dialog. @returns `1` To has a tag with a value · `-1` not */
  has_totag(): 1 | -1 {
    return this.cx.message.toTag !== '' ? 1 : -1;
  }
  /** Tells whether the message is a request. @returns `1` it is · `-1` it is a reply */
  is_request(): 1 | -1 {
    return this.cx.message.isRequest ? 1 : -1;
  }
  /** Tells whether the message is a reply. @returns `1` it is · `-1` it is a request */
  is_reply(): 1 | -1 {
    return this.cx.message.isRequest ? -1 : 1;
  }
  /** Tells whether the message is SIP. @returns `1` it is: only SIP messages reach these routes · `-1` never */
  is_sip(): 1 | -1 {
    return 1;
  }
  /** Tells whether the message is HTTP. @returns `1` never · `-1` it is not: HTTP requests do not reach these routes */
  is_http(): 1 | -1 {
    return -1;
  }

  /**
   * Tells whether the message came straight from its sender: a request with one Via; a reply without Record-Route, or whose
   * topmost one is ours, written with an address, while the reply did not come from that very address.
   *
   * @returns `1` straight · `-1` over somebody else
   */
  is_first_hop(): 1 | -1 {
    return isFirstHop(this.cx, false) ? 1 : -1;
  }
  /**
   * As `is_first_hop`, with a mode.
   * @param mode `0` as `is_first_hop()`; `1` in replies a name in our Record-Route will do, and the source is not looked at
   * @returns `1` straight · `-1` over somebody else
   */
  is_first_hop_mode(mode: number): 1 | -1 {
    return isFirstHop(this.cx, (numberArgument(mode) & 1) === 1) ? 1 : -1;
  }

  /**
   * Answers an OPTIONS that asks this server: 200 with the fields of the module's `options_` parameters.
   * @returns `1` answered · `-1` not an OPTIONS, the Request-URI has a user, or sending failed
   * @in request, event
   */
  options_reply(): 1 | -1 {
    return replyToOptions(this.cx, this.state.capabilities);
  }

  /**
   * Tells whether a user has proved who he is: the credentials of this request were checked, and they are his.
   * @param name user name with case, without `@` and what follows
   * @returns `1` his · `-1` somebody else's, or none were checked
   * @see RFC 7616 3.4
   */
  is_user(name: string): 1 | -1 {
    const user = authorizedUser(this.cx);
    return user !== '' && user === wireText(textArgument(name)) ? 1 : -1;
  }

  /**
   * Tests whether a text is a URI.
   * @param text to be tested
   * @returns `1` it is a SIP, SIPS, TEL or URN URI · `-1` not
   */
  is_uri(text: string): 1 | -1 {
    return parseUri(wireText(textArgument(text))) !== null ? 1 : -1;
  }
  /**
   * Tests whether a text is a telephone number.
   * @param text to be tested
   * @returns `1` digits, with a `+` in front or without · `-2` anything else, or empty
   */
  is_tel_number(text: string): 1 | -2 {
    return isTelephoneNumber(textArgument(text)) ? 1 : -2;
  }
  /**
   * Tests whether a text is made of digits.
   * @param text to be tested
   * @returns `1` digits only · `-2` anything else, or empty
   */
  is_numeric(text: string): 1 | -2 {
    return isNumeric(textArgument(text)) ? 1 : -2;
  }
  /**
   * Tests whether a text is made of ASCII letters and digits.
   * @param text to be tested
   * @returns `1` ASCII letters and digits only · `-2` empty · `-3` anything else
   */
  is_alphanum(text: string): 1 | -2 | -3 {
    return this.is_alphanumex(text, '');
  }
  /**
   * Tests whether a text is made of ASCII letters, digits and some more.
   * @param text to be tested
   * @param more characters that are allowed as well
   * @returns `1` ASCII letters, digits and those only · `-2` empty · `-3` anything else
   */
  is_alphanumex(text: string, more: string): 1 | -2 | -3 {
    const given = textArgument(text);
    if (given === '') return -2;
    return isAlphanumeric(given, textArgument(more)) ? 1 : -3;
  }

  /**
   * Tells whether the Request-URI has a parameter without a value.
   * @param name with case
   * @returns `1` it has · `-1` not
   */
  uri_param(name: string): 1 | -1 {
    return hasUriParam(this.cx, textArgument(name), '') ? 1 : -1;
  }
  /**
   * Tells whether the Request-URI has a parameter, whatever its value.
   * @param name in any case
   * @returns `1` it has · `-1` not
   */
  uri_param_any(name: string): 1 | -1 {
    return hasAnyUriParam(this.cx, textArgument(name)) ? 1 : -1;
  }
  /**
   * Tells whether the Request-URI has a parameter with this value; of several the last one counts.
   * @param name with case
   * @param value with case
   * @returns `1` it has · `-1` not
   */
  uri_param_value(name: string, value: string): 1 | -1 {
    return hasUriParam(this.cx, textArgument(name), wireText(textArgument(value))) ? 1 : -1;
  }
  /**
   * Removes a parameter from the Request-URI.
   * @param name in any case
   * @returns `1` removed, or there was none · `-1` a reply, or a URI that can not be read
   */
  uri_param_rm(name: string): 1 | -1 {
    return removeUriParam(this.cx, textArgument(name)) ? 1 : -1;
  }
  /**
   * Adds parameters to the Request-URI, in front of its headers.
   * @param text `name=value`, or several with `;` between them; no `;` in front
   * @returns `1` added, or the text is empty · `-1` a reply, a URI that can not be read, or a text that would end it
   */
  add_uri_param(text: string): 1 | -1 {
    return addUriParam(this.cx, textArgument(text)) ? 1 : -1;
  }
  /**
   * Tells whether the Request-URI is a GRUU.
   * @returns `1` a public one · `2` a temporary one · `-1` none
   * @see Kamailio siputils; RFC 5627
   */
  is_gruu(): 1 | 2 | -1 {
    return gruuKind(this.cx);
  }

  /**
   * Compares two URIs short of RFC 3261 19.1.4: escapes and forms of IPv6 addresses as text, URI headers not at all. Parameters
   * on one side only do not matter, but for `transport`, `user`, `ttl`, `method` and `maddr`.
   * @param left a URI
   * @param right the other one
   * @returns `1` equal · `-1` different · `-2` one can not be read
   */
  cmp_uri(left: string, right: string): Comparison {
    return compareUris(textArgument(left), textArgument(right));
  }
  /**
   * Compares user, host and port; sip and sips are the same, no port is 5060.
   * @param left a URI
   * @param right the other one
   * @returns `1` equal · `-1` different · `-2` one can not be read
   */
  cmp_aor(left: string, right: string): Comparison {
    return compareAors(textArgument(left), textArgument(right));
  }
  /**
   * Compares header field names, compact and long forms alike.
   * @param left a name
   * @param right the other one
   * @returns `1` the same · `-1` different, and one is known, or the first comes behind · `-2` it comes before, or one is empty
   */
  cmp_hdr_name(left: string, right: string): Comparison {
    return compareHeaderNames(textArgument(left), textArgument(right));
  }

  /**
   * Compares Date with the clock.
   * @param seconds how old it may be; the future is fine
   * @returns `1` not older · `-1` no Date, or not readable · `-4` older
   */
  hdr_date_check(seconds: number): 1 | -1 | -4 {
    return checkDate(this.cx, numberArgument(seconds));
  }

  /**
   * Hides all contacts as `prefix*user*password*host*port*transport@host` (the old style of topology hiding); their URI
   * parameters are lost.
   * @param prefix the first part
   * @param host ours, with a port or without
   * @returns `1` done · `-1` no Contact · `-2` not readable · `-3` what comes out would break the field · `-23` never · `-26` never · `-509`
   * neither sip nor tel
   */
  encode_contact(prefix: string, host: string): Coding {
    return hideContacts(this.cx, textArgument(prefix), textArgument(host), this.state.separator);
  }
  /**
   * Turns a Request-URI that `encode_contact()` made back.
   * @returns `1` done · `-1` never · `-2` a reply, or not readable · `-3` what comes out can not stand in a request line · `-23`
   * it has no user · `-26` it has not six parts · `-509` neither sip nor tel
   */
  decode_contact(): Coding {
    return revealRequestUri(this.cx, this.state.separator);
  }
  /**
   * Turns all contacts that `encode_contact()` made back.
   * @returns `1` done · `-1` no Contact · `-2` not readable · `-3` what comes out would break the field · `-23` one has no
   * user · `-26` one has not six parts · `-509` neither sip nor tel
   */
  decode_contact_header(): Coding {
    return revealContacts(this.cx, this.state.separator);
  }

  /**
   * Puts `address;param=...` in the place of every contact, with the old URI as value (base64url without padding).
   * @param param name of the parameter
   * @param address `sip:host:port` of ours
   * @returns `1` done, or there is no Contact · `-1` a contact can not be read, or an argument would break the field
   */
  contact_param_encode(param: string, address: string): 1 | -1 {
    return encodeContacts(this.cx, textArgument(param), textArgument(address), null);
  }
  /**
   * As `contact_param_encode`, with the packet's source as `;alias=` added to the hidden URI.
   * @param param name of the parameter
   * @param address `sip:host:port` of ours
   * @returns as `contact_param_encode`
   */
  contact_param_encode_alias(param: string, address: string): 1 | -1 {
    return encodeContacts(this.cx, textArgument(param), textArgument(address), this.cx.source);
  }
  /**
   * Turns contacts that `contact_param_encode()` made back. The peer wrote what comes out: it is not checked to be a URI.
   * @param param name of the parameter
   * @returns `1` done, or there is nothing to do · `-1` a contact or its value can not be read
   */
  contact_param_decode(param: string): 1 | -1 {
    return decodeContacts(this.cx, textArgument(param));
  }
  /**
   * Turns a Request-URI that `contact_param_encode()` made back. The peer wrote what comes out, and the request goes there: ask
   * whether it may (`nathelper.is_rfc1918`, `is_myself`, a registered contact) before relaying.
   * @param param name of the parameter
   * @returns `1` done, or there is nothing to do · `-1` the value can not be read
   */
  contact_param_decode_ruri(param: string): 1 | -1 {
    return decodeRequestUri(this.cx, textArgument(param));
  }
  /**
   * Removes a URI parameter from all contacts.
   * @param param name of the parameter
   * @returns `1` removed, or none has it · `-1` a contact can not be read
   */
  contact_param_rm(param: string): 1 | -1 {
    return removeContactParam(this.cx, textArgument(param));
  }
  /**
   * Tells whether the first contact has a URI parameter.
   * @param param name of the parameter
   * @returns `1` it has, or there is no Contact · `-1` it has not
   */
  contact_param_check(param: string): 1 | -1 {
    return contactHasParam(this.cx, textArgument(param));
  }

  /** Tells whether all header fields can be told apart. @returns `1` they can · `-1` one has no colon or no name */
  sip_parse_headers(): 1 | -1 {
    return this.cx.message.fault === '' ? 1 : -1;
  }
}

/** What routes of each kind see. */
export type SiputilsFacades = {
  request: Siputils;
  reply: Omit<Siputils, 'options_reply'>;
  tm_reply: Omit<Siputils, 'options_reply'>;
  branch: Omit<Siputils, 'options_reply'>;
  failure: Omit<Siputils, 'options_reply'>;
  branch_failure: Omit<Siputils, 'options_reply'>;
  event: Siputils;
};
