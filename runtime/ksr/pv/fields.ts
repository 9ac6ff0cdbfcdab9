import type { RouteContext } from '../../routing/context.ts';
import { decimal, trimEnd } from '../../sip/chars.ts';
import { Header, type HeaderType } from '../../sip/header-type.ts';
import { Method } from '../../sip/method.ts';
import { parseNameAddrs } from '../../sip/name-addr.ts';
import { orNull, plain, words, type Definition, type Read } from './definition.ts';

// Single header fields, method and status (spec/modules.md 5.1). A body keeps its trailing white space (1.4).

function body(type: HeaderType): Read {
  return (cx) => cx.message.body(type);
}

const reply =
  (read: Read): Read =>
  (cx) =>
    cx.message.isRequest ? null : read(cx);

/** @returns the first address of a field, null without one */
function firstUri(type: HeaderType): Read {
  return (cx) => {
    const field = cx.message.header(type);
    const addresses = field === null ? null : parseNameAddrs(cx.message.text, field.bodyStart, field.bodyEnd);
    return addresses === null ? null : orNull(addresses[0]!.uriText);
  };
}

// smallest or largest lifetime of all contacts: their own parameter, else Expires (RFC 3261 10.2.1.1)
function expires(pick: (a: number, b: number) => number): Read {
  return (cx) => {
    const { message } = cx;
    const general = headerNumber(cx, Header.Expires);
    let found = -1;
    for (const field of message.headers) {
      if (field.type !== Header.Contact || message.isStar(field)) continue;
      const contacts = parseNameAddrs(message.text, field.bodyStart, field.bodyEnd);
      if (contacts === null) continue;
      for (let i = 0; i < contacts.length; i++) {
        const own = contacts[i]!.param('expires');
        const n = own === null ? general : decimal(own, 0, own.length, 0xffffffff);
        if (n >= 0) found = found < 0 ? n : pick(found, n);
      }
    }
    if (found < 0) found = general;
    return found < 0 ? null : found;
  };
}

function headerNumber(cx: RouteContext, type: HeaderType): number {
  const field = cx.message.header(type);
  if (field === null) return -1;
  const { text } = cx.message;
  return decimal(text, field.bodyStart, trimEnd(text, field.bodyStart, field.bodyEnd), 0xffffffff);
}

/** `$rm $rs $ci $cs $ct $cT $cl $ua ...`. */
export const fieldVariables: readonly Definition[] = [
  plain(
    'rm',
    (cx) => cx.message.method,
    null,
    (cx) => cx.message.methodId,
  ),
  plain('rmid', (cx) => (cx.message.methodId === Method.Other ? 0 : cx.message.methodId)),
  plain(
    'rs',
    reply((cx) => cx.message.status),
  ),
  plain('rsi', (cx) => cx.message.status),
  plain(
    'rr',
    reply((cx) => cx.message.reason),
  ),
  plain('rv', () => 'SIP/2.0'),
  plain('ci', body(Header.CallId)),
  plain('cs', (cx) => {
    const { cseq, text } = cx.message;
    return cseq === null ? null : text.slice(cseq.numberStart, cseq.numberEnd);
  }),
  plain('csb', body(Header.CSeq)),
  plain('ua', body(Header.UserAgent)),
  plain('ct', (cx) => orNull(cx.message.body(Header.Contact) ?? '')), // an empty Contact is none
  plain('ctu', (cx) => orNull(cx.message.contacts?.[0]?.uriText ?? '')),
  plain('cts', (cx) => {
    const field = cx.message.header(Header.Contact);
    return field === null ? null : cx.message.isStar(field) ? 1 : 0;
  }),
  plain('cT', body(Header.ContentType)),
  plain('cl', (cx) => (cx.message.contentLength < 0 ? null : cx.message.contentLength)),
  plain('rt', firstUri(Header.ReferTo)),
  plain('mt', (cx) => (cx.message.isRequest ? 1 : 2)),
  plain('mts', (cx) => (cx.message.isRequest ? 'rq' : 'rp')),
  words('expires', { min: expires(Math.min), max: expires(Math.max) }),
];
