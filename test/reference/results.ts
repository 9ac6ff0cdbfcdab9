// What `@returns` says, value by value.

import type { ResultDeclaration } from '../../runtime/cli/declarations.ts';

/** Between two values: `1` sent · `-1` not sent. */
const BETWEEN = ' · ';

/** What a comment says of results, before it is compared with the type. */
export interface Told {
  /** Name of the function whose results these are as well: `as t_reply`. */
  readonly as: string;
  readonly results: readonly ResultDeclaration[];
}

/**
 * Reads the text of a `@returns`: values in backquotes, each with its meaning, separated by ` · `. What has no value in front is the
 * meaning of all that the type has besides literals. `whether ...` is the meaning of `true`.
 *
 * @param types members of the union that the function returns
 */
export function readResults(text: string, types: readonly string[]): Told {
  const results: ResultDeclaration[] = [];
  let as = '';
  for (const segment of text === '' ? [] : text.split(BETWEEN)) {
    const reference = /^as `([a-z_0-9]+)(?:\(\))?`(?:[;,:] (.*))?$/i.exec(segment);
    if (reference !== null && results.length === 0) {
      as = reference[1]!;
      if (reference[2] !== undefined) results.push(...readResults(reference[2], types).results);
      continue;
    }
    const literal = /^`(-?\d+|null|true|false|''|'[^']*')`[,;:]? ?(.*)$/.exec(segment);
    if (literal !== null) results.push({ value: literal[1]!, meaning: literal[2]! });
    else if (segment.startsWith('whether ')) results.push({ value: 'true', meaning: segment.slice(8) });
    else results.push({ value: types.filter((type) => !isLiteral(type)).join(' | '), meaning: segment });
  }
  const only = results.length === 1 ? results[0] : undefined;
  if (only?.value === 'true' && types.includes('boolean')) results.push({ value: 'false', meaning: 'otherwise' });
  return { as, results: results.map(plain) };
}

// what goes without saying: `1` alone, and a last `-1` or `null` behind a value with a meaning
function plain(one: ResultDeclaration, at: number, all: readonly ResultDeclaration[]): ResultDeclaration {
  if (one.meaning !== '') return one;
  if (one.value === '1' || one.value === 'true') return { value: one.value, meaning: 'done' };
  const isLast = at === all.length - 1 && at > 0 && all[at - 1]!.meaning !== '';
  return isLast && ['-1', 'false', 'null'].includes(one.value) ? { value: one.value, meaning: 'otherwise' } : one;
}

/** Results of another function, with those that are told anew in their places. */
export function withResults(others: readonly ResultDeclaration[], own: readonly ResultDeclaration[]): ResultDeclaration[] {
  const told = new Map(own.map((one) => [one.value, one]));
  const kept = others.map((one) => told.get(one.value) ?? one);
  return [...kept, ...own.filter((one) => !others.some(({ value }) => value === one.value))];
}

/** @returns what is wrong with results that a comment tells of such types */
export function resultGaps(types: readonly string[], results: readonly ResultDeclaration[]): string[] {
  const gaps: string[] = [];
  const told = new Set(results.map(({ value }) => value));
  for (const type of types) {
    const wanted = type === 'boolean' ? ['true', 'false'] : isLiteral(type) ? [type] : [];
    for (const value of wanted) if (!told.has(value)) gaps.push(`@returns has to say what \`${value}\` means`);
  }
  const open = types.filter((type) => !isLiteral(type) && type !== 'boolean' && type !== 'void' && type !== 'never');
  if (open.length > 0 && results.every(({ value }) => value === 'null'))
    gaps.push(`@returns has to say what the ${open.join(' or ')} is`);
  for (const { value, meaning } of results) {
    if (meaning === '') gaps.push(`@returns has to say what \`${value}\` means`);
    if (!mayBe(value, types)) gaps.push(`@returns tells of \`${value}\`, which the type ${types.join(' | ')} has not`);
  }
  return [...new Set(gaps)];
}

function isLiteral(type: string): boolean {
  return type === 'null' || type === 'true' || type === 'false' || type.startsWith("'") || /^-?\d+$/.test(type);
}

/** Whether a function of such a result may return it. */
export function mayBe(value: string, types: readonly string[]): boolean {
  if (!isLiteral(value)) return true;
  if (types.includes(value)) return true;
  if (value === 'true' || value === 'false') return types.includes('boolean');
  if (value.startsWith("'")) return types.includes('string');
  return value !== 'null' && types.includes('number');
}
