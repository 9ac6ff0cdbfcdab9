import {
  Header,
  fieldValues,
  listValues,
  parseNameAddr,
  type HeaderType,
  type ListValue,
  type NameAddr,
  type RouteContext,
  type SipMessage,
} from '../../runtime/module.ts';
import { SILENT, type Fault } from './fault.ts';

/** Upper sizes in octets, named as the parameters are. */
export interface Sizes {
  readonly size_message: number;
  readonly size_headers: number;
  readonly size_body: number;
  readonly size_header: number;
  readonly size_method: number;
  readonly size_ruri: number;
  readonly size_from_uri: number;
  readonly size_to_uri: number;
  readonly size_contact_uri: number;
  readonly size_route_uri: number;
  readonly size_path_uri: number;
  readonly size_pai_uri: number;
}

/** 65536: nothing is longer than the parameters allow. */
export function sizes(cx: RouteContext, limits: Sizes): Fault | null {
  const { message } = cx;
  const { text, bodyStart } = message;
  if (text.length > limits.size_message || bodyStart > limits.size_headers) return SILENT;
  if (text.length - bodyStart > limits.size_body) return SILENT;
  for (const field of message.headers) if (field.bodyEnd - field.bodyStart > limits.size_header) return SILENT;
  if (message.isRequest && message.method.length > limits.size_method) return SILENT;
  if (message.isRequest && cx.requestUri.length > limits.size_ruri) return SILENT;
  if (uriSize(message.from) > limits.size_from_uri || uriSize(message.to) > limits.size_to_uri) return SILENT;
  if (longest(message, Header.Contact) > limits.size_contact_uri) return SILENT;
  if (longest(message, Header.Route) > limits.size_route_uri) return SILENT;
  if (longest(message, Header.Path) > limits.size_path_uri) return SILENT;
  return longestIdentity(message) > limits.size_pai_uri ? SILENT : null;
}

function uriSize(address: NameAddr | null): number {
  return address === null ? 0 : address.uriEnd - address.uriStart;
}

// of what can be read: whether it can be is another check
function longest(message: SipMessage, type: HeaderType): number {
  let most = 0;
  for (const { start, end } of listValues(message, type) ?? []) {
    most = Math.max(most, uriSize(parseNameAddr(message.text, start, end)));
  }
  return most;
}

// of all fields, and of all values of each: one may hold a sip: and a tel: URI (RFC 3325 9.1)
function longestIdentity(message: SipMessage): number {
  let most = 0;
  const values: ListValue[] = [];
  for (let i = message.findByName('P-Asserted-Identity'); i >= 0; i = message.findByName('P-Asserted-Identity', i + 1)) {
    fieldValues(message, i, values);
  }
  for (const { start, end } of values) most = Math.max(most, uriSize(parseNameAddr(message.text, start, end)));
  return most;
}
