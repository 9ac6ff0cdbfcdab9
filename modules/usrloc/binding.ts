import { equalsAt, type XavpList } from '../../runtime/module.ts';
import { placeOf } from './aor-index.ts';
import { aorHash } from './hash.ts';
import type { Ruids } from './ruid.ts';

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
 * One contact of an AoR. The bindings of an AoR are chained through `next`, in order; an AoR is nothing but its first one.
 *
 * A million of them have to fit, and each is copied twice by the garbage collector before it comes to rest. So a contact is
 * two objects, this one and one text that holds all that is its own: an object for the AoR, a Map around it and a text for
 * each field took 2.3 µs of a registration, this takes 0.65. What many contacts have in common is shared (texts.ts); no
 * array, map or closure; numbers are small integers.
 */
export class Binding {
  /** The next one in the order of the table. */
  next: Binding | null = null;
  /** Of the first binding of an AoR: that of another one in the same place of the table (aor-index.ts). */
  neighbour: Binding | null = null;
  /** `placeHash(aor)`. */
  readonly placeHash: number;
  path = '';
  userAgent = '';
  socket = '';
  flow = '';
  /** Seconds since 1970; 0 never expires. */
  expires = 0;
  q = -1;
  flags = 0;
  cflags = 0;
  regId = 0;
  serverId = 0;
  connectionId = 0;
  /** Seconds since 1970. */
  lastModified = 0;
  /** When the contact last showed a sign of life: a registration, or an answer to a ping. Seconds since 1970. */
  lastKeepalive = 0;
  attributes: XavpList | null = null;
  // as signed 32 bits: numbers above 2^31 would not be small integers
  private cseqBits = 0;
  private methodBits = -1;
  // AoR, URI, Call-ID, received and instance, one behind the other, and where each ends
  private texts: string;
  private readonly aorEnd: number;
  private uriEnd: number;
  private callIdEnd: number;
  private receivedEnd: number;
  private readonly ruids: Ruids;
  private readonly number: number;

  /** @param hash `placeHash(aor)` */
  constructor(aor: string, hash: number, ruids: Ruids) {
    this.placeHash = hash;
    this.texts = aor;
    this.aorEnd = this.uriEnd = this.callIdEnd = this.receivedEnd = aor.length;
    this.ruids = ruids;
    this.number = ruids.next();
  }

  /** Unique over all servers and restarts: `uloc-...`. */
  get ruid(): string {
    return this.ruids.text(this.number, placeOf(this.placeHash));
  }
  get aor(): string {
    return this.texts.slice(0, this.aorEnd);
  }
  /** `aorHash` of its AoR, 0 to 2^32-1. */
  get hash(): number {
    return aorHash(this.aor);
  }
  get uri(): string {
    return this.texts.slice(this.aorEnd, this.uriEnd);
  }
  get callId(): string {
    return this.texts.slice(this.uriEnd, this.callIdEnd);
  }
  get received(): string {
    return this.texts.slice(this.callIdEnd, this.receivedEnd);
  }
  get instance(): string {
    return this.texts.slice(this.receivedEnd);
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

  /** @param hash `placeHash(aor)` */
  isOf(aor: string, hash: number): boolean {
    return this.placeHash === hash && equalsAt(this.texts, 0, this.aorEnd, aor);
  }

  /** @param now seconds since 1970 */
  isValid(now: number): boolean {
    return this.expires > now || this.expires === 0;
  }

  /** Copies the texts that are the contact's own. A refresh mostly says what is known: no copy then. */
  write(uri: string, callId: string, received: string, instance: string): void {
    const { texts } = this;
    if (
      equalsAt(texts, this.aorEnd, this.uriEnd, uri) &&
      equalsAt(texts, this.uriEnd, this.callIdEnd, callId) &&
      equalsAt(texts, this.callIdEnd, this.receivedEnd, received) &&
      equalsAt(texts, this.receivedEnd, texts.length, instance)
    )
      return;
    // `join` makes one text that shares its octets with no other. Through a Buffer, the documented way, it is 120 ns more.
    this.texts = [texts.slice(0, this.aorEnd), uri, callId, received, instance].join('');
    this.uriEnd = this.aorEnd + uri.length;
    this.callIdEnd = this.uriEnd + callId.length;
    this.receivedEnd = this.callIdEnd + received.length;
  }
}
