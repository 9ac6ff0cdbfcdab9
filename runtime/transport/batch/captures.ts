import { readFileSync } from 'node:fs';

/** Where Linux lists its packet sockets: those that see packets as they leave and arrive. */
const LIST = '/proc/net/packet';
/** ETH_P_ALL in the fourth column: sngrep, tcpdump and the like; address services listen for their own protocol only. */
const ALL = '0003';
/** Milliseconds between two looks; one costs 20 µs. */
const PAUSE = 1000;

/**
 * Whether somebody watches this machine's packets. A run of datagrams is one packet to whoever watches before the kernel cuts it, and a
 * trace with ten messages in one packet is of no use to anybody.
 */
export class Captures {
  private readonly read: () => string;
  private looked: number = -Infinity;
  private found: boolean = false;

  /** @param read gives the list; only tests give another */
  constructor(read: () => string = () => readFileSync(LIST, 'latin1')) {
    this.read = read;
  }

  /** @param now reading of the clock, in milliseconds. @returns as it was at most a second ago */
  active(now: number): boolean {
    if (now - this.looked < PAUSE) return this.found;
    this.looked = now;
    try {
      this.found = seesAll(this.read());
    } catch {
      this.found = false; // no such list in this container
    }
    return this.found;
  }
}

function seesAll(list: string): boolean {
  for (const line of list.split('\n').slice(1)) {
    if (line.trim().split(/ +/)[3] === ALL) return true;
  }
  return false;
}
