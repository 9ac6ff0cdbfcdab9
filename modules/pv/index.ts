import type { Module } from '../../runtime/module.ts';
import { Pvx, type PvxFacades } from './facade.ts';
import { parseInitial } from './initial.ts';
import { params } from './params.ts';

/** Module pv: variables of scripts by their name (`KSR.pvx`). `KSR.pv` itself belongs to the runtime. */
export const pv: Module<'pv', typeof params, PvxFacades> & { readonly ksrName: 'pvx' } = {
  name: 'pv',
  ksrName: 'pvx',
  requires: [],
  params,
  setup: ({ params: { shvset, varset }, core }) => {
    const { shared } = core.newVariables();
    for (const text of [shvset].flat()) {
      const { name, value } = parseInitial('shvset', text);
      shared.shvs.set(name, value);
    }
    for (const text of [varset].flat()) {
      const { name, value } = parseInitial('varset', text);
      shared.vars.set(name, value);
    }
    return { facade: (cx) => new Pvx(cx) };
  },
};
