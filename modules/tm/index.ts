import { checkCallback, defineModule, Patterns, type Module } from '../../runtime/module.ts';
import { listName } from './contacts.ts';
import { Tm, type TmFacades } from './facade.ts';
import { statefulOptions } from './options.ts';
import { params } from './params.ts';
import { transactionCommands } from './rpc.ts';

/** Module tm: transactions, stateful relaying and forking. The machines themselves belong to the runtime. */
export const tm: Module<'tm', typeof params, TmFacades> = defineModule({
  name: 'tm',
  requires: [],
  params,
  setup: (context) => {
    context.core.stateful.options = statefulOptions(context.params);
    const { contacts_avp, contact_flows_avp } = context.params;
    const state = {
      patterns: new Patterns(64, context.log),
      lists: { contacts: listName(contacts_avp), flows: listName(contact_flows_avp) },
    };
    const { core, params: names } = context;
    core.events.localRequest = names.event_callback;
    core.events.localResponseSent = names.event_callback_lres_sent;
    core.events.localAckSent = names.evcb_local_ack_sent;
    core.events.strayReply = names.on_sl_reply;
    const callbacks = ['event_callback', 'event_callback_lres_sent', 'evcb_local_ack_sent', 'on_sl_reply'] as const;
    return {
      facade: (cx) => new Tm(cx, state),
      rpc: transactionCommands(core),
      start: () => {
        for (const name of callbacks) checkCallback(core, names[name], `tm, ${name}`);
      },
    };
  },
});
