import { KsrError, checkCallback, defineModule, type Module } from '../../runtime/module.ts';
import type { Usrloc } from '../usrloc/api.ts';
import { tellExpired } from './expired.ts';
import { Registrar as Facade, type RegistrarFacades } from './facade.ts';
import { params } from './params.ts';
import { Registrar } from './registrar.ts';
import { variables } from './variables.ts';

/** Module registrar: processes REGISTER, and finds the contacts of who registered (RFC 3261 10). */
export const registrar: Module<'registrar', typeof params, RegistrarFacades> = defineModule({
  name: 'registrar',
  requires: ['usrloc'],
  params,
  setup({ core, params: settings, api, avpName }) {
    const receivedAvp = settings.received_avp === '' ? '' : avpName(settings.received_avp);
    if (receivedAvp === null) {
      throw new KsrError('E_MODULE_PARAM', {
        module: 'registrar',
        param: 'received_avp',
        problem: `"${settings.received_avp}" is not an AVP`,
      });
    }
    let telling: (() => void) | null = null;
    const service = new Registrar(settings, api<Usrloc>('usrloc'), receivedAvp);
    return {
      facade: (cx) => new Facade(cx, service),
      variables,
      start: () => {
        checkCallback(core, settings.event_callback, 'registrar, event_callback');
        if (settings.event_callback !== '') telling = tellExpired(core, service.usrloc, settings.event_callback);
      },
      stop: () => telling?.(),
      risks: [
        "anyone may register as any user, and then gets that user's calls: nothing asks for a password yet; keep the port away from the Internet",
      ],
      statistics: {
        accepted_regs: () => service.accepted,
        rejected_regs: () => service.rejected,
        max_expires: () => settings.max_expires,
        max_contacts: () => settings.max_contacts,
        default_expire: () => settings.default_expires,
        default_expires_range: () => settings.default_expires_range,
        expires_range: () => settings.expires_range,
      },
    };
  },
});
