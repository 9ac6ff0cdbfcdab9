import { defineModule, type Module } from '../../runtime/module.ts';
import { Nathelper, type NathelperFacades } from './facade.ts';
import { params } from './params.ts';
import { enablePing } from './ping-rpc.ts';
import { pingerFor } from './ping-setup.ts';
import { rewriteContact } from './rewrite-contact.ts';
import { settingsOf } from './settings.ts';
import { RR_COUNT, RR_TOP_COUNT } from './variables.ts';

/** Module nathelper: finds phones behind NAT, makes them reachable, keeps their NATs open. */
export const nathelper: Module<'nathelper', typeof params, NathelperFacades> = defineModule({
  name: 'nathelper',
  requires: [],
  after: ['usrloc'],
  params,
  setup: (context) => {
    const settings = settingsOf(context);
    const pinger = pingerFor(context);
    let ticking: { stop(): void } | null = null;
    return {
      facade: (cx) => new Nathelper(cx, settings),
      variables: [RR_COUNT, RR_TOP_COUNT],
      selects: { nathelper: rewriteContact },
      rpc: [enablePing(pinger)],
      statistics: { pings_sent: () => pinger?.sent ?? 0, pings_unsent: () => pinger?.unsent ?? 0 },
      ...(pinger !== null && {
        replyFilter: (cx) => pinger.takesReply(cx),
        start: () => {
          pinger.start();
          ticking = context.every(pinger.tickInterval, () => pinger.tick(), 0);
        },
        stop: () => {
          ticking?.stop();
          pinger.stop();
        },
      }),
    };
  },
});
