import type { Module } from '../../runtime/module.ts';
import { Kx, type KxFacades } from './facade.ts';
import { params } from './params.ts';

/** Module kemix: common values of a message, typed and without texts to parse. */
export const kemix: Module<'kemix', typeof params, KxFacades> & { readonly ksrName: 'kx' } = {
  name: 'kemix',
  ksrName: 'kx',
  requires: [],
  params,
  setup: () => ({ facade: (cx) => new Kx(cx) }),
};
