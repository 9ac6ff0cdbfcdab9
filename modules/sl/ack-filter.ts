import { acknowledgesStateless, Method, type RouteContext } from '../../runtime/module.ts';

// After the last stateless negative reply, in milliseconds
const WINDOW = 2000;

/**
 * Absorbs the ACKs of negative replies that were sent statelessly, before the routes see them (spec/modules.md 8). They are known by
 * the tag that the reply put on To; nothing is kept but the time of the last such reply.
 */
export class AckFilter {
  private until = 0;
  /** ACKs absorbed. */
  absorbed = 0;

  /** A negative reply to an INVITE went out. @param now milliseconds on the clock's scale */
  replied(now: number): void {
    this.until = now + WINDOW;
  }

  /** @returns whether the request is such an ACK */
  absorbs(cx: RouteContext): boolean {
    if (cx.message.methodId !== Method.ACK || this.until === 0 || cx.core.clock.now() > this.until) return false;
    if (!acknowledgesStateless(cx.core.hash, cx.message)) return false;
    this.absorbed++;
    return true;
  }
}
