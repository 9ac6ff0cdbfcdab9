import { textArgument, numberArgument, wireText, type Patterns, type PvAccess, type RouteContext } from '../../runtime/module.ts';
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

/**
 * Functions over texts that the script hands in; texts are compared octet by octet, as they would go on the wire.
 * @in any
 * @see Kamailio textops
 */
export class TextopsStrings {
  protected readonly cx: RouteContext;
  protected readonly state: TextopsState;

  constructor(cx: RouteContext, state: TextopsState) {
    this.cx = cx;
    this.state = state;
  }

  /**
   * Compares two texts.
   * @param left a text
   * @param right the other one
   * @returns `1` equal · `-2` the first comes before · `-1` it comes behind
   */
  cmp_str(left: string, right: string): Order {
    return compareTexts(textArgument(left), textArgument(right));
  }
  /**
   * Compares two texts; case of ASCII letters does not matter.
   * @param left a text
   * @param right the other one
   * @returns as `cmp_str`
   */
  cmp_istr(left: string, right: string): Order {
    return compareTextsAnyCase(textArgument(left), textArgument(right));
  }
  /**
   * Tests how a text begins.
   * @param text to be tested
   * @param prefix what it may begin with
   * @returns `1` it begins so · `-1` it does not: it comes behind, or is shorter · `-2` it does not: it comes before
   */
  starts_with(text: string, prefix: string): Order {
    return startsWith(textArgument(text), textArgument(prefix));
  }
  /**
   * Tests how a text ends.
   * @param text to be tested
   * @param suffix what it may end with
   * @returns `1` it ends so · `-1` it does not: its end comes behind, or it is shorter · `-2` it does not: its end comes before
   */
  ends_with(text: string, suffix: string): Order {
    return endsWith(textArgument(text), textArgument(suffix));
  }
  /**
   * Looks for a text among the items of a list.
   * @param subject the text to look for
   * @param list the items
   * @param separator its first character counts; white space around items is skipped
   * @returns `1` the subject is one of the items · `-1` not, or something is empty
   */
  in_list(subject: string, list: string, separator: string): 1 | -1 {
    return inList(textArgument(subject), textArgument(list), textArgument(separator), false) ? 1 : -1;
  }
  /**
   * Looks for an item of a list that a text begins with.
   * @param subject the text to look for
   * @param list the items
   * @param separator its first character counts; white space around items is skipped
   * @returns `1` the subject begins with one of the items · `-1` not, or something is empty
   */
  in_list_prefix(subject: string, list: string, separator: string): 1 | -1 {
    return inList(textArgument(subject), textArgument(list), textArgument(separator), true) ? 1 : -1;
  }
  /**
   * Looks for a text in another one.
   * @param text to search in
   * @param needle the text to look for
   * @returns place of the needle in octets, 1 is the first; one behind the end for an empty needle · `-1` it is not there
   */
  str_find(text: string, needle: string): number {
    return find(textArgument(text), textArgument(needle));
  }
  /**
   * As `str_find`; case of ASCII letters does not matter.
   * @param text to search in
   * @param needle the text to look for
   * @returns place of the needle in octets, 1 is the first, also for an empty needle · `-1` it is not there
   */
  str_ifind(text: string, needle: string): number {
    return findAnyCase(textArgument(text), textArgument(needle));
  }
  /**
   * Looks for any of some octets in a text.
   * @param text to search in
   * @param octets the octets to look for
   * @returns `1` some octet is in the text · `-1` none
   */
  str_any_in(text: string, octets: string): 1 | -1 {
    return anyIn(textArgument(text), textArgument(octets)) ? 1 : -1;
  }
  /**
   * Looks for all of some octets in a text.
   * @param text to search in
   * @param octets the octets to look for
   * @returns `1` all octets are in the text · `-1` not, or one of the arguments is empty
   */
  str_all_in(text: string, octets: string): 1 | -1 {
    return allIn(textArgument(text), textArgument(octets)) ? 1 : -1;
  }

  /**
   * Searches a text with a pattern.
   * @param text to search in
   * @param pattern POSIX extended expression, line by line, case does not matter
   * @returns `1` it fits somewhere in the text · `2` the pattern is empty · `-1` it fits nowhere · `-2` the text is empty, or the
   * pattern wrong
   */
  search_str(text: string, pattern: string): 1 | 2 | -1 | -2 {
    return searchText(this.state.patterns, textArgument(text), textArgument(pattern));
  }
  /**
   * Puts one group of a match into a variable.
   * @param text to search in
   * @param pattern POSIX extended expression, with case; the text is one line
   * @param group 0 for all of the match; below 0 the variable becomes 0
   * @param groups how many there are, all of it counted; `group` is smaller
   * @param variable `$var(x)`
   * @returns `1` · `-1` no such group, or the pattern is empty or wrong · `-2` nothing fits
   */
  regex_substring(text: string, pattern: string, group: number, groups: number, variable: string): 1 | -1 | -2 {
    const n = numberArgument(group);
    const source = textArgument(pattern);
    const expression = source === '' ? null : this.state.patterns.get(source, { ignoreCase: false, lines: false });
    if (expression === null || n >= numberArgument(groups)) return -1;
    const match = expression.find(wireText(textArgument(text)), 0);
    if (match === null) return -2;
    // upstream reads in front of its groups then
    const found = n < 0 ? 0 : match[n];
    return found !== undefined && this.state.pv.set(this.cx, textArgument(variable), found) ? 1 : -1;
  }
  /**
   * Substitutes in a text and puts the outcome into a variable.
   * @param text to be changed
   * @param expression `/pattern/replacement/flags`, see `subst()`
   * @param variable that takes it: `$var(x)`
   * @returns `1` · `-1` nothing fits (the variable stays), no such expression, or the variable takes nothing
   */
  subst_v(text: string, expression: string, variable: string): 1 | -1 {
    const { pv, substitutions } = this.state;
    return substituteText(this.cx, pv, textArgument(text), substitutions.get(textArgument(expression)), textArgument(variable));
  }
}
