import { KsrError, type ModuleContext } from '../../runtime/module.ts';
import type { Usrloc } from '../usrloc/api.ts';
import { FILE, paramError } from './param-error.ts';
import type { Params } from './params.ts';
import { Pinger } from './pinger.ts';

/**
 * Makes the pinger that the parameters ask for.
 * @returns null when nobody is to be pinged
 * @throws KsrError when the parameters do not fit together, or usrloc is not loaded
 */
export function pingerFor(context: ModuleContext<Params>): Pinger | null {
  const { params, core, log } = context;
  if (params.sipping_bflag >= 0 && params.sipping_from === '') {
    throw paramError('sipping_from', 'is missing though sipping_bflag is set', 'Write a URI such as "sip:pinger@example.com".');
  }
  if (params.natping_interval === 0) return null;
  const usrloc = context.find<Usrloc>('usrloc');
  if (usrloc === undefined) throw new KsrError('E_MODULE_MISSING', { file: FILE, module: 'nathelper', needs: 'usrloc' });
  if (params.ping_nated_only !== 0 && usrloc.natFlag === 0) {
    throw paramError('ping_nated_only', 'needs the flag that marks contacts behind NAT', 'Set nat_bflag of usrloc.');
  }
  return new Pinger({ params, core, log, usrloc });
}
