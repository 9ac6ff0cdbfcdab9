import { text } from '../arguments.ts';
import { setHost, setNextHop, setRequestUri, setUser } from '../request-uri.ts';
import { KsrFlags } from './flags.ts';

/**
 * Request-URI and next hop (spec/modules.md 2 and 2.6). What is set is seen at once, by `$ru` as by every function. Texts are not
 * checked, except that nothing may break the request line: white space, control characters, `<` or `>` in them are logged and give
 * `false`.
 * @in request, branch, failure, branch_failure, event
 * @see Kamailio KEMI, core
 */
export class KsrUri extends KsrFlags {
  /**
   * Replaces the whole Request-URI, which can then become a branch again though it was relayed before. Requests only.
   * @param uri not empty
   * @returns `true` replaced · `false` refused, or a reply
   */
  seturi(uri: string): boolean {
    return setRequestUri(this.cx, text(uri));
  }
  /**
   * Replaces the user of the Request-URI; the password stays. Requests only.
   * @param user pasted in as it is; `''` removes user and password
   * @returns `true` replaced · `false` the Request-URI can not be read, or a reply
   */
  setuser(user: string): boolean {
    return setUser(this.cx, text(user));
  }
  /**
   * Replaces the host of the Request-URI; port and parameters stay. A `tel:` URI becomes `sip:number@host;user=phone`. Requests only.
   * @param host pasted in as it is
   * @returns `true` replaced · `false` the Request-URI can not be read, or a reply
   */
  sethost(host: string): boolean {
    return setHost(this.cx, text(host));
  }
  /**
   * Sets the next hop (`$du`): where the request goes, whatever its Request-URI says.
   * @param uri a SIP URI; `''` clears it
   * @returns `true`, also for a text that is no URI · `false` it would break a line
   * @in any
   */
  setdsturi(uri: string): boolean {
    return setNextHop(this.cx, text(uri));
  }
  /** Clears the next hop. @returns `true` @in any */
  resetdsturi(): true {
    this.cx.target.dstUri = '';
    return true;
  }
  /** @returns whether a next hop is set @in any */
  isdsturiset(): boolean {
    return this.cx.target.dstUri !== '';
  }
}
