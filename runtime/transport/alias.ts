import { KsrError } from '../errors.ts';
import { parseHostPort } from './host-port.ts';
import { protoOf } from './proto.ts';
import type { Proto } from './types.ts';

/** A name or address that counts as this server, from `aliases` in the configuration (spec 2.3). */
export interface Alias {
  /** Lower-case name, or canonical address. */
  readonly host: string;
  /** 0: any. */
  readonly port: number;
  /** '': any. */
  readonly proto: Proto | '';
}

/**
 * Reads an alias: `example.org`, `example.org:5060`, `tls:example.org`, `tcp:example.org:5060`, `[2001:db8::1]:5060`.
 *
 * @throws KsrError E_CONFIG_VALUE when it is nothing of that
 */
export function parseAlias(text: string): Alias {
  const at = text.indexOf(':');
  const proto = at < 0 ? '' : protoOf(text.slice(0, at));
  const where = parseHostPort(proto === '' ? text : text.slice(at + 1));
  if (where === null) {
    throw new KsrError('E_CONFIG_VALUE', {
      file: 'kamailio.config.ts',
      key: 'aliases',
      problem: `has "${text}", which is not host, host:port or protocol:host:port`,
      hint: 'Write a name or address such as "sip.example.org" or "[2001:db8::1]:5060".',
    });
  }
  return { host: where.host, port: where.port, proto };
}
