// What other modules may use of usrloc. Nothing here says where bindings are kept: memory is one store, databases come later.

import type { Binding, BindingValues } from './binding.ts';
import type { MatchingMode } from './match.ts';

export type { Binding, BindingValues } from './binding.ts';
export { countValid, findRuid } from './binding-chain.ts';
export { aorHash, parseReversedHex, reversedHex } from './hash.ts';
export { sameContact, sequence, type Matchable, type MatchingMode, type Sequence } from './match.ts';

/** Learns of changes. All are called synchronously, after the change (before it for `deleted` and `expired`), and must not throw. */
export interface LocationListener {
  readonly inserted?: (table: LocationTable, binding: Binding) => void;
  readonly updated?: (table: LocationTable, binding: Binding) => void;
  /** Removed by a request, a script or a command. */
  readonly deleted?: (table: LocationTable, binding: Binding) => void;
  /** Removed because its time was over. */
  readonly expired?: (table: LocationTable, binding: Binding) => void;
}

/** A table: AoRs and their bindings. */
export interface LocationTable {
  readonly name: string;
  /** How many AoRs have a binding. */
  readonly users: number;
  readonly contacts: number;
  /** How many bindings were removed because their time was over, since the start. */
  readonly expires: number;

  /**
   * @returns the first binding of the AoR, the others follow through `next`, expired ones that were not removed yet included; null
   * when it has none
   */
  get(aor: string): Binding | null;
  /** Adds a binding with an id of its own. @param now seconds since 1970, for those who have just asked */
  insert(aor: string, values: BindingValues, now?: number): Binding;
  /**
   * Refreshes a binding. Its id stays; its URI changes only when it has an instance, for then the instance tells it from
   * others (RFC 5626 6).
   */
  update(binding: Binding, values: BindingValues, now?: number): void;
  /** Removes a binding. @returns false when it was gone already */
  delete(binding: Binding): boolean;
  /** Removes all bindings of an AoR. @returns how many there were */
  deleteAll(aor: string): number;
  /**
   * Finds a binding by what stands in the tag of a ping or in a temporary GRUU.
   * @param hash `aorHash` of its AoR
   */
  find(ruid: string, hash: number): Binding | null;
  /**
   * Visits one of `count` parts of all bindings, expired ones included. Parts are of about the same size, each binding is in
   * exactly one, and always in the same. Nothing is allocated per binding.
   *
   * @param index 0 to count - 1
   * @param visit may delete the binding it is called with, and no other
   */
  slice(index: number, count: number, visit: (binding: Binding) => void): void;
  /** Moves the expiry of a binding. @param expires seconds since 1970; 0 never */
  setExpires(binding: Binding, expires: number): void;
  /** Notes a sign of life: now is its `lastKeepalive`. */
  alive(binding: Binding): void;
}

/** The location service. */
export interface Usrloc {
  /** AoRs have a domain. */
  readonly useDomain: boolean;
  readonly matchingMode: MatchingMode;
  /** Seconds, see `sequence`. */
  readonly cseqDelay: number;
  /** Mask of the branch flag `nat_bflag`, 0 when it is not set. */
  readonly natFlag: number;
  /** Name of the `$xavp` that is stored with a contact, '' for none. */
  readonly attributesName: string;
  readonly serverId: number;
  /** Worker that this process is, the first part of flow ids. */
  readonly owner: number;

  /** @returns seconds since 1970 */
  now(): number;
  /** @returns the table, or undefined when nothing used that name yet */
  table(name: string): LocationTable | undefined;
  /** @returns the table; made when nothing used that name yet */
  open(name: string): LocationTable;
  tables(): IterableIterator<LocationTable>;
  /** @returns ends it */
  listen(listener: LocationListener): () => void;
}
