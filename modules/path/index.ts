import { KsrError, defineModule, type Module } from '../../runtime/module.ts';
import type { RrApi } from '../rr/api.ts';
import type { PathSettings } from './add-path.ts';
import { Path, type PathFacades } from './facade.ts';
import { params } from './params.ts';
import { followReceived } from './received.ts';

/** Module path: stays between a registrar and the phones that register through this proxy (RFC 3327). */
export const path: Module<'path', typeof params, PathFacades> = defineModule({
  name: 'path',
  requires: [],
  after: ['rr'],
  params,
  setup: ({ params: given, find }) => {
    const settings: PathSettings = {
      format: given.received_format,
      receivedName: given.received_name,
      double: given.enable_r2 === 1,
      socketNames: given.sockname_mode === 1,
    };
    if (given.use_received === 1) {
      const rr = find<RrApi>('rr');
      if (rr === undefined) {
        throw new KsrError('E_MODULE_PARAM', {
          file: 'kamailio.config.ts',
          module: 'path',
          param: 'use_received',
          problem: 'needs module rr, which is not loaded',
          hint: 'Add to modules:  rr: {},',
        });
      }
      rr.onOwnRoute((cx) => followReceived(cx, rr.ownParams(cx), settings.receivedName, settings.format));
    }
    return { facade: (cx) => new Path(cx, settings) };
  },
});
