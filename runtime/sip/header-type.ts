// Names of header fields, long, compact and in any case, as numbers.

import { equalsLower } from './chars.ts';

/** Header fields that something in the runtime asks for by type. Any other is `Other` and found by name. */
export const Header = {
  Other: 0,
  Via: 1,
  From: 2,
  To: 3,
  CallId: 4,
  CSeq: 5,
  Contact: 6,
  MaxForwards: 7,
  Route: 8,
  RecordRoute: 9,
  ContentLength: 10,
  ContentType: 11,
  Expires: 12,
  Path: 13,
  Supported: 14,
  Require: 15,
  ProxyRequire: 16,
  UserAgent: 17,
  Allow: 18,
  Event: 19,
  Authorization: 20,
  ProxyAuthorization: 21,
  Subject: 22,
  ContentEncoding: 23,
  ReferTo: 24,
  ReferredBy: 25,
  AllowEvents: 26,
  SessionExpires: 27,
  WwwAuthenticate: 28,
  ProxyAuthenticate: 29,
  Privacy: 30,
  Reason: 31,
  Date: 32,
  AcceptContact: 33,
  RejectContact: 34,
  RequestDisposition: 35,
  Identity: 36,
  Server: 37,
} as const;

export type HeaderType = (typeof Header)[keyof typeof Header];

// As the RFCs spell them: a name that is written so is told by one comparison.
const LONG: readonly (readonly [string, HeaderType])[] = [
  ['Via', Header.Via],
  ['From', Header.From],
  ['To', Header.To],
  ['Call-ID', Header.CallId],
  ['CSeq', Header.CSeq],
  ['Content-Length', Header.ContentLength],
  ['Contact', Header.Contact],
  ['Max-Forwards', Header.MaxForwards],
  ['Route', Header.Route],
  ['Record-Route', Header.RecordRoute],
  ['Content-Type', Header.ContentType],
  ['Expires', Header.Expires],
  ['Path', Header.Path],
  ['Supported', Header.Supported],
  ['Require', Header.Require],
  ['Proxy-Require', Header.ProxyRequire],
  ['User-Agent', Header.UserAgent],
  ['Allow', Header.Allow],
  ['Event', Header.Event],
  ['Authorization', Header.Authorization],
  ['Proxy-Authorization', Header.ProxyAuthorization],
  ['Subject', Header.Subject],
  ['Content-Encoding', Header.ContentEncoding],
  ['Refer-To', Header.ReferTo],
  ['Referred-By', Header.ReferredBy],
  ['Allow-Events', Header.AllowEvents],
  ['Session-Expires', Header.SessionExpires],
  ['WWW-Authenticate', Header.WwwAuthenticate],
  ['Proxy-Authenticate', Header.ProxyAuthenticate],
  ['Privacy', Header.Privacy],
  ['Reason', Header.Reason],
  ['Date', Header.Date],
  ['Accept-Contact', Header.AcceptContact],
  ['Reject-Contact', Header.RejectContact],
  ['Request-Disposition', Header.RequestDisposition],
  ['Identity', Header.Identity],
  ['Server', Header.Server],
];

// Compact forms of RFC 3261 7.3.3, 6665, 3515, 3892, 4028, 3841 and 4474.
const COMPACT: ReadonlyMap<number, HeaderType> = new Map<number, HeaderType>(
  (
    [
      ['v', Header.Via],
      ['f', Header.From],
      ['t', Header.To],
      ['i', Header.CallId],
      ['m', Header.Contact],
      ['l', Header.ContentLength],
      ['c', Header.ContentType],
      ['k', Header.Supported],
      ['o', Header.Event],
      ['s', Header.Subject],
      ['e', Header.ContentEncoding],
      ['r', Header.ReferTo],
      ['b', Header.ReferredBy],
      ['u', Header.AllowEvents],
      ['x', Header.SessionExpires],
      ['a', Header.AcceptContact],
      ['j', Header.RejectContact],
      ['d', Header.RequestDisposition],
      ['y', Header.Identity],
    ] as const
  ).map(([letter, type]) => [letter.charCodeAt(0), type]),
);

interface Name {
  readonly spelling: string;
  readonly lower: string;
  readonly type: HeaderType;
}

// Candidates by length and first letter: at most three names share a place.
const LENGTHS = 32;
const BY_PLACE: readonly (readonly Name[])[] = Array.from({ length: LENGTHS * 32 }, (_, place) =>
  LONG.filter(([name]) => (name.length << 5) + (name.charCodeAt(0) & 31) === place).map(([name, type]) => ({
    spelling: name,
    lower: name.toLowerCase(),
    type,
  })),
);

/** How a header line begins that is written as the RFCs spell it. */
export interface Opening {
  /** Name, colon and one space, as characters. */
  readonly codes: Uint8Array;
  readonly length: number;
  readonly type: HeaderType;
  /** Another one with the same first and fourth character. */
  readonly next: Opening | null;
}

// By the first and the fourth character, which even the shortest opening has (`To: `); in the order of LONG: the frequent ones first.
const BY_OPENING: readonly (Opening | null)[] = Array.from({ length: 32 * 32 }, (_, place) =>
  LONG.map(([name, type]) => ({ text: `${name}: `, type }))
    .filter(({ text }) => openingPlace(text.charCodeAt(0), text.charCodeAt(3)) === place)
    .reduceRight<Opening | null>((next, { text, type }) => ({ codes: codesOf(text), length: text.length, type, next }), null),
);

function codesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

function openingPlace(first: number, fourth: number): number {
  return ((first & 31) << 5) | (fourth & 31);
}

/**
 * Tells the header line at `at` by how it begins: name, colon and space at once, without a text for the name (1.6 kB a call). Nearly
 * all lines of nearly all phones are told so.
 * @returns null when it has to be read: another name, in another case, compact, other white space
 */
export function openingAt(text: string, at: number): Opening | null {
  let opening = BY_OPENING[openingPlace(text.charCodeAt(at), text.charCodeAt(at + 3))] as Opening | null;
  while (opening !== null && !opensWith(text, at, opening)) opening = opening.next;
  return opening;
}

// `startsWith` asks both texts for each character: 15 ns a line, this 12
function opensWith(text: string, at: number, { codes, length }: Opening): boolean {
  for (let i = 0; i < length; i++) if (text.charCodeAt(at + i) !== codes[i]) return false;
  return true;
}

/**
 * @param text text that holds the field name in [from, to), in any case, long or compact
 * @returns its type, `Header.Other` when nothing in the runtime asks for it by type
 */
export function headerType(text: string, from: number, to: number): HeaderType {
  const length = to - from;
  if (length === 1) return COMPACT.get(text.charCodeAt(from) | 32) ?? Header.Other;
  if (length >= LENGTHS || length <= 0) return Header.Other;
  const candidates = BY_PLACE[(length << 5) + (text.charCodeAt(from) & 31)]!;
  if (candidates.length === 0) return Header.Other;
  const name = text.slice(from, to);
  for (let i = 0; i < candidates.length; i++) if (candidates[i]!.spelling === name) return candidates[i]!.type;
  for (let i = 0; i < candidates.length; i++) if (equalsLower(text, from, to, candidates[i]!.lower)) return candidates[i]!.type;
  return Header.Other;
}
