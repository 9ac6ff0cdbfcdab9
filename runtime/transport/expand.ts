import { KsrError } from '../errors.ts';
import { canonicalIP, isLinkLocalIPv6, isLoopback } from '../sip/address.ts';
import { isWildcard, type ListenSpec, socketText } from './listen.ts';

/** The part of `os.networkInterfaces()` that matters here. */
export type Interfaces = Readonly<Record<string, readonly { readonly address: string }[] | undefined>>;

/**
 * The addresses that a server can be reached at, loopback last. IPv6 link-local ones are left out: they mean nothing without their
 * zone, which SIP can not carry.
 */
export function machineAddresses(interfaces: Interfaces, family: 4 | 6): string[] {
  const outer: string[] = [];
  const loopback: string[] = [];
  for (const entries of Object.values(interfaces)) {
    for (const { address } of entries ?? []) {
      const ip = canonicalIP(address);
      if (ip === '' || isWildcard(ip) || ip.includes(':') !== (family === 6) || isLinkLocalIPv6(ip)) continue;
      const list = isLoopback(ip) ? loopback : outer;
      if (!list.includes(ip)) list.push(ip);
    }
  }
  return [...outer, ...loopback];
}

/**
 * Replaces `0.0.0.0` and `::` by one socket for each address of the machine, so that Via and Record-Route name one that can be
 * reached. What is advertised, and the name, hold for all of them. An address that is listed by itself keeps its own entry.
 *
 * @returns what to bind, in the order of the configuration
 * @throws KsrError E_LISTEN_ADDRESS when there is no address of that family, E_LISTEN_SYNTAX when an entry is there twice or a name
 * is given to two
 */
export function expandListen(specs: readonly ListenSpec[], interfaces: Interfaces): ListenSpec[] {
  checkTwice(specs);
  const listed = new Set(specs.map(key));
  const sockets: ListenSpec[] = [];
  for (const spec of specs) {
    if (!isWildcard(spec.ip)) {
      sockets.push(spec);
      continue;
    }
    const addresses = machineAddresses(interfaces, spec.family);
    if (addresses.length === 0) throw new KsrError('E_LISTEN_ADDRESS', { address: key(spec) });
    for (const ip of addresses) if (!listed.has(socketText(spec.proto, ip, spec.port))) sockets.push({ ...spec, ip });
  }
  return sockets;
}

function checkTwice(specs: readonly ListenSpec[]): void {
  const seen = new Set<string>();
  const names = new Set<string>();
  for (const spec of specs) {
    const text = key(spec);
    const name = spec.name.toLowerCase();
    if (spec.port !== 0 && seen.has(text)) throw new KsrError('E_LISTEN_SYNTAX', { text, problem: 'twice' });
    if (name !== '' && names.has(name)) {
      throw new KsrError('E_LISTEN_SYNTAX', { text, problem: `with the name ${spec.name} that another one has` });
    }
    seen.add(text);
    names.add(name);
  }
}

function key(spec: ListenSpec): string {
  return socketText(spec.proto, spec.ip, spec.port);
}
