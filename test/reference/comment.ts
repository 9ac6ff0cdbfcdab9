// From what the compiler sees to what is told of a function, and what its doc comment leaves out.

import type { FunctionDeclaration, ParamDeclaration } from '../../runtime/cli/declarations.ts';
import type { Comment, Found } from './compiler.ts';
import { KINDS } from './kinds.ts';
import { mayBe, readResults, resultGaps, withResults } from './results.ts';

/** A mistake in a doc comment: where it is, and what to write. */
export interface Gap {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly write: string;
}

/** A declaration, and what its comment has to say besides. */
export interface Told {
  readonly declaration: FunctionDeclaration;
  readonly gaps: readonly Gap[];
}

/**
 * @param others functions of the same namespace by name, for `@returns as ...`
 * @param trail names of functions whose results refer to this one
 */
export function tell(found: Found, others: ReadonlyMap<string, Found>, trail: readonly string[] = []): Told {
  const gaps: string[] = [];
  const params = tellParams(found, gaps);
  const returned = tag(found.comment, 'returns');
  const { as, results: own } = readResults(returned, found.returns);
  const other = others.get(as);
  if (as !== '' && (other === undefined || trail.includes(as)))
    gaps.push(`@returns refers to ${as}, and there is no such function here`);
  const told = other === undefined || trail.includes(as) ? [] : tell(other, others, [...trail, found.name]).declaration.results;
  const theirs = told.filter(({ value }) => mayBe(value, found.returns));
  const results = as === '' ? own : withResults(theirs, own);
  if (as === '' || other !== undefined) gaps.push(...resultGaps(found.returns, results));
  const summary = found.comment.text === '' ? fromResults(results) : found.comment.text;
  if (summary === '') gaps.push('a sentence that says what it does, in front of the tags');
  if (/^The same\b/.test(summary))
    gaps.push('a first sentence that stands alone, "As `other`, ...": tables show it without its neighbours');
  const kinds = tellKinds(found, gaps);
  const source = published(tag(found.comment, 'see')) || published(tag(found.around, 'see'));
  if (source === '') gaps.push('@see with an RFC section or a page of documentation, here or in the comment of the class');
  const [first, rest] = sentences(summary);
  return {
    declaration: {
      name: found.name,
      summary: first,
      details: rest,
      params,
      type: found.returns.join(' | '),
      async: found.async,
      results,
      in: kinds,
      source,
      file: found.file,
    },
    gaps: gaps.map((write) => ({ file: found.file, line: found.line, name: found.name, write })),
  };
}

function tellParams(found: Found, gaps: string[]): ParamDeclaration[] {
  const told = new Map<string, string>();
  for (const { name, text } of found.comment.tags) {
    if (name !== 'param') continue;
    const space = text.indexOf(' ');
    const param = space < 0 ? text : text.slice(0, space);
    if (!found.params.some((one) => one.name === param)) gaps.push(`@param ${param}: there is no such parameter`);
    told.set(param, space < 0 ? '' : text.slice(space + 1));
  }
  return found.params.map(({ name, type, optional, rest }) => {
    const meaning = told.get(name) ?? '';
    if (meaning === '') gaps.push(`@param ${name} and what it means, with its unit or its possible values`);
    return { name: rest ? `...${name}` : name, type, optional, meaning };
  });
}

function tellKinds(found: Found, gaps: string[]): string[] {
  const text = tag(found.comment, 'in') || tag(found.around, 'in');
  const kinds = text === 'any' ? [...KINDS] : text.split(',').map((one) => one.trim());
  const right = found.kinds.length === KINDS.length ? 'any' : found.kinds.join(', ');
  if (text === '') gaps.push(`@in ${right}, here or in the comment of the class`);
  else if (kinds.length !== found.kinds.length || kinds.some((one) => !found.kinds.includes(one))) {
    gaps.push(`@in ${right}: so the type of the facades by route kind has it; the comment says @in ${text}`);
  }
  return [...found.kinds];
}

/** Of a function that only gives a value, what it gives is what it does. */
function fromResults(results: FunctionDeclaration['results']): string {
  const [first] = results;
  if (first === undefined || !/^(?:true$|string|number|boolean)/.test(first.value)) return '';
  const text = first.value === 'true' ? `whether ${first.meaning}` : first.meaning;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** @returns the first sentence, and the rest */
export function sentences(text: string): [string, string] {
  const end = text.search(/\. +(?=[A-Z`$])/);
  return end < 0 ? [text, ''] : [text.slice(0, end + 1), text.slice(end + 1).trim()];
}

/** Sources that everybody can look up. */
function published(source: string): string {
  const parts = source.split('; ').filter((one) => !one.startsWith('spec/'));
  return parts.join('; ');
}

function tag(comment: Comment, name: string): string {
  return comment.tags
    .filter((one) => one.name === name)
    .map(({ text }) => text)
    .join('; ');
}

/** One line that a terminal can jump to. */
export function gapText({ file, line, name, write }: Gap): string {
  return `${file}:${line} ${name}: write ${write}`;
}
