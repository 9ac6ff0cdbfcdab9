// What the resolver asks of a name service. The names are absolute and in lower case.

import { lookup } from 'node:dns/promises';
import { Resolver as NodeResolver } from 'node:dns/promises';

/** An A or AAAA record. */
export interface AddressRecord {
  readonly address: string;
  /** Seconds it may be kept. */
  readonly ttl: number;
}

/** An SRV record (RFC 2782). */
export interface SrvRecord {
  /** Host; '' or `.`: the service is decidedly not available. */
  readonly name: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

/** A NAPTR record (RFC 3403). */
export interface NaptrRecord {
  readonly flags: string;
  readonly service: string;
  readonly replacement: string;
  readonly order: number;
  readonly preference: number;
  /** A rule for `replacement` (RFC 3402); absent where only that counts. */
  readonly regexp?: string;
}

/**
 * A name service. Each function rejects with a `code`: ENOTFOUND or ENODATA when there is no such record, anything else (ETIMEOUT,
 * ESERVFAIL, ECONNREFUSED) when it could not be told.
 */
export interface DnsSource {
  a(name: string): Promise<readonly AddressRecord[]>;
  aaaa(name: string): Promise<readonly AddressRecord[]>;
  srv(name: string): Promise<readonly SrvRecord[]>;
  naptr(name: string): Promise<readonly NaptrRecord[]>;
  /** @param ip canonical address @returns its names */
  ptr(ip: string): Promise<readonly string[]>;
  /** Asks the system as other programs do, hosts file first. */
  system(name: string): Promise<readonly { readonly address: string }[]>;
  /** Gives up all questions that are open. */
  close(): void;
}

/** The servers of the machine's configuration, or others. */
export class SystemDns implements DnsSource {
  private readonly resolver: NodeResolver;

  /**
   * @param timeout milliseconds for the first try
   * @param tries per server
   * @param servers `192.0.2.53` or `192.0.2.53:5353`, instead of the machine's
   */
  constructor(timeout: number = 1000, tries: number = 3, servers: readonly string[] = []) {
    this.resolver = new NodeResolver({ timeout, tries });
    if (servers.length > 0) this.resolver.setServers(servers);
  }

  a(name: string): Promise<readonly AddressRecord[]> {
    return this.resolver.resolve4(name, { ttl: true });
  }

  aaaa(name: string): Promise<readonly AddressRecord[]> {
    return this.resolver.resolve6(name, { ttl: true });
  }

  srv(name: string): Promise<readonly SrvRecord[]> {
    return this.resolver.resolveSrv(name);
  }

  naptr(name: string): Promise<readonly NaptrRecord[]> {
    return this.resolver.resolveNaptr(name);
  }

  ptr(ip: string): Promise<readonly string[]> {
    return this.resolver.reverse(ip);
  }

  system(name: string): Promise<readonly { readonly address: string }[]> {
    return lookup(name, { all: true, order: 'verbatim' });
  }

  close(): void {
    this.resolver.cancel();
  }
}
