import { defineModule, type Module } from '../../runtime/module.ts';
import { Tmx, type TmxFacades } from './facade.ts';
import { params } from './params.ts';
import { transactionStatistics } from './statistics.ts';
import { variables } from './variables.ts';

/** Module tmx: more functions for transactions. */
export const tmx: Module<'tmx', typeof params, TmxFacades> = defineModule({
  name: 'tmx',
  requires: ['tm'],
  params,
  setup: ({ core }) => ({ facade: (cx) => new Tmx(cx), variables, statistics: transactionStatistics(core) }),
});
