import type { Binding } from './binding.ts';

/** An address of record and its bindings, in order. There is one as long as it has a binding. */
export class AddressOfRecord {
  readonly aor: string;
  /** `aorHash(aor)` as signed 32 bits. */
  readonly hash: number;
  first: Binding | null = null;
  count = 0;

  constructor(aor: string, hash: number) {
    this.aor = aor;
    this.hash = hash | 0;
  }

  /**
   * Puts a new binding into its place: in front of all others, or behind those whose q is not lower, so that those of the
   * same q stand oldest first (modules.md 13.1).
   */
  add(binding: Binding, newestFirst: boolean): void {
    let before: Binding | null = null;
    if (!newestFirst) {
      for (let at = this.first; at !== null && at.q >= binding.q; at = at.next) before = at;
    }
    this.linkBehind(before, binding);
    this.count++;
  }

  /** Takes a binding out. @returns whether it was here */
  remove(binding: Binding): boolean {
    if (!this.unlink(binding)) return false;
    this.count--;
    return true;
  }

  /** Restores the order after a binding was refreshed. It stays where it is while its q still fits there. */
  refreshed(binding: Binding, newestFirst: boolean): void {
    if (newestFirst) {
      if (this.first === binding) return;
    } else {
      const before = this.before(binding);
      if ((before === null || before.q >= binding.q) && (binding.next === null || binding.q >= binding.next.q)) return;
    }
    if (!this.remove(binding)) return;
    this.add(binding, newestFirst);
  }

  /** @returns how many of the bindings are not expired; @param now seconds since 1970 */
  valid(now: number): number {
    let valid = 0;
    for (let at = this.first; at !== null; at = at.next) if (at.isValid(now)) valid++;
    return valid;
  }

  /** @returns the binding of that id, or null */
  find(ruid: string): Binding | null {
    for (let at = this.first; at !== null; at = at.next) if (at.ruid === ruid) return at;
    return null;
  }

  private before(binding: Binding): Binding | null {
    let before: Binding | null = null;
    for (let at = this.first; at !== null && at !== binding; at = at.next) before = at;
    return before;
  }

  private linkBehind(before: Binding | null, binding: Binding): void {
    if (before === null) {
      binding.next = this.first;
      this.first = binding;
    } else {
      binding.next = before.next;
      before.next = binding;
    }
  }

  private unlink(binding: Binding): boolean {
    if (this.first === binding) {
      this.first = binding.next;
    } else {
      const before = this.before(binding);
      if (before === null || before.next !== binding) return false;
      before.next = binding.next;
    }
    binding.next = null;
    return true;
  }
}
