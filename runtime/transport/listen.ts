// What `listen` in the configuration says: one text or object per socket.

import { KsrError } from '../errors.ts';
import { canonicalIP, hostText } from '../sip/address.ts';
import { type HostPort, parseHostPort } from './host-port.ts';
import { defaultPort, protoOf } from './proto.ts';
import type { Proto } from './types.ts';

/** An advertised address in parts. */
export interface Advertised {
  /** Name or address, IPv6 without brackets. */
  readonly host: string;
  /** 0 or absent: the port that is bound. */
  readonly port?: number | undefined;
}

/** A socket in the configuration, spelled out. */
export interface ListenObject {
  /** `udp`, `tcp`, `tls`, `ws` or `wss`. */
  readonly proto: string;
  /** Address literal; `0.0.0.0` or `::` for each address of the machine. */
  readonly address: string;
  /** The protocol's own port unless given; 0 lets the system choose. */
  readonly port?: number | undefined;
  /** What peers are told instead, in Via, Record-Route and Contact: `host`, `host:port`, or both apart. */
  readonly advertise?: string | Advertised | undefined;
  /** For `set_send_socket_name` and `$Rn`. */
  readonly name?: string | undefined;
}

/** A socket in the configuration: `udp:192.0.2.1:5060`, `udp:[2001:db8::1]`, `udp:0.0.0.0:5060 advertise 203.0.113.1:5060`. */
export type ListenInput = string | ListenObject;

/** One thing to listen on, checked. */
export interface ListenSpec {
  readonly proto: Proto;
  /** Canonical, without brackets; may be `0.0.0.0` or `::` until expanded. */
  readonly ip: string;
  readonly family: 4 | 6;
  /** 0: the system chooses. */
  readonly port: number;
  /** '' when nothing is advertised; IPv6 without brackets. */
  readonly advertisedHost: string;
  /** 0: the port that is bound. */
  readonly advertisedPort: number;
  readonly name: string;
}

/** `udp:192.0.2.1:5060`, IPv6 in brackets. */
export function socketText(proto: Proto, ip: string, port: number): string {
  return `${proto}:${hostText(ip)}:${port}`;
}

/**
 * Reads one entry of `listen`.
 *
 * @param advertise what entries advertise that say nothing of it themselves
 * @throws KsrError E_LISTEN_SYNTAX that says what is wrong with it
 */
export function parseListen(input: ListenInput, advertise?: string | Advertised): ListenSpec {
  const spec = typeof input === 'string' ? parseText(input) : parseObject(input);
  if (spec.advertisedHost !== '' || !advertise) return spec;
  const { host, port } = parseAdvertise(`advertise ${hostPortText(advertise)}`, advertise);
  return { ...spec, advertisedHost: host, advertisedPort: port };
}

// proto:address[:port] [advertise host[:port]] [name text]
function parseText(text: string): ListenSpec {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const socket = words[0] ?? '';
  const at = socket.indexOf(':');
  const proto = listenProto(text, at < 0 ? socket : socket.slice(0, at));
  const rest = at < 0 ? '' : socket.slice(at + 1);
  const where = parseHostPort(rest);
  if (where === null) throw syntax(text, addressProblem(rest));
  const { advertise, name } = parseOptions(text, words.slice(1));
  const written = rest.includes(':', rest.indexOf(']') + 1); // 0 is a port here
  return finish(text, proto, where.host, written ? where.port : defaultPort(proto), advertise, name);
}

function parseOptions(text: string, words: readonly string[]): { advertise: HostPort | null; name: string } {
  let advertise: HostPort | null = null;
  let name = '';
  for (let i = 0; i < words.length; i += 2) {
    const [key, value] = [words[i] ?? '', words[i + 1]];
    if (key !== 'advertise' && key !== 'name') throw syntax(text, `where ${key} is not known; advertise and name are`);
    if (value === undefined) throw syntax(text, `where nothing follows ${key}`);
    if (key === 'name') name = value.replaceAll('"', '');
    else advertise = parseAdvertise(text, value);
  }
  return { advertise, name };
}

function parseObject(input: ListenObject): ListenSpec {
  const text = `${input.proto}:${hostText(input.address)}${input.port === undefined ? '' : `:${input.port}`}`;
  const proto = listenProto(text, input.proto);
  const port = input.port ?? defaultPort(proto);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw syntax(text, `where ${port} is no port`);
  const advertise = input.advertise ? parseAdvertise(text, input.advertise) : null;
  return finish(text, proto, input.address, port, advertise, input.name ?? '');
}

function finish(text: string, proto: Proto, host: string, port: number, advertise: HostPort | null, name: string): ListenSpec {
  const ip = canonicalIP(host);
  if (ip === '') throw syntax(text, addressProblem(host));
  const family = ip.includes(':') ? 6 : 4;
  return { proto, ip, family, port, advertisedHost: advertise?.host ?? '', advertisedPort: advertise?.port ?? 0, name };
}

function listenProto(text: string, word: string): Proto {
  const proto = protoOf(word);
  if (proto === '') throw syntax(text, word === '' ? 'where the protocol is missing' : `where ${word} is no protocol`);
  if (proto === 'sctp') throw syntax(text, 'but SCTP can not be listened on');
  return proto;
}

function parseAdvertise(text: string, value: string | Advertised): HostPort {
  const found = parseHostPort(hostPortText(value));
  if (found === null) throw syntax(text, `where advertise ${hostPortText(value)} is not host or host:port`);
  if (isWildcard(found.host)) throw syntax(text, `but nobody can send to ${found.host}`);
  return found;
}

function hostPortText(value: string | Advertised): string {
  if (typeof value === 'string') return value;
  return value.port ? `${hostText(value.host)}:${value.port}` : hostText(value.host);
}

function addressProblem(text: string): string {
  if (text === '') return 'where the address is missing';
  const bare = canonicalIP(text);
  if (bare.includes(':')) return `where the IPv6 address needs brackets: ${hostText(bare)}`;
  return `where ${text} is not an address with an optional port`;
}

function syntax(text: string, problem: string): KsrError {
  return new KsrError('E_LISTEN_SYNTAX', { text, problem });
}

/** @returns whether the address stands for all of the machine */
export function isWildcard(ip: string): boolean {
  return ip === '0.0.0.0' || ip === '::';
}
