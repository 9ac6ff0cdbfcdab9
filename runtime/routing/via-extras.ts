import { canonicalIP } from '../sip/address.ts';
import { decimal, isToken, isTokenChar, skipQuoted, wireText } from '../sip/chars.ts';
import { isHostName } from '../transport/host-port.ts';
import type { RouteContext } from './context.ts';

/** What else a script wants in Via; bits of `cx.viaExtras` (Kamailio corex 4.20 to 4.23). */
export const ViaExtra = {
  /** `srvid` with the server's number, unless that is 0. */
  ServerId: 1,
  /** The fields of `$xavp` of the name `xavp_via_params` as parameters. */
  Params: 2,
  /** Host and port from `$xavp` of the name `xavp_via_fields`. */
  Fields: 4,
  /** The fields of `$xavp` of the name `xavp_via_reply_params` as parameters of the topmost Via of our replies. */
  ReplyParams: 8,
} as const;

/** @returns parameters for our own Via with their `;`, '' without any */
export function viaParams(cx: RouteContext): string {
  const { serverId, viaLists } = cx.core.options;
  const id = (cx.viaExtras & ViaExtra.ServerId) !== 0 && serverId !== 0 ? `;srvid=${serverId}` : '';
  return (cx.viaExtras & ViaExtra.Params) === 0 ? id : id + listParams(cx, viaLists.params);
}

/** @returns parameters for the topmost Via of a reply of ours with their `;`, '' without any */
export function replyViaParams(cx: RouteContext): string {
  return (cx.viaExtras & ViaExtra.ReplyParams) === 0 ? '' : listParams(cx, cx.core.options.viaLists.replyParams);
}

/** Host and port for our own Via. */
export interface ViaFields {
  /** As it stands in Via; '' when the list has none. */
  readonly host: string;
  /** 0 when the list has none. */
  readonly port: number;
}

/** @returns what `via_use_xavp_fields` put in the place of the socket's address */
export function viaFields(cx: RouteContext): ViaFields {
  const name = cx.core.options.viaLists.fields;
  const list = name === '' ? null : (cx.variablesIfAny?.xavp.list(name) ?? null);
  const address = list?.value('address') ?? null;
  const port = list?.value('port') ?? null;
  return { host: address === null ? '' : hostOf(cx, String(address)), port: port === null ? 0 : portOf(cx, String(port)) };
}

function hostOf(cx: RouteContext, text: string): string {
  const ip = canonicalIP(text);
  if (ip !== '') return ip.includes(':') ? `[${ip}]` : ip;
  if (isHostName(text)) return text;
  refused(cx, 'address', text);
  return '';
}

function portOf(cx: RouteContext, text: string): number {
  const port = decimal(text, 0, text.length, 65_535);
  if (port > 0) return port;
  refused(cx, 'port', text);
  return 0;
}

// The newest first, as Kamailio writes them; what would end the parameter or be read as one of ours stays out
function listParams(cx: RouteContext, name: string): string {
  const list = name === '' ? null : (cx.variablesIfAny?.xavp.list(name) ?? null);
  if (list === null) return '';
  let out = '';
  for (const { name: key, value } of list.items) {
    if (typeof value === 'object') continue;
    const text = wireText(String(value));
    if (isParamName(key) && isParamValue(text)) out += text === '' ? `;${key}` : `;${key}=${text}`;
    else refused(cx, key, text);
  }
  return out;
}

function isParamName(name: string): boolean {
  if (!isToken(name)) return false;
  switch (name.toLowerCase()) {
    case 'branch':
    case 'received':
    case 'rport':
      return false;
    default:
      return true;
  }
}

// gen-value of RFC 3261 25.1: token, host, quoted-string
function isParamValue(text: string): boolean {
  if (text.startsWith('"')) return skipQuoted(text, 0, text.length) === text.length && isOneLine(text);
  for (let i = 0; i < text.length; i++) if (!isTokenChar(text.charCodeAt(i)) && !'[:]'.includes(text[i]!)) return false;
  return true;
}

function isOneLine(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 32) return false;
  return true;
}

function refused(cx: RouteContext, key: string, value: string): void {
  cx.core.log.error('this can not stand in Via', { key, value });
}
