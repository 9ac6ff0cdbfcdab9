import { describe, expect, it } from 'vitest';
import { gapText, sentences, tell } from './comment.ts';
import type { Comment, Found } from './compiler.ts';

/** A comment out of `@name text` lines behind its text. */
function comment(text: string, ...tags: readonly string[]): Comment {
  return {
    text,
    tags: tags.map((tag) => {
      const space = tag.indexOf(' ');
      return { name: tag.slice(1, space), text: tag.slice(space + 1) };
    }),
  };
}

const AROUND = comment('A class.', '@in any', '@see Kamailio tm');
const ANY = ['request', 'reply', 'branch', 'failure', 'branch_failure', 'event'];

function found(parts: Partial<Found>): Found {
  return {
    namespace: 'tm',
    name: 'f',
    kinds: ANY,
    file: 'modules/tm/facade.ts',
    line: 7,
    comment: comment('Does it.', '@returns `1` done · `-1` not'),
    around: AROUND,
    params: [],
    returns: ['1', '-1'],
    async: false,
    ...parts,
  };
}

function told(parts: Partial<Found>, ...others: readonly Found[]): ReturnType<typeof tell> {
  return tell(found(parts), new Map(others.map((one) => [one.name, one])));
}

function writes(parts: Partial<Found>, ...others: readonly Found[]): string[] {
  return told(parts, ...others).gaps.map(({ write }) => write);
}

const NUMBER = { name: 'code', type: 'number', optional: false, rest: false };

describe('tell', () => {
  it('tells all of a comment', () => {
    const params = [NUMBER, { name: 'more', type: 'string', optional: true, rest: true }];
    const { declaration, gaps } = told({
      params,
      comment: comment(
        'Answers the request. Sends no ACK.',
        '@param code status, 100 to 699',
        '@param more what else',
        '@returns `1` sent · `-1` not',
        '@see RFC 3261 8.2.6; spec/modules.md 9',
      ),
    });
    expect(gaps).toEqual([]);
    expect(declaration).toEqual({
      name: 'f',
      summary: 'Answers the request.',
      details: 'Sends no ACK.',
      params: [
        { name: 'code', type: 'number', optional: false, meaning: 'status, 100 to 699' },
        { name: '...more', type: 'string', optional: true, meaning: 'what else' },
      ],
      type: '1 | -1',
      async: false,
      results: [
        { value: '1', meaning: 'sent' },
        { value: '-1', meaning: 'not' },
      ],
      in: ANY,
      source: 'RFC 3261 8.2.6',
      file: 'modules/tm/facade.ts',
    });
  });

  it('takes the source of the class where the function has none that everybody can look up', () => {
    expect(told({ comment: comment('Does it.', '@returns `1` · `-1` not', '@see spec/modules.md 9') }).declaration.source).toBe(
      'Kamailio tm',
    );
  });

  it.each([
    { returns: ['boolean'], text: 'whether it is so', summary: 'Whether it is so.' },
    { returns: ['string', 'null'], text: 'the body · `null` there is none', summary: 'The body.' },
  ])('makes a summary of what it gives: $text', ({ returns, text, summary }) => {
    const { declaration, gaps } = told({ returns, comment: comment('', `@returns ${text}`) });
    expect([declaration.summary, gaps]).toEqual([summary, []]);
  });

  it.each([
    { name: 'no text', of: { comment: comment('', '@returns `1` · `-1` not') }, write: 'a sentence that says what it does' },
    { name: 'no parameter', of: { params: [NUMBER] }, write: '@param code and what it means' },
    {
      name: 'a parameter without a meaning',
      of: { params: [NUMBER], comment: comment('Does it.', '@param code', '@returns `1` · `-1` not') },
      write: '@param code and what it means',
    },
    {
      name: 'a parameter too many',
      of: { comment: comment('Does it.', '@param code it', '@returns `1` · `-1` not') },
      write: '@param code: there is no such parameter',
    },
    { name: 'a value without a meaning', of: { returns: ['1', '0', '-1'] }, write: '@returns has to say what `0` means' },
    {
      name: 'a sentence about its neighbour',
      of: { comment: comment('The same in the body.', '@returns `1` · `-1` not') },
      write: 'a first sentence that stands alone',
    },
    { name: 'no kinds', of: { around: comment('', '@see x') }, write: '@in any, here or in the comment of the class' },
    { name: 'other kinds than its type', of: { kinds: ['request'] }, write: '@in request: so the type' },
    { name: 'no source', of: { around: comment('', '@in any') }, write: '@see with an RFC section' },
    {
      name: 'results of nobody',
      of: { comment: comment('Does it.', '@returns as `g`') },
      write: '@returns refers to g, and there is no such function here',
    },
  ])('says what to write: $name', ({ of, write }) => {
    const all = writes(of);
    expect(all).toHaveLength(1);
    expect(all[0]!.startsWith(write)).toBe(true);
  });

  it('takes over the results of another function, but for values that it has not', () => {
    const other = found({
      name: 'g',
      returns: ['1', '-1', '-2'],
      comment: comment('Does.', '@returns `1` sent · `-1` not · `-2` no name'),
    });
    const { declaration, gaps } = told({ comment: comment('Does it.', '@returns as `g` · `-1` no socket') }, other);
    expect(gaps).toEqual([]);
    expect(declaration.results.map(({ value, meaning }) => `${value} ${meaning}`)).toEqual(['1 sent', '-1 no socket']);
  });

  it('does not go round for ever', () => {
    const g = found({ name: 'g', comment: comment('Does.', '@returns as `f`') });
    const f = found({ comment: comment('Does.', '@returns as `g`') });
    expect(writes({ comment: f.comment }, f, g).length).toBeGreaterThan(0);
  });
});

it.each([
  ['One. Two. Three.', ['One.', 'Two. Three.']],
  ['One (e.g. this). `two` follows.', ['One (e.g. this).', '`two` follows.']],
  ['One', ['One', '']],
  ['', ['', '']],
])('the first sentence of %j', (text, parts) => {
  expect(sentences(text)).toEqual(parts);
});

it('names a place that a terminal can jump to', () => {
  expect(gapText({ file: 'a.ts', line: 3, name: 'f', write: '@in any' })).toBe('a.ts:3 f: write @in any');
});
