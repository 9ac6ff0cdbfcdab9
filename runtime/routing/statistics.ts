import type { CoreCounters } from './core.ts';

/** One number that counts something, or tells how much there is of it now. */
export class Counter {
  readonly group: string;
  readonly name: string;
  /** What it is about, '' when nobody said. */
  readonly description: string;
  /** What the server itself counts; null for a counter of the routes. */
  private readonly read: (() => number) | null;
  private readonly resettable: boolean;
  // what was added to what is read
  private added = 0;

  constructor(group: string, name: string, options: CounterOptions) {
    this.group = group;
    this.name = name;
    this.read = options.read ?? null;
    this.description = options.description ?? '';
    this.resettable = options.resettable ?? true;
  }

  get value(): number {
    return this.added + (this.read === null ? 0 : this.read());
  }
  add(n: number): void {
    this.added += n;
  }
  /** Back to 0; one that can not be reset stays as it is. */
  reset(): void {
    if (this.resettable) this.added = this.read === null ? 0 : -this.read();
  }
}

/** What a counter may be told. */
export interface CounterOptions {
  /** Reads what the server counts. */
  readonly read?: () => number;
  readonly description?: string;
  /** True unless given. */
  readonly resettable?: boolean;
}

/** All counters of one server: the core's, those of modules, those of the routes (spec/modules.md 37). */
export class Statistics {
  private readonly groups: Map<string, Map<string, Counter>> = new Map();
  private readonly names: Map<string, Counter> = new Map();

  /** Makes a counter, unless there is one of that group and name already. @returns the counter of that name */
  declare(group: string, name: string, options: CounterOptions = {}): Counter {
    let counters = this.groups.get(group);
    if (counters === undefined) this.groups.set(group, (counters = new Map()));
    let counter = counters.get(name);
    if (counter === undefined) {
      counter = new Counter(group, name, options);
      counters.set(name, counter);
      // names are looked for without their group, too: the first of a name has it
      if (!this.names.has(name)) this.names.set(name, counter);
    }
    return counter;
  }
  /** @returns null when there is none of that name in the group */
  find(group: string, name: string): Counter | null {
    return this.groups.get(group)?.get(name) ?? null;
  }
  /** @returns the first counter of that name, whatever its group; null when there is none */
  named(name: string): Counter | null {
    return this.names.get(name) ?? null;
  }
  /** Names of the groups. */
  groupNames(): string[] {
    return [...this.groups.keys()];
  }
  /** @returns the counters of a group, none when there is no such group */
  ofGroup(group: string): Counter[] {
    return [...(this.groups.get(group)?.values() ?? [])];
  }
}

/** Makes what the core counts visible, by Kamailio's names where it has them. */
export function declareCore(statistics: Statistics, counters: CoreCounters): void {
  const core: Readonly<Record<string, () => number>> = {
    rcv_requests: () => counters.requests,
    rcv_replies: () => counters.replies,
    fwd_requests: () => counters.forwarded,
    err_requests: () => counters.refusedRequests,
    drop_replies: () => counters.foreignReplies + counters.strayReplies,
    not_sip: () => counters.notSip,
    sent_replies: () => counters.repliesSent,
    send_failures: () => counters.sendFailures,
    route_errors: () => counters.routeErrors,
    swallowed_exits: () => counters.swallowedExits,
  };
  for (const [name, read] of Object.entries(core)) statistics.declare('core', name, { read });
}
