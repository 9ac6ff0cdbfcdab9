import { createHash } from 'node:crypto';
import { decodeBase58, encodeBase58 } from './base58.ts';
import { hexDigit, percentDecoded } from '../../sip/percent.ts';
import { decodeSevenBit, encodeSevenBit } from './seven-bit.ts';
import { ofText, type Arguments, type Transformation } from './arguments.ts';

// {s.*} that escape, encode and digest. One character is one octet.

type Change = (text: string) => string | null;

const CODES: ReadonlyMap<string, Change> = new Map<string, Change>([
  ['escape.common', escapeCommon],
  ['unescape.common', unescapeCommon],
  ['escape.user', (text) => percentEncoded(text, isUserChar, false)],
  ['unescape.user', percentDecoded],
  ['escape.param', (text) => percentEncoded(text, isParamChar, false)],
  ['unescape.param', percentDecoded],
  ['escape.csv', (text) => `"${text.replaceAll('"', '""')}"`],
  ['urlencode.param', (text) => percentEncoded(text, isUrlChar, true)],
  ['urldecode.param', (text) => percentDecoded(text.replaceAll('+', ' '))],
  ['md5', (text) => digest('md5', text)],
  ['sha1', (text) => digest('sha1', text)],
  ['sha256', (text) => digest('sha256', text)],
  ['sha384', (text) => digest('sha384', text)],
  ['sha512', (text) => digest('sha512', text)],
  ['encode.base64', (text) => octets(text).toString('base64')],
  ['decode.base64', (text) => base64Decoded(text, '+/', true)],
  ['encode.base64t', (text) => unpadded(octets(text).toString('base64'))],
  ['decode.base64t', (text) => base64Decoded(text, '+/', false)],
  ['encode.base64url', (text) => padded(octets(text).toString('base64url'))],
  ['decode.base64url', (text) => base64Decoded(text, '-_', true)],
  ['encode.base64urlt', (text) => octets(text).toString('base64url')],
  ['decode.base64urlt', (text) => base64Decoded(text, '-_', false)],
  ['encode.base58', encodeBase58],
  ['decode.base58', decodeBase58],
  ['encode.hexa', (text) => octets(text).toString('hex')],
  ['decode.hexa', hexDecoded],
  ['encode.7bit', encodeSevenBit],
  ['decode.7bit', decodeSevenBit],
]);

/** @returns null when there is no such operation here */
export function coded(op: string, _args: Arguments): Transformation | null {
  const change = CODES.get(op);
  return change === undefined ? null : ofText((text) => change(text));
}

function octets(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function digest(algorithm: string, text: string): string {
  return createHash(algorithm).update(octets(text)).digest('hex');
}

function escapeCommon(text: string): string {
  let out = '';
  for (const c of text) {
    if (c === '\\' || c === '"' || c === "'") out += `\\${c}`;
    else out += c === '\0' ? '\\0' : c;
  }
  return out;
}

function unescapeCommon(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const next = text[i + 1];
    if (text[i] === '\\' && (next === '\\' || next === '"' || next === "'" || next === '0')) {
      out += next === '0' ? '\0' : next;
      i++;
    } else out += text[i]!;
  }
  return out;
}

function isAlphanumeric(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57);
}
// unreserved and user-unreserved of RFC 3261 25.1, but for the slash
function isUserChar(c: number): boolean {
  return isAlphanumeric(c) || "-_.!~*'()&=+$,;?".includes(String.fromCharCode(c));
}
// unreserved and param-unreserved of RFC 3261 25.1
function isParamChar(c: number): boolean {
  return isAlphanumeric(c) || "-_.!~*'()[]/:&+$".includes(String.fromCharCode(c));
}
// unreserved of RFC 3986
function isUrlChar(c: number): boolean {
  return isAlphanumeric(c) || '-_.~'.includes(String.fromCharCode(c));
}

// control characters and octets above ASCII are escaped, or make the text unfit
function percentEncoded(text: string, isPlain: (c: number) => boolean, anyOctet: boolean): string | null {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (isPlain(c)) out += text[i]!;
    else if (!anyOctet && (c < 32 || c > 126)) return null;
    else out += `%${c.toString(16).padStart(2, '0')}`;
  }
  return out;
}

// a digit too many at the end is left out
function hexDecoded(text: string): string | null {
  let out = '';
  for (let i = 0; i + 1 < text.length; i += 2) {
    const high = hexDigit(text.charCodeAt(i));
    const low = hexDigit(text.charCodeAt(i + 1));
    if (high < 0 || low < 0) return null;
    out += String.fromCharCode(high * 16 + low);
  }
  return out;
}

function unpadded(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '=') end--;
  return text.slice(0, end);
}
function padded(text: string): string {
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

function base64Decoded(text: string, two: string, needsPadding: boolean): string | null {
  if (needsPadding && text.length % 4 !== 0) return null;
  const bare = unpadded(text);
  if (text.length - bare.length > 2 || bare.length % 4 === 1) return null;
  for (let i = 0; i < bare.length; i++) if (!isAlphanumeric(bare.charCodeAt(i)) && !two.includes(bare[i]!)) return null;
  return Buffer.from(bare, 'base64').toString('latin1');
}
