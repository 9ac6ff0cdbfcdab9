import { defineModule, type Module } from '../../runtime/module.ts';
import { Nathelper, type NathelperFacades } from './facade.ts';
import { params } from './params.ts';
import { rewriteContact } from './rewrite-contact.ts';
import { settingsOf } from './settings.ts';
import { RR_COUNT, RR_TOP_COUNT } from './variables.ts';

/** Module nathelper: NAT traversal. */
export const nathelper: Module<'nathelper', typeof params, NathelperFacades> = defineModule({
  name: 'nathelper',
  requires: [],
  after: ['usrloc'],
  params,
  setup: (context) => {
    const settings = settingsOf(context);
    return {
      facade: (cx) => new Nathelper(cx, settings),
      variables: [RR_COUNT, RR_TOP_COUNT],
      selects: { nathelper: rewriteContact },
    };
  },
});
