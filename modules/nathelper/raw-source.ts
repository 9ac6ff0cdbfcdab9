import { isIPv4, parseHostPort, parseNameAddrs } from '../../runtime/module.ts';

/** The source that a ping is given. */
export interface RawSource {
  /** IPv4. */
  readonly ip: string;
  readonly port: number;
}

const DEFAULT_PORT = 5060;
const PREFIX = 'udp:';

/** A contact without Path: the system fills an address of its own in, and nobody is told where to answer. As Kamailio does it. */
const NOBODY: RawSource = { ip: '0.0.0.0', port: 0 };

/**
 * Reads `natping_socket`: an IPv4 address, a port behind it unless it is 5060, and `udp:` before it if one likes.
 * @returns null when it is something else: names are not looked up
 */
export function parseRawSource(text: string): RawSource | null {
  const found = parseHostPort(text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text);
  return found === null || found.host === NOBODY.ip ? null : sourceAt(found.host, found.port);
}

/**
 * Finds the edge proxy that a contact registered through.
 *
 * @param path of the contact
 * @param wanted `udpping_from_path`: 1 the last URI, the one nearest to the phone; n the (n-1)-th, or the last when there are fewer
 * @returns null when that URI has no IPv4 address
 */
export function pathSource(path: string, wanted: number): RawSource | null {
  if (path === '') return NOBODY;
  const entries = parseNameAddrs(path, 0, path.length);
  if (entries === null) return null;
  const last = entries.length - 1;
  const uri = entries[wanted === 1 ? last : Math.min(wanted - 2, last)]?.uri;
  if (uri === null || uri === undefined || uri.hostStart < 0) return null;
  return sourceAt(uri.hostBare, uri.portStart < 0 ? 0 : uri.port);
}

function sourceAt(ip: string, port: number): RawSource | null {
  return isIPv4(ip) ? { ip, port: port === 0 ? DEFAULT_PORT : port } : null;
}
