import type { Value } from '../../routing/avps.ts';
import { parseUri } from '../../sip/uri.ts';
import { protoOf } from '../../transport/proto.ts';
import { PROTO_NUMBER, type Proto } from '../../transport/types.ts';
import { decimal } from '../../sip/chars.ts';
import { ofText, type Arguments, type Transformation } from './arguments.ts';

// {val.*}: null made into something, and text for JSON; {num.*}: digits of a number; {urialias.*}: what `;alias=` carries (spec/modules.md 5.2)

export function val(op: string, _args: Arguments): Transformation | null {
  switch (op) {
    case 'n0':
      return (value) => value ?? 0;
    case 'ne':
      return (value) => value ?? '';
    case 'json':
      return (value) => json(value);
    case 'jsonqe':
      return (value) => (typeof value === 'number' ? value : `"${json(value)}"`);
    default:
      return null;
  }
}

// the inside of a JSON string (RFC 8259 7)
function json(value: Value | null): string {
  return value === null ? '' : JSON.stringify(String(value)).slice(1, -1);
}

/** The first or the last digit of a number; 0 for a text, and for no value. */
export function num(op: string, _args: Arguments): Transformation | null {
  switch (op) {
    case 'fdigit':
      return (value) => (typeof value === 'number' ? String(Math.abs(value)).charCodeAt(0) - 48 : 0);
    case 'ldigit':
      return (value) => (typeof value === 'number' ? Math.abs(value) % 10 : 0);
    default:
      return null;
  }
}

export function urialias(op: string, _args: Arguments): Transformation | null {
  if (op === 'encode') return ofText(encode);
  return op === 'decode' ? ofText(decode) : null;
}

// sip:host:port;transport=x becomes host~port~number
function encode(text: string): string | null {
  const uri = parseUri(text);
  if (uri === null || uri.hostStart < 0) return null;
  const proto = protoOf(uri.transport) || 'udp';
  const port = uri.port > 0 ? uri.port : proto === 'tls' ? 5061 : 5060;
  return `${uri.host}~${port}~${PROTO_NUMBER[proto]}`;
}

function decode(text: string): string | null {
  const [host, port, number, more] = text.split('~');
  if (host === undefined || port === undefined || number === undefined || more !== undefined || host === '') return null;
  if (decimal(port, 0, port.length, 65535) < 1) return null;
  const proto = (Object.keys(PROTO_NUMBER) as Proto[]).find((of) => String(PROTO_NUMBER[of]) === number);
  if (proto === undefined) return null;
  return proto === 'udp' ? `sip:${host}:${port}` : `sip:${host}:${port};transport=${proto}`;
}
