import type { Clock } from './clock.ts';

/** Who is called when a timer expires. `kind` tells its timers apart, so that none needs a closure. */
export interface TimerOwner {
  expired(kind: number): void;
}

/**
 * One timer, made once and started as often as needed. It is linked into the wheel itself: starting and stopping allocate
 * nothing. It belongs to one wheel at a time.
 */
export class TimerNode {
  readonly owner: TimerOwner;
  readonly kind: number;
  /** @internal Neighbours in a slot; the node itself when it does not run. */
  prev: TimerNode = this;
  /** @internal */
  next: TimerNode = this;
  /** @internal Tick at which it expires. */
  tick: number = 0;

  /**
   * @param owner who is called
   * @param kind handed to `expired`
   */
  constructor(owner: TimerOwner, kind: number) {
    this.owner = owner;
    this.kind = kind;
  }

  /** Whether it is started and has not expired. */
  get running(): boolean {
    return this.next !== this;
  }
}

/** What a wheel may be told besides its clock. */
export interface WheelOptions {
  /** Takes what an `expired` threw; the other timers go on. It must not throw itself. */
  readonly onError: (error: unknown) => void;
  /**
   * The least time between two looks at the wheel, in milliseconds (0 unless given): under load timers then expire in small
   * batches, up to that much later, while a lone timer stays exact.
   */
  readonly pause?: number;
}

const LEVELS = 4;
const SLOTS = 256; // per level
const FARTHEST = 2 ** 32 - 1; // ticks that four levels span: 49.7 days

/**
 * A hierarchical timing wheel (Varghese and Lauck, scheme 7) with a tick of one millisecond: four levels of 256 slots, each
 * slot a ring of nodes. Starting and stopping take constant time, whatever the number of timers; a node moves one level down
 * at most three times. A node never expires early; on the machine's clock it is late by less than 3 ms plus `pause`, unless
 * the process is busy.
 *
 * The clock is armed for the next slot that holds something, and not at all when none does.
 */
export class TimerWheel {
  private readonly clock: Clock;
  private readonly onError: (error: unknown) => void;
  private readonly pause: number;
  private readonly origin: number; // clock time of tick 0
  private readonly slots: TimerNode[] = []; // the head of each ring, level by level
  private readonly occupied: Int32Array = new Int32Array((LEVELS * SLOTS) / 32); // one bit per slot
  private readonly expiring: TimerNode = new TimerNode(NOBODY, -1); // the ring that is being fired
  private readonly wake: () => void = () => this.run();
  private current: number = 0; // all ticks up to this one are done
  private armed: number = Infinity; // tick that the clock is armed for
  private disarm: (() => void) | null = null;
  private lastRun: number = -Infinity;
  private running: boolean = false;
  private closed: boolean = false;
  private count: number = 0;

  constructor(clock: Clock, options: WheelOptions) {
    this.clock = clock;
    this.onError = options.onError;
    this.pause = options.pause ?? 0;
    this.origin = clock.now();
    for (let slot = 0; slot < LEVELS * SLOTS; slot++) this.slots.push(new TimerNode(NOBODY, slot));
  }

  /** How many timers are running. */
  get size(): number {
    return this.count;
  }

  /**
   * Starts a timer; one that is running begins anew. After `close` nothing is started.
   *
   * @param delay milliseconds from now, 0 or more; with Infinity it never expires
   */
  start(node: TimerNode, delay: number): void {
    if (this.closed) return;
    if (node.next !== node) this.unlink(node);
    else this.count++;
    const now = this.clock.now() - this.origin;
    // Nothing is due before the armed tick, so the wheel can be turned to the present and the node land near its time.
    const past = Math.floor(now);
    if (past > this.current && past < this.armed && !this.running) this.current = past;
    const tick = Math.ceil(now + delay);
    node.tick = tick > this.current ? tick : this.current + 1;
    const first = this.place(node);
    if (first < this.armed && !this.running) this.arm(first);
  }

  /** Stops a timer; harmless when it is not running. */
  stop(node: TimerNode): void {
    if (node.next === node) return;
    this.unlink(node);
    this.count--;
  }

  /** @returns milliseconds until a running timer expires, at least 0 */
  left(node: TimerNode): number {
    return Math.max(0, node.tick - (this.clock.now() - this.origin));
  }

  /** Stops all timers for good. */
  close(): void {
    this.closed = true;
    this.disarm?.();
    this.disarm = null;
    for (const head of this.slots) this.clear(head);
    this.clear(this.expiring);
    this.occupied.fill(0);
    this.count = 0;
  }

  /** @returns the tick at which the wheel has to look at the node: its own, or the one where it moves a level down */
  private place(node: TimerNode): number {
    let { tick } = node;
    let ahead = tick - this.current - 1;
    if (ahead > FARTHEST) {
      ahead = FARTHEST; // goes round once more
      tick = this.current + 1 + FARTHEST;
    }
    // Shifts look at the lower 32 bits only, and these are all that choose a slot.
    const level = ahead < 0x100 ? 0 : ahead < 0x1_0000 ? 1 : ahead < 0x100_0000 ? 2 : 3;
    const slot = level * SLOTS + ((tick >>> (8 * level)) & 255);
    this.append(slot, node);
    return tick - (tick & ((1 << (8 * level)) - 1));
  }

  private append(slot: number, node: TimerNode): void {
    const head = this.slots[slot] as TimerNode;
    const last = head.prev;
    node.prev = last;
    node.next = head;
    last.next = node;
    head.prev = node;
    this.occupied[slot >> 5]! |= 1 << (slot & 31);
  }

  private unlink(node: TimerNode): void {
    const { prev, next } = node;
    prev.next = next;
    next.prev = prev;
    node.prev = node;
    node.next = node;
    // Only the head was left: its kind is the slot.
    if (prev === next && prev.owner === NOBODY && prev.kind >= 0) this.occupied[prev.kind >> 5]! &= ~(1 << (prev.kind & 31));
  }

  /** Hangs the whole ring of a slot below another, empty, head. */
  private take(slot: number, into: TimerNode): void {
    const head = this.slots[slot] as TimerNode;
    this.occupied[slot >> 5]! &= ~(1 << (slot & 31));
    if (head.next === head) return;
    into.next = head.next;
    into.prev = head.prev;
    into.next.prev = into;
    into.prev.next = into;
    head.next = head;
    head.prev = head;
  }

  private clear(head: TimerNode): void {
    while (head.next !== head) this.unlink(head.next);
  }

  private run(): void {
    this.disarm = null;
    this.armed = Infinity;
    this.running = true;
    const now = this.clock.now();
    const present = Math.floor(now - this.origin);
    let tick = this.nextTick();
    while (tick <= present) {
      this.current = tick - 1;
      if ((tick & 255) === 0) this.cascade(tick);
      this.current = tick;
      this.fire(tick & 255);
      tick = this.nextTick();
    }
    if (present > this.current) this.current = present;
    this.lastRun = now;
    this.running = false;
    if (tick < Infinity) this.arm(tick);
  }

  private fire(slot: number): void {
    const head = this.expiring;
    this.take(slot, head);
    for (let node = head.next; node !== head; node = head.next) {
      this.unlink(node);
      this.count--;
      try {
        node.owner.expired(node.kind);
      } catch (error) {
        this.onError(error);
      }
    }
  }

  /** Moves down what the levels above hold for the 256 ticks that begin at `tick`; the uppermost level first. */
  private cascade(tick: number): void {
    const second = (tick >>> 8) & 255;
    const third = (tick >>> 16) & 255;
    if (second === 0) {
      if (third === 0) this.lower(3 * SLOTS + ((tick >>> 24) & 255));
      this.lower(2 * SLOTS + third);
    }
    this.lower(SLOTS + second);
  }

  private lower(slot: number): void {
    const head = this.expiring;
    this.take(slot, head);
    for (let node = head.next; node !== head; node = head.next) {
      this.unlink(node);
      this.place(node);
    }
  }

  /** @returns the first tick behind `current` at which a node expires or moves down, Infinity when there is none */
  private nextTick(): number {
    if (this.count === 0) return Infinity;
    let least = Infinity;
    for (let level = 0, unit = 1; level < LEVELS; level++, unit *= SLOTS) {
      const from = Math.floor(this.current / unit) + 1; // in units of this level
      const distance = this.distance(level, from & 255);
      if (distance < SLOTS && (from + distance) * unit < least) least = (from + distance) * unit;
    }
    return least;
  }

  /** @returns how many slots from `from`, going round, the first occupied one of a level is; SLOTS when all are empty */
  private distance(level: number, from: number): number {
    const base = level * 8;
    const first = from >> 5;
    // The word that `from` is in is looked at twice: from there on, and at the end up to there.
    for (let step = 0; step <= 8; step++) {
      const word = (first + step) & 7;
      let bits = this.occupied[base + word] as number;
      if (step === 0) bits &= -1 << (from & 31);
      if (step === 8) bits &= ~(-1 << (from & 31));
      if (bits !== 0) return (((word << 5) | (31 - Math.clz32(bits & -bits))) - from) & 255;
    }
    return SLOTS;
  }

  private arm(tick: number): void {
    this.disarm?.();
    this.armed = tick;
    const now = this.clock.now();
    const at = Math.max(this.origin + tick, this.lastRun + this.pause);
    this.disarm = this.clock.after(at > now ? at - now : 0, this.wake);
  }
}

const NOBODY: TimerOwner = { expired: () => {} };
