import { defineModule, type Module } from '../../runtime/module.ts';
import { Corex, type CorexFacades } from './facade.ts';
import { presetRecords } from './dns-records.ts';
import { params } from './params.ts';
import { isBelow, parseSubdomains } from './subdomains.ts';
import { variablesOf } from './variables.ts';

/** Module corex: branches, sockets, raw sending, sub-domains that are this server. */
export const corex: Module<'corex', typeof params, CorexFacades> = defineModule({
  name: 'corex',
  requires: [],
  params,
  setup: ({ params: given, core, pv }) => {
    const domains = listOf(given.alias_subdomains).map(parseSubdomains);
    presetRecords(core.resolver, listOf(given.dns_cache), listOf(given.dns_file));
    const variables = variablesOf(pv);
    const facade = (cx: ConstructorParameters<typeof Corex>[0]): Corex => new Corex(cx);
    if (domains.length === 0) return { facade, variables };
    const stop = core.sockets.addCheck((host, port, proto) => isBelow(domains, host, port, proto));
    return { facade, variables, stop };
  },
});

function listOf(given: string | readonly string[]): readonly string[] {
  return typeof given === 'string' ? [given] : given;
}
