import { Samples } from '../statistics.ts';

/** How far a call is. */
export const State = { Free: 0, Inviting: 1, Ringing: 2, Answered: 3, Ending: 4 } as const;
export type State = (typeof State)[keyof typeof State];

/** Calls that there may be at the same time; a power of two. */
export const SLOTS = 16_384;
/** Milliseconds without progress after which a call that does not ring counts as lost. */
const PATIENCE = 3000;
const SAMPLES = 400_000;

/** The calls between both phones. Each has a number, and a slot that belongs to it until it ends. */
export class Calls {
  /** Milliseconds from sending an INVITE until the other phone has it. */
  readonly requests: Samples = new Samples(SAMPLES);
  /** Milliseconds from sending the 200 until the caller has it. */
  readonly answers: Samples = new Samples(SAMPLES);
  /** Calls that came to their good end. */
  finished: number = 0;
  /** Calls that got a final reply other than 200. */
  refused: number = 0;
  lost: number = 0;
  /** Calls under way, and how many of them ring. */
  open: number = 0;
  ringing: number = 0;
  private readonly states: Uint8Array = new Uint8Array(SLOTS);
  private readonly numbers: Uint32Array = new Uint32Array(SLOTS);
  private readonly since: Float64Array = new Float64Array(SLOTS);
  private next: number = 0;

  /** Begins a call. @returns its number; -1 when there are too many already, which counts as lost */
  begin(now: number): number {
    if (this.open === SLOTS) {
      this.lost++;
      return -1;
    }
    while (this.states[this.next & (SLOTS - 1)] !== State.Free) this.next = (this.next + 1) >>> 0;
    const call = this.next;
    this.next = (call + 1) >>> 0;
    this.numbers[slotOf(call)] = call;
    this.open++;
    this.enter(call, State.Inviting, now);
    return call;
  }

  /** @returns how far a call is; `Free` when it ended, or is none */
  state(call: number): State {
    const slot = slotOf(call);
    return call >= 0 && this.numbers[slot] === call ? (this.states[slot] as State) : State.Free;
  }

  /** Milliseconds at which it came into its state. */
  entered(call: number): number {
    return this.since[slotOf(call)]!;
  }

  enter(call: number, state: State, now: number): void {
    const slot = slotOf(call);
    if (this.states[slot] === State.Ringing) this.ringing--;
    if (state === State.Ringing) this.ringing++;
    if (state === State.Free) this.open--;
    this.states[slot] = state;
    this.since[slot] = now;
  }

  /** Gives up calls that make no progress. */
  sweep(now: number): void {
    for (let slot = 0; slot < SLOTS; slot++) {
      const state = this.states[slot];
      if (state === State.Free || state === State.Ringing || now - this.since[slot]! < PATIENCE) continue;
      this.lost++;
      this.enter(this.numbers[slot]!, State.Free, now);
    }
  }

  /** Forgets figures, not calls. */
  clear(): void {
    this.requests.clear();
    this.answers.clear();
    this.finished = 0;
    this.refused = 0;
    this.lost = 0;
  }
}

/** @returns the slot of a call */
export function slotOf(call: number): number {
  return call & (SLOTS - 1);
}
