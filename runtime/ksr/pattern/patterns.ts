import type { Logger } from '../../routing/logger.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import type { PatternFlags } from './syntax.ts';

/** Ignoring case, line by line: how all functions but `subst*` read theirs. */
export const SEARCH: PatternFlags = { ignoreCase: true, lines: true };

/** Compiled patterns by their text; the least recently compiled one goes when there are too many. */
export class Patterns {
  private readonly compiled: Map<string, Pattern | null> = new Map();
  private readonly limit: number;
  private readonly log: Logger | undefined;

  /**
   * @param limit how many are kept
   * @param log is told of a pattern that means something else than who wrote it thinks
   */
  constructor(limit: number = 256, log?: Logger) {
    this.limit = limit;
    this.log = log;
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
    warnOfPerl(text, this.log);
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

/** Tells who wrote `\d` that POSIX knows no such thing: it is the letter d, here as in Kamailio (`\w`, `\s`, `\b` are GNU's, and work). */
export function warnOfPerl(pattern: string, log: Logger | undefined): void {
  for (let i = pattern.indexOf('\\'); i >= 0; i = pattern.indexOf('\\', i + 2)) {
    const letter = pattern[i + 1];
    if (letter !== 'd' && letter !== 'D') continue;
    const instead = letter === 'd' ? '[0-9]' : '[^0-9]';
    log?.warn(`in a pattern \\${letter} is the letter ${letter}, as in Kamailio: write ${instead}`, { pattern });
    return;
  }
}
