import type { KSR, RouteName } from 'ksr';

/** What KSR is in each kind of route, for the compiler to look at. */
export type KsrByKind = { readonly [K in RouteName]: KSR<K> };

/** Kinds of routes, as routes files name them (`KSR<'reply'>`). */
export const KINDS: readonly RouteName[] = ['request', 'reply', 'branch', 'failure', 'branch_failure', 'event'];
