import type { Alias } from './alias.ts';
import { hostKey, parseHostPort } from './host-port.ts';
import { protoOf } from './proto.ts';
import type { LocalSocket, Proto } from './types.ts';

/**
 * A module's say on whether an address is this server (registered domains, sub-domains of an alias).
 *
 * @param host as asked
 * @param port 0: any
 * @param proto '': any
 */
export type MyselfCheck = (host: string, port: number, proto: Proto | '') => boolean;

/** One thing that a host name or address stands for. */
interface Entry {
  readonly port: number; // 0: any
  readonly proto: Proto | ''; // '': any
  readonly socket: LocalSocket | null; // null: an alias
}

/** All sockets of a worker, and what counts as this server (spec 2.2 and 2.3). Every question costs one or two look-ups. */
export class SocketTable {
  private readonly list: LocalSocket[] = [];
  private readonly indexes: Map<LocalSocket, number> = new Map();
  private readonly hosts: Map<string, Entry[]> = new Map(); // bound ones before advertised ones
  private readonly names: Map<string, LocalSocket> = new Map();
  private readonly first: Map<Proto, LocalSocket>[] = [new Map(), new Map()]; // of each protocol; IPv4, IPv6
  private readonly checks: MyselfCheck[] = [];

  /** @param aliases from the configuration */
  constructor(aliases: readonly Alias[] = []) {
    for (const { host, port, proto } of aliases) this.entriesOf(host).push({ port, proto, socket: null });
  }

  /** In the order they were added; the index is the socket's part of a flow id. */
  get sockets(): readonly LocalSocket[] {
    return this.list;
  }

  /** Adds a socket that is bound. The first one with a name, and the first of its protocol and family, stay the first. */
  add(socket: LocalSocket): void {
    if (this.indexes.has(socket)) return;
    this.indexes.set(socket, this.list.length);
    this.list.push(socket);
    const name = socket.name.toLowerCase();
    if (name !== '' && !this.names.has(name)) this.names.set(name, socket);
    const first = this.firstOf(socket.family);
    if (!first.has(socket.proto)) first.set(socket.proto, socket);
    const bound = this.entriesOf(socket.ip);
    const advertised = bound.findIndex((entry) => entry.socket !== null && entry.socket.ip !== socket.ip);
    bound.splice(advertised < 0 ? bound.length : advertised, 0, { port: socket.port, proto: socket.proto, socket });
    if (socket.advertisedHost === '') return;
    const { advertisedPort, proto } = socket;
    this.entriesOf(hostKey(socket.advertisedHost)).push({ port: advertisedPort, proto, socket });
  }

  /** @returns the index of a socket, -1 when it is not here */
  indexOf(socket: LocalSocket): number {
    return this.indexes.get(socket) ?? -1;
  }

  /**
   * Finds a socket by the address it is bound to or advertises; where both fit, the bound one.
   *
   * @param proto '': any
   * @param host name in any case, or address, IPv6 with or without brackets
   * @param port 0: any
   * @returns null when there is none
   */
  find(proto: Proto | '', host: string, port: number): LocalSocket | null {
    const entries = this.entries(host);
    if (entries === undefined) return null;
    for (const entry of entries) if (entry.socket !== null && fits(entry, port, proto)) return entry.socket;
    return null;
  }

  /** Finds a socket by its text `proto:host:port`; protocol and port may be absent, IPv6 stands in brackets. @returns null when there is none */
  findText(text: string): LocalSocket | null {
    const at = text.indexOf(':');
    const proto = at < 0 ? '' : protoOf(text.slice(0, at));
    const where = parseHostPort(proto === '' ? text : text.slice(at + 1));
    return where === null ? null : this.find(proto, where.host, where.port);
  }

  /** Finds a socket by its name in the configuration, whatever the case. @returns null when there is none */
  named(name: string): LocalSocket | null {
    return this.names.get(name.toLowerCase()) ?? null;
  }

  /** @returns the first socket of that protocol and family, null when there is none */
  firstFor(proto: Proto, family: 4 | 6): LocalSocket | null {
    return this.firstOf(family).get(proto) ?? null;
  }

  /**
   * The socket to send from when none is forced (spec 2.2): the receiving one where protocol and family fit, else the first that
   * fits.
   *
   * @param receiving where the message arrived; null for the server's own requests
   * @returns null when the server has no socket of that protocol and family
   */
  select(proto: Proto, family: 4 | 6, receiving: LocalSocket | null): LocalSocket | null {
    if (receiving !== null && receiving.proto === proto && receiving.family === family) return receiving;
    return this.firstFor(proto, family);
  }

  /**
   * Whether an address is this server: a bound or advertised address of a socket, an alias, or what a module says (spec 2.3).
   *
   * @param host name in any case, or address, IPv6 with or without brackets
   * @param port 0: any
   * @param proto '': any
   */
  isMyself(host: string, port: number, proto: Proto | ''): boolean {
    const entries = this.entries(host);
    if (entries !== undefined) for (const entry of entries) if (fits(entry, port, proto)) return true;
    for (const check of this.checks) if (check(host, port, proto)) return true;
    return false;
  }

  /** Lets a module say what else is this server. @returns takes that back */
  addCheck(check: MyselfCheck): () => void {
    this.checks.push(check);
    return () => {
      const at = this.checks.indexOf(check);
      if (at >= 0) this.checks.splice(at, 1);
    };
  }

  private entries(host: string): Entry[] | undefined {
    const found = this.hosts.get(host); // most are written as we write them
    if (found !== undefined) return found;
    const key = hostKey(host);
    return key === host ? undefined : this.hosts.get(key);
  }

  private entriesOf(host: string): Entry[] {
    let entries = this.hosts.get(host);
    if (entries === undefined) this.hosts.set(host, (entries = []));
    return entries;
  }

  private firstOf(family: 4 | 6): Map<Proto, LocalSocket> {
    return this.first[family === 4 ? 0 : 1] as Map<Proto, LocalSocket>;
  }
}

function fits(entry: Entry, port: number, proto: Proto | ''): boolean {
  if (port !== 0 && entry.port !== 0 && entry.port !== port) return false;
  return proto === '' || entry.proto === '' || entry.proto === proto;
}
