import { checkCallback, defineModule, runEvent, type Module } from '../../runtime/module.ts';
import { AckFilter } from './ack-filter.ts';
import { Sl, type SlFacades, type SlState } from './facade.ts';
import { params } from './params.ts';

/** Module sl: stateless replies. */
export const sl: Module<'sl', typeof params, SlFacades> = defineModule({
  name: 'sl',
  requires: [],
  params,
  setup: ({ core, params: { default_code, default_reason, bind_tm, event_callback_fl_ack, event_callback_lres_sent } }) => {
    core.events.statelessReply = event_callback_lres_sent;
    const filter = new AckFilter();
    const state: SlState = { filter, defaultCode: default_code, defaultReason: default_reason, bindTm: bind_tm === 1 };
    return {
      facade: (cx) => new Sl(cx, state),
      beforeRequest: (cx) => {
        if (!filter.absorbs(cx)) return false;
        runEvent(core, cx.routes, event_callback_fl_ack, 'sl:filtered-ack', cx.message, cx.source);
        return true;
      },
      start: () => {
        checkCallback(core, event_callback_fl_ack, 'sl, event_callback_fl_ack');
        checkCallback(core, event_callback_lres_sent, 'sl, event_callback_lres_sent');
      },
      statistics: { filtered_acks: () => filter.absorbed },
    };
  },
});
