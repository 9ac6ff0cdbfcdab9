import { LBRACKET, decimal } from '../../sip/chars.ts';
import { ofText, type Arguments, type Transformation } from './arguments.ts';

// {sock.*}: parts of a socket's address, `proto:host:port`, IPv6 in brackets; protocol and port may be left out (Kamailio corex 5.6)

interface SocketParts {
  /** As written; '' without. */
  readonly proto: string;
  /** With its brackets. */
  readonly host: string;
  /** '' without. */
  readonly port: string;
}

export function sock(op: string, _args: Arguments): Transformation | null {
  switch (op) {
    case 'host':
      return ofText((text) => parse(text)?.host ?? null);
    case 'port':
      return ofText((text) => parse(text)?.port ?? null);
    case 'proto':
      return ofText((text) => parse(text)?.proto ?? null);
    case 'touri':
      return ofText((text) => uriOf(parse(text)));
    default:
      return null;
  }
}

function uriOf(parts: SocketParts | null): string | null {
  if (parts === null) return null;
  const { proto, host, port } = parts;
  if (host === '') return '';
  return `sip:${host}${port === '' ? '' : `:${port}`}${proto === '' ? '' : `;transport=${proto}`}`;
}

function parse(text: string): SocketParts | null {
  if (text === '') return null;
  const first = text.indexOf(':');
  const named = first > 0 && isProto(text.slice(0, first));
  const from = named ? first + 1 : 0;
  const close = text.charCodeAt(from) === LBRACKET ? text.indexOf(']', from) : from;
  if (close < 0) return null;
  const colon = text.indexOf(':', close);
  const host = text.slice(from, colon < 0 ? text.length : colon);
  if (named && host === '') return null;
  const proto = named ? text.slice(0, first) : '';
  if (colon < 0) return { proto, host, port: '' };
  // a text with more colons than these has another protocol in front, or is IPv6 without brackets
  return decimal(text, colon + 1, text.length, 99_999) < 0 ? null : { proto, host, port: text.slice(colon + 1) };
}

function isProto(text: string): boolean {
  switch (text.toLowerCase()) {
    case 'udp':
    case 'tcp':
    case 'tls':
    case 'sctp':
      return true;
    default:
      return false;
  }
}
