import { AorIndex } from './aor-index.ts';
import type { LocationListener, LocationTable } from './api.ts';
import { Binding, type BindingValues } from './binding.ts';
import { findRuid, includesBinding, withBinding, withRefreshed, withoutBinding } from './binding-chain.ts';
import { placeHash } from './hash.ts';
import type { Ruids } from './ruid.ts';
import type { Texts } from './texts.ts';

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
  private readonly aors: AorIndex = new AorIndex();

  constructor(name: string, parts: TableParts) {
    this.name = name;
    this.parts = parts;
  }

  get(aor: string): Binding | null {
    return this.aors.get(aor, placeHash(aor));
  }

  insert(aor: string, values: BindingValues, now: number = this.parts.now()): Binding {
    const { ruids, newestFirst, listeners } = this.parts;
    const hash = placeHash(aor);
    const binding = new Binding(aor, hash, ruids);
    this.write(binding, values.uri, values.instance, values, now);
    const old = this.aors.get(aor, hash);
    const first = withBinding(old, binding, newestFirst);
    if (old !== null) this.aors.replace(old, first);
    else {
      this.aors.add(first);
      this.users++;
    }
    this.contacts++;
    for (const listener of listeners) listener.inserted?.(this, binding);
    return binding;
  }

  update(binding: Binding, values: BindingValues, now: number = this.parts.now()): void {
    const { newestFirst, listeners } = this.parts;
    const { instance } = binding;
    this.write(binding, instance === '' ? binding.uri : values.uri, instance, values, now);
    const first = this.firstOf(binding);
    if (first !== null) this.aors.replace(first, withRefreshed(first, binding, newestFirst));
    for (const listener of listeners) listener.updated?.(this, binding);
  }

  delete(binding: Binding): boolean {
    if (!this.holds(binding)) return false;
    for (const listener of this.parts.listeners) listener.deleted?.(this, binding);
    this.remove(binding);
    return true;
  }

  deleteAll(aor: string): number {
    let count = 0;
    for (let at = this.get(aor); at !== null;) {
      const { next } = at;
      this.delete(at);
      at = next;
      count++;
    }
    return count;
  }

  find(ruid: string, hash: number): Binding | null {
    const found = this.aors.search(this.parts.ruids.place(ruid), (first) => findRuid(first, ruid));
    return found !== null && found.hash === hash >>> 0 ? found : null;
  }

  slice(index: number, count: number, visit: (binding: Binding) => void): void {
    // part k of n are the AoRs whose hash is in [k/n, (k+1)/n) of its range
    const from = Math.ceil((index * 2 ** 32) / count);
    const to = Math.ceil(((index + 1) * 2 ** 32) / count);
    this.aors.range(from, to, (first) => {
      for (let at: Binding | null = first; at !== null;) {
        const following: Binding | null = at.next;
        visit(at);
        at = following;
      }
    });
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

  private write(binding: Binding, uri: string, instance: string, values: BindingValues, now: number): void {
    const { texts } = this.parts;
    binding.write(uri, values.callId, values.received, instance);
    binding.path = binding.path === values.path ? binding.path : texts.shared(values.path);
    binding.userAgent = binding.userAgent === values.userAgent ? binding.userAgent : texts.shared(values.userAgent);
    binding.socket = binding.socket === values.socket ? binding.socket : texts.shared(values.socket);
    binding.flow = binding.flow === values.flow ? binding.flow : texts.own(values.flow);
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

  // the first binding of the AoR of a binding; null when that is in this table no longer
  private firstOf(binding: Binding): Binding | null {
    const first = this.aors.get(binding.aor, binding.placeHash);
    return includesBinding(first, binding) ? first : null;
  }

  private holds(binding: Binding): boolean {
    return this.firstOf(binding) !== null;
  }

  private remove(binding: Binding): void {
    const first = this.firstOf(binding);
    if (first === null) return;
    const left = withoutBinding(first, binding);
    this.aors.replace(first, left);
    this.contacts--;
    if (left === null) this.users--;
  }
}
