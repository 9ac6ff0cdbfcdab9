import type { LocationListener, LocationTable, Usrloc } from './api.ts';
import type { Binding } from './binding.ts';
import type { MatchingMode } from './match.ts';
import { MemoryTable, type TableParts } from './memory-table.ts';
import { Ruids } from './ruid.ts';
import { Texts } from './texts.ts';

/** What a location service is made with. */
export interface LocationOptions {
  readonly useDomain: boolean;
  readonly matchingMode: MatchingMode;
  readonly cseqDelay: number;
  readonly natFlag: number;
  readonly attributesName: string;
  readonly newestFirst: boolean;
  readonly serverId: number;
  /** Unguessable text, new at each start. */
  readonly start: string;
  /** Seconds within which expired bindings are removed. */
  readonly sweepSeconds: number;
  /** @returns seconds since 1970 */
  readonly now: () => number;
}

/** The location service with its tables in memory. */
export class Location implements Usrloc {
  readonly useDomain: boolean;
  readonly matchingMode: MatchingMode;
  readonly cseqDelay: number;
  readonly natFlag: number;
  readonly attributesName: string;
  readonly serverId: number;
  readonly owner: number = 0;
  private readonly byName: Map<string, MemoryTable> = new Map();
  private readonly listeners: LocationListener[] = [];
  private readonly parts: TableParts;
  private readonly sweepSeconds: number;
  private ticks = 0;

  constructor(options: LocationOptions) {
    this.useDomain = options.useDomain;
    this.matchingMode = options.matchingMode;
    this.cseqDelay = options.cseqDelay;
    this.natFlag = options.natFlag;
    this.attributesName = options.attributesName;
    this.serverId = options.serverId;
    this.sweepSeconds = options.sweepSeconds;
    this.parts = {
      texts: new Texts(),
      ruids: new Ruids(options.serverId, options.start),
      newestFirst: options.newestFirst,
      listeners: this.listeners,
      now: options.now,
    };
  }

  now(): number {
    return this.parts.now();
  }

  table(name: string): LocationTable | undefined {
    return this.byName.get(name);
  }

  open(name: string): LocationTable {
    let table = this.byName.get(name);
    if (table === undefined) this.byName.set(name, (table = new MemoryTable(name, this.parts)));
    return table;
  }

  tables(): IterableIterator<LocationTable> {
    return this.byName.values();
  }

  listen(listener: LocationListener): () => void {
    this.listeners.push(listener);
    return () => {
      const at = this.listeners.indexOf(listener);
      if (at >= 0) this.listeners.splice(at, 1);
    };
  }

  /** AoRs with a binding, over all tables. */
  get users(): number {
    let users = 0;
    for (const table of this.byName.values()) users += table.users;
    return users;
  }
  get contacts(): number {
    let contacts = 0;
    for (const table of this.byName.values()) contacts += table.contacts;
    return contacts;
  }
  get expires(): number {
    let expires = 0;
    for (const table of this.byName.values()) expires += table.expires;
    return expires;
  }

  /**
   * Removes what has expired in one part of the tables; called once a second, it gets round in `sweepSeconds`. So no
   * single run holds up the server, however many contacts there are.
   */
  sweep(): void {
    const now = this.parts.now();
    const part = this.ticks++ % this.sweepSeconds;
    for (const table of this.byName.values()) {
      const visit = (binding: Binding): void => {
        if (!binding.isValid(now)) table.expire(binding);
      };
      table.slice(part, this.sweepSeconds, visit);
    }
  }
}
