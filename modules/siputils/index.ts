import { defineModule, type Module } from '../../runtime/module.ts';
import { Siputils, type SiputilsFacades } from './facade.ts';
import { capabilityLines } from './options-reply.ts';
import { params } from './params.ts';

/** Module siputils: questions about messages and URIs. */
export const siputils: Module<'siputils', typeof params, SiputilsFacades> = defineModule({
  name: 'siputils',
  requires: [],
  params,
  setup: ({ params: given }) => {
    const state = { capabilities: capabilityLines(given), separator: given.contact_flds_separator };
    return { facade: (cx) => new Siputils(cx, state) };
  },
});
