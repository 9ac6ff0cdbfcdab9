import { defineModule, type Module } from '../../runtime/module.ts';
import type { Usrloc } from './api.ts';
import { Location } from './location.ts';
import { params } from './params.ts';
import { rpcCommands } from './rpc.ts';

/** The location service: which contacts an address of record has. Without script functions; registrar and nathelper use it. */
export const usrloc: Module<'usrloc', typeof params, {}, Usrloc> = defineModule<'usrloc', typeof params, {}, Usrloc>({
  name: 'usrloc',
  requires: [],
  params,
  setup({ params: given, core, every }) {
    const location = new Location({
      useDomain: given.use_domain === 1,
      matchingMode: given.matching_mode,
      cseqDelay: given.cseq_delay,
      natFlag: given.nat_bflag < 0 ? 0 : 1 << given.nat_bflag,
      attributesName: given.xavp_contact,
      newestFirst: given.desc_time_order === 1,
      serverId: core.options.serverId,
      start: core.random.token(8),
      sweepSeconds: given.timer_interval,
      now: () => Math.floor(core.clock.wall() / 1000),
    });
    for (const name of typeof given.preload === 'string' ? [given.preload] : given.preload) location.open(name);
    let sweeping: { stop(): void } | null = null;
    return {
      api: location,
      rpc: rpcCommands(location),
      risks: ['contacts are kept in memory: a restart forgets them until the phones register again'],
      statistics: {
        registered_users: () => location.users,
        users: () => location.users,
        contacts: () => location.contacts,
        expires: () => location.expires,
      },
      start: () => {
        sweeping = every(1000, () => location.sweep(), 0);
      },
      stop: () => sweeping?.stop(),
    };
  },
});
