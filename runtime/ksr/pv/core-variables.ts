import type { Clock } from '../../timer/clock.ts';
import { addressVariables } from './addresses.ts';
import { avpVariables } from './avp.ts';
import { branchVariables } from './branches.ts';
import { constantVariables } from './constants.ts';
import { credentialVariables } from './credentials.ts';
import type { Definition } from './definition.ts';
import { fieldVariables } from './fields.ts';
import { flagVariables } from './flags.ts';
import { headerVariables } from './headers.ts';
import { identityVariables } from './identity.ts';
import { messageTextVariables } from './message-text.ts';
import { networkVariables } from './network.ts';
import { requestUriVariables } from './request-uri.ts';
import { scriptVariables } from './script.ts';
import { selectVariables } from './select.ts';
import { statisticsVariables } from './statistics.ts';
import { timeVariables } from './time.ts';
import { viaVariables } from './via.ts';
import { xavpVariables } from './xavp.ts';

/** All variables that belong to no module. */
export function coreVariables(services: { readonly clock: Clock; readonly version?: string }): readonly Definition[] {
  return [
    ...requestUriVariables,
    ...addressVariables,
    ...fieldVariables,
    ...headerVariables,
    ...messageTextVariables,
    ...networkVariables,
    ...flagVariables,
    ...branchVariables,
    ...viaVariables,
    ...credentialVariables,
    ...identityVariables,
    ...avpVariables,
    ...xavpVariables,
    ...scriptVariables,
    ...selectVariables,
    ...statisticsVariables,
    ...timeVariables(services.clock.wall()),
    ...constantVariables(services.version ?? ''),
  ];
}
