import { equalsAt } from './chars.ts';
import { Header } from './header-type.ts';
import type { MessageLimits } from './limits.ts';
import type { SipMessage } from './message.ts';
import { Method } from './method.ts';

/** Why a message is refused before any script runs. `status` 0: dropped without an answer. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
}

function refusal(status: number, reason: string): Refusal {
  return { status, reason };
}

const DROP: Refusal = refusal(0, 'not worth an answer');
const REPLY_BROKEN: Refusal = refusal(0, 'broken reply');
const VERSION: Refusal = refusal(505, 'Version Not Supported');
const FRAME: Refusal = refusal(400, 'Bad Request');
const TOO_LARGE: Refusal = refusal(513, 'Message Too Large');
const NO_CSEQ: Refusal = refusal(400, 'Missing or Bad CSeq');
const CSEQ_METHOD: Refusal = refusal(400, 'CSeq Method Mismatch');
const NO_FROM: Refusal = refusal(400, 'Missing or Bad From');
const NO_TO: Refusal = refusal(400, 'Missing or Bad To');
const NO_CALL_ID: Refusal = refusal(400, 'Missing Call-ID');
const DUPLICATE: Refusal = refusal(400, 'Header Field Given Twice');
const LENGTH: Refusal = refusal(400, 'Bad Content-Length');
const KEY: Refusal = refusal(400, 'Call-ID, Tag or Branch Too Long');

/**
 * The checks that every message passes before a script sees it (spec/modules.md 1.4, spec/security.md 1 to 3, 20, 27).
 * @returns null when the message may go on
 */
export function validate(message: SipMessage, limits: MessageLimits): Refusal | null {
  // without a Via there is nobody to answer; a protocol that is not SIP/2.0 is not ours to judge
  const via = message.via1;
  if (via === null) return DROP;
  const wrong = message.isRequest ? request(message, limits) : reply(message, limits);
  if (wrong === null) return null;
  // an ACK is never answered (RFC 3261 17.1.1.3), nor is a reply
  return message.methodId === Method.ACK ? DROP : wrong;
}

function request(message: SipMessage, limits: MessageLimits): Refusal | null {
  if (message.fault === 'version') return VERSION;
  if (message.fault !== '') return FRAME;
  const missing = mandatory(message);
  if (missing !== null) return missing;
  if (message.cseq!.method !== message.method) return CSEQ_METHOD;
  return sizes(message, limits);
}

function reply(message: SipMessage, limits: MessageLimits): Refusal | null {
  if (message.fault !== '' || mandatory(message) !== null || sizes(message, limits) !== null) return REPLY_BROKEN;
  return null;
}

// Each of these fields exactly once and readable; one pass over the table
function mandatory(message: SipMessage): Refusal | null {
  let from = 0;
  let to = 0;
  let callId = 0;
  let cseq = 0;
  let length = 0;
  const { headers } = message;
  for (let i = 0; i < headers.length; i++) {
    switch (headers[i]!.type) {
      case Header.From:
        from++;
        break;
      case Header.To:
        to++;
        break;
      case Header.CallId:
        callId++;
        break;
      case Header.CSeq:
        cseq++;
        break;
      case Header.ContentLength:
        length++;
        break;
      default:
    }
  }
  if (cseq === 0 || message.cseq === null) return NO_CSEQ;
  if (from === 0 || message.from === null) return NO_FROM;
  if (to === 0 || message.to === null) return NO_TO;
  if (callId === 0 || message.callId === '') return NO_CALL_ID;
  if (from > 1 || to > 1 || callId > 1 || cseq > 1) return DUPLICATE;
  // two lengths are two messages for two readers (spec/security.md 2); sanity's check 128 looks at a single one
  if (length > 1 && !sameLengths(message)) return LENGTH;
  return null;
}

function sameLengths(message: SipMessage): boolean {
  let value = '';
  for (const field of message.headers) {
    if (field.type !== Header.ContentLength) continue;
    if (value === '') value = message.fieldBody(field);
    else if (!equalsAt(message.text, field.bodyStart, field.bodyEnd, value)) return false;
  }
  return true;
}

function sizes(message: SipMessage, limits: MessageLimits): Refusal | null {
  if (message.text.length > limits.message || message.headers.length > limits.headers) return TOO_LARGE;
  const key = limits.key;
  if (message.callId.length > key || message.fromTag.length > key || message.toTag.length > key) return KEY;
  return message.via1!.branch.length > key ? KEY : null;
}
