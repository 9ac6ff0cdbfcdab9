import {
  MAX_OUTCOME,
  SEARCH,
  Search,
  wireText,
  type Pattern,
  type Patterns,
  type RouteContext,
  type SipMessage,
} from '../../runtime/module.ts';
import type { Area } from './area.ts';
import { change, splitsLineEnd } from './change.ts';

/** @returns 1 the pattern fits somewhere in the area · -1 nowhere, or it is wrong */
export function searchIn(message: SipMessage, area: Area, pattern: Pattern | null): 1 | -1 {
  if (pattern === null) return -1;
  return pattern.fits(message.text.slice(area.from, area.to)) ? 1 : -1;
}

/** Which fields of a name are looked at. */
export type Which = 'f' | 'l' | 'a';

/** @returns `f` or `l` by the first letter, a small one, `a` for anything else */
export function whichOf(mode: string): Which {
  const letter = mode.charAt(0);
  return letter === 'f' || letter === 'l' ? letter : 'a';
}

/** @returns indexes of the fields of that name, all, the first or the last */
export function fieldsOf(message: SipMessage, name: string, which: Which): number[] {
  const found: number[] = [];
  for (let i = message.findByName(name); i >= 0; i = message.findByName(name, i + 1)) found.push(i);
  if (which === 'f') return found.slice(0, 1);
  return which === 'l' ? found.slice(-1) : found;
}

/** @returns 1 the pattern fits in the body of such a field · -1 */
export function searchFields(message: SipMessage, name: string, pattern: Pattern | null, which: Which): 1 | -1 {
  if (pattern === null) return -1;
  for (const i of fieldsOf(message, name, which)) {
    if (pattern.fits(message.fieldBody(message.field(i)))) return 1;
  }
  return -1;
}

/** Searches a text. @returns 1 found · 2 the pattern is empty · -1 not found · -2 the text is empty, or the pattern wrong */
export function searchText(patterns: Patterns, text: string, pattern: string): 1 | 2 | -1 | -2 {
  if (pattern === '') return 2;
  const expression = text === '' ? null : patterns.get(pattern, SEARCH);
  if (expression === null) return -2;
  return expression.fits(wireText(text)) ? 1 : -1;
}

/**
 * Replaces what fits a pattern, or puts text behind it.
 *
 * @param all every match, else the first
 * @param behind keep what fits, the text comes behind it
 * @returns 1 something was replaced · -1 nothing fits, the pattern is wrong, or the message would not stay one (logged)
 */
export function replaceIn(
  cx: RouteContext,
  area: Area,
  pattern: Pattern | null,
  text: string,
  all: boolean,
  behind: boolean,
): 1 | -1 {
  if (pattern === null) return -1;
  const { message } = cx;
  const subject = message.text.slice(area.from, area.to);
  const search = new Search(pattern, subject);
  const wire = wireText(text);
  let result: 1 | -1 = -1;
  let refusals = 0;
  let left = MAX_OUTCOME;
  for (let at = 0; at <= subject.length;) {
    const found = search.next(at);
    if (found === null) break;
    const end = found.index + found[0].length;
    // upstream: nothing is put between all characters
    if (all && end === found.index) break;
    const start = area.from + found.index;
    const to = area.from + end - (splitsLineEnd(message, start, area.from + end) ? 1 : 0);
    left -= wire.length;
    if (left < 0) {
      refusals++;
      break;
    }
    if (change(message, behind ? to : start, to, wire)) result = 1;
    else refusals++;
    if (!all) break;
    at = end;
  }
  if (refusals > 0) refused(cx, wire);
  return result;
}

/** Replaces a text by another one wherever it stands, or the first time. @returns 1, also when it stands nowhere · -1 refused (logged) */
export function replaceText(cx: RouteContext, area: Area, old: string, text: string, all: boolean): 1 | -1 {
  const { message } = cx;
  const wanted = wireText(old);
  const wire = wireText(text);
  if (wanted === '') return 1;
  let left = MAX_OUTCOME;
  for (let at = message.text.indexOf(wanted, area.from); at >= 0 && at + wanted.length <= area.to;) {
    left -= wire.length;
    if (left < 0 || !change(message, at, at + wanted.length, wire)) return refused(cx, wire);
    if (!all) break;
    at = message.text.indexOf(wanted, at + wanted.length);
  }
  return 1;
}

/** Logs that a change would have broken the message. @returns -1 */
export function refused(cx: RouteContext, text: string): -1 {
  cx.core.log.error('KSR.textops: this change would not leave header fields, and is not made', { text });
  return -1;
}
