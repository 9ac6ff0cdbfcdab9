import {
  compilePattern,
  matchFrom,
  textArgument,
  numberArgument,
  wireText,
  type Patterns,
  type PvAccess,
  type RouteContext,
} from '../../runtime/module.ts';
import type { Substitutions } from './expression.ts';
import { searchText } from './search.ts';
import {
  allIn,
  anyIn,
  compareTexts,
  compareTextsAnyCase,
  endsWith,
  find,
  findAnyCase,
  inList,
  startsWith,
  type Order,
} from './strings.ts';
import { substituteText } from './subst.ts';

/** What belongs to one loaded module. */
export interface TextopsState {
  readonly patterns: Patterns;
  readonly substitutions: Substitutions;
  readonly pv: PvAccess;
}

/** Functions over texts that the script hands in; texts are compared octet by octet, as they would go on the wire. */
export class TextopsStrings {
  protected readonly cx: RouteContext;
  protected readonly state: TextopsState;

  constructor(cx: RouteContext, state: TextopsState) {
    this.cx = cx;
    this.state = state;
  }

  /** @returns `1` equal · `-2` the first comes before · `-1` it comes behind */
  cmp_str(left: string, right: string): Order {
    return compareTexts(textArgument(left), textArgument(right));
  }
  /** The same; case of ASCII letters does not matter. */
  cmp_istr(left: string, right: string): Order {
    return compareTextsAnyCase(textArgument(left), textArgument(right));
  }
  /** @returns `1` the text begins so · `-1` or `-2` not */
  starts_with(text: string, prefix: string): Order {
    return startsWith(textArgument(text), textArgument(prefix));
  }
  /** @returns `1` the text ends so · `-1` or `-2` not */
  ends_with(text: string, suffix: string): Order {
    return endsWith(textArgument(text), textArgument(suffix));
  }
  /**
   * @param separator its first character counts; white space around items is skipped
   * @returns `1` the subject is one of the items · `-1` not, or something is empty
   */
  in_list(subject: string, list: string, separator: string): 1 | -1 {
    return inList(textArgument(subject), textArgument(list), textArgument(separator), false) ? 1 : -1;
  }
  /** @returns `1` the subject begins with one of the items · `-1` not, or something is empty */
  in_list_prefix(subject: string, list: string, separator: string): 1 | -1 {
    return inList(textArgument(subject), textArgument(list), textArgument(separator), true) ? 1 : -1;
  }
  /** @returns place of the needle in octets, 1 is the first; one behind the end for an empty needle; `-1` it is not there */
  str_find(text: string, needle: string): number {
    return find(textArgument(text), textArgument(needle));
  }
  /** The same; case of ASCII letters does not matter, and an empty needle is at 1. */
  str_ifind(text: string, needle: string): number {
    return findAnyCase(textArgument(text), textArgument(needle));
  }
  /** @returns `1` some octet of the second text is in the first · `-1` */
  str_any_in(text: string, octets: string): 1 | -1 {
    return anyIn(textArgument(text), textArgument(octets)) ? 1 : -1;
  }
  /** @returns `1` all octets of the second text are in the first · `-1` not, or one is empty */
  str_all_in(text: string, octets: string): 1 | -1 {
    return allIn(textArgument(text), textArgument(octets)) ? 1 : -1;
  }

  /**
   * @param pattern POSIX extended expression, line by line, case does not matter
   * @returns `1` it fits somewhere in the text · `-1` nowhere · `-2` the text is empty, or the pattern wrong
   */
  search_str(text: string, pattern: string): 1 | -1 | -2 {
    return searchText(this.state.patterns, textArgument(text), textArgument(pattern));
  }
  /**
   * Puts one group of a match into a variable.
   * @param pattern POSIX extended expression, with case
   * @param group 0 for all of the match
   * @param groups how many there are, all of it counted; `group` is smaller
   * @param variable `$var(x)`
   * @returns `1` · `-1` nothing fits, no such group, or the pattern is wrong
   */
  regex_substring(text: string, pattern: string, group: number, groups: number, variable: string): 1 | -1 {
    const n = numberArgument(group);
    const expression = compilePattern(textArgument(pattern), { ignoreCase: false, lines: true });
    if (expression === null || n < 0 || n >= numberArgument(groups)) return -1;
    const found = matchFrom(expression, wireText(textArgument(text)), 0)?.[n];
    return found !== undefined && this.state.pv.set(this.cx, textArgument(variable), found) ? 1 : -1;
  }
  /**
   * Substitutes in a text and puts the outcome into a variable.
   * @param expression `/pattern/replacement/flags`, see `subst()`
   * @returns `1` · `-1` nothing fits (the variable stays), no such expression, or the variable takes nothing
   */
  subst_v(text: string, expression: string, variable: string): 1 | -1 {
    const { pv, substitutions } = this.state;
    return substituteText(this.cx, pv, textArgument(text), substitutions.get(textArgument(expression)), textArgument(variable));
  }
}
