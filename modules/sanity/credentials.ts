import { Header, equalsLower, parseDigest, tokenEnd, type HeaderField, type SipMessage } from '../../runtime/module.ts';
import { SILENT, fault, type Fault } from './fault.ts';

const UNREADABLE: Fault = fault(400, 'Bad Auth Header');
const INCOMPLETE: Fault = fault(400, 'Bad Auth Credentials');

// RFC 3261 22.4: what a response can not be checked without
const NEEDED: readonly string[] = ['username', 'realm', 'nonce', 'uri', 'response'];

/** 2048: all credentials are complete ones of the Digest scheme. */
export function digestCredentials(message: SipMessage): Fault | null {
  if (!message.has(Header.Authorization) && !message.has(Header.ProxyAuthorization)) return null;
  const { headers } = message;
  for (let i = 0; i < headers.length; i++) {
    const field = headers[i]!;
    if (field.type !== Header.Authorization && field.type !== Header.ProxyAuthorization) continue;
    const wrong = isDigest(message, field) ? complete(message, field) : SILENT;
    if (wrong !== null) return wrong;
  }
  return null;
}

/** 8192: Authorization is complete when it is of the Digest scheme; others pass. */
export function authorization(message: SipMessage): Fault | null {
  const field = message.header(Header.Authorization);
  return field === null || !isDigest(message, field) ? null : complete(message, field);
}

function isDigest({ text }: SipMessage, field: HeaderField): boolean {
  return equalsLower(text, field.bodyStart, tokenEnd(text, field.bodyStart, field.bodyEnd), 'digest');
}

function complete(message: SipMessage, field: HeaderField): Fault | null {
  const credentials = parseDigest(message.text, field.bodyStart, field.bodyEnd);
  if (credentials === null) return UNREADABLE;
  for (const name of NEEDED) if (credentials.param(name) === '') return INCOMPLETE;
  // RFC 2617 3.2.2: qop comes with cnonce and nc
  if (credentials.param('qop') === '') return null;
  return credentials.param('cnonce') === '' || credentials.param('nc') === '' ? INCOMPLETE : null;
}
