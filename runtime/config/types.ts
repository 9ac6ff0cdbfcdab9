// What kamailio.config.ts may say, and what becomes of it. Options that Kamailio has keep its names; what only this server
// has is camelCase (spec/modules.md 2.8).

import type { Level } from '../observe/logger.ts';

/** A switch as Kamailio writes it, or as TypeScript does. */
export type Switch = boolean | 0 | 1;

/** What Via, Record-Route and Path say instead of the address that is listened on. */
export interface Advertised {
  /** Name or address, IPv6 without brackets. */
  readonly host: string;
  /** 0: the port that is listened on. */
  readonly port: number;
}

/** One address to listen on, in parts; as a text it is `udp:192.0.2.1:5060`. */
export interface ListenEntry {
  readonly proto: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';
  /** Address literal; `0.0.0.0` and `::` stand for all of the machine's addresses of that kind. */
  readonly address: string;
  /** Default 5060, for tls 5061, for ws 80, for wss 443; 0 lets the system choose one. */
  readonly port?: number | undefined;
  /** What peers are told: `sip.example.org` or `203.0.113.1:5060`. */
  readonly advertise?: string | { readonly host: string; readonly port?: number | undefined } | undefined;
  /** Name of the socket for `set_send_socket_name`, Route parameters and `$Rn`. */
  readonly name?: string | undefined;
}

/** Parameters by module name; a module is loaded when its name is a key here. */
export type ModuleParams = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a user writes. */
export interface UserConfig<Modules extends ModuleParams = ModuleParams> {
  /** Where to listen: `protocol:address:port` each. Default `['udp:0.0.0.0:5060']`. */
  readonly listen?: readonly (string | ListenEntry)[];
  /** What peers are told as this server's address, where an entry of `listen` has none of its own: `203.0.113.1` or `host:port`. */
  readonly advertise?: string | { readonly host: string; readonly port?: number | undefined };
  /** Domains and addresses, with `:port` if only that one is meant, that count as this server (`is_myself`). */
  readonly aliases?: readonly string[];
  /** The routes file, relative to this file. Default `./routes/routes.ts`. */
  readonly routes?: string;
  /** Modules to load with their parameters: `{ tm: { fr_timer: 30000 }, sl: {} }`. */
  readonly modules?: Modules;
  /** Names for `$def(name)` in routes. */
  readonly defines?: Readonly<Record<string, string | number>>;
  readonly log?: {
    /** Lines below this level are not written. Default `info`. */
    readonly level?: Level | 'silent';
  };
  /** Value of the Server header in replies, '' for none. Default `ksr`. */
  readonly server_header?: string;
  /** Value of the User-Agent header in requests of the server itself, '' for none. Default `ksr`. */
  readonly user_agent_header?: string;
  /** Number of this node, stored with contacts and in generated ids. Default 0. */
  readonly server_id?: number;
  /** Name of the `$xavp` whose fields become parameters of our Via after `corex.via_add_xavp_params(1)`. Default none. */
  readonly xavp_via_params?: string;
  /** Name of the `$xavp` with `address` and `port` for our Via after `corex.via_use_xavp_fields(1)`. Default none. */
  readonly xavp_via_fields?: string;
  /** Name of the `$xavp` whose fields become parameters of the topmost Via of our replies after `corex.via_reply_add_xavp_params(1)`. Default none. */
  readonly xavp_via_reply_params?: string;
  /** Branches of one request, 1 to 31. Default 12. */
  readonly max_branches?: number;
  /** A branch goes on with the next address of its next hop's name when one fails (RFC 3263 4.3). Default off. */
  readonly use_dns_failover?: Switch;
  /** Choose among SRV records of equal priority by lot, according to weight. Default off: the highest weight. */
  readonly dns_srv_lb?: Switch;
  /** Ask for IPv6 addresses when a name has no IPv4 one. Default on. */
  readonly dns_try_ipv6?: Switch;
  /** Seconds that it is remembered that a name does not exist. Default 60; 0: not at all. */
  readonly dns_cache_negative_ttl?: number;
  /** Seconds that answers of the name service are kept at least. Default 0. */
  readonly dns_cache_min_ttl?: number;
  /** Seconds that they are kept at most. Default 86,400. */
  readonly dns_cache_max_ttl?: number;
  /** Treat each request as if its Via had `;rport`. Default off. */
  readonly force_rport?: Switch;
  /** Send from the address that the operating system would route from. Default off. */
  readonly mhomed?: Switch;
  /** Send replies to the address in Via instead of where the request came from. Default off. */
  readonly reply_to_via?: Switch;
  /** What the server takes on at most; beyond it, it refuses. */
  readonly limits?: {
    /** Transactions without a final reply at one time; more get 503. Default 100,000. */
    readonly maxTransactions?: number;
    /** Octets of one message. Default 65,535. */
    readonly maxMessageSize?: number;
    /** Header fields of one message. Default 256. */
    readonly maxHeaders?: number;
    /** Octets of a Call-ID, a tag or a branch. Default 1,024. */
    readonly maxKeySize?: number;
  };
  /**
   * Milliseconds that `ksr start` may spend before it listens on playing calls to itself in memory, so that its code is compiled when
   * the first packet comes. Without it the first thousands of calls cost up to four times as much as later ones. 0: none. Default
   * 2,000; it takes about 1,500.
   */
  readonly warmUp?: number;
  /** Seconds that a stopping server gives its transactions to end. Default 5. */
  readonly shutdownGrace?: number;
}

/** A configuration that was checked, with all defaults. */
export interface Config {
  readonly listen: readonly (string | ResolvedListenEntry)[];
  readonly advertise: Advertised | undefined;
  readonly aliases: readonly string[];
  /** Absolute path. */
  readonly routes: string;
  /** Checked parameters with the modules' own defaults, in the order of the file. */
  readonly modules: ModuleParams;
  readonly defines: ReadonlyMap<string, string | number>;
  readonly log: { readonly level: Level | 'silent' };
  readonly server_header: string;
  readonly user_agent_header: string;
  readonly server_id: number;
  readonly xavp_via_params: string;
  readonly xavp_via_fields: string;
  readonly xavp_via_reply_params: string;
  readonly max_branches: number;
  readonly use_dns_failover: boolean;
  readonly dns_srv_lb: boolean;
  readonly dns_try_ipv6: boolean;
  readonly dns_cache_negative_ttl: number;
  readonly dns_cache_min_ttl: number;
  readonly dns_cache_max_ttl: number;
  readonly force_rport: boolean;
  readonly mhomed: boolean;
  readonly reply_to_via: boolean;
  readonly limits: {
    readonly maxTransactions: number;
    readonly maxMessageSize: number;
    readonly maxHeaders: number;
    readonly maxKeySize: number;
  };
  /** Milliseconds, 0: none. */
  readonly warmUp: number;
  /** Seconds. */
  readonly shutdownGrace: number;
}

/** A ListenEntry that was checked. */
export interface ResolvedListenEntry {
  readonly proto: ListenEntry['proto'];
  readonly address: string;
  readonly port: number;
  readonly advertise: Advertised | undefined;
  /** '' without. */
  readonly name: string;
}
