import { hostname } from 'node:os';
import { defineModule, type Module } from '../../runtime/module.ts';
import { Ipops, type IpopsFacades, type IpopsServices } from './facade.ts';
import { HostName } from './host-name.ts';
import { params } from './params.ts';
import { variablesOf } from './variables.ts';

/** Module ipops: questions about addresses, and to the name service. */
export const ipops: Module<'ipops', typeof params, IpopsFacades> = defineModule({
  name: 'ipops',
  requires: [],
  params,
  setup: ({ pv, core }) => {
    const services: IpopsServices = { pv, slot: Symbol('ipops: answers') };
    const host = new HostName(hostname());
    return {
      facade: (cx) => new Ipops(cx, services),
      variables: variablesOf(services.slot, pv, host),
      // nobody waits for it: until the name service has answered `$HN(i)` has no value
      start: () => void host.resolve((name) => core.resolver.questions.addresses(name)),
    };
  },
});
