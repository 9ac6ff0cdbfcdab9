import { MAX_STEPS_LINEAR, type Match, type Pattern } from './pattern.ts';

/** Octets that replacing all matches may make of a text: `/a/$mb/g` on a large message would make a text beyond all memory. */
export const MAX_OUTCOME = 1_048_576;

/** Steps of JavaScript's engine that count as one of RE2, which takes so much longer for it. */
const QUICK = 64;
/** What a search for all matches may cost: twice what a single one may. */
const MAX_STEPS_ALL = 2 * MAX_STEPS_LINEAR;

/**
 * One match after the other. Each is found in bounded time, but there may be as many as octets, and each search may run to the end of
 * the text (`a(.*b)?` on letters `a`), so all of them together have a bound too: when it is reached, there are no more matches.
 */
export class Search {
  private readonly pattern: Pattern;
  private readonly subject: string;
  private readonly quick: boolean;
  private left: number = MAX_STEPS_ALL;

  constructor(pattern: Pattern, subject: string) {
    this.pattern = pattern;
    this.subject = subject;
    this.quick = pattern.engine(subject.length, true) === 'javascript';
  }

  /** @returns the first match at or behind `from`; null when there is none, or all steps were made */
  next(from: number): Match | null {
    if (this.left <= 0) return null;
    const found = this.pattern.find(this.subject, from);
    if (found !== null) this.left -= this.steps(from, found.index + found[0].length);
    return found;
  }

  private steps(from: number, end: number): number {
    const { cost } = this.pattern;
    if (cost.linear && this.quick) return (cost.size * (end - from + 1)) / QUICK;
    const rest = this.subject.length - from;
    return this.quick ? cost.steps(rest) / QUICK : cost.size * rest;
  }
}
