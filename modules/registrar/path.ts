import {
  CR,
  Header,
  LF,
  SP,
  TAB,
  parseNameAddr,
  parseNameAddrs,
  type NameAddr,
  type Proto,
  type RouteContext,
  type SipMessage,
} from '../../runtime/module.ts';
import { uriFault } from './contact-params.ts';

/** What the Path fields of a REGISTER say (RFC 3327). */
export interface Path {
  /** As it is stored and becomes Route fields: all values in order, '' without. */
  readonly vector: string;
  /** The `received` parameter of the first URI, '' without. */
  readonly received: string;
  /** The first URI has `;ob`: the proxy next to the phone supports outbound (RFC 5626 5.1). */
  readonly outbound: boolean;
}

/** No Path. */
export const NO_PATH: Path = { vector: '', received: '', outbound: false };

const LONGEST = 2048;
const LONGEST_URI = 1024;

/** @returns null when a field can not be read, is too long, or the first URI is none or has no `lr` (modules.md 13.1, step 2) */
export function readPath(message: SipMessage): Path | null {
  if (!message.has(Header.Path)) return NO_PATH;
  let vector = '';
  for (let at = message.findByType(Header.Path); at >= 0; at = message.findByType(Header.Path, at + 1)) {
    const value = unfolded(message.fieldBody(message.field(at)));
    vector = vector === '' ? value : `${vector},${value}`;
    if (vector.length > LONGEST) return null;
  }
  const entries = parseNameAddrs(vector, 0, vector.length);
  if (entries === null) return null;
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]!;
    if (!entry.bracketed || uriFault(entry.uriText, LONGEST_URI) !== null) return null;
  }
  const first = entries[0]!.uri;
  if (first === null || !first.hasParam('lr')) return null;
  return { vector, received: first.param('received') ?? '', outbound: first.hasParam('ob') };
}

// a folded line becomes one again (RFC 3261 7.3.1): what is stored goes into other messages
function unfolded(body: string): string {
  let out = '';
  let copied = 0;
  let end = body.length;
  while (end > 0 && isBlank(body.charCodeAt(end - 1))) end--;
  for (let i = 0; i < end; i++) {
    const c = body.charCodeAt(i);
    if (c !== CR && c !== LF) continue;
    out += `${body.slice(copied, i)} `;
    while (i < end && isBlank(body.charCodeAt(i))) i++;
    copied = i;
  }
  return out + body.slice(copied, end);
}

function isBlank(c: number): boolean {
  return c === SP || c === TAB || c === CR || c === LF;
}

/**
 * The part of a stored path that a request still has to go: all of it, or with `path_check_local` what follows the entries
 * at its beginning that are this server.
 * @returns '' when nothing is left
 */
export function pathAhead(cx: RouteContext, vector: string, checkLocal: boolean): string {
  if (!checkLocal || vector === '') return vector;
  let at = 0;
  while (at < vector.length) {
    const entry = parseNameAddr(vector, at, vector.length, true);
    if (entry === null || !isOwn(cx, entry)) break;
    at = entry.end;
    while (at < vector.length && (vector.charCodeAt(at) === 44 || isBlank(vector.charCodeAt(at)))) at++;
  }
  return at === 0 ? vector : vector.slice(at);
}

/** @returns the first URI of a stored path, '' when there is none */
export function firstUri(vector: string): string {
  return vector === '' ? '' : (parseNameAddr(vector, 0, vector.length, true)?.uriText ?? '');
}

function isOwn(cx: RouteContext, entry: NameAddr): boolean {
  const { uri } = entry;
  return uri !== null && uri.hostStart >= 0 && cx.core.sockets.isMyself(uri.hostBare, uri.port, uri.transport as Proto | '');
}
