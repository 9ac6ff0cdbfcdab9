import {
  MAX_OUTCOME,
  Search,
  setRequestUri,
  setUser,
  wireText,
  type Match,
  type PvAccess,
  type RouteContext,
} from '../../runtime/module.ts';
import type { Area } from './area.ts';
import { change, splitsLineEnd } from './change.ts';
import { replacementFor, type Substitution } from './expression.ts';
import { fieldsOf, refused, type Which } from './search.ts';

/**
 * Substitutes in a part of the message.
 * @returns 1 something was replaced · -1 nothing fits, no substitution, or the message would not stay one (logged)
 */
export function substituteIn(cx: RouteContext, pv: PvAccess, area: Area, substitution: Substitution | null): 1 | -1 {
  if (substitution === null) return -1;
  const { message } = cx;
  const { pattern, pieces, all } = substitution;
  const subject = message.text.slice(area.from, area.to);
  const search = new Search(pattern, subject);
  let result: 1 | -1 = -1;
  let bad: string | null = null;
  let written = 0;
  for (let at = 0; at <= subject.length;) {
    const found = search.next(at);
    if (found === null) break;
    const start = area.from + found.index;
    const end = found.index + found[0].length;
    if (end === found.index) break; // upstream: what fits the empty text fits nothing
    if (splitsLineEnd(message, start, area.from + end)) withoutCarriageReturn(found);
    const text = replacementFor(cx, pv, pieces, found);
    written += text.length;
    if (written > MAX_OUTCOME) {
      bad = text;
      break;
    }
    if (change(message, start, area.from + end, text)) result = 1;
    else bad = text;
    if (!all) break;
    at = end;
  }
  if (bad !== null) refused(cx, bad);
  return result;
}

// The CR belongs to the line end, not to what `.*` found
function withoutCarriageReturn(found: Match): void {
  for (let group = 0; group < found.length; group++) {
    const text = found[group];
    if (text?.endsWith('\r') === true) found[group] = text.slice(0, -1);
  }
}

/** Substitutes in the bodies of fields. @returns as `substituteIn` */
export function substituteFields(
  cx: RouteContext,
  pv: PvAccess,
  name: string,
  substitution: Substitution | null,
  which: Which,
): 1 | -1 {
  const { message } = cx;
  let result: 1 | -1 = -1;
  for (const i of fieldsOf(message, name, which)) {
    const field = message.field(i);
    if (substituteIn(cx, pv, { from: field.bodyStart, to: field.bodyEnd }, substitution) === 1) result = 1;
  }
  return result;
}

/** @returns the text with the substitution made; null when nothing fits, or it would be too long */
function substituted(cx: RouteContext, pv: PvAccess, subject: string, substitution: Substitution | null): string | null {
  if (substitution === null) return null;
  const { pattern, pieces, all } = substitution;
  const search = new Search(pattern, subject);
  let out = '';
  let copied = 0;
  let any = false;
  for (let at = 0; at <= subject.length;) {
    const found = search.next(at);
    if (found === null) break;
    const end = found.index + found[0].length;
    if (end === found.index) break;
    any = true;
    out += subject.slice(copied, found.index) + replacementFor(cx, pv, pieces, found);
    if (out.length > MAX_OUTCOME) return null;
    copied = end;
    if (!all) break;
    at = end;
  }
  return any ? out + subject.slice(copied) : null;
}

/** Substitutes in the Request-URI. @returns 1 · -1 nothing fits, no substitution, a reply, or nothing that can be a Request-URI */
export function substituteUri(cx: RouteContext, pv: PvAccess, substitution: Substitution | null): 1 | -1 {
  if (!cx.message.isRequest) return -1;
  const uri = substituted(cx, pv, cx.requestUri, substitution);
  return uri !== null && setRequestUri(cx, uri) ? 1 : -1;
}

/** Substitutes in the user of the Request-URI. @returns as `substituteUri` */
export function substituteUser(cx: RouteContext, pv: PvAccess, substitution: Substitution | null): 1 | -1 {
  const user = substituted(cx, pv, cx.parsedRequestUri?.user ?? '', substitution);
  return user !== null && setUser(cx, user) ? 1 : -1;
}

/** Substitutes in a text. @param variable takes the outcome @returns 1 · -1 nothing fits, no substitution, or the variable takes nothing */
export function substituteText(
  cx: RouteContext,
  pv: PvAccess,
  text: string,
  substitution: Substitution | null,
  variable: string,
): 1 | -1 {
  const outcome = substituted(cx, pv, wireText(text), substitution);
  return outcome !== null && pv.set(cx, variable, outcome) ? 1 : -1;
}
