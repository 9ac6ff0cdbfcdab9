import { defineModule, type Module } from '../../runtime/module.ts';
import { Maxfwd, type MaxfwdFacades } from './facade.ts';
import { params } from './params.ts';

/** Module maxfwd: counts and limits hops with Max-Forwards. */
export const maxfwd: Module<'maxfwd', typeof params, MaxfwdFacades> = defineModule({
  name: 'maxfwd',
  requires: [],
  params,
  setup: ({ params: { max_limit } }) => ({ facade: (cx) => new Maxfwd(cx, max_limit) }),
});
