import {
  LBRACKET,
  canonicalIP,
  equalsAt,
  equalsLower,
  familyOf,
  mediaStreams,
  sdpBodies,
  sessionConnection,
  type RouteContext,
  type SipMessage,
  type Source,
  type Uri,
  type Via,
} from '../../runtime/module.ts';
import { theContact } from './contact.ts';
import { nextHopDiffers } from './next-hop-test.ts';
import { isPrivate } from './private-address.ts';

/** What `nat_uac_test` can look at; the numbers add up. */
export const Test = {
  ContactPrivate: 1,
  ViaAddress: 2,
  ViaPrivate: 4,
  SdpPrivate: 8,
  ViaPort: 16,
  SourcePrivate: 32,
  WebSocket: 64,
  ContactPort: 128,
  SdpAddress: 256,
  NextHop: 512,
} as const;

/**
 * Looks for signs that whoever sent the message sits behind NAT (spec/nathelper.md 3). A test that can not be done finds none.
 *
 * @param flags sum of `Test`
 * @param mode parameter `nat_addr_mode`
 * @returns whether one of the tests found one
 */
export function seemsNated(cx: RouteContext, flags: number, mode: number): boolean {
  const { message, source } = cx;
  const via = message.via1;
  // the cheap ones first: none has a side effect
  if ((flags & Test.ViaPort) !== 0 && via !== null && source.port !== portOf(via)) return true;
  if ((flags & Test.ViaAddress) !== 0 && via !== null && !isViaHost(via, source.ip)) return true;
  if ((flags & Test.ContactPrivate) !== 0 && contactIsPrivate(message, mode)) return true;
  if ((flags & Test.SdpPrivate) !== 0 && sdpIsPrivate(message, mode)) return true;
  if ((flags & Test.ViaPrivate) !== 0 && via !== null && isPrivate(via.text, via.hostStart, via.hostEnd, mode)) return true;
  if ((flags & Test.SourcePrivate) !== 0 && isPrivate(source.ip, 0, source.ip.length, mode)) return true;
  if ((flags & Test.WebSocket) !== 0 && (source.proto === 'ws' || source.proto === 'wss')) return true;
  if ((flags & Test.ContactPort) !== 0 && contactPortDiffers(message, source)) return true;
  if ((flags & Test.SdpAddress) !== 0 && sdpAddressDiffers(message, source)) return true;
  return (flags & Test.NextHop) !== 0 && nextHopDiffers(cx);
}

function portOf(via: Via): number {
  return via.port > 0 ? via.port : 5060;
}

// A comparison of texts: a name, or an address written in another way, differs
function isViaHost(via: Via, ip: string): boolean {
  const { text, hostStart, hostEnd } = via;
  const bracket = text.charCodeAt(hostStart) === LBRACKET ? 1 : 0;
  return equalsLower(text, hostStart + bracket, hostEnd - bracket, ip);
}

function contactUri(message: SipMessage): Uri | null {
  return theContact(message)?.uri ?? null;
}

function contactIsPrivate(message: SipMessage, mode: number): boolean {
  const uri = contactUri(message);
  return uri !== null && isPrivate(uri.text, uri.hostStart, uri.hostEnd, mode);
}

function contactPortDiffers(message: SipMessage, source: Source): boolean {
  const uri = contactUri(message);
  return uri !== null && (uri.port > 0 ? uri.port : 5060) !== source.port;
}

function sdpIsPrivate(message: SipMessage, mode: number): boolean {
  const { text } = message;
  for (const session of sdpBodies(message)) {
    for (const { connection } of mediaStreams(text, session)) {
      // an IPv6 stream or one on hold ends the look at its description
      if (connection === null || connection.family !== 4) break;
      if (equalsAt(text, connection.addrStart, connection.addrEnd, '0.0.0.0')) break;
      if (isPrivate(text, connection.addrStart, connection.addrEnd, mode)) return true;
    }
  }
  return false;
}

function sdpAddressDiffers(message: SipMessage, source: Source): boolean {
  const { text } = message;
  for (const session of sdpBodies(message)) {
    const found = sessionConnection(text, session);
    if (found === null) return false;
    const { addrStart, addrEnd } = found;
    if (familyOf(text, addrStart, addrEnd) !== found.family) return false;
    if (canonicalIP(text, addrStart, addrEnd) !== source.ip) return true;
  }
  return false;
}
