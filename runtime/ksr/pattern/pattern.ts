import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';
import { costOf, type Cost } from './cost.ts';
import { javascriptSource, re2Source } from './source.ts';
import { parsePattern, type PatternFlags, type Syntax } from './syntax.ts';

// Patterns that scripts hand to functions run on what peers send. JavaScript's own engine is 20 to 100 times as quick as RE2 in
// JavaScript, but it backtracks: `(a+)+b` on thirty letters takes a minute, `[0-9]+@` on a message of 64 kB some seconds. So it runs
// only where the structure of the pattern says that a text of this length needs few steps, and, when the place of the match is
// asked for, that what it finds is what POSIX calls the match. RE2 does the rest, in linear time, and with that meaning.

/** Subjects beyond this many octets are not searched: a message is never longer (spec/security.md 18). */
export const MAX_SUBJECT = 65_535;

/** Steps that JavaScript's engine may need on a subject, at worst; some 0.3 ms (1 ns each was measured). */
export const MAX_STEPS = 262_144;
/**
 * The same for a pattern with `\1`, which RE2 does not know. Subjects on which it might need more are not searched: `(.)\1` may
 * have any up to 2.8 kB, `(.*)\1` one of 230 octets, and `(a*)*\1` is refused.
 */
export const MAX_STEPS_AGAIN = 4_194_304;
/** Steps that RE2 may need on a subject: octets times size of the pattern; some 0.1 s (100 ns each). Others are not searched. */
export const MAX_STEPS_LINEAR = 1_048_576;

/** Where a pattern fits: the whole match and its groups, undefined for a group that took no part. */
export interface Match extends Array<string | undefined> {
  readonly index: number;
  0: string;
}

/** Which engine answers a question. */
export type Engine = 'javascript' | 're2' | 'none';

/** A pattern, made ready. */
export class Pattern {
  /** What its steps may be. */
  readonly cost: Cost;
  private readonly syntax: Syntax;
  /** The longest subject that JavaScript's engine may have; -1 for none. */
  private readonly limit: number;
  private readonly quick: RegExp | null;
  private linear: RE2JS | null = null;

  /** @param syntax what `parsePattern` read */
  constructor(syntax: Syntax) {
    this.syntax = syntax;
    this.cost = costOf(syntax.root);
    this.limit = longest(this.cost, syntax.repeats ? MAX_STEPS_AGAIN : MAX_STEPS);
    // case is in the sets of octets, but not in what is taken again
    const flags = syntax.repeats && syntax.ignoreCase ? 'gi' : 'g';
    this.quick = this.limit < 0 ? null : new RegExp(javascriptSource(syntax), flags);
  }

  /**
   * Tells which engine gets a subject.
   * @param place whether the place of the match matters, or only that there is one
   * @returns `none` for a subject that is not searched
   */
  engine(length: number, place: boolean): Engine {
    if (length <= this.limit && (!place || this.cost.exact || this.syntax.repeats)) return 'javascript';
    if (this.syntax.repeats || length > MAX_SUBJECT || length * this.cost.size > MAX_STEPS_LINEAR) return 'none';
    return 're2';
  }

  /** @returns whether it fits somewhere; false when the subject is too long */
  fits(subject: string): boolean {
    switch (this.engine(subject.length, false)) {
      case 'javascript':
        this.quick!.lastIndex = 0;
        return this.quick!.test(subject);
      case 're2':
        return this.re2().test(subject);
      case 'none':
        return false;
    }
  }

  /**
   * Finds the first match at or behind `from`; of those the longest. For one after the other take `Search`, which has an end.
   * @returns null when there is none, or the subject is too long
   */
  find(subject: string, from: number): Match | null {
    switch (this.engine(subject.length, true)) {
      case 'javascript':
        this.quick!.lastIndex = from;
        return this.quick!.exec(subject);
      case 're2':
        return this.findLinear(subject, from);
      case 'none':
        return null;
    }
  }

  private findLinear(subject: string, from: number): Match | null {
    const re2 = this.re2();
    // this makes no groups, and is ten times as quick: most subjects do not fit
    if (from === 0 && !re2.test(subject)) return null;
    const matcher = re2.matcher(subject);
    if (!matcher.find(from)) return null;
    const groups: [string, ...(string | undefined)[]] = [matcher.group() ?? ''];
    for (let group = 1; group <= matcher.groupCount(); group++) groups.push(matcher.group(group) ?? undefined);
    return Object.assign(groups, { index: matcher.start() });
  }

  private re2(): RE2JS {
    return (this.linear ??= compileLinear(re2Source(this.syntax)));
  }
}

// the length up to which a pattern needs no more steps; -1 when it does for each
function longest(cost: Cost, steps: number): number {
  let low = -1;
  let high = MAX_SUBJECT + 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (cost.steps(middle) <= steps) low = middle;
    else high = middle;
  }
  return low;
}

// Loading it takes 5 ms, and most scripts have no pattern that needs it.
const load = createRequire(import.meta.url);

function compileLinear(source: string): RE2JS {
  const { RE2JS: engine } = load('re2js') as typeof import('re2js');
  return engine.compile(source, engine.LONGEST_MATCH | engine.LOOKBEHINDS);
}

/** @returns null when the pattern is wrong, or too large for any text */
export function compilePattern(text: string, flags: PatternFlags): Pattern | null {
  const syntax = parsePattern(text, flags);
  if (syntax === null) return null;
  const pattern = new Pattern(syntax);
  return pattern.engine(1, true) === 'none' ? null : pattern;
}
