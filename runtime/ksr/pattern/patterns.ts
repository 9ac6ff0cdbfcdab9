import { compilePattern, type Pattern } from './pattern.ts';
import type { PatternFlags } from './syntax.ts';

/** Ignoring case, line by line: how all functions but `subst*` read theirs. */
export const SEARCH: PatternFlags = { ignoreCase: true, lines: true };

/** Compiled patterns by their text; the least recently compiled one goes when there are too many. */
export class Patterns {
  private readonly compiled: Map<string, Pattern | null> = new Map();
  private readonly limit: number;

  /** @param limit how many are kept */
  constructor(limit: number = 256) {
    this.limit = limit;
  }

  /**
   * @param text the pattern; characters above U+00FF stand for their UTF-8 octets, as in messages
   * @returns null when the pattern is wrong, or too large
   */
  get(text: string, flags: PatternFlags): Pattern | null {
    const key = (flags.ignoreCase ? 'i' : '-') + (flags.lines ? 'l' : '-') + text;
    const known = this.compiled.get(key);
    if (known !== undefined) return known;
    const fresh = compilePattern(text, flags);
    if (this.compiled.size >= this.limit) {
      for (const oldest of this.compiled.keys()) {
        this.compiled.delete(oldest);
        break;
      }
    }
    this.compiled.set(key, fresh);
    return fresh;
  }
}
