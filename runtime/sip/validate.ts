// What a message has to be before a script sees it (spec/modules.md 1.4, spec/security.md 1 to 3, 20, 27).

import { equalsAt, equalsLower } from './chars.ts';
import { Header } from './header-type.ts';
import type { MessageLimits } from './limits.ts';
import type { SipMessage } from './message.ts';
import { Method } from './method.ts';
import type { Via } from './via.ts';

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
const BAD_VIA: Refusal = refusal(400, 'Bad Via');
const NO_CSEQ: Refusal = refusal(400, 'Missing or Bad CSeq');
const CSEQ_METHOD: Refusal = refusal(400, 'CSeq Method Mismatch');
const NO_FROM: Refusal = refusal(400, 'Missing or Bad From');
const NO_TO: Refusal = refusal(400, 'Missing or Bad To');
const NO_CALL_ID: Refusal = refusal(400, 'Missing Call-ID');
const DUPLICATE: Refusal = refusal(400, 'Header Field Given Twice');
const LENGTH: Refusal = refusal(400, 'Bad Content-Length');
const KEY: Refusal = refusal(400, 'Call-ID, Tag or Branch Too Long');

const ONCE: number = (1 << Header.From) | (1 << Header.To) | (1 << Header.CallId) | (1 << Header.CSeq);
const LENGTH_BIT: number = 1 << Header.ContentLength;

/**
 * The checks that every message passes before a script sees it.
 * @returns null when the message may go on
 */
export function validate(message: SipMessage, limits: MessageLimits): Refusal | null {
  // without a legible Via there is nobody to answer
  const via = message.via1;
  if (via === null) return DROP;
  const wrong = message.isRequest ? request(message, via, limits) : reply(message, via, limits);
  if (wrong === null) return null;
  // an ACK is never answered (RFC 3261 17.1.1.3), nor is a reply
  return message.methodId === Method.ACK ? DROP : wrong;
}

function request(message: SipMessage, via: Via, limits: MessageLimits): Refusal | null {
  if (message.fault === 'version') return VERSION;
  // a protocol that is not SIP/2.0 is not ours to judge
  if (!via.isSip2) return DROP;
  if (message.fault !== '') return FRAME;
  return vias(message, via) ?? mandatory(message) ?? body(message) ?? sizes(message, via, limits);
}

function reply(message: SipMessage, via: Via, limits: MessageLimits): Refusal | null {
  if (message.fault !== '' || !via.isSip2) return REPLY_BROKEN;
  const wrong = vias(message, via) ?? mandatory(message) ?? body(message) ?? sizes(message, via, limits);
  return wrong === null ? null : REPLY_BROKEN;
}

// A branch has to tell transactions apart: an empty one, or nothing behind the cookie (RFC 4475 3.2.1), tells none apart. None
// at all is RFC 2543, for which there are other rules. The Via below is where the reply goes; one that nobody can read leads
// nowhere.
function vias(message: SipMessage, via: Via): Refusal | null {
  if (via.branchStart >= 0) {
    const length = via.branchEnd - via.branchStart;
    if (length === 0 || (length === 7 && equalsLower(via.text, via.branchStart, via.branchEnd, 'z9hg4bk'))) return BAD_VIA;
  }
  return message.hasVia2 && message.via2 === null ? BAD_VIA : null;
}

// Each of these fields exactly once and legible
function mandatory(message: SipMessage): Refusal | null {
  const missing = ONCE & ~message.seen;
  if (missing !== 0) return nameOf(missing);
  // RFC 3261 8.1.1.5: less than 2^31; what stands above, up to 32 bits, is seen in the field and left to sanity's check 64
  if (message.cseqNumber < 0) return NO_CSEQ;
  if (message.isRequest && message.cseqMethod !== message.method) return CSEQ_METHOD;
  if (message.from === null) return NO_FROM;
  if (message.to === null) return NO_TO;
  if (message.callId === '') return NO_CALL_ID;
  return (message.repeated & ONCE) === 0 ? null : DUPLICATE;
}

function nameOf(missing: number): Refusal {
  if ((missing & (1 << Header.CSeq)) !== 0) return NO_CSEQ;
  if ((missing & (1 << Header.From)) !== 0) return NO_FROM;
  return (missing & (1 << Header.To)) !== 0 ? NO_TO : NO_CALL_ID;
}

// A length is a number, the same in all fields that say it, and not more than arrived: two lengths are two messages for two readers
// (spec/security.md 2, RFC 3261 18.3). A smaller one only cuts off what follows.
function body(message: SipMessage): Refusal | null {
  const length = message.contentLength;
  if (length === -1) return null;
  if (length < 0 || length > message.received.length - message.bodyStart) return LENGTH;
  return (message.repeated & LENGTH_BIT) !== 0 && !sameLengths(message) ? LENGTH : null;
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

function sizes(message: SipMessage, via: Via, limits: MessageLimits): Refusal | null {
  if (message.received.length > limits.message || message.lineCount > limits.headers) return TOO_LARGE;
  const key = limits.key;
  if (message.callId.length > key || message.fromTag.length > key || message.toTag.length > key) return KEY;
  return via.branchEnd - via.branchStart > key ? KEY : null;
}
