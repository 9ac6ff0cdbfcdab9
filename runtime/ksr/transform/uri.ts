import type { Value } from '../../routing/avps.ts';
import { equalsIgnoreCase } from '../../sip/chars.ts';
import { findParam } from '../../sip/params.ts';
import { parseUri, type Uri } from '../../sip/uri.ts';
import { protoOf } from '../../transport/proto.ts';
import { userOf } from '../uri-parts.ts';
import { ofSomeText, type Arguments, type Transformation } from './arguments.ts';

// {uri.*}: parts of a URI; '' for a part that it does not have, null when it can not be read (spec/modules.md 5.2)

const param =
  (name: string) =>
  (of: Uri): string =>
    of.param(name) ?? '';

const PARTS: ReadonlyMap<string, (uri: Uri) => Value | null> = new Map<string, (uri: Uri) => Value | null>([
  ['user', userOf],
  ['host', (of) => of.host],
  ['port', (of) => of.port],
  ['passwd', (of) => of.password],
  ['params', (of) => of.params],
  ['headers', (of) => of.headers],
  ['scheme', (of) => of.text.slice(of.start, of.start + of.scheme.length)],
  ['transport', param('transport')],
  ['ttl', param('ttl')],
  ['uparam', param('user')],
  ['maddr', param('maddr')],
  ['method', param('method')],
  ['lr', param('lr')],
  ['r2', param('r2')],
  ['tosocket', toSocket],
  ['saor', (of) => shortened(of, true, false)],
  ['suri', (of) => shortened(of, true, true)],
  ['duri', (of) => shortened(of, false, true)],
]);

export function uri(op: string, args: Arguments): Transformation | null {
  if (op === 'param' || op === 'rmparam') {
    const name = args.text();
    if (name === null) return null;
    const change = op === 'param' ? paramValue : withoutParam;
    return ofSomeText((text, cx) => {
      const parsed = parseUri(text);
      return parsed === null ? null : change(parsed, name(cx).toLowerCase());
    });
  }
  const part = PARTS.get(op);
  if (part === undefined) return null;
  return ofSomeText((text) => {
    const parsed = parseUri(text);
    return parsed === null ? null : part(parsed);
  });
}

function paramValue(of: Uri, name: string): string {
  return of.param(name) ?? '';
}

// `proto:host:port` for a URI that names its transport
function toSocket(of: Uri): string {
  const proto = protoOf(of.transport);
  if (proto === '' || of.hostStart < 0) return '';
  return `${proto}:${of.host}:${of.port > 0 ? of.port : proto === 'tls' ? 5061 : 5060}`;
}

// scheme, user, host; with port and transport for a place to send to. A telephone number is all user.
function shortened(of: Uri, withUser: boolean, withPlace: boolean): string | null {
  const head = of.text.slice(of.start, of.start + of.scheme.length + 1);
  if (of.hostStart < 0) return withUser ? head + of.user : null;
  const user = userOf(of);
  let out = head + (withUser && user !== '' ? `${user}@` : '') + of.host;
  if (!withPlace) return out;
  if (of.port > 0) out += `:${of.portText}`;
  const transport = of.param('transport') ?? '';
  return transport === '' ? out : `${out};transport=${transport}`;
}

function withoutParam(of: Uri, name: string): string {
  const { text, start, end, paramsStart, paramsEnd } = of;
  // of a telephone number they are part of the number
  if (paramsStart < 0 || name === '' || !equalsIgnoreCase(of.scheme.slice(0, 3), 'sip')) return text.slice(start, end);
  const found = findParam(text, paramsStart, paramsEnd, name);
  return found === null ? text.slice(start, end) : text.slice(start, found.start) + text.slice(found.end, end);
}
