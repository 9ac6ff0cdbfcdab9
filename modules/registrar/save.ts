import { Header, parseUri, wireText, type RouteContext, type Uri } from '../../runtime/module.ts';
import type { Binding } from '../usrloc/api.ts';
import { aorOf, type AorFault } from './aor.ts';
import { contactLine, hasInstance } from './contact-list.ts';
import { readContacts } from './contacts.ts';
import { Save } from './flags.ts';
import { expiresField } from './lifetime.ts';
import { hasOptionTag } from './option-tags.ts';
import { judgeOutbound } from './outbound.ts';
import { NO_PATH, readPath, type Path } from './path.ts';
import { Plan } from './plan.ts';
import { REFUSED, Refusal } from './refusal.ts';
import { Registration } from './registration.ts';
import type { Registrar } from './registrar.ts';
import { give, refusalAnswer, type Answer } from './reply.ts';

/** Result of save(): 1 new, 2 refreshed, 3 removed, 4 listed · -1 refused · -2 too many contacts. */
export type Saved = 1 | 2 | 3 | 4 | -1 | -2;

const LONGEST_CALL_ID = 255;

/**
 * Processes a REGISTER (RFC 3261 10.3, modules.md 13.1): all of it or nothing, and answers.
 *
 * @param name of the table, which is made when it is new
 * @param flags see `Save`
 * @param uri of the AoR; '' for that of To
 */
export function save(registrar: Registrar, cx: RouteContext, name: string, flags: number, uri: string): Saved {
  const of = uri === '' ? (cx.message.to?.uri ?? null) : parseUri(wireText(uri));
  const aor = aorOf(registrar, of);
  // a To that is no URI is not worth an answer
  if (of === null || aor.fault === 'uri') return rejected(registrar);
  if (aor.fault !== '') return refuse(registrar, cx, flags, aorRefusal(aor.fault));
  if (cx.message.callId.length > LONGEST_CALL_ID) return refuse(registrar, cx, flags, REFUSED.callIdLength);

  const expires = expiresField(cx.message);
  const contacts = readContacts(cx.message, expires);
  if (contacts instanceof Refusal) return refuse(registrar, cx, flags, contacts);
  const path = contacts.list.length > 0 && usesPath(registrar) ? readPath(cx.message) : NO_PATH;
  if (path === null) return refuse(registrar, cx, flags, REFUSED.path);
  const outbound = judgeOutbound(registrar.settings, cx.message, contacts.list[0] ?? null, path);
  if (outbound instanceof Refusal) return refuse(registrar, cx, flags, outbound);

  const table = registrar.usrloc.open(name);
  const now = registrar.usrloc.now();
  let result: Saved;
  if (contacts.star) {
    table.deleteAll(aor.text);
    result = 3;
  } else if (contacts.list.length === 0) {
    result = 4;
  } else {
    const plan = new Plan(registrar, cx, table, aor.text, now);
    const refusal = plan.make(new Registration(registrar, cx, path, outbound.usesRegId), {
      contacts: contacts.list,
      expires: registrar.settings.xavp_cfg === '' ? expires : configuredExpires(registrar, cx, expires),
      single: (flags & Save.OneContact) !== 0,
      random: (flags & Save.NoVariation) !== 0 ? null : cx.core.random,
      limit: contactLimit(registrar, cx),
    });
    if (refusal !== null)
      return refuse(registrar, cx, flags, refusal, listed(registrar, cx, table.get(aor.text), now, of, refusal));
    result = plan.apply();
  }
  registrar.accepted++;
  if (cx.message.isRequest)
    give(cx, accepted(registrar, cx, contactsText(registrar, cx, table.get(aor.text), now, of), path, outbound.headers), flags);
  return result;
}

function usesPath(registrar: Registrar): boolean {
  return registrar.settings.use_path === 1;
}

// $xavp(cfg=>expires) stands in for the Expires field
function configuredExpires(registrar: Registrar, cx: RouteContext, expires: number): number {
  const configured = registrar.configuredNumber(cx, 'expires');
  return configured >= 0 ? configured : expires;
}

function contactLimit(registrar: Registrar, cx: RouteContext): number {
  const configured = registrar.configuredNumber(cx, 'max_contacts');
  return configured >= 0 ? configured : registrar.settings.max_contacts;
}

function aorRefusal(fault: AorFault): Refusal {
  return fault === 'length' ? REFUSED.aorLength : REFUSED.aorEscape;
}

function contactsText(registrar: Registrar, cx: RouteContext, first: Binding | null, now: number, of: Uri): string {
  const wantsGruu =
    registrar.settings.gruu_enabled === 1 && hasInstance(first) && hasOptionTag(cx.message, Header.Supported, 'gruu');
  return contactLine(registrar, first, now, wantsGruu ? of : null);
}

// the answers to a wrong CSeq and to too many contacts list those that are known
function listed(registrar: Registrar, cx: RouteContext, first: Binding | null, now: number, of: Uri, refusal: Refusal): string {
  return refusal === REFUSED.cseq || refusal === REFUSED.tooMany ? contactsText(registrar, cx, first, now, of) : '';
}

function accepted(registrar: Registrar, cx: RouteContext, contacts: string, path: Path, outbound: string): Answer {
  const { path_mode } = registrar.settings;
  if (path.vector === '' || path_mode === 0) return { status: 200, reason: 'OK', headers: contacts + outbound };
  const pathLine = `Path: ${path.vector}\r\n`;
  if (hasOptionTag(cx.message, Header.Supported, 'path')) {
    return { status: 200, reason: 'OK', headers: contacts + pathLine + outbound };
  }
  if (path_mode === 1) return { status: 200, reason: 'OK', headers: contacts + outbound };
  // the phone is told that somebody on the way added what it does not support (RFC 3327 5.3); the contact is stored all the same
  return refusalAnswer(REFUSED.pathUnsupported, `${contacts}Unsupported: path\r\n${pathLine}`);
}

function refuse(registrar: Registrar, cx: RouteContext, flags: number, refusal: Refusal, contacts: string = ''): -1 | -2 {
  const { min_expires, retry_after } = registrar.settings;
  let before = contacts;
  let after = '';
  if (refusal === REFUSED.brief) before += `Min-Expires: ${min_expires}\r\n`;
  if (refusal === REFUSED.outboundUnsupported) before += 'Unsupported: outbound\r\n';
  if (refusal === REFUSED.tooMany && retry_after > 0) after = `Retry-After: ${retry_after}\r\n`;
  give(cx, refusalAnswer(refusal, before, after), flags);
  rejected(registrar);
  return refusal === REFUSED.tooMany ? -2 : -1;
}

function rejected(registrar: Registrar): -1 {
  registrar.rejected++;
  return -1;
}
