import { KsrError, type Logger, type ModuleContext, type PvAccess } from '../../runtime/module.ts';
import type { Params } from './params.ts';

/** What the functions of the module need to know of its parameters, made once at start. */
export interface Settings {
  /** Parameter `nat_addr_mode`. */
  readonly addressMode: number;
  /** `;alias=` */
  readonly aliasParam: string;
  /** Name of the AVP of `received_avp`, null when none is set. */
  readonly receivedAvp: string | null;
  /** Line of `nortpproxy_str` without line end; '' for none. */
  readonly marker: string;
  readonly oldMediaIp: boolean;
  readonly pv: PvAccess;
  readonly log: Logger;
}

/** @throws KsrError when `received_avp` is no AVP */
export function settingsOf(context: ModuleContext<Params>): Settings {
  const { params, pv, log } = context;
  return {
    addressMode: params.nat_addr_mode,
    aliasParam: `;${params.alias_name === '' ? 'alias' : params.alias_name}=`,
    receivedAvp: params.received_avp === '' ? null : avpOf(context),
    marker: withoutLineEnd(params.nortpproxy_str),
    oldMediaIp: params.append_sdp_oldmediaip !== 0,
    pv,
    log,
  };
}

function avpOf(context: ModuleContext<Params>): string {
  const text = context.params.received_avp;
  const name = context.avpName(text);
  if (name !== null) return name;
  throw new KsrError('E_MODULE_PARAM', {
    file: 'kamailio.config.ts',
    module: 'nathelper',
    param: 'received_avp',
    problem: `is "${text}", which is no AVP`,
    hint: 'Write it as "$avp(RECEIVED)", the same as received_avp of the registrar.',
  });
}

function withoutLineEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '\r' || text[end - 1] === '\n')) end--;
  return text.slice(0, end);
}
