import type { RouteContext } from '../routing/context.ts';
import { wireText } from '../sip/chars.ts';
import { isUriText } from '../sip/uri.ts';
import { withHost, withPort, withUser } from './uri-parts.ts';

/**
 * Replaces the Request-URI. The text is not checked (spec/modules.md 2), but for what would make the request line another
 * one: characters that stand in no URI, and nothing at all (spec/security.md 3 and 4).
 * @returns false for a reply, or when the text is refused; the reason is logged
 */
export function setRequestUri(cx: RouteContext, text: string): boolean {
  if (!cx.message.isRequest) return false;
  const uri = wireText(text);
  if (uri === '' || breaksRequestLine(uri)) {
    cx.core.log.error('a Request-URI may not be empty nor hold white space, control characters, < or >', { uri });
    return false;
  }
  cx.requestUri = uri;
  return true;
}

/** Replaces its user; '' removes it with the password. @returns false when the current URI can not be read or has none */
export function setUser(cx: RouteContext, user: string): boolean {
  const uri = cx.parsedRequestUri;
  const changed = uri === null ? null : withUser(uri, user);
  return changed !== null && setRequestUri(cx, changed);
}

/** Replaces its host; port and parameters stay. @returns false when the current URI can not be read or has none */
export function setHost(cx: RouteContext, host: string): boolean {
  const uri = cx.parsedRequestUri;
  const changed = uri === null ? null : withHost(uri, host);
  return changed !== null && setRequestUri(cx, changed);
}

/** Replaces its port; '' removes it. @returns false when the current URI can not be read or has none */
export function setPort(cx: RouteContext, port: string): boolean {
  const uri = cx.parsedRequestUri;
  const changed = uri === null ? null : withPort(uri, port);
  return changed !== null && setRequestUri(cx, changed);
}

/**
 * Sets the next hop; '' clears it. The text is not checked, but for characters that stand in no URI.
 * @returns false when it is refused; the reason is logged
 */
export function setNextHop(cx: RouteContext, text: string): boolean {
  const uri = wireText(text);
  if (breaksRequestLine(uri)) {
    cx.core.log.error('a next hop may not hold white space, control characters, < or >', { uri });
    return false;
  }
  cx.target.dstUri = uri;
  return true;
}

/** @returns whether the text can not stand in a request line: white space, control characters, `<` and `>` */
export function breaksRequestLine(text: string): boolean {
  return text !== '' && !isUriText(text, 0, text.length);
}
