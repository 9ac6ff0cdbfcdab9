import { SEARCH, textArgument, type Pattern } from '../../runtime/module.ts';
import { behindStartLine, bodyPart, headerPart, wholeMessage } from './area.ts';
import { TextopsStrings } from './facade-strings.ts';
import { replaceIn, replaceText, searchFields, searchIn, whichOf } from './search.ts';
import { substituteFields, substituteIn, substituteUri, substituteUser } from './subst.ts';

/**
 * Searching and replacing in the message as received. Patterns are POSIX extended expressions as glibc reads them; of several matches
 * at one place the longest counts. They go line by line (`^` and `$` at LF, `.` takes a CR) and do not look at case; in `subst*`
 * flags decide. No pattern on no message takes longer than some 0.1 s: a text that might (large pattern, large message) is not
 * searched.
 *
 * What comes out in the header part has to be header fields again; a change that would break the message is logged and not made.
 * @in any
 * @see Kamailio textops
 */
export class TextopsSearch extends TextopsStrings {
  /**
   * Searches the message with a pattern.
   * @param pattern POSIX extended expression, line by line, case does not matter
   * @returns `1` the pattern fits somewhere in the message · `-1` nowhere, or it is wrong
   */
  search(pattern: string): 1 | -1 {
    return searchIn(this.cx.message, wholeMessage(this.cx.message), this.pattern(pattern));
  }
  /**
   * Searches the body with a pattern.
   * @param pattern POSIX extended expression, line by line, case does not matter
   * @returns `1` the pattern fits somewhere in the body · `-1` nowhere, or it is wrong
   */
  search_body(pattern: string): 1 | -1 {
    return searchIn(this.cx.message, bodyPart(this.cx.message), this.pattern(pattern));
  }
  /**
   * Searches bodies of header fields with a pattern.
   * @param name of the header, long or compact, in any case
   * @param pattern POSIX extended expression, line by line, case does not matter
   * @param mode fields of that name: `f` the first, `l` the last, `a` all
   * @returns `1` the pattern fits in the body of one · `-1` in none, there is no such field, or it is empty or wrong
   */
  search_hf(name: string, pattern: string, mode: string): 1 | -1 {
    const expression = textArgument(pattern) === '' ? null : this.pattern(pattern);
    return searchFields(this.cx.message, textArgument(name), expression, whichOf(textArgument(mode)));
  }

  /**
   * Puts text behind the first match, not in the start line.
   * @param pattern POSIX extended expression, line by line, case does not matter
   * @param text to be added
   * @returns `1` · `-1` nothing fits, a wrong pattern, or refused
   */
  search_append(pattern: string, text: string): 1 | -1 {
    const { cx } = this;
    return replaceIn(cx, behindStartLine(cx.message), this.pattern(pattern), textArgument(text), false, true);
  }
  /**
   * Puts text behind the first match in the body.
   * @param pattern POSIX extended expression, line by line, case does not matter
   * @param text to be added
   * @returns as `search_append`
   */
  search_append_body(pattern: string, text: string): 1 | -1 {
    const { cx } = this;
    return replaceIn(cx, bodyPart(cx.message), this.pattern(pattern), textArgument(text), false, true);
  }
  /**
   * Replaces the first match, not in the start line.
   * @param pattern POSIX extended expression, line by line, case does not matter
   * @param text in the place of the match
   * @returns `1` · `-1` nothing fits, a wrong pattern, or refused
   */
  replace(pattern: string, text: string): 1 | -1 {
    const { cx } = this;
    return replaceIn(cx, behindStartLine(cx.message), this.pattern(pattern), textArgument(text), false, false);
  }
  /**
   * Replaces every match, not in the start line.
   * @param pattern POSIX extended expression, line by line, case does not matter
   * @param text in the place of each match
   * @returns `1` some were replaced · `-1` none
   */
  replace_all(pattern: string, text: string): 1 | -1 {
    const { cx } = this;
    return replaceIn(cx, behindStartLine(cx.message), this.pattern(pattern), textArgument(text), true, false);
  }
  /**
   * Replaces the first match in the header fields.
   * @param pattern POSIX extended expression, line by line, case does not matter
   * @param text in the place of the match
   * @returns as `replace`
   */
  replace_hdrs(pattern: string, text: string): 1 | -1 {
    const { cx } = this;
    return replaceIn(cx, headerPart(cx.message), this.pattern(pattern), textArgument(text), false, false);
  }
  /**
   * Replaces the first match in the body.
   * @param pattern POSIX extended expression, line by line, case does not matter
   * @param text in the place of the match
   * @returns `1` · `-1` nothing fits, or a wrong pattern
   */
  replace_body(pattern: string, text: string): 1 | -1 {
    const { cx } = this;
    return replaceIn(cx, bodyPart(cx.message), this.pattern(pattern), textArgument(text), false, false);
  }
  /**
   * Replaces every match in the body.
   * @param pattern POSIX extended expression, line by line, case does not matter
   * @param text in the place of each match
   * @returns as `replace_body`
   */
  replace_body_all(pattern: string, text: string): 1 | -1 {
    const { cx } = this;
    return replaceIn(cx, bodyPart(cx.message), this.pattern(pattern), textArgument(text), true, false);
  }
  /**
   * As `replace_body_all()`.
   * @param pattern POSIX extended expression, line by line, case does not matter
   * @param text in the place of each match
   * @returns as `replace_body_all`
   */
  replace_body_atonce(pattern: string, text: string): 1 | -1 {
    return this.replace_body_all(pattern, text);
  }

  /**
   * Replaces a plain text, not in the start line.
   * @param old the text to replace
   * @param text in its place
   * @param mode `f` the first one, else all
   * @returns `1` replaced, or it is not there · `-1` refused
   */
  replace_str(old: string, text: string, mode: string): 1 | -1 {
    const { cx } = this;
    return replaceText(cx, behindStartLine(cx.message), textArgument(old), textArgument(text), !isFirst(mode));
  }
  /**
   * Replaces a plain text in the header fields.
   * @param old the text to replace
   * @param text in its place
   * @param mode `f` the first one, else all, in the body too: as Kamailio does
   * @returns as `replace_str`
   */
  replace_hdrs_str(old: string, text: string, mode: string): 1 | -1 {
    const { cx } = this;
    const area = isFirst(mode) ? headerPart(cx.message) : behindStartLine(cx.message);
    return replaceText(cx, area, textArgument(old), textArgument(text), !isFirst(mode));
  }
  /**
   * Replaces a plain text in the body.
   * @param old the text to replace
   * @param text in its place
   * @param mode `f` the first one, else all
   * @returns as `replace_str`
   */
  replace_body_str(old: string, text: string, mode: string): 1 | -1 {
    const { cx } = this;
    return replaceText(cx, bodyPart(cx.message), textArgument(old), textArgument(text), !isFirst(mode));
  }

  /**
   * Substitutes in the message, not in the start line.
   * @param expression `/pattern/replacement/flags`; any character may separate. In the replacement `\1` to `\9` are groups, `\0` is
   * all of the match, `\n`, `\r`, `\t` as in C, `$ru` and `$(...)` are variables. Flags: `g` every match, `i` case does not matter,
   * `s` the message is one line
   * @returns `1` · `-1` nothing fits, no such expression, or refused
   */
  subst(expression: string): 1 | -1 {
    const { cx } = this;
    return substituteIn(cx, this.state.pv, behindStartLine(cx.message), this.substitution(expression));
  }
  /**
   * Substitutes in the body.
   * @param expression `/pattern/replacement/flags`, see `subst()`
   * @returns as `subst`
   */
  subst_body(expression: string): 1 | -1 {
    const { cx } = this;
    return substituteIn(cx, this.state.pv, bodyPart(cx.message), this.substitution(expression));
  }
  /**
   * Substitutes in the bodies of fields.
   * @param name of the header, long or compact, in any case
   * @param expression `/pattern/replacement/flags`, see `subst()`
   * @param mode `f` the first of that name, `l` the last, `a` all
   * @returns as `subst`
   */
  subst_hf(name: string, expression: string, mode: string): 1 | -1 {
    const which = whichOf(textArgument(mode));
    return substituteFields(this.cx, this.state.pv, textArgument(name), this.substitution(expression), which);
  }
  /**
   * Substitutes in the Request-URI.
   * @param expression `/pattern/replacement/flags`, see `subst()`
   * @returns `1` · `-1` nothing fits, no such expression, a reply, or nothing that can stand in a request line
   * @in request, branch, failure, branch_failure, event
   */
  subst_uri(expression: string): 1 | -1 {
    return substituteUri(this.cx, this.state.pv, this.substitution(expression));
  }
  /**
   * Substitutes in the user of the Request-URI; an empty outcome removes it.
   * @param expression `/pattern/replacement/flags`, see `subst()`
   * @returns as `subst_uri`
   * @in request, branch, failure, branch_failure, event
   */
  subst_user(expression: string): 1 | -1 {
    return substituteUser(this.cx, this.state.pv, this.substitution(expression));
  }

  protected pattern(text: string): Pattern | null {
    return this.state.patterns.get(textArgument(text), SEARCH);
  }
  private substitution(text: string): ReturnType<typeof this.state.substitutions.get> {
    return this.state.substitutions.get(textArgument(text));
  }
}

function isFirst(mode: unknown): boolean {
  return textArgument(mode).charAt(0).toLowerCase() === 'f';
}
