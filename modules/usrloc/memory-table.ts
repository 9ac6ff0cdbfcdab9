import { AddressOfRecord } from './address-of-record.ts';
import type { LocationListener, LocationTable } from './api.ts';
import { Binding, type BindingValues } from './binding.ts';
import { aorHash, spread } from './hash.ts';
import type { Ruids } from './ruid.ts';
import type { Texts } from './texts.ts';

// AoRs are spread over this many maps by their hash. Each stays small, so none makes the server wait while it grows; and a
// part of the table can be visited without going through the rest.
const PARTITION_BITS = 14;
const PARTITIONS = 1 << PARTITION_BITS;
const SHIFT = 32 - PARTITION_BITS;

/** What tables of one location service have in common. */
export interface TableParts {
  readonly texts: Texts;
  readonly ruids: Ruids;
  /** Parameter `desc_time_order`. */
  readonly newestFirst: boolean;
  readonly listeners: readonly LocationListener[];
  /** @returns seconds since 1970 */
  now(): number;
}

/** A table in memory. Whatever a binding keeps is copied out of the message that brought it. */
export class MemoryTable implements LocationTable {
  readonly name: string;
  users = 0;
  contacts = 0;
  expires = 0;
  private readonly parts: TableParts;
  private readonly partitions: (Map<string, AddressOfRecord> | null)[] = Array.from({ length: PARTITIONS }, () => null);

  constructor(name: string, parts: TableParts) {
    this.name = name;
    this.parts = parts;
  }

  get(aor: string): AddressOfRecord | null {
    return this.partitions[place(aorHash(aor))]?.get(aor) ?? null;
  }

  insert(aor: string, values: BindingValues): Binding {
    const { texts, ruids, newestFirst, listeners } = this.parts;
    const of = this.addressOfRecord(aor);
    const binding = new Binding(of, texts.own(ruids.next()));
    binding.uri = texts.own(values.uri);
    binding.instance = texts.own(values.instance);
    this.write(binding, values);
    of.add(binding, newestFirst);
    this.contacts++;
    for (const listener of listeners) listener.inserted?.(this, binding);
    return binding;
  }

  update(binding: Binding, values: BindingValues): void {
    if (binding.instance !== '') binding.uri = this.kept(binding.uri, values.uri);
    this.write(binding, values);
    binding.of.refreshed(binding, this.parts.newestFirst);
    for (const listener of this.parts.listeners) listener.updated?.(this, binding);
  }

  delete(binding: Binding): boolean {
    if (!this.holds(binding)) return false;
    for (const listener of this.parts.listeners) listener.deleted?.(this, binding);
    this.remove(binding);
    return true;
  }

  deleteAll(aor: string): number {
    const of = this.get(aor);
    if (of === null) return 0;
    const { count } = of;
    for (let at = of.first; at !== null;) {
      const { next } = at;
      this.delete(at);
      at = next;
    }
    return count;
  }

  find(ruid: string, hash: number): Binding | null {
    const partition = this.partitions[place(hash)];
    if (partition === null || partition === undefined) return null;
    const wanted = hash | 0;
    for (const of of partition.values()) {
      if (of.hash !== wanted) continue;
      const binding = of.find(ruid);
      if (binding !== null) return binding;
    }
    return null;
  }

  slice(index: number, count: number, visit: (binding: Binding) => void): void {
    // part k of n are the AoRs whose spread hash is in [k/n, (k+1)/n) of its range
    const from = Math.ceil((index * 2 ** 32) / count);
    const to = Math.ceil(((index + 1) * 2 ** 32) / count);
    if (from >= to) return;
    const last = (to - 1) >>> SHIFT;
    for (let i = from >>> SHIFT; i <= last; i++) {
      const partition = this.partitions[i];
      if (partition === null || partition === undefined) continue;
      for (const of of partition.values()) {
        const at = spread(of.hash);
        if (at < from || at >= to) continue;
        for (let binding = of.first; binding !== null;) {
          const { next } = binding;
          visit(binding);
          binding = next;
        }
      }
    }
  }

  setExpires(binding: Binding, expires: number): void {
    binding.expires = expires;
  }

  alive(binding: Binding): void {
    binding.lastKeepalive = this.parts.now();
  }

  /** Removes a binding whose time is over. */
  expire(binding: Binding): void {
    if (!this.holds(binding)) return;
    this.expires++;
    for (const listener of this.parts.listeners) listener.expired?.(this, binding);
    this.remove(binding);
  }

  private write(binding: Binding, values: BindingValues): void {
    const { texts } = this.parts;
    const now = this.parts.now();
    binding.received = this.kept(binding.received, values.received);
    binding.path = binding.path === values.path ? binding.path : texts.shared(values.path);
    binding.callId = this.kept(binding.callId, values.callId);
    binding.userAgent = binding.userAgent === values.userAgent ? binding.userAgent : texts.shared(values.userAgent);
    binding.socket = binding.socket === values.socket ? binding.socket : texts.shared(values.socket);
    binding.flow = this.kept(binding.flow, values.flow);
    binding.expires = values.expires;
    binding.q = values.q;
    binding.cseq = values.cseq;
    binding.flags = values.flags;
    binding.cflags = values.cflags;
    binding.methods = values.methods;
    binding.regId = values.regId;
    binding.serverId = values.serverId;
    binding.connectionId = values.connectionId;
    binding.attributes = values.attributes;
    binding.lastModified = now;
    binding.lastKeepalive = now;
  }

  // A refresh mostly says what is known: no copy then
  private kept(old: string, text: string): string {
    return old === text ? old : this.parts.texts.own(text);
  }

  private addressOfRecord(aor: string): AddressOfRecord {
    const hash = aorHash(aor);
    const at = place(hash);
    let partition = this.partitions[at];
    if (partition === null || partition === undefined) this.partitions[at] = partition = new Map();
    let of = partition.get(aor);
    if (of === undefined) {
      of = new AddressOfRecord(this.parts.texts.own(aor), hash);
      partition.set(of.aor, of);
      this.users++;
    }
    return of;
  }

  private holds(binding: Binding): boolean {
    const { of } = binding;
    return this.partitions[place(of.hash)]?.get(of.aor) === of && of.find(binding.ruid) === binding;
  }

  private remove(binding: Binding): void {
    const { of } = binding;
    if (!of.remove(binding)) return;
    this.contacts--;
    if (of.count > 0) return;
    const at = place(of.hash);
    const partition = this.partitions[at];
    partition?.delete(of.aor);
    if (partition?.size === 0) this.partitions[at] = null;
    this.users--;
  }
}

// index of the partition of an AoR with that hash
function place(hash: number): number {
  return spread(hash) >>> SHIFT;
}
