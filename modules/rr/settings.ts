import type { Patterns, RouteContext } from '../../runtime/module.ts';

/** What the functions need of the module's parameters, and where they keep what belongs to a message. */
export interface RrSettings {
  readonly appendFromTag: boolean;
  readonly doubleEntries: 0 | 1 | 2;
  /** `;lr` or `;lr=on`. */
  readonly lr: string;
  readonly addUsername: boolean;
  readonly warnMismatch: boolean;
  /** Name of the AVP with the user for Record-Route, '' for none. */
  readonly userAvp: string;
  readonly forceSendSocket: boolean;
  readonly ignoreSips: boolean;
  readonly socketNames: boolean;
  readonly looseRouteMode: number;
  readonly patterns: Patterns;
  /** What other modules do when loose_route has taken an entry of ours. */
  readonly onOwnRoute: ((cx: RouteContext) => void)[];
  /** Slot of the `OwnRoute` that loose_route processed. */
  readonly ownRoute: symbol;
  /** Slot of the `Recorded` entry, or of what waits for one. */
  readonly recorded: symbol;
}
