import { equalsIgnoreCase } from '../../sip/chars.ts';
import { Method, methodId } from '../../sip/method.ts';
import { text } from '../arguments.ts';
import { KsrUri } from './uri.ts';

const BAR = 124;

// letters of is_method_in; INFO has none
const LETTERS: Readonly<Record<string, number>> = {
  I: Method.INVITE,
  A: Method.ACK,
  B: Method.BYE,
  C: Method.CANCEL,
  M: Method.MESSAGE,
  R: Method.REGISTER,
  E: Method.PRACK,
  P: Method.PUBLISH,
  S: Method.SUBSCRIBE,
  N: Method.NOTIFY,
  O: Method.OPTIONS,
  F: Method.REFER,
  U: Method.UPDATE,
  K: Method.KDMQ,
  G: Method.GET,
  T: Method.POST,
  V: Method.PUT,
  D: Method.DELETE,
};

/**
 * Tests of the method; of a reply, the method in its CSeq (spec/modules.md 2). Case never matters. Works in every route.
 * @in any
 * @see Kamailio KEMI, core
 */
export class KsrMethod extends KsrUri {
  /**
   * @param method one name, `'INVITE'`, or standard ones separated by `|`: `'INVITE|SUBSCRIBE'`
   * @returns whether it is that method, or one of them; `false` for a list that holds a method that is not standard
   */
  is_method(method: string): boolean {
    const { message } = this.cx;
    if (typeof method !== 'string') return false;
    if (method.includes('|')) return this.isOneOf(method);
    const id = methodId(method);
    if (id !== Method.Other) return id === message.methodId;
    return method !== '' && message.methodId === Method.Other && equalsIgnoreCase(method, message.method);
  }

  private isOneOf(list: string): boolean {
    let found = false;
    for (let from = 0; from <= list.length;) {
      let to = from;
      while (to < list.length && list.charCodeAt(to) !== BAR) to++;
      const name = list.slice(from, to).trim();
      const id = methodId(name);
      if (id === Method.Other) {
        this.cx.core.log.error('a list of methods may hold standard ones only', { list });
        return false;
      }
      if (id === this.cx.message.methodId) found = true;
      from = to + 1;
    }
    return found;
  }

  /**
   * @param letters one for each method: I INVITE, A ACK, B BYE, C CANCEL, M MESSAGE, R REGISTER, E PRACK, P PUBLISH, S SUBSCRIBE,
   * N NOTIFY, O OPTIONS, F REFER, U UPDATE, K KDMQ, G GET, T POST, V PUT, D DELETE; lower case works too, INFO has none, unknown
   * ones are passed over with a warning
   * @returns whether it is one of them
   */
  is_method_in(letters: string): boolean {
    const { methodId: id } = this.cx.message;
    const all = text(letters);
    for (let i = 0; i < all.length; i++) {
      const letter = all[i]!.toUpperCase();
      const method = Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined;
      if (method === undefined) this.cx.core.log.warn('no method has this letter', { letter: all[i]! });
      else if (method === id) return true;
    }
    return false;
  }

  /** @returns whether the method is ACK */
  is_ACK(): boolean {
    return this.cx.message.methodId === Method.ACK;
  }
  /** @returns whether the method is BYE */
  is_BYE(): boolean {
    return this.cx.message.methodId === Method.BYE;
  }
  /** @returns whether the method is CANCEL */
  is_CANCEL(): boolean {
    return this.cx.message.methodId === Method.CANCEL;
  }
  /** @returns whether the method is INVITE */
  is_INVITE(): boolean {
    return this.cx.message.methodId === Method.INVITE;
  }
  /** @returns whether the method is REGISTER */
  is_REGISTER(): boolean {
    return this.cx.message.methodId === Method.REGISTER;
  }
  /** @returns whether the method is OPTIONS */
  is_OPTIONS(): boolean {
    return this.cx.message.methodId === Method.OPTIONS;
  }
  /** @returns whether the method is UPDATE */
  is_UPDATE(): boolean {
    return this.cx.message.methodId === Method.UPDATE;
  }
  /** @returns whether the method is SUBSCRIBE */
  is_SUBSCRIBE(): boolean {
    return this.cx.message.methodId === Method.SUBSCRIBE;
  }
  /** @returns whether the method is PUBLISH */
  is_PUBLISH(): boolean {
    return this.cx.message.methodId === Method.PUBLISH;
  }
  /** @returns whether the method is NOTIFY */
  is_NOTIFY(): boolean {
    return this.cx.message.methodId === Method.NOTIFY;
  }
  /** @returns whether the method is REFER */
  is_REFER(): boolean {
    return this.cx.message.methodId === Method.REFER;
  }
  /** @returns whether the method is INFO */
  is_INFO(): boolean {
    return this.cx.message.methodId === Method.INFO;
  }
  /** @returns whether the method is PRACK */
  is_PRACK(): boolean {
    return this.cx.message.methodId === Method.PRACK;
  }
  /** @returns whether the method is MESSAGE */
  is_MESSAGE(): boolean {
    return this.cx.message.methodId === Method.MESSAGE;
  }
  /** @returns whether the method is KDMQ */
  is_KDMQ(): boolean {
    return this.cx.message.methodId === Method.KDMQ;
  }
  /** @returns whether the method is GET */
  is_GET(): boolean {
    return this.cx.message.methodId === Method.GET;
  }
  /** @returns whether the method is POST */
  is_POST(): boolean {
    return this.cx.message.methodId === Method.POST;
  }
  /** @returns whether the method is PUT */
  is_PUT(): boolean {
    return this.cx.message.methodId === Method.PUT;
  }
  /** @returns whether the method is DELETE */
  is_DELETE(): boolean {
    return this.cx.message.methodId === Method.DELETE;
  }
}
