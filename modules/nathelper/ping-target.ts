import { parseNameAddr, parseUri, type Uri } from '../../runtime/module.ts';
import type { Binding } from '../usrloc/api.ts';

/** Where a ping goes. */
export interface PingTarget {
  /** Name, or address without brackets. */
  readonly host: string;
  readonly port: number;
}

/**
 * Finds where a contact is pinged (spec/nathelper.md 7.2): the first URI of its Path, else where the registration came from, else
 * the contact itself.
 *
 * @param path whether the Path counts
 * @returns null when that is no UDP destination, or one that can not be read
 */
export function pingTarget(binding: Binding, path: boolean): PingTarget | null {
  const uri =
    path && binding.path !== '' ? firstUri(binding.path) : parseUri(binding.received !== '' ? binding.received : binding.uri);
  if (uri === null || uri.hostStart < 0 || uri.scheme === 'urn') return null;
  const { transport } = uri;
  if (transport !== '' && transport !== 'udp') return null;
  const port = uri.portStart < 0 ? 5060 : uri.port;
  return port === 0 ? null : { host: uri.hostBare, port };
}

function firstUri(path: string): Uri | null {
  return parseNameAddr(path, 0, path.length, true)?.uri ?? null;
}
