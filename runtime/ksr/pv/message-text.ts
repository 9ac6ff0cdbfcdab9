import type { RouteContext } from '../../routing/context.ts';
import type { SipMessage } from '../../sip/message.ts';
import { serialize } from '../../sip/serialize.ts';
import { plain, words, type Definition, type Read } from './definition.ts';

// The message as text: $mb, $ml, $mbu, $rb, $bs, $msg(...) (spec/modules.md 5.1)

const whole: Read = (cx) => cx.message.text.slice(0, cx.message.end);
const length: Read = (cx) => cx.message.end;

/** @returns the message as it would leave now, without our Via; edits stay recorded */
export function changedText(cx: RouteContext): string {
  const { message } = cx;
  const line = message.isRequest && cx.target.uri !== '' ? `${message.method} ${cx.target.uri} SIP/2.0\r\n` : '';
  return serialize(message, line, [], null);
}

const body: Read = (cx) => cx.message.text.slice(cx.message.bodyStart, cx.message.end);
const bodyLength: Read = (cx) => cx.message.end - cx.message.bodyStart;

// behind the last header field, before its CRLF
function headersEnd(cx: RouteContext): number {
  return Math.max(cx.message.headersStart, cx.message.bodyStart - 4);
}

/** @returns the start line without its CRLF, and without line ends that were received in front of it (RFC 3261 7.5) */
export function startLine(cx: RouteContext): string {
  const { message } = cx;
  return message.text.slice(lineStart(message), message.headersStart - 2);
}

function lineStart({ text }: SipMessage): number {
  let i = 0;
  while (text.charCodeAt(i) === 13 || text.charCodeAt(i) === 10) i++;
  return i;
}

const headers: Read = (cx) => cx.message.text.slice(cx.message.headersStart, headersEnd(cx));

export const messageTextVariables: readonly Definition[] = [
  plain('mb', whole),
  plain('ml', length),
  plain('mbu', changedText),
  plain('rb', body),
  plain('bs', bodyLength),
  words('msg', {
    len: length,
    buf: whole,
    fline: startLine,
    hdrs: headers,
    hdrs_len: (cx) => headersEnd(cx) - cx.message.headersStart,
    fpart: (cx) => cx.message.text.slice(lineStart(cx.message), headersEnd(cx)),
    lpart: (cx) => cx.message.text.slice(cx.message.headersStart, cx.message.end),
    body,
    body_len: bodyLength,
  }),
];
