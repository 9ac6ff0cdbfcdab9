import { Header, type NameAddr, type SipMessage } from '../../runtime/module.ts';
import { hasOptionTag } from './option-tags.ts';
import type { Path } from './path.ts';
import { REFUSED, type Refusal } from './refusal.ts';
import type { Settings } from './registrar.ts';

/** What outbound means for one REGISTER (RFC 5626 6, modules.md 13.1, step 3). */
export interface Outbound {
  /** reg-id counts: a contact is one flow of an instance. */
  readonly usesRegId: boolean;
  /** Header lines of the 200. */
  readonly headers: string;
}

const PLAIN: Outbound = { usesRegId: true, headers: '' };

/**
 * @param first the first contact, null without
 * @param path null when Path is not looked at
 * @returns a refusal when the phone wants what this server, or the first proxy on the way, can not do
 */
export function judgeOutbound(settings: Settings, message: SipMessage, first: NameAddr | null, path: Path): Outbound | Refusal {
  const { outbound_mode } = settings;
  if (outbound_mode === 0) {
    return hasOptionTag(message, Header.Require, 'outbound') ? REFUSED.outboundUnsupported : PLAIN;
  }
  const supported = hasOptionTag(message, Header.Supported, 'outbound') || hasOptionTag(message, Header.Require, 'outbound');
  let usesRegId = true;
  // with a proxy in between the flow is its, and it has to say that it keeps it
  if (first !== null && settings.regid_mode === 0 && message.hasVia2 && !path.outbound) {
    if (supported && first.param('reg-id') !== null) return REFUSED.firstHop;
    usesRegId = false;
  }
  return { usesRegId, headers: replyHeaders(settings, supported) };
}

function replyHeaders(settings: Settings, supported: boolean): string {
  const timer = settings.flow_timer > 0 ? `Flow-Timer: ${settings.flow_timer}\r\n` : '';
  if (settings.outbound_mode === 2) return `Require: outbound\r\nSupported: outbound\r\n${timer}`;
  return supported ? `Supported: outbound\r\nRequire: outbound\r\n${timer}` : 'Supported: outbound\r\n';
}
