import { KsrError, parseHostPort, protoOf, type Proto } from '../../runtime/module.ts';

/** A domain that is this server with all that ends in it. */
export interface Subdomains {
  /** In lower case. */
  readonly domain: string;
  /** 0: any. */
  readonly port: number;
  /** '': any. */
  readonly proto: Proto | '';
}

/**
 * Reads `[proto:]domain[:port]`.
 * @throws KsrError E_MODULE_PARAM when it is nothing of that
 */
export function parseSubdomains(text: string): Subdomains {
  const colon = text.indexOf(':');
  const proto = colon < 0 ? '' : protoOf(text.slice(0, colon));
  const where = parseHostPort(proto === '' ? text : text.slice(colon + 1));
  if (where === null || where.host.includes(':')) {
    throw new KsrError('E_MODULE_PARAM', {
      file: 'kamailio.config.ts',
      module: 'corex',
      param: 'alias_subdomains',
      problem: `"${text}" is no domain`,
      hint: 'Write "example.com", "example.com:5060" or "udp:example.com:5060".',
    });
  }
  return { domain: where.host, port: where.port, proto };
}

/** @returns whether a host is one of the domains or below one; `port` 0 and `proto` '' ask for any */
export function isBelow(domains: readonly Subdomains[], host: string, port: number, proto: Proto | ''): boolean {
  const name = host.toLowerCase();
  for (const one of domains) {
    if (port !== 0 && one.port !== 0 && port !== one.port) continue;
    if (proto !== '' && one.proto !== '' && proto !== one.proto) continue;
    if (name === one.domain || name.endsWith(`.${one.domain}`)) return true;
  }
  return false;
}
