import { defineModule, KsrError, type Module } from '../../runtime/module.ts';
import { StatisticsFacade, type StatisticsFacades } from './facade.ts';
import { params } from './params.ts';

const NO_RESET = '/no_reset';

/** Module statistics: the older way to count in routes. */
export const statistics: Module<'statistics', typeof params, StatisticsFacades> = defineModule({
  name: 'statistics',
  requires: [],
  params,
  setup: ({ params: { variable }, core }) => {
    for (const text of [variable].flat()) {
      const resettable = !text.endsWith(NO_RESET);
      const name = resettable ? text : text.slice(0, -NO_RESET.length);
      if (name === '' || name.includes('/')) throw notAName(text);
      core.statistics.declare('script', name, { resettable });
    }
    return { facade: (cx) => new StatisticsFacade(cx) };
  },
});

function notAName(text: string): KsrError {
  return new KsrError('E_CONFIG_VALUE', {
    file: 'kamailio.config.ts',
    key: 'modules.statistics.variable',
    problem: `has "${text}", which is not name or name/no_reset`,
    hint: 'Write "calls", or "calls/no_reset" for one that is never reset.',
  });
}
