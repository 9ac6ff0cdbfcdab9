import { readFileSync } from 'node:fs';
import { KsrError, canonicalIP, decimal, isHostName, type RouteContext } from '../../runtime/module.ts';

type Resolver = RouteContext['core']['resolver'];

/** Octets of one `dns_file`. */
const LONGEST_FILE = 1_048_576;
const UNRESOLVABLE = 1;
const PERMANENT = 2;

/** One record of the parameter `dns_cache`. */
export interface PresetRecord {
  readonly type: 'A' | 'AAAA' | 'SRV';
  readonly name: string;
  /** Address, or the target of an SRV record; '' when the name shall not be resolved. */
  readonly addr: string;
  /** Seconds; Infinity: for ever. */
  readonly ttl: number;
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
}

/**
 * Reads `type=A;name=example.com;addr=192.0.2.1;ttl=3600;flags=2`.
 * @returns what is wrong with it, as the end of a sentence
 */
export function parsePreset(text: string): PresetRecord | string {
  const fields = new Map<string, string>();
  for (const part of text.split(';')) {
    const equals = part.indexOf('=');
    if (equals < 0) {
      if (part.trim() !== '') return `has "${part.trim()}", which is no name=value`;
      continue;
    }
    fields.set(part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim());
  }
  const type = (fields.get('type') ?? '').toUpperCase();
  if (type !== 'A' && type !== 'AAAA' && type !== 'SRV') return 'has no type A, AAAA or SRV';
  const name = (fields.get('name') ?? '').toLowerCase();
  if (!isHostName(name)) return `has no name that can be resolved ("${name}")`;
  const number = (key: string, otherwise: number, most: number): number => {
    const value = fields.get(key);
    return value === undefined ? otherwise : decimal(value, 0, value.length, most);
  };
  const flags = number('flags', 0, 3);
  if (flags < 0) return 'has flags other than 0 to 3';
  const ttl = (flags & PERMANENT) !== 0 ? Infinity : number('ttl', 0, 2_147_483_647);
  if (ttl < 1) return 'needs ttl with a number of seconds, or flags=2';
  const [priority, weight, port] = [number('priority', 0, 65_535), number('weight', 0, 65_535), number('port', 5060, 65_535)];
  if (priority < 0 || weight < 0 || port < 1) return 'has a priority, weight or port that is none';
  const addr = (flags & UNRESOLVABLE) !== 0 ? '' : addressOf(type, fields.get('addr') ?? '');
  return addr === null ? `has no addr for type ${type}` : { type, name, addr, ttl, priority, weight, port };
}

function addressOf(type: PresetRecord['type'], text: string): string | null {
  if (type === 'SRV') return isHostName(text) ? text.toLowerCase() : null;
  const ip = canonicalIP(text);
  return ip !== '' && ip.includes(':') === (type === 'AAAA') ? ip : null;
}

/**
 * Gives the resolver the records of `dns_cache` and `dns_file`.
 * @throws KsrError E_MODULE_PARAM for what can not be read
 */
export function presetRecords(resolver: Resolver, records: readonly string[], files: readonly string[]): void {
  for (const text of records) preset(resolver, text, 'dns_cache', `"${text}"`);
  for (const file of files) {
    for (const [i, line] of linesOf(file).entries()) {
      const text = line.trim();
      if (text !== '' && !text.startsWith('#')) preset(resolver, text, 'dns_file', `line ${i + 1} of ${file}`);
    }
  }
}

function preset(resolver: Resolver, text: string, param: string, where: string): void {
  const record = parsePreset(text);
  if (typeof record === 'string') throw wrong(param, `${where} ${record}`);
  const { type, name, addr, ttl, priority, weight, port } = record;
  if (addr === '') resolver.rememberNone(type, name, ttl);
  else if (type === 'SRV') resolver.rememberServer(name, { name: addr, port, priority, weight }, ttl);
  else resolver.rememberAddress(name, addr, ttl);
}

// read while the server starts, before anybody waits
function linesOf(file: string): string[] {
  try {
    const text = readFileSync(file, 'latin1');
    if (text.length > LONGEST_FILE) throw wrong('dns_file', `${file} is longer than ${LONGEST_FILE} octets`);
    return text.split('\n');
  } catch (error) {
    throw error instanceof KsrError ? error : wrong('dns_file', `${file} can not be read: ${String(error)}`);
  }
}

function wrong(param: string, problem: string): KsrError {
  return new KsrError('E_MODULE_PARAM', {
    file: 'kamailio.config.ts',
    module: 'corex',
    param,
    problem,
    hint: 'Write "type=A;name=example.com;addr=192.0.2.1;ttl=3600", for ever with flags=2.',
  });
}
