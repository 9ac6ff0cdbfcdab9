import type { SipMessage } from '../sip/message.ts';
import { parseMessage } from '../sip/parser.ts';
import { parseUri, type Uri } from '../sip/uri.ts';
import { Avps } from './avps.ts';
import type { Core } from './core.ts';
import { Destination } from './destination.ts';
import type { LocalRequest } from './local/local-request.ts';
import type { RouteKind } from './route-kind.ts';
import type { RouteGeneration } from './routes.ts';
import type { Source } from './source.ts';
import type { EarlySettings } from './stateful/early.ts';
import type { StatefulProxy } from './stateful/proxy.ts';
import type { Variables } from './variables.ts';

/** Stands in for a request that was let go. */
export const GONE: SipMessage = parseMessage('OPTIONS sip:gone.invalid SIP/2.0\r\n\r\n')!;

/** Body for the replies that this server generates (`set_reply_body`). */
export interface ReplyBody {
  readonly type: string;
  readonly text: string;
}

/** The last internal error, from which `sl_reply_error` and `t_reply_error` make a reply (spec/modules.md 2.7). */
export interface InternalError {
  /** Status of the reply. */
  readonly status: number;
  readonly reason: string;
  /** Number in the reply's note when it is not the status. */
  readonly cause?: number;
}

/**
 * All that one run of a callback works on: the message, where it came from, where it shall go, flags and variables.
 * Facades of KSR hold nothing else. One is made for each message, and one for each callback of a transaction.
 */
export class RouteContext {
  readonly core: Core;
  readonly kind: RouteKind;
  /** Where the message came from; `set_source_address` replaces it. */
  source: Source;
  /** The Request-URI branch: index 0 of the destination set. */
  target: Destination;
  /** Appended branches: index 1 and up. Null while there is none. */
  branches: Destination[] | null = null;
  /** The Request-URI may still become a branch: false once relayed, true again when it is set anew (spec/modules.md 2.6). */
  targetUsable = true;

  /** Message (transaction) flags 0 to 31. */
  flags = 0;
  /** Extended flags 0 to 31 and 32 to 63. */
  xflagsLow = 0;
  xflagsHigh = 0;
  /** Script flags, of this run only. */
  scriptFlags = 0;

  /** Answer to the source port though the Via has no rport (`force_rport`, RFC 3581). */
  forceRport = false;
  /** Write an empty rport into our own Via (`add_local_rport`). */
  localRport = false;
  /** What our Via shall say instead of the socket's address for this message; '' and 0: nothing set. */
  advertisedHost = '';
  advertisedPort = 0;
  /** What else our Via shall say: sum of `ViaExtra`. */
  viaExtras = 0;

  /** What becomes of the connections it goes over: bits of connection.ts. */
  connection = 0;

  /** Header lines for replies that this server generates (`append_to_reply`), with CRLF. */
  replyHeaders = '';
  replyBody: ReplyBody | null = null;

  /** `drop()` or `set_drop()` was called. */
  dropped = false;
  /** `exit()` or `drop()` threw; a run that returns normally nevertheless had it swallowed by a `catch`. */
  exitRaised = false;
  /** The request route has ended. */
  ended = false;
  /** The callback is asynchronous and has not ended. */
  suspended = false;
  /** The callback threw. */
  failed = false;
  /** Something was sent for this request: a reply or a forward. */
  answered = false;
  error: InternalError | null = null;
  /** tm promised to send `error` when the route ends (`delayed_reply`, spec/modules.md 9.4). */
  errorDelayed = false;

  /** Transaction that this context belongs to, once created or looked up. */
  proxy: StatefulProxy | null = null;
  /** In a reply callback: the same reply came before, and the callback for it has not ended. */
  repeatsWaiting = false;
  /** In the event callback of a request of this server: that request. */
  local: LocalRequest | null = null;
  /** What the route set for a transaction that it has not made yet. */
  early: EarlySettings | null = null;
  /** The transaction was made in this run (`t_newtran`, `t_relay`), or the run belongs to one of its callbacks. */
  ownsProxy = false;
  /** This ACK belongs to a negative reply, or to a 2xx of ours: it has ended its retransmission and goes nowhere. */
  ackConsumed = false;
  /** Index of the branch that a branch, reply or branch failure callback is about; -1 elsewhere. */
  branchIndex = -1;
  /** In failure callbacks the winning reply's code, in reply callbacks the reply's. */
  statusCode = 0;

  /** Names armed by t_on_reply, t_on_branch, t_on_failure, t_on_branch_failure before there is a transaction; '' is none. */
  onReply: RouteReference = '';
  onBranch: RouteReference = '';
  onFailure: RouteReference = '';
  onBranchFailure: RouteReference = '';

  /** The routes this run belongs to; a transaction ends with the generation it began with. */
  readonly routes: RouteGeneration;
  /** Text of the callback that runs, for logs. */
  readonly routeName: string;

  /** Slots for what modules keep with the message (rr's parameters of our Route, for example), by module: key, value, key, value. One or two at most. */
  private slots: unknown[] | null = null;
  private messageView: SipMessage | null;
  private receivedText = '';
  private shared: RouteContext | null = null;
  private avpStore: Avps | null = null;
  private variableStore: Variables | null = null;
  private uriCacheText = '';
  private uriCache: Uri | null = null;

  constructor(core: Core, kind: RouteKind, routes: RouteGeneration, routeName: string, message: SipMessage, source: Source) {
    this.core = core;
    this.kind = kind;
    this.routes = routes;
    this.routeName = routeName;
    this.messageView = message;
    this.source = source;
    this.target = new Destination();
  }

  /** The message as received, or rebuilt by `msg_apply_changes`. */
  get message(): SipMessage {
    return this.messageView ?? this.readAgain();
  }
  set message(message: SipMessage) {
    this.messageView = message;
  }
  /** Works on a message that was read before, from here on; nobody may ever look at it. @param received a message that can be read */
  resume(received: string): void {
    this.messageView = null;
    this.receivedText = received;
  }
  private readAgain(): SipMessage {
    const message = parseMessage(this.receivedText)!;
    this.receivedText = '';
    return (this.messageView = message);
  }
  /** The message was let go. */
  get isGone(): boolean {
    return this.messageView === GONE;
  }
  /** Nobody has looked at the message since `resume`. */
  get isUnread(): boolean {
    return this.messageView === null;
  }

  /** The Request-URI as it would be sent now. */
  get requestUri(): string {
    return this.target.uri !== '' ? this.target.uri : this.message.requestUri;
  }
  /** Replaces the Request-URI; it may become a branch (again). */
  set requestUri(uri: string) {
    this.target.uri = uri;
    this.targetUsable = true;
  }
  /** Parts of the current Request-URI, null when it can not be read. */
  get parsedRequestUri(): Uri | null {
    return this.target.uri === '' ? this.message.uri : this.uriOf(this.target.uri);
  }
  /** Parts of a URI that the request may go to, null when it can not be read. The one asked for last is kept, and the received one. */
  uriOf(text: string): Uri | null {
    if (this.uriCacheText !== text) {
      const { message } = this;
      // the length tells nearly always, and `requestUri` of a message with an alias is a copy of its text
      const same = text.length === message.uriEnd - message.uriStart && text === message.requestUri;
      this.uriCache = same ? message.uri : parseUri(text);
      this.uriCacheText = text;
    }
    return this.uriCache;
  }

  /** `$avp` lists: those of the transaction, or of the message while there is none. */
  get avps(): Avps {
    return this.shared !== null ? this.shared.avps : (this.avpStore ??= new Avps());
  }
  /** The lists, or null while nothing was ever stored. */
  get avpsIfAny(): Avps | null {
    return this.shared !== null ? this.shared.avpsIfAny : this.avpStore;
  }
  /** `$xavp` and other variables with the life of the message or transaction; made on first use. */
  get variables(): Variables {
    return this.shared !== null ? this.shared.variables : (this.variableStore ??= this.core.newVariables());
  }
  get variablesIfAny(): Variables | null {
    return this.shared !== null ? this.shared.variablesIfAny : this.variableStore;
  }
  /** Has the variables of another run from now on: that of the transaction's request. */
  shareVariables(other: RouteContext): void {
    this.shared = other;
  }

  /**
   * What a module keeps with this message.
   * @param key a symbol that the module made for itself
   */
  slot<T>(key: symbol): T | undefined {
    const { slots } = this;
    if (slots === null) return undefined;
    const at = slots.indexOf(key);
    return at < 0 ? undefined : (slots[at + 1] as T);
  }
  setSlot(key: symbol, value: unknown): void {
    const { slots } = this;
    if (slots === null) {
      // as large as it is: `push` makes room for 17, 150 octets of each transaction that waits
      this.slots = [key, value];
      return;
    }
    const at = slots.indexOf(key);
    if (at < 0) slots.push(key, value);
    else slots[at + 1] = value;
  }

  /** Takes over what modules keep with another context of the same message: our Record-Route, to which a callback may add. */
  adoptSlots(from: RouteContext): void {
    if (from.slots !== null) this.slots = from.slots.slice();
  }

  /** Some module keeps something with the message. */
  get hasSlots(): boolean {
    return this.slots !== null;
  }

  /**
   * Lets go of what can be read again: the route has ended, the answer is to come.
   * @param whole no callback will look at the request either: its edits, replaced contacts and what modules keep with it go too
   */
  awaitAnswer(whole: boolean): void {
    this.message.forgetViews(whole);
    if (whole) {
      this.message.edits.clear();
      this.slots = null;
    }
    this.uriCache = null;
    this.uriCacheText = '';
  }

  /** Lets go of what only a running route needs; see `StatefulProxy.letGo`. */
  letGo(): void {
    this.message = GONE;
    this.slots = null;
    this.uriCache = null;
    this.uriCacheText = '';
    this.replyHeaders = '';
    this.replyBody = null;
  }

  /** Reports a function that was called where it does not work; once per call site and route. @returns -1 */
  misplaced(name: string): -1 {
    this.core.misplaced(this, name);
    return -1;
  }
}

/** A callback armed by name, as in KEMI, or as the exported function itself. */
export type RouteReference = string | RouteFunction;
/** An exported function of the routes file; `never` because each kind has a KSR of its own. */
export type RouteFunction = (ksr: never) => unknown;
