import type { LocalSocket } from '../transport/types.ts';

/** One member of the destination set: what a branch needs to know (spec/modules.md 2.6). */
export class Destination {
  /** Request-URI; '' while it is the one received. */
  uri = '';
  /** Next hop URI (`$du`), '' when the Request-URI decides. */
  dstUri = '';
  /** Path vector that becomes Route fields: `<sip:a;lr>, <sip:b;lr>`, '' when there is none. */
  path = '';
  /** q in thousandths, -1 when none is known. */
  q = -1;
  /** Branch flags, bit n is flag n. */
  flags = 0;
  /** Socket to send from, null: chosen by protocol and address family. */
  socket: LocalSocket | null = null;
  instance = '';
  regId = 0;
  ruid = '';
  userAgent = '';
  /** Connection to use, 0: none in particular. */
  flow = 0;

  copy(): Destination {
    const copy = new Destination();
    copy.uri = this.uri;
    copy.dstUri = this.dstUri;
    copy.path = this.path;
    copy.q = this.q;
    copy.flags = this.flags;
    copy.socket = this.socket;
    copy.instance = this.instance;
    copy.regId = this.regId;
    copy.ruid = this.ruid;
    copy.userAgent = this.userAgent;
    copy.flow = this.flow;
    return copy;
  }
}
