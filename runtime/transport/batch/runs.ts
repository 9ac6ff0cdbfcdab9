import type { Destination } from './destinations.ts';

/** Datagrams of one run: the kernel cuts at most so many segments. */
const MOST_SEGMENTS = 64;
/** Octets of one run: it is one datagram until the kernel has cut it. */
const MOST_OCTETS = 65_000;
/** Octets of a segment: more than nearly all ways let through, so that a run is refused where a datagram would be cut into fragments. */
const LONGEST_SEGMENT = 1400;
/** Runs that are looked through for one to the same destination. */
const LOOK_BACK = 8;

/**
 * Which datagrams of a batch leave as one (UDP segmentation offload, udp(7) UDP_SEGMENT): those to the same address that have the same
 * length, and a shorter one behind them. The order of datagrams to one address stays as it is; those to different ones have none.
 *
 * A datagram in a run of two costs two thirds, in one of eight a third, in one of 32 a fifth of one that leaves alone.
 */
export class Runs {
  /** How many runs there are; many are a single datagram. */
  count = 0;
  /** How many of them the kernel has taken. */
  sent = 0;
  /** First datagram of run `r`. */
  readonly first: Int32Array;
  /** How many datagrams run `r` has. */
  readonly members: Int32Array;
  /** Octets of a segment of run `r`; its last one may be shorter. */
  readonly segment: Int32Array;
  /** The datagram behind datagram `i` in its run, -1 for the last one. */
  readonly next: Int32Array;
  private readonly last: Int32Array;
  private readonly octets: Int32Array;

  /** @param most datagrams of a batch */
  constructor(most: number) {
    this.first = new Int32Array(most);
    this.members = new Int32Array(most);
    this.segment = new Int32Array(most);
    this.next = new Int32Array(most);
    this.last = new Int32Array(most);
    this.octets = new Int32Array(most);
  }

  clear(): void {
    this.count = 0;
    this.sent = 0;
  }

  /**
   * Adds datagram `i`.
   * @param to where all datagrams go @param ports to which ports
   * @param together it may join a run
   */
  add(i: number, length: number, to: readonly Destination[], ports: readonly number[], together: boolean): void {
    const run = together ? this.find(i, to, ports) : -1;
    if (run >= 0 && this.fits(run, length, to[i]!)) {
      this.next[this.last[run]!] = i;
      this.last[run] = i;
      this.members[run]!++;
      // behind a shorter one the run is over
      this.octets[run] = length < this.segment[run]! ? MOST_OCTETS : this.octets[run]! + length;
    } else {
      const fresh = this.count++;
      this.first[fresh] = i;
      this.last[fresh] = i;
      this.members[fresh] = 1;
      this.segment[fresh] = length;
      this.octets[fresh] = length;
    }
    this.next[i] = -1;
  }

  // the latest run to the same address, -1 when there is none near
  private find(i: number, to: readonly Destination[], ports: readonly number[]): number {
    const least = this.count > LOOK_BACK ? this.count - LOOK_BACK : 0;
    for (let run = this.count - 1; run >= least; run--) {
      const first = this.first[run]!;
      if (to[first] === to[i] && ports[first] === ports[i]) return run;
    }
    return -1;
  }

  private fits(run: number, length: number, to: Destination): boolean {
    const segment = this.segment[run]!;
    return (
      length <= segment &&
      segment <= LONGEST_SEGMENT &&
      this.members[run]! < MOST_SEGMENTS &&
      this.octets[run]! + length <= MOST_OCTETS &&
      !to.alone
    );
  }
}
