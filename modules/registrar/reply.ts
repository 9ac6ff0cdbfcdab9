import { reply, type RouteContext } from '../../runtime/module.ts';
import type { Refusal } from './refusal.ts';
import { Save } from './flags.ts';

/** The answer to a REGISTER. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
  /** Header lines with CRLF. */
  readonly headers: string;
}

const HELD: unique symbol = Symbol('registrar reply');

/**
 * The answer that refuses.
 * @param before header lines in front of the error's text, @param after behind it
 */
export function refusalAnswer(refusal: Refusal, before: string = '', after: string = ''): Answer {
  return {
    status: refusal.status,
    reason: refusal.reason,
    headers: `${before}P-Registrar-Error: ${refusal.text}\r\n${after}`,
  };
}

/**
 * Sends the answer, or holds it back when save() was told so. A reply that is saved has no answer.
 * @param flags of save()
 */
export function give(cx: RouteContext, answer: Answer, flags: number): void {
  if (!cx.message.isRequest) return;
  if ((flags & Save.NoReply) === 0) {
    send(cx, answer);
    return;
  }
  if ((flags & Save.ReplyHeaders) === 0) {
    cx.setSlot(HELD, answer);
    return;
  }
  cx.replyHeaders += answer.headers;
  cx.setSlot(HELD, { status: answer.status, reason: answer.reason, headers: '' });
}

/** reg_send_reply: sends the answer that save() held back. @returns 1 · -1 there is none, or it could not be sent */
export function sendHeld(cx: RouteContext): 1 | -1 {
  const answer = cx.slot<Answer | null>(HELD);
  if (answer === undefined || answer === null) {
    cx.core.log.error('reg_send_reply: no answer is held back; save() does so with flag 2');
    return -1;
  }
  cx.setSlot(HELD, null);
  return send(cx, answer);
}

// The lines stand behind those of the script, and belong to this answer only
function send(cx: RouteContext, answer: Answer): 1 | -1 {
  const before = cx.replyHeaders;
  cx.replyHeaders = before + answer.headers;
  const sent = reply(cx, answer.status, answer.reason);
  cx.replyHeaders = before;
  return sent;
}
