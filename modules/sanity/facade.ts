import { numberArgument, type RouteContext } from '../../runtime/module.ts';
import { answer, judge, type SanityState } from './verdict.ts';

/**
 * `KSR.sanity`: is the message well formed beyond what the server itself insists on?
 * @in any
 * @see Kamailio sanity; RFC 3261 16.3
 */
export class Sanity {
  private readonly cx: RouteContext;
  private readonly state: SanityState;

  constructor(cx: RouteContext, state: SanityState) {
    this.cx = cx;
    this.state = state;
  }

  /**
   * Checks the message, and answers a request that is wrong (unless `noreply` is set): 400, 420 or 505 with a reason that says
   * what. ACK and replies are never answered.
   *
   * @param checks sum of: `1` version `2` scheme of the Request-URI `4` required fields `32` method of CSeq `64` number of CSeq
   * `128` Content-Length `256` Expires `512` Proxy-Require `1024` URIs `2048` credentials `4096` tags `8192` Authorization
   * `16384` topmost Via `32768` branch cookie and `lr` `65536` sizes; the last three are not answered. `17895` is what
   * Kamailio's sample configuration uses
   * @param uris for 1024, sum of: `1` Request-URI `2` From `4` To `8` the first Contact
   * @returns `1` good · `-1` wrong: leave the route
   */
  sanity_check(checks: number, uris: number): 1 | -1 {
    return judge(this.cx, numberArgument(checks), numberArgument(uris), this.state);
  }

  /** `sanity_check()` with the parameters `default_checks` and `uri_checks`. @returns `1` good · `-1` wrong */
  sanity_check_defaults(): 1 | -1 {
    return judge(this.cx, this.state.default_checks, this.state.uri_checks, this.state);
  }

  /**
   * Answers the request with what a check found wrong while `noreply` is set; 500 when it found nothing.
   * @returns `1`, also for ACK and replies, which are not answered
   * @in request, event
   */
  sanity_reply(): 1 {
    return answer(this.cx, this.state);
  }
}

/** What routes of each kind see. */
export type SanityFacades = {
  request: Sanity;
  reply: Omit<Sanity, 'sanity_reply'>;
  tm_reply: Omit<Sanity, 'sanity_reply'>;
  branch: Omit<Sanity, 'sanity_reply'>;
  failure: Omit<Sanity, 'sanity_reply'>;
  branch_failure: Omit<Sanity, 'sanity_reply'>;
  event: Sanity;
};
