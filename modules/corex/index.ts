import { defineModule, type Module } from '../../runtime/module.ts';
import { Corex, type CorexFacades } from './facade.ts';
import { params } from './params.ts';
import { isBelow, parseSubdomains } from './subdomains.ts';

/** Module corex: branches, sockets, raw sending, sub-domains that are this server. */
export const corex: Module<'corex', typeof params, CorexFacades> = defineModule({
  name: 'corex',
  requires: [],
  params,
  setup: ({ params: { alias_subdomains }, core }) => {
    const domains = (typeof alias_subdomains === 'string' ? [alias_subdomains] : alias_subdomains).map(parseSubdomains);
    const facade = (cx: ConstructorParameters<typeof Corex>[0]): Corex => new Corex(cx);
    if (domains.length === 0) return { facade };
    const stop = core.sockets.addCheck((host, port, proto) => isBelow(domains, host, port, proto));
    return { facade, stop };
  },
});
