import { defineModule, type Module } from '../../runtime/module.ts';
import { colorVariable } from './color.ts';
import { Xlog, type XlogFacades } from './facade.ts';
import { facilityOf } from './levels.ts';
import { params } from './params.ts';

/** Module xlog: lines for the log with variables in them. */
export const xlog: Module<'xlog', typeof params, XlogFacades> = defineModule({
  name: 'xlog',
  requires: [],
  params,
  setup: ({ params: { buf_size, prefix, prefix_mode, log_facility } }) => {
    const settings = { longest: buf_size, prefix, printPrefix: prefix_mode === 1, facility: facilityOf(log_facility) ?? '' };
    return { facade: (cx) => new Xlog(cx, settings), variables: [colorVariable] };
  },
});
