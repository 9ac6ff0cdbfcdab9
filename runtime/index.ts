// The package's entry point `ksr`: what a routes file and a configuration import.
import type { Catalogue } from '../modules/catalogue.ts';
import type { KsrObject } from './ksr/compose.ts';
import type { CoreNotInReplies } from './ksr/core.ts';
import type { HdrNotInReplies, KsrHdr } from './ksr/hdr.ts';
import type { Module } from './module/contract.ts';
import type { RouteKind } from './routing/route-kind.ts';

export { defineConfig } from './config/define.ts';
export type { Config, ListenEntry, UserConfig } from './config/types.ts';
export type { RouteKind } from './routing/route-kind.ts';

/** Kinds of routes as a routes file names them: `reply` is both the core reply route and what `t_on_reply` arms. */
export type RouteName = 'request' | 'reply' | 'branch' | 'failure' | 'branch_failure' | 'event';

type FacadesOf<M> = M extends Module<string, any, infer F, any> ? F : never;
type NameOf<Key, M> = M extends { readonly ksrName: infer Name extends string } ? Name : Key;
type ModulesOf<K extends RouteKind> = {
  readonly [Key in keyof Catalogue as K extends keyof FacadesOf<Catalogue[Key]> ? NameOf<Key, Catalogue[Key]> : never]: FacadesOf<
    Catalogue[Key]
  >[K & keyof FacadesOf<Catalogue[Key]>];
};

type Core<K extends RouteName> = K extends 'reply'
  ? Omit<KsrObject, CoreNotInReplies | 'hdr'> & { readonly hdr: Omit<KsrHdr, HdrNotInReplies> }
  : KsrObject;

/**
 * What a route gets: Kamailio's functions for the message that is being handled, as `KSR.tm.t_relay()`.
 *
 * @typeParam K kind of the route: only what may be called there exists there. `KSR` alone is that of `requestRoute`
 */
export type KSR<K extends RouteName = 'request'> = Core<K> & ModulesOf<K>;
