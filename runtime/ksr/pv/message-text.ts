import type { RouteContext } from '../../routing/context.ts';
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

const headers: Read = (cx) => cx.message.text.slice(cx.message.headersStart, headersEnd(cx));
const firstLine: Read = (cx) => cx.message.text.slice(0, cx.message.headersStart - 2);

export const messageTextVariables: readonly Definition[] = [
  plain('mb', whole),
  plain('ml', length),
  plain('mbu', changedText),
  plain('rb', body),
  plain('bs', bodyLength),
  words('msg', {
    len: length,
    buf: whole,
    fline: firstLine,
    hdrs: headers,
    hdrs_len: (cx) => headersEnd(cx) - cx.message.headersStart,
    fpart: (cx) => cx.message.text.slice(0, headersEnd(cx)),
    lpart: (cx) => cx.message.text.slice(cx.message.headersStart, cx.message.end),
    body,
    body_len: bodyLength,
  }),
];
