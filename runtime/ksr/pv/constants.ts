import type { RouteContext } from '../../routing/context.ts';
import { leadingInt } from '../number.ts';
import { parsePvText } from './parse.ts';
import type { SipMessage } from '../../sip/message.ts';
import { Accessor, named, plain, words, type Definition, type Read } from './definition.ts';
import { countHeaders } from './headers.ts';

// Constants, defines, environment, and how many values a variable has (spec/modules.md 5.1)

const CONSTANTS: Readonly<Record<string, number>> = {
  IPv4: 2,
  INET: 2,
  IPv6: 10,
  INET6: 10,
  UDP: 1,
  TCP: 2,
  TLS: 3,
  SCTP: 4,
  WS: 5,
  WSS: 6,
};

/** @returns the define's text, null when there is none of that name */
function defineText(cx: RouteContext, name: string): string | null {
  const value = cx.core.options.defines.get(name);
  return value === undefined ? null : String(value);
}

// how many values a list variable has
function count(inner: string): Accessor | null {
  const parsed = parsePvText(inner.trim());
  if (parsed === null || parsed.inner === null || parsed.transformations.length > 0) return null;
  const name = parsed.inner.trim();
  switch (parsed.name) {
    case 'avp':
      return new Accessor((cx) => cx.avps.all(name).length);
    case 'xavp':
    case 'xavi':
    case 'xavu': {
      const store = parsed.name;
      return new Accessor((cx) => cx.variablesIfAny?.[store].count(name) ?? 0);
    }
    case 'hdr':
      return new Accessor((cx) => countHeaders(cx, name));
    default:
      return null;
  }
}

/** @param version of the server, '' when unknown */
export function constantVariables(version: string): readonly Definition[] {
  // numbers are given with the first look, so that only those pay who look
  const numbers = new WeakMap<SipMessage, number>();
  let last = 0;
  const messageNumber: Read = ({ message }) => {
    const known = numbers.get(message);
    if (known !== undefined) return known;
    numbers.set(message, ++last);
    return last;
  };
  return [
    plain('mi', messageNumber),
    plain('true', () => 1),
    plain('false', () => 0),
    plain('null', () => null),
    plain('rc', () => 0),
    plain('retcode', () => 0),
    plain('pp', () => process.pid),
    words('version', { num: () => version, full: () => `ksr ${version}` }),
    words('K', Object.fromEntries(Object.entries(CONSTANTS).map(([name, value]) => [name, () => value]))),
    named('def', (inner) => new Accessor((cx) => defineText(cx, inner.trim()))),
    named('defn', (inner) => new Accessor((cx) => leadingInt(defineText(cx, inner.trim()) ?? ''))),
    named('env', (inner) => new Accessor(() => variable(inner.trim()))),
    { name: 'cnt', rawInner: true, compile: (inner) => (inner === null ? null : count(inner)) },
  ];
}

// not what every object has, such as toString
function variable(name: string): string | null {
  return Object.hasOwn(process.env, name) ? (process.env[name] ?? null) : null;
}
