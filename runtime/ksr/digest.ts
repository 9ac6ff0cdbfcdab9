import { COMMA, EQ, QUOTE, equalsLower, skipQuoted, skipSpace, tokenEnd, trimEnd } from '../sip/chars.ts';
import { Header } from '../sip/header-type.ts';
import type { SipMessage } from '../sip/message.ts';
import { Method } from '../sip/method.ts';
import { unquote } from '../sip/params.ts';

/** Parameters of one `Authorization` or `Proxy-Authorization` field (RFC 3261 20.7, RFC 7616 3.4). */
export class DigestCredentials {
  private readonly params: ReadonlyMap<string, string>;

  constructor(params: ReadonlyMap<string, string>) {
    this.params = params;
  }
  /**
   * @param name in lower case
   * @returns the value without quotes, '' when absent
   */
  param(name: string): string {
    return this.params.get(name) ?? '';
  }
  /** @returns the user name up to an `@`, as `$au` shows it */
  get user(): string {
    const name = this.param('username');
    const at = name.indexOf('@');
    return at < 0 ? name : name.slice(0, at);
  }
  /** @returns what stands behind the `@` of the user name, '' without one */
  get domain(): string {
    const name = this.param('username');
    const at = name.indexOf('@');
    return at < 0 ? '' : name.slice(at + 1);
  }
}

// more than this many parameters are nobody's credentials
const MAX_PARAMS = 32;

/**
 * Reads digest credentials from [from, to); of a parameter that is there twice the first counts.
 * @returns null for another scheme, or when something in it can not be read
 */
export function parseDigest(text: string, from: number, to: number): DigestCredentials | null {
  const schemeStart = skipSpace(text, from, to);
  let i = tokenEnd(text, schemeStart, to);
  if (!equalsLower(text, schemeStart, i, 'digest') || skipSpace(text, i, to) === i) return null;
  const params = new Map<string, string>();
  for (;;) {
    const nameStart = skipSpace(text, i, to);
    i = tokenEnd(text, nameStart, to);
    const name = text.slice(nameStart, i).toLowerCase();
    i = skipSpace(text, i, to);
    if (name === '' || i >= to || text.charCodeAt(i) !== EQ || params.size >= MAX_PARAMS) return null;
    const valueStart = skipSpace(text, i + 1, to);
    i = valueStart;
    if (i < to && text.charCodeAt(i) === QUOTE) {
      i = skipQuoted(text, i, to);
      if (i < 0) return null;
    }
    while (i < to && text.charCodeAt(i) !== COMMA) i++;
    if (!params.has(name)) params.set(name, unquote(text.slice(valueStart, trimEnd(text, valueStart, i))));
    if (i >= to) return new DigestCredentials(params);
    i++;
  }
}

/**
 * The credentials of a request: of the first `Proxy-Authorization`, else of the first `Authorization`.
 * @returns null for replies, ACK and CANCEL (which carry a copy that proves nothing), and when there are none
 */
export function credentialsOf(message: SipMessage): DigestCredentials | null {
  if (!message.isRequest || message.methodId === Method.ACK || message.methodId === Method.CANCEL) return null;
  const field = message.header(Header.ProxyAuthorization) ?? message.header(Header.Authorization);
  return field === null ? null : parseDigest(message.text, field.bodyStart, field.bodyEnd);
}
