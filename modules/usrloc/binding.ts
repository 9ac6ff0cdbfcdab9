import type { AddressOfRecord } from './address-of-record.ts';
import type { XavpList } from '../../runtime/module.ts';

/** What a registration says of one contact (modules.md 14). Texts may be pieces of a message: tables copy what they keep. */
export interface BindingValues {
  /** Contact URI without brackets. */
  uri: string;
  /** URI of the address that the registration really came from, '' when none was noted. */
  received: string;
  /** Path vector, a list of name-addr, '' without. */
  path: string;
  /** Seconds since 1970; 0 never expires. */
  expires: number;
  /** Thousandths, -1 when none is known. */
  q: number;
  callId: string;
  /** 0 to 2^32-1. */
  cseq: number;
  /** Kamailio's internal flags; nothing here sets them. */
  flags: number;
  /** Branch flags of index 0 at the time of the registration. */
  cflags: number;
  userAgent: string;
  /** Text of the socket that the registration arrived on: `udp:192.0.2.1:5060`. */
  socket: string;
  /** Sum of method numbers (`Method`), 0xffffffff when the contact names none. */
  methods: number;
  /** `+sip.instance` without quotes, '' without. */
  instance: string;
  /** 0 without. */
  regId: number;
  serverId: number;
  /** Connection number, 0 for datagrams (`$conid`). */
  connectionId: number;
  /** Flow id: owner, socket, connection. */
  flow: string;
  /** `$xavp` that `xavp_contact` names, null without. */
  attributes: XavpList | null;
}

/**
 * One contact of an AoR. A million of them have to fit, so: numbers that stay small integers, texts shared where they
 * repeat, no array, map or closure of its own; the bindings of an AoR are chained through `next`.
 */
export class Binding {
  /** The AoR it belongs to. */
  readonly of: AddressOfRecord;
  /** The next one in the order of the table. */
  next: Binding | null = null;
  uri = '';
  received = '';
  path = '';
  /** Seconds since 1970; 0 never expires. */
  expires = 0;
  q = -1;
  callId = '';
  flags = 0;
  cflags = 0;
  userAgent = '';
  socket = '';
  instance = '';
  regId = 0;
  /** Unique over all servers and restarts: `uloc-...`. */
  readonly ruid: string;
  serverId = 0;
  connectionId = 0;
  flow = '';
  /** Seconds since 1970. */
  lastModified = 0;
  /** When the contact last showed a sign of life: a registration, or an answer to a ping. Seconds since 1970. */
  lastKeepalive = 0;
  attributes: XavpList | null = null;
  // as signed 32 bits: numbers above 2^31 would not be small integers
  private cseqBits = 0;
  private methodBits = -1;

  constructor(of: AddressOfRecord, ruid: string) {
    this.of = of;
    this.ruid = ruid;
  }

  get cseq(): number {
    return this.cseqBits >>> 0;
  }
  set cseq(cseq: number) {
    this.cseqBits = cseq | 0;
  }
  get methods(): number {
    return this.methodBits >>> 0;
  }
  set methods(methods: number) {
    this.methodBits = methods | 0;
  }
  get aor(): string {
    return this.of.aor;
  }

  /** @param now seconds since 1970 */
  isValid(now: number): boolean {
    return this.expires > now || this.expires === 0;
  }
}
