// Lines that a peer can cause, kept from flooding the log (spec/security.md 24): each kind a few times a second, then a count.

import type { LogBindings } from '../routing/logger.ts';
import type { Clock } from '../timer/clock.ts';
import type { Level, Log } from './logger.ts';

/** Milliseconds over which lines of a kind are counted. */
const WINDOW = 1_000;

/** Kinds that are told apart; a peer may have a say in keys, so there is an end to them. */
const KINDS = 1_000;

interface Kind {
  /** Start of its window, by the clock. */
  since: number;
  written: number;
  left: number;
  level: Level;
}

/** A log that writes at most so many lines of a kind in a second. */
export class LimitedLog {
  private readonly log: Log;
  private readonly clock: Clock;
  private readonly perSecond: number;
  private readonly kinds: Map<string, Kind>;

  /** @param perSecond lines of one kind within a second, 1 or more */
  constructor(log: Log, clock: Clock, perSecond: number = 5) {
    this.log = log;
    this.clock = clock;
    this.perSecond = perSecond;
    this.kinds = new Map();
  }

  /**
   * Writes a line, or counts it. The count of those left out is told with the first line of a later second, or by `flush`.
   *
   * @param key the kind: lines with the same key are limited together
   * @returns whether it was written
   */
  write(level: Level, key: string, text: string, bindings?: LogBindings): boolean {
    if (!this.log.enabled(level)) return false;
    const now = this.clock.now();
    let kind = this.kinds.get(key);
    if (!kind) {
      this.makeRoom();
      kind = { since: now, written: 0, left: 0, level };
      this.kinds.set(key, kind);
    } else if (now - kind.since >= WINDOW) {
      this.tell(key, kind);
      kind.since = now;
      kind.written = 0;
    }
    if (kind.written >= this.perSecond) {
      kind.left += 1;
      return false;
    }
    kind.written += 1;
    this.log[level](text, bindings);
    return true;
  }

  /** Tells all counts that were not told yet; call it now and then, and at the end. */
  flush(): void {
    for (const [key, kind] of this.kinds) this.tell(key, kind);
    this.kinds.clear();
  }

  private tell(key: string, kind: Kind): void {
    if (kind.left > 0) this.log[kind.level](`${kind.left} more lines like this were left out`, { kind: key });
    kind.left = 0;
  }

  private makeRoom(): void {
    if (this.kinds.size < KINDS) return;
    for (const [key, kind] of this.kinds) {
      this.tell(key, kind);
      this.kinds.delete(key); // a Map keeps the order of insertion: the first is the oldest
      return;
    }
  }
}
