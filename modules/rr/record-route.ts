import {
  Header,
  breaksLine,
  equalsLower,
  isSpace,
  parseUri,
  wireText,
  type Edit,
  type RouteContext,
} from '../../runtime/module.ts';
import { AdvertisedEntries, PresetEntries, SocketEntries, type Entry, type Tail } from './entry.ts';
import { directionOf } from './own-route.ts';
import type { RrSettings } from './settings.ts';

/** What this module has written, or is about to write, into one request. */
interface Recorded {
  /** The edit that is our Record-Route; null before and after. */
  readonly edit: Edit | null;
  readonly entry: Entry | null;
  /** Written by a preset function: add_rr_param is refused. */
  readonly preset: boolean;
  /** Parameters for an entry that is not written yet. */
  readonly waiting: string;
  /** It was taken back, for good. */
  readonly removed: boolean;
}

const NOTHING: Recorded = { edit: null, entry: null, preset: false, waiting: '', removed: false };

function recordedIn(cx: RouteContext, settings: RrSettings): Recorded {
  return cx.slot<Recorded>(settings.recorded) ?? NOTHING;
}

/**
 * Puts our Record-Route on top of a request (RFC 3261 16.6 step 4).
 * @param params for its URI, with their `;`
 * @returns 1 · -1 it is there already or was taken back, or the parameters would end the URI
 */
export function recordRoute(cx: RouteContext, settings: RrSettings, params: string): 1 | -1 {
  const more = uriParams(params);
  if (more === null) return refused(cx, 'record_route', params);
  const recorded = recordedIn(cx, settings);
  const parts = {
    ...tail(cx, settings, more + recorded.waiting),
    scheme: isSecure(cx, settings) ? ('sips' as const) : ('sip' as const),
    user: user(cx, settings),
    always: settings.doubleEntries === 2,
    never: settings.doubleEntries === 0,
    names: settings.socketNames,
  };
  return write(cx, settings, new SocketEntries(parts, cx.source.socket), false);
}

/**
 * Puts Record-Route with these addresses on top of a request.
 * @param addresses `host:port;params`, the outer one first; a second one that is '' is left out
 * @returns 1 · -1 as for `recordRoute`, or an address that can not be read
 */
export function recordPreset(cx: RouteContext, settings: RrSettings, outer: string, inner: string): 1 | -1 {
  const addresses = inner === '' ? [wireText(outer)] : [wireText(outer), wireText(inner)];
  for (const address of addresses) if (!isAddress(address)) return refused(cx, 'record_route_preset', address);
  const { waiting } = recordedIn(cx, settings);
  return write(cx, settings, new PresetEntries(addresses, tail(cx, settings, waiting)), true);
}

/** The same with one address for both sides. @param address `host` or `host:port` */
export function recordAdvertised(cx: RouteContext, settings: RrSettings, address: string): 1 | -1 {
  const wire = wireText(address);
  if (!isAddress(wire)) return refused(cx, 'record_route_advertised_address', address);
  const { doubleEntries } = settings;
  const parts = tail(cx, settings, recordedIn(cx, settings).waiting);
  const entry = new AdvertisedEntries(wire, parts, doubleEntries === 2, doubleEntries === 0, cx.source.socket);
  return write(cx, settings, entry, false);
}

/**
 * Adds parameters to our Record-Route, the one that is there or the one to come. Replies have none.
 * @returns 1 · -1 behind a preset function, or the parameters would end the URI
 */
export function addParam(cx: RouteContext, settings: RrSettings, params: string): 1 | -1 {
  const more = uriParams(params);
  if (more === null) return refused(cx, 'add_rr_param', params);
  if (!cx.message.isRequest) return 1;
  const recorded = recordedIn(cx, settings);
  if (recorded.preset) return -1;
  if (recorded.entry === null) {
    cx.setSlot(settings.recorded, { ...recorded, waiting: recorded.waiting + more });
    return 1;
  }
  // another entry in the place of this one: branches that were made before keep theirs
  const entry = recorded.entry.with(more);
  const edit: Edit = { at: recorded.edit!.at, end: recorded.edit!.end, text: '', late: entry };
  const { edits } = cx.message;
  edits.drop(recorded.edit!);
  edits.push(edit);
  cx.setSlot(settings.recorded, { ...recorded, edit, entry });
  return 1;
}

/** Takes our Record-Route back, for good. */
export function removeRecordRoute(cx: RouteContext, settings: RrSettings): void {
  const { edit } = recordedIn(cx, settings);
  if (edit === null) return;
  cx.message.edits.drop(edit);
  cx.setSlot(settings.recorded, { ...NOTHING, removed: true });
}

function write(cx: RouteContext, settings: RrSettings, entry: Entry, preset: boolean): 1 | -1 {
  const recorded = recordedIn(cx, settings);
  if (recorded.entry !== null || recorded.removed) return -1;
  const { message } = cx;
  const edit: Edit = { at: message.headersStart, end: message.headersStart, text: '', late: entry };
  message.edits.push(edit);
  cx.setSlot(settings.recorded, { edit, entry, preset, waiting: '', removed: false });
  return 1;
}

function tail(cx: RouteContext, settings: RrSettings, more: string): Tail {
  return { ftag: ftag(cx, settings), lr: settings.lr, more };
}

// the tag of who began the dialog, whichever way this request goes
function ftag(cx: RouteContext, settings: RrSettings): string {
  if (!settings.appendFromTag) return '';
  const { message } = cx;
  const tag = directionOf(cx, settings) === 'upstream' ? message.toTag : message.fromTag;
  // the peer wrote it: what is no part of a parameter would make the URI another one (`a@evil.example`)
  return tag === '' || !isParamText(tag) ? '' : `;ftag=${tag}`;
}

function user(cx: RouteContext, settings: RrSettings): string {
  if (settings.userAvp !== '') {
    const value = cx.avps.first(settings.userAvp);
    const text = value === null ? '' : wireText(String(value));
    if (text !== '' && isParamText(text)) return `${text}@`;
  }
  if (!settings.addUsername) return '';
  const name = cx.parsedRequestUri?.user ?? '';
  return name === '' || !isUriText(name) ? '' : `${name}@`;
}

// RFC 3261 16.6 step 4: SIPS in the Request-URI or in the topmost Route asks for SIPS
function isSecure(cx: RouteContext, settings: RrSettings): boolean {
  if (settings.ignoreSips) return false;
  if (cx.parsedRequestUri?.scheme === 'sips') return true;
  const { message } = cx;
  const field = message.header(Header.Route);
  if (field === null) return false;
  const open = message.received.indexOf('<', field.bodyStart);
  return open >= 0 && open < field.bodyEnd && equalsLower(message.received, open + 1, open + 6, 'sips:');
}

// null for what would end the URI; a `;` that the script forgot is put in front
function uriParams(params: string): string | null {
  if (params === '') return '';
  const wire = wireText(params);
  if (!isParamText(wire)) return null;
  return wire.startsWith(';') ? wire : `;${wire}`;
}

function isAddress(text: string): boolean {
  return isUriText(text) && !text.includes('@') && parseUri(`sip:${text}`) !== null;
}

// `@` would make what stands in front of it the user, `?` what follows headers
function isParamText(text: string): boolean {
  return isUriText(text) && !text.includes('@') && !text.includes('?');
}

function isUriText(text: string): boolean {
  if (breaksLine(text)) return false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '<' || c === '>' || c === '"' || isSpace(text.charCodeAt(i))) return false;
  }
  return true;
}

function refused(cx: RouteContext, fn: string, value: string): -1 {
  cx.core.log.error(`KSR.rr.${fn}: this can not stand in a Record-Route`, { value });
  return -1;
}
