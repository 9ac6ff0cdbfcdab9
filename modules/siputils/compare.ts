import {
  Header,
  equalsIgnoreCase,
  headerType,
  nextParam,
  parseUri,
  wireText,
  type Param,
  type Uri,
} from '../../runtime/module.ts';

/** Parameters that make two URIs different when only one of them has it (RFC 3261 19.1.4). */
const DISTINCT: readonly string[] = ['transport', 'user', 'ttl', 'method', 'maddr'];

/** 1 equal · -1 different · -2 one of them can not be read */
export type Comparison = 1 | -1 | -2;

/**
 * Compares two URIs: scheme, user and password with case, host without, port as written, parameters that both have, and
 * those that may not stand on one side only. Escapes and forms of IPv6 addresses are compared as text, URI headers not at all.
 */
export function compareUris(left: string, right: string): Comparison {
  const a = parseUri(wireText(left));
  const b = parseUri(wireText(right));
  if (a === null || b === null) return -2;
  if (a.scheme !== b.scheme || a.port !== b.port) return -1;
  if (a.user !== b.user || a.password !== b.password || !equalsIgnoreCase(a.host, b.host)) return -1;
  return sameParams(a, b) && sameParams(b, a) ? 1 : -1;
}

// every parameter of `a` that `b` has too has the same value there; one pass over each, they may have thousands
function sameParams(a: Uri, b: Uri): boolean {
  if (a.paramsStart < 0) return true;
  const others = firstValues(b);
  for (let at = a.paramsStart; at < a.paramsEnd;) {
    const param = nextParam(a.text, at, a.paramsEnd);
    if (param === null) break;
    const name = a.text.slice(param.nameStart, param.nameEnd).toLowerCase();
    const other = others.get(name);
    // upstream looks at what stands on one side only where the other has no parameters at all, but always at user
    const alone = name === 'user' || (others.size === 0 && DISTINCT.includes(name));
    if (other === undefined ? alone : !equalsIgnoreCase(valueOf(a, param), other)) return false;
    at = param.end;
  }
  return true;
}

// by name in lower case; of several the first one counts
function firstValues(uri: Uri): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  if (uri.paramsStart < 0) return values;
  for (let at = uri.paramsStart; at < uri.paramsEnd;) {
    const param = nextParam(uri.text, at, uri.paramsEnd);
    if (param === null) break;
    const name = uri.text.slice(param.nameStart, param.nameEnd).toLowerCase();
    if (!values.has(name)) values.set(name, valueOf(uri, param));
    at = param.end;
  }
  return values;
}

function valueOf(uri: Uri, param: Param): string {
  return param.valueStart < 0 ? '' : uri.text.slice(param.valueStart, param.valueEnd);
}

/** Compares user, host and port of two URIs; sip and sips are the same, and so are no port and 5060. */
export function compareAors(left: string, right: string): Comparison {
  const a = parseUri(wireText(left));
  const b = parseUri(wireText(right));
  if (a === null || b === null) return -2;
  const samePort = (a.port === 0 ? 5060 : a.port) === (b.port === 0 ? 5060 : b.port);
  return samePort && a.user === b.user && equalsIgnoreCase(a.host, b.host) ? 1 : -1;
}

/**
 * Compares two header field names; compact and long forms are the same.
 * @returns 1 the same · -1 different, and one of them is known, or the first comes behind · -2 it comes before, or one is empty
 */
export function compareHeaderNames(left: string, right: string): Comparison {
  if (left !== '' && equalsIgnoreCase(left, right)) return 1;
  const a = headerType(left, 0, left.length);
  const b = headerType(right, 0, right.length);
  if (left === '' || right === '') return -2;
  if (a === Header.Other && b === Header.Other) return left.toLowerCase() > right.toLowerCase() ? -1 : -2;
  return a === b ? 1 : -1;
}
