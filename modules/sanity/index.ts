import { defineModule, type Module } from '../../runtime/module.ts';
import { Sanity, type SanityFacades } from './facade.ts';
import { params } from './params.ts';
import type { SanityState } from './verdict.ts';

/** Module sanity: checks of messages. */
export const sanity: Module<'sanity', typeof params, SanityFacades> = defineModule({
  name: 'sanity',
  requires: [],
  params,
  setup: ({ params: given }) => {
    const tags = given.proxy_require.split(',').map((tag) => tag.trim().toLowerCase());
    const state: SanityState = {
      ...given,
      noreply: given.noreply === 1,
      supported: new Set(tags.filter((tag) => tag !== '')),
      slot: Symbol('sanity'),
    };
    return { facade: (cx) => new Sanity(cx, state) };
  },
});
