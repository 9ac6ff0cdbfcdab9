// What zod found, as the end of a sentence: "... must be at most 31, but is 40".

import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What is wrong with one value. */
export interface Problem {
  /** Where, from the value that was checked. */
  readonly path: readonly PropertyKey[];
  /** "must be ...". */
  readonly text: string;
  /** Keys that are not known; then `text` is ''. */
  readonly keys: readonly string[];
  /** Allowed texts that a wrong one may have been meant to be. */
  readonly allowed: readonly string[];
}

/** Words an issue, which of a union may be several. `root` is the value that was checked. */
export function problemsOf(issue: Issue, root: unknown): Problem[] {
  return issue.code === 'invalid_union' ? ofUnion(issue, root) : [single(issue, root)];
}

function single(issue: Exclude<Issue, { code: 'invalid_union' }>, root: unknown): Problem {
  const { path } = issue;
  const value = valueAt(root, path);
  const but = value === undefined ? '' : `, but is ${show(value)}`;
  const problem = (text: string, allowed: readonly string[] = []): Problem => ({ path, text, keys: [], allowed });
  switch (issue.code) {
    case 'unrecognized_keys':
      return { path, text: '', keys: issue.keys, allowed: [] };
    case 'invalid_type':
      return problem(`must be ${article(issue.expected)}${but}`);
    case 'too_small':
      return problem(`must ${bound(issue.origin)}at least ${String(issue.minimum)}${unit(issue.origin, issue.minimum)}${but}`);
    case 'too_big':
      return problem(`must ${bound(issue.origin)}at most ${String(issue.maximum)}${unit(issue.origin, issue.maximum)}${but}`);
    case 'invalid_value':
      return problem(
        `must be ${either(issue.values.map(show))}${but}`,
        issue.values.filter((one) => typeof one === 'string'),
      );
    default:
      return problem(`${issue.message.startsWith('must') ? issue.message : `is refused: ${issue.message}`}${but}`);
  }
}

/**
 * The issues of a union: those of the alternative that the value is like, where only something within it is wrong; else the
 * schema's own words; else what all alternatives want.
 */
function ofUnion(issue: Issue & { code: 'invalid_union' }, root: unknown): Problem[] {
  const alike = issue.errors.find((issues) => issues.some((one) => one.path.length > 0 || one.code === 'unrecognized_keys'));
  if (alike) return alike.flatMap((one) => problemsOf({ ...one, path: [...issue.path, ...one.path] }, root));
  const value = valueAt(root, issue.path);
  const but = value === undefined ? '' : `, but is ${show(value)}`;
  const problem = (text: string): Problem[] => [{ path: issue.path, text: text + but, keys: [], allowed: [] }];
  if (issue.message !== 'Invalid input') return problem(issue.message);
  const wanted = new Set<string>();
  for (const one of issue.errors.flat()) {
    if (one.code === 'invalid_type') wanted.add(article(one.expected));
    else if (one.code === 'invalid_value') for (const allowed of one.values) wanted.add(show(allowed));
    else return problemsOf({ ...one, path: issue.path }, root); // a bound of the alternative that has the right type
  }
  return problem(`must be ${either([...wanted])}`);
}

/** The value at a path, or undefined. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  undefined: 'left out',
};

function article(expected: string): string {
  return Object.hasOwn(ARTICLES, expected) ? (ARTICLES[expected] as string) : expected;
}

const SIZED: readonly string[] = ['string', 'array', 'set', 'map'];

function bound(origin: string): string {
  return SIZED.includes(origin) ? 'have ' : 'be ';
}

function unit(origin: string, size: number | bigint): string {
  if (!SIZED.includes(origin)) return '';
  const one = origin === 'string' ? 'character' : origin === 'array' ? 'entry' : 'element';
  if (Number(size) === 1) return ` ${one}`;
  return ` ${origin === 'array' ? 'entries' : `${one}s`}`;
}

function either(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? 'nothing') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

/** A value in a sentence, shortened. */
function show(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
