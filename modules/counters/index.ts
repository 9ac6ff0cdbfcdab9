import { defineModule, type Module } from '../../runtime/module.ts';
import { Counters, type CountersFacades } from './facade.ts';
import { parseDeclaration } from './name.ts';
import { params } from './params.ts';
import { counterCommands } from './rpc.ts';

/** Module counters: what routes count. */
export const counters: Module<'counters', typeof params, CountersFacades> = defineModule({
  name: 'counters',
  requires: [],
  params,
  setup: ({ params: { script_counter, script_cnt_grp_name }, core: { statistics } }) => {
    for (const text of [script_counter].flat()) {
      const { group, name, description } = parseDeclaration(text, script_cnt_grp_name);
      statistics.declare(group, name, { description });
    }
    return { facade: (cx) => new Counters(cx, script_cnt_grp_name), rpc: counterCommands(statistics) };
  },
});
