import { defineModule, type Module } from '../../runtime/module.ts';
import { AckFilter } from './ack-filter.ts';
import { Sl, type SlFacades, type SlState } from './facade.ts';
import { params } from './params.ts';

/** Module sl: stateless replies. */
export const sl: Module<'sl', typeof params, SlFacades> = defineModule({
  name: 'sl',
  requires: [],
  params,
  setup: ({ params: { default_code, default_reason, bind_tm } }) => {
    const filter = new AckFilter();
    const state: SlState = { filter, defaultCode: default_code, defaultReason: default_reason, bindTm: bind_tm === 1 };
    return {
      facade: (cx) => new Sl(cx, state),
      beforeRequest: (cx) => filter.absorbs(cx),
      statistics: { filtered_acks: () => filter.absorbed },
    };
  },
});
