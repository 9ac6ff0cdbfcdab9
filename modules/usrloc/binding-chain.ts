// The bindings of one AoR, chained through `next`. Each function that changes a chain gives its first binding.

import type { Binding } from './binding.ts';

/**
 * Puts a new binding into its place: in front of all others, or behind those whose q is not lower, so that those of the
 * same q stand oldest first (modules.md 13.1).
 */
export function withBinding(first: Binding | null, binding: Binding, newestFirst: boolean): Binding {
  let before: Binding | null = null;
  if (!newestFirst) {
    for (let at = first; at !== null && at.q >= binding.q; at = at.next) before = at;
  }
  if (before === null) {
    binding.next = first;
    return binding;
  }
  binding.next = before.next;
  before.next = binding;
  return first!;
}

/** Takes a binding out, which has to be in the chain. */
export function withoutBinding(first: Binding, binding: Binding): Binding | null {
  const { next } = binding;
  binding.next = null;
  if (first === binding) return next;
  beforeBinding(first, binding)!.next = next;
  return first;
}

/** Restores the order after a binding was refreshed. It stays where it is while its q still fits there. */
export function withRefreshed(first: Binding, binding: Binding, newestFirst: boolean): Binding {
  if (newestFirst) {
    if (first === binding) return first;
  } else {
    const before = beforeBinding(first, binding);
    if ((before === null || before.q >= binding.q) && (binding.next === null || binding.q >= binding.next.q)) return first;
  }
  return withBinding(withoutBinding(first, binding), binding, newestFirst);
}

/** @returns whether the binding is in the chain */
export function includesBinding(first: Binding | null, binding: Binding): boolean {
  for (let at = first; at !== null; at = at.next) if (at === binding) return true;
  return false;
}

/** @returns how many of the bindings are not expired; @param now seconds since 1970 */
export function countValid(first: Binding | null, now: number): number {
  let valid = 0;
  for (let at = first; at !== null; at = at.next) if (at.isValid(now)) valid++;
  return valid;
}

/** @returns the binding of that id, or null */
export function findRuid(first: Binding | null, ruid: string): Binding | null {
  for (let at = first; at !== null; at = at.next) if (at.ruid === ruid) return at;
  return null;
}

function beforeBinding(first: Binding, binding: Binding): Binding | null {
  let before: Binding | null = null;
  for (let at: Binding | null = first; at !== null && at !== binding; at = at.next) before = at;
  return before;
}
