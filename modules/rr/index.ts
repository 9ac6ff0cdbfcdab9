import { Patterns, defineModule, type Module } from '../../runtime/module.ts';
import type { RrApi } from './api.ts';
import { Rr, type RrFacades } from './facade.ts';
import { directionOf, ownParams } from './own-route.ts';
import { params } from './params.ts';
import { addParam } from './record-route.ts';
import type { RrSettings } from './settings.ts';
import { variablesOf } from './variables.ts';

/** Module rr: Record-Route and Route. */
export const rr: Module<'rr', typeof params, RrFacades, RrApi> = defineModule({
  name: 'rr',
  requires: [],
  params,
  setup: ({ params: given, avpName, log }) => {
    const settings: RrSettings = {
      appendFromTag: given.append_fromtag === 1,
      doubleEntries: given.enable_double_rr,
      lr: given.enable_full_lr === 1 ? ';lr=on' : ';lr',
      addUsername: given.add_username === 1,
      warnMismatch: given.enable_socket_mismatch_warning === 1,
      userAvp: given.custom_user_avp === '' ? '' : (avpName(given.custom_user_avp) ?? ''),
      forceSendSocket: given.force_send_socket === 1,
      ignoreSips: given.ignore_sips === 1,
      socketNames: given.sockname_mode === 1,
      looseRouteMode: given.loose_route_mode,
      patterns: new Patterns(256, log),
      onOwnRoute: [],
      ownRoute: Symbol('rr: our Route'),
      recorded: Symbol('rr: our Record-Route'),
    };
    return {
      facade: (cx) => new Rr(cx, settings),
      variables: variablesOf(settings),
      api: {
        addParam: (cx, text) => addParam(cx, settings, text),
        ownParams: (cx) => ownParams(cx, settings),
        direction: (cx) => directionOf(cx, settings),
        onOwnRoute: (run) => settings.onOwnRoute.push(run),
      },
    };
  },
});
