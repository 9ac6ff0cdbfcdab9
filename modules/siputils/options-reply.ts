import { Method, breaksLine, replyStateless, wireText, type RouteContext } from '../../runtime/module.ts';

/** What this server says of itself; '' leaves a field out. */
export interface Capabilities {
  readonly options_accept: string;
  readonly options_accept_encoding: string;
  readonly options_accept_language: string;
  readonly options_support: string;
}

/** @returns header lines with CRLF; a value that would break its line is left out */
export function capabilityLines(of: Capabilities): string {
  return (
    line('Accept', of.options_accept) +
    line('Accept-Encoding', of.options_accept_encoding) +
    line('Accept-Language', of.options_accept_language) +
    line('Supported', of.options_support)
  );
}

function line(name: string, value: string): string {
  return value === '' || breaksLine(value) ? '' : `${name}: ${wireText(value)}\r\n`;
}

/**
 * Answers an OPTIONS that asks the server itself (RFC 3261 11.2): its Request-URI has no user.
 * @param lines from `capabilityLines`
 * @returns 1 answered · -1 another request, a Request-URI with a user, or the answer could not be sent
 */
export function replyToOptions(cx: RouteContext, lines: string): 1 | -1 {
  const { message } = cx;
  if (!message.isRequest || message.methodId !== Method.OPTIONS) return -1;
  const uri = cx.parsedRequestUri;
  if (uri === null || uri.user !== '') return -1;
  return replyStateless(cx, 200, 'OK', lines);
}
