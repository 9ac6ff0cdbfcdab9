import type { Timing } from '../../transaction/timing.ts';
import type { StatefulOptions } from './table.ts';

/** What a route sets for a transaction that it has not made yet; the transaction takes it over. */
export class EarlySettings {
  /** Those of all, until `ownTiming`: a call with timers of its own can not be parked. */
  timing: Readonly<Timing>;
  private own: Timing | null = null;
  inviteLifetime: number;
  otherLifetime: number;
  auto100: boolean;
  disable6xx: boolean;
  noErrorReply = false;
  noCancelReason = false;
  noFailover = false;

  constructor(options: StatefulOptions) {
    this.timing = options.timing;
    this.inviteLifetime = options.maxInviteLifetime;
    this.otherLifetime = options.maxNonInviteLifetime;
    this.auto100 = options.auto100;
    this.disable6xx = options.disable6xx;
  }

  /** @returns the timers, to be changed */
  ownTiming(): Timing {
    this.own ??= { ...this.timing };
    this.timing = this.own;
    return this.own;
  }
}
