import { nearest } from '../../near.ts';
import { TRANSFORMATIONS } from '../transform/names.ts';
import type { Compiling, Definition } from './definition.ts';
import type { ParsedText } from './parse.ts';

/**
 * What a text that names no variable was probably meant to be: `$time(year)` for `$time(yaer)`, `$(ru{s.len})` for `$(ru{s.lenn})`.
 * @param text as written
 * @param parsed the same, taken apart
 * @returns '' when nothing is near
 */
export function meantBy(
  text: string,
  parsed: ParsedText,
  definitions: ReadonlyMap<string, Definition>,
  compiling: Compiling,
): string {
  const { name, inner, transformations } = parsed;
  const definition = definitions.get(name);
  if (definition === undefined) {
    // `$hrd(Subject)` is nearer to `$rd` than to `$hdr`, but that takes nothing in parentheses
    const fitting = [...definitions.values()].filter((one) => !one.rawInner && one.compile(inner, null, compiling) !== null);
    const names = fitting.map((one) => one.name);
    return instead(text, name, nearName(name, names));
  }
  if (definition.words !== undefined && inner !== null && !definition.words.includes(inner.trim())) {
    return instead(text, inner, nearName(inner.trim(), definition.words));
  }
  for (const transformation of transformations) {
    const comma = transformation.indexOf(',');
    const written = (comma < 0 ? transformation : transformation.slice(0, comma)).trim();
    if (!TRANSFORMATIONS.includes(written)) return instead(text, written, nearest(written, TRANSFORMATIONS));
  }
  return '';
}

// names of two letters are all near to each other: only upper and lower case is mistaken there
function nearName(name: string, candidates: readonly string[]): string {
  const near = nearest(name, candidates);
  return name.length > 2 || near.toLowerCase() === name.toLowerCase() ? near : '';
}

function instead(text: string, written: string, near: string): string {
  return near === '' ? '' : text.replace(written, () => near);
}
