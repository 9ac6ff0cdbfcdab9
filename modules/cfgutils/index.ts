import { defineModule, type Module } from '../../runtime/module.ts';
import { Cfgutils, type CfgutilsFacades, type CfgutilsState } from './facade.ts';
import { Locks } from './locks.ts';
import { params } from './params.ts';

/** Module cfgutils: locks, waiting, chance, and what else scripts need of the process. */
export const cfgutils: Module<'cfgutils', typeof params, CfgutilsFacades> = defineModule({
  name: 'cfgutils',
  requires: [],
  params,
  setup: ({ params: { initial_probability, lockLimit }, core, log, after }) => {
    const locks = new Locks({ log, now: () => core.clock.now(), after, longest: lockLimit });
    const state: CfgutilsState = {
      locks,
      log,
      after,
      // in good order: what is under way comes to its end
      stop: () => void process.kill(process.pid, 'SIGTERM'),
      initialProbability: initial_probability,
      probability: initial_probability,
    };
    return {
      facade: (cx) => new Cfgutils(cx, state),
      afterRun: (cx) => locks.ended(cx),
      variables: [
        {
          name: 'RANDOM',
          summary: 'a random number, 0 to 2147483647',
          inner: 'none',
          get: (cx) => cx.core.random.below(2 ** 31),
        },
      ],
      statistics: { locks: () => locks.size, forgotten_locks: () => locks.forgotten },
    };
  },
});
