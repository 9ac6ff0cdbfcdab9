import { decimal, type PseudoVariable, type PvAccess, type RouteContext, type Value } from '../../runtime/module.ts';
import type { AnswerSlot, Answers } from './answers.ts';
import type { HostName } from './host-name.ts';

/** What stands in the parentheses of `$dns(name=>key[index])`. */
export interface Key {
  readonly name: string;
  readonly key: string;
  /** What stands in the brackets, null without them. */
  readonly index: string | null;
}

/** @returns null when the text is nothing of that */
export function parseKey(inner: string): Key | null {
  const arrow = inner.indexOf('=>');
  if (arrow < 0) return null;
  const name = inner.slice(0, arrow).trim();
  const rest = inner.slice(arrow + 2).trim();
  const open = rest.indexOf('[');
  if (open < 0) return { name, key: rest, index: null };
  return rest.endsWith(']') ? { name, key: rest.slice(0, open), index: rest.slice(open + 1, -1) } : null;
}

type Read = (answers: Answers, key: Key, at: (index: string) => number | null) => Value | null;

/** Pseudo-variables of the module: `$dns`, `$srvquery`, `$naptrquery`, `$ptrquery`, `$HN`. */
export function variablesOf(slot: AnswerSlot, pv: PvAccess, host: HostName): readonly PseudoVariable[] {
  const of = (name: string, summary: string, read: Read): PseudoVariable => ({
    name,
    summary,
    inner: 'text',
    get: (cx, inner) => {
      const key = parseKey(inner);
      const answers = cx.slot<Answers>(slot) ?? NONE;
      return key === null ? null : read(answers, key, (index) => indexValue(cx, pv, index));
    },
  });
  return [
    of('dns', 'what `dns_query()` found: `$dns(into=>addr[0])`, `type`, `count`, `ipv4`, `ipv6`', dnsValue),
    of('srvquery', 'what `srv_query()` found: `$srvquery(into=>target[0])`, `port`, `priority`, `weight`, `count`', srvValue),
    of(
      'naptrquery',
      'what `naptr_query()` found: `$naptrquery(into=>replace[0])`, `order`, `pref`, `flags`, `services`, `regex`, `count`',
      naptrValue,
    ),
    of('ptrquery', 'what `ptr_query()` found: `$ptrquery(into=>hostname)`, `addr`, `type`, `ipv4`, `ipv6`, `count`', ptrValue),
    {
      name: 'HN',
      summary: 'the machine: `n` name, `f` full name, `d` domain, `i` address',
      inner: 'text',
      get: (_, inner) => host.part(inner),
    },
  ];
}

const NONE: Answers = { dns: new Map(), srv: new Map(), naptr: new Map(), ptr: new Map() };

const dnsValue: Read = ({ dns }, { name, key, index }, at) => {
  const found = dns.get(name);
  if (found === undefined) return null;
  switch (key) {
    case 'count':
      return found.length;
    case 'ipv4':
      return found.some((ip) => !ip.includes(':')) ? 1 : 0;
    case 'ipv6':
      return found.some((ip) => ip.includes(':')) ? 1 : 0;
    case 'addr':
      return element(found, index, at) ?? null;
    case 'type': {
      const ip = element(found, index, at);
      return ip === undefined ? null : familyNumber(ip);
    }
    default:
      return null;
  }
};

const srvValue: Read = ({ srv }, { name, key, index }, at) => {
  const found = srv.get(name) ?? [];
  if (key === 'count') return found.length;
  const record = index === null ? undefined : plainElement(found, at(index));
  if (record === undefined) return null;
  switch (key) {
    case 'port':
      return record.port;
    case 'priority':
      return record.priority;
    case 'weight':
      return record.weight;
    case 'target':
      return record.name;
    default:
      return null;
  }
};

const naptrValue: Read = ({ naptr }, { name, key, index }, at) => {
  const found = naptr.get(name) ?? [];
  if (key === 'count') return found.length;
  const record = index === null ? undefined : plainElement(found, at(index));
  if (record === undefined) return null;
  switch (key) {
    case 'order':
      return record.order;
    case 'pref':
      return record.preference;
    case 'flags':
      return record.flags;
    case 'services':
      return record.service;
    case 'regex':
      return record.regexp ?? '';
    case 'replace':
      return record.replacement;
    default:
      return null;
  }
};

const ptrValue: Read = ({ ptr }, { name, key, index }, at) => {
  const found = ptr.get(name);
  if (found === undefined) return null;
  switch (key) {
    case 'count':
      return found.names.length;
    case 'addr':
      return found.address;
    case 'type':
      return familyNumber(found.address);
    case 'ipv4':
      return found.address.includes(':') ? 0 : 1;
    case 'ipv6':
      return found.address.includes(':') ? 1 : 0;
    case 'hostname':
      return element(found.names, index, at) ?? null;
    default:
      return null;
  }
};

function familyNumber(ip: string): 4 | 6 {
  return ip.includes(':') ? 6 : 4;
}

// the first without an index, from the end with a negative one
function element<T>(list: readonly T[], index: string | null, at: (index: string) => number | null): T | undefined {
  if (index === null) return list[0];
  const n = at(index);
  return n === null ? undefined : list[n < 0 ? list.length + n : n];
}

function plainElement<T>(list: readonly T[], n: number | null): T | undefined {
  return n === null ? undefined : list[n];
}

// a number, or the value of a variable
function indexValue(cx: RouteContext, pv: PvAccess, text: string): number | null {
  const index = text.trim();
  if (index.startsWith('$')) {
    const value = pv.get(cx, index);
    return typeof value === 'number' ? value : value === null ? null : numberOf(value);
  }
  return numberOf(index);
}

function numberOf(text: string): number | null {
  const negative = text.startsWith('-');
  const n = decimal(text, negative ? 1 : 0, text.length, 65_535);
  if (n < 0) return null;
  return negative ? -n : n;
}
