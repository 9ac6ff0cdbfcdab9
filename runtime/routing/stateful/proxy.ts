import { COOKIE } from '../../transaction/branch.ts';
import type { Hop } from '../../transaction/hop.ts';
import { InviteClient } from '../../transaction/invite-client.ts';
import { InviteServer } from '../../transaction/invite-server.ts';
import { NonInviteServer } from '../../transaction/non-invite-server.ts';
import { ownKey, type TransactionKey } from '../../transaction/key.ts';
import type { ServerEntry } from '../../transaction/server-table.ts';
import type { ServerUser } from '../../transaction/server-user.ts';
import type { Timing } from '../../transaction/timing.ts';
import { Edits } from '../../sip/edits.ts';
import { Method, methodId } from '../../sip/method.ts';
import { TimerNode, type TimerOwner } from '../../timer/wheel.ts';
import { SERVER_ERROR, errorReason } from '../errors.ts';
import { messageBindings } from '../message-log.ts';
import type { Core } from '../core.ts';
import type { RouteContext, RouteReference } from '../context.ts';
import type { Branch } from './branch.ts';
import { addsRoute, rest } from './rest.ts';
import type { Young } from './ringing.ts';
import { ownReply } from './upstream.ts';

const NO_BRANCHES: readonly Branch[] = [];

/**
 * The stateful proxy of RFC 3261 16 for one request: its server transaction, the branches that were forked from it, and
 * what they answered (the response context of 16.7). In Kamailio's words: the transaction.
 */
export class StatefulProxy implements ServerUser, ServerEntry, TimerOwner, Young {
  readonly core: Core;
  /** The run of the request route that created it: source, flags, variables and reply headers live there. */
  readonly cx: RouteContext;
  key: TransactionKey;
  readonly hash: number;
  readonly isInvite: boolean;
  fromTag = '';
  readonly server: InviteServer | NonInviteServer;
  /** Timers of this transaction: those of all, until `ownTiming`. */
  timing: Readonly<Timing>;
  /** When the transaction has to be over, on the clock's scale. */
  lifeEnd: number;
  private tokenText = '';
  /** Tag that the final reply sent upstream had on To. */
  localTag = '';
  nextInTable: StatefulProxy | null = null;
  /** @internal */
  before: Young | null = null;
  /** @internal */
  after: Young | null = null;

  /** Message and extended flags as callbacks of the transaction see them: those of its last relay, or what callbacks made of them. */
  flags = 0;
  xflagsLow = 0;
  xflagsHigh = 0;

  branches: readonly Branch[] = NO_BRANCHES;
  /** Index of the first branch of the current leg: a failure callback that forks on begins another leg. */
  legStart = 0;
  /** failure_reply_mode for the failure callback that runs; `t_drop_replies` changes it. */
  replyMode = 0;
  /** Edits made before the first relay: in all legs (spec/modules.md 9.4). */
  edits: Edits;
  /** `edits` are those of t_save_lumps: what the first leg has besides is no matter for later ones. */
  editsSaved = false;
  /** Callbacks for branches that are built from now on. */
  onReply: RouteReference = '';
  onBranch: RouteReference = '';
  onFailure: RouteReference = '';
  onBranchFailure: RouteReference = '';

  /** A CANCEL arrived. */
  cancelled = false;
  /** Header lines that CANCELs of this transaction carry. */
  cancelHeaders = '';
  /** t_relay was called in the run that created it. */
  relayed = false;
  /** Failure callbacks that have not ended yet: no best reply is chosen meanwhile. */
  deciding = 0;
  /** A run that waits, other than its own, refers to it (`t_lookup_request`): it is not parked. */
  shared = false;
  /** Somebody keeps a reference to it across turns (t_suspend): it stays the object that it is, with its request as it was. */
  held = false;
  /** Everything of it has ended. */
  over = false;
  disable6xx: boolean;
  auto100: boolean;
  noErrorReply = false;
  /** The next address of a next hop is not tried. */
  noFailover = false;
  /** Reason of a received CANCEL is not copied. */
  noCancelReason = false;
  // runs once a callback is asynchronous
  /** @internal */
  deadline: TimerNode | null = null;

  /**
   * @param cx the run of the request route
   * @param key made by the table of server transactions
   * @param hop where replies go
   */
  constructor(cx: RouteContext, key: TransactionKey, hop: Hop) {
    const { core } = cx;
    const { options } = core.stateful;
    this.core = core;
    this.cx = cx;
    this.key = key;
    this.hash = key.hash;
    this.isInvite = methodId(key.method) === Method.INVITE;
    this.edits = cx.isUnread ? new Edits() : cx.message.edits;
    const { early } = cx;
    this.timing = early?.timing ?? options.timing;
    this.disable6xx = early?.disable6xx ?? options.disable6xx;
    this.auto100 = early?.auto100 ?? options.auto100;
    this.noErrorReply = early?.noErrorReply ?? false;
    this.noFailover = early?.noFailover ?? false;
    this.noCancelReason = early?.noCancelReason ?? false;
    const invite = this.isInvite;
    const life = invite
      ? (early?.inviteLifetime ?? options.maxInviteLifetime)
      : (early?.otherLifetime ?? options.maxNonInviteLifetime);
    this.lifeEnd = core.clock.now() + life;
    this.server = invite
      ? new InviteServer(hop, this.timing, core.wheel, this)
      : new NonInviteServer(hop, this.timing, core.wheel, this);
    core.transactions.servers.add(this);
    this.onReply = cx.onReply;
    this.onBranch = cx.onBranch;
    this.onFailure = cx.onFailure;
    this.onBranchFailure = cx.onBranchFailure;
    this.takeFlags(cx);
  }

  /** Adds a branch behind the others. */
  addBranch(branch: Branch): void {
    // one array as long as needed: most have one branch, and `push` makes room for 17
    this.branches = this.branches.length === 0 ? [branch] : [...this.branches, branch];
  }
  /** Takes the last branches away: nothing was sent. */
  dropBranches(count: number): void {
    this.branches = this.branches.slice(0, this.branches.length - count);
  }

  /** Takes over the flags of a run; what it changes later stays its own. */
  takeFlags(cx: RouteContext): void {
    this.flags = cx.flags;
    this.xflagsLow = cx.xflagsLow;
    this.xflagsHigh = cx.xflagsHigh;
  }

  /** Branch value for the n-th branch. */
  branchId(index: number): string {
    return `${COOKIE}${this.token}.${index}`;
  }
  /** Takes over the branch values of the transaction that it goes on as. @param branch one of them */
  resumeBranches(branch: string): void {
    this.tokenText = branch.slice(COOKIE.length, branch.lastIndexOf('.'));
  }
  /** Tag on To in replies that this server makes; a CANCEL's is that of its INVITE (RFC 3261 9.2). */
  get ownTag(): string {
    return `t${this.token}`;
  }
  // What branch values and tags are made of: unguessable, and the same when the same request comes again. All that makes the
  // transaction one of a kind goes in, but not the method: a CANCEL has the tag of its INVITE
  private get token(): string {
    if (this.tokenText === '') {
      const { branch, host, port, callId, cseq, old } = this.key;
      // a peer of RFC 2543 may have sent two branches on, which its Via tells apart
      const hash = this.core.hash
        .begin()
        .text(old === null ? branch : old.via)
        .text(host)
        .word(port);
      this.tokenText = hash.text(callId).word(cseq).text(this.cx.message.fromTag).digits();
    }
    return this.tokenText;
  }
  /** @returns timers that only this transaction has, to be changed: `t_set_fr`, `t_set_retr` */
  ownTiming(): Timing {
    const { options } = this.core.stateful;
    if (this.timing !== options.timing) return this.timing;
    const timing = { ...this.timing };
    this.timing = timing;
    this.server.timing = timing;
    for (const { client, cancel } of this.branches) {
      if (client !== null) client.timing = timing;
      if (cancel !== null) cancel.timing = timing;
    }
    return timing;
  }
  /**
   * Lets go of the request once it is answered and its route has ended: for the rest of its life, which is most of it, the
   * transaction answers retransmissions with the last reply and knows them by its key.
   */
  letGo(): void {
    this.core.stateful.ringing.left(this);
    // once is enough: one that was asked for again stays an object until its wait is over, and has no request to rest with
    if (this.over || this.held || !this.answered || !this.cx.ended || this.cx.isGone || rest(this)) return;
    this.key = ownKey(this.key);
    this.cx.letGo();
    this.edits = this.cx.message.edits;
  }
  /**
   * The route has ended and the answer is to come, maybe after minutes of ringing: what nobody will ask for any more is let go. What is
   * kept is what the garbage collector copies twice: this takes two thirds of the objects of a call that rings.
   */
  awaitAnswer(): void {
    if (this.held) return;
    const whole = !this.mayFork && !addsRoute(this.edits);
    if (whole) this.edits.clear();
    this.cx.awaitAnswer(whole);
  }
  /** It rings and stays an object: as few as can be, the rest is one text each. */
  settle(): void {
    if (this.server instanceof InviteServer) this.server.settle();
    for (let i = 0; i < this.branches.length; i++) {
      const { client } = this.branches[i]!;
      if (client instanceof InviteClient && client.pending) client.settle();
    }
  }
  // A failure callback, which may send the request elsewhere, is armed for a branch
  private get mayFork(): boolean {
    for (let i = 0; i < this.branches.length; i++) {
      const { onFailure, onBranchFailure } = this.branches[i]!;
      if (onFailure !== '' || onBranchFailure !== '') return true;
    }
    return false;
  }
  /** Milliseconds until the absolute end of the transaction, at least 0. */
  get lifeLeft(): number {
    return Math.max(0, this.lifeEnd - this.core.clock.now());
  }
  /** A final reply went upstream. */
  get answered(): boolean {
    return this.server.isFinal;
  }
  /** Branches that still may answer. */
  get pending(): number {
    let n = 0;
    for (let i = 0; i < this.branches.length; i++) if (this.branches[i]!.isPending) n++;
    return n;
  }

  /** Nothing is under way that could still answer the request. */
  get isIdle(): boolean {
    return !this.answered && this.pending === 0 && this.deciding === 0;
  }

  /**
   * An asynchronous callback began. One that never ends must not keep the transaction for ever (spec/security.md 25): at the end
   * of its life, at least fr_timer from now, the request is answered.
   */
  watch(): void {
    this.deadline ??= new TimerNode(this, 0);
    this.core.wheel.start(this.deadline, Math.max(this.lifeLeft, this.timing.fr));
  }
  expired(): void {
    if (this.answered) return;
    this.core.counters.routeErrors++;
    this.core.log.error('an asynchronous callback has not ended in time: the request was answered 500', messageBindings(this.cx));
    ownReply(this, this.cx, SERVER_ERROR.status, errorReason(SERVER_ERROR, 'TM'));
  }

  /** The wait behind the final reply is over: everything ends, late messages match nothing any more. */
  ended(): void {
    if (this.over) return;
    this.over = true;
    this.core.stateful.ringing.left(this);
    this.core.transactions.servers.remove(this);
    this.core.transactions.forgetAck(this);
    if (this.held) this.core.stateful.suspended.forget(this);
    if (this.deadline !== null) this.core.wheel.stop(this.deadline);
    for (let i = 0; i < this.branches.length; i++) this.branches[i]!.terminate();
  }
}
