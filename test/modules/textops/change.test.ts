import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { change, splitsLineEnd } from '../../../modules/textops/change.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import type { SipMessage } from '../../../runtime/sip/message.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';
import { testServer } from '../../support/context.ts';
import { leaving, message } from '../textopsx/message.ts';

const FIELDS = ['Subject: one two', 'X-Fold: a\r\n  b\r\n\tc', 'X-Gap  :  d', 'X-Empty:', 'X-Last: e'];
const parsed = (): SipMessage => parseMessage(message(FIELDS, 'body\n\nbody'))!;

/** Replaces the first time that a text stands in a message. @returns what leaves between To and the end, null when refused */
function replaced(old: string, text: string, at: 'over' | 'before' | 'behind' = 'over'): string | null {
  const one = parsed();
  const start = one.text.indexOf(old);
  expect(start).toBeGreaterThan(0);
  const from = at === 'behind' ? start + old.length : start;
  const to = at === 'before' ? start : start + old.length;
  if (!change(one, from, to, text)) return null;
  const out = serialize(one, '', [], null);
  return out.slice(out.indexOf('Subject') < 0 ? out.indexOf('CSeq') : out.indexOf('CSeq') + 'CSeq: 1 INVITE\r\n'.length);
}

describe('what stays in one line', () => {
  it.each([
    ['one', 'uno', 'Subject: uno two\r\n'],
    ['one', '', 'Subject:  two\r\n'],
    ['one two', '', 'Subject: \r\n'],
    [' one two', '', 'Subject:\r\n'],
    ['one', 'a: b', 'Subject: a: b two\r\n'],
    ['one', 'a\r\nX-N: b', 'Subject: a\r\nX-N: b two\r\n'],
    ['one', 'a\r\n b', 'Subject: a\r\n b two\r\n'],
    ['Subject', 'Topic', 'Topic: one two\r\n'],
    ['Subject:', 'Topic :', 'Topic : one two\r\n'],
    ['ject', '', 'Sub: one two\r\n'],
    ['e\r\nContent', 'f\r\nContent', 'X-Last: f\r\nContent-Length'],
  ])('%j becomes %j', (old, text, expected) => {
    expect(replaced(old, text)).toContain(expected);
  });

  it.each([
    ['one', 'a\r\n'],
    ['one', 'a\r\nb'],
    ['one', 'a\r\n\r\nb'],
    ['one', 'a\r\n\r\nX: b'],
    ['one', 'a\rb'],
    ['one', 'a\nb'],
    ['one', 'a\nX: b'],
    ['one', 'a\0b'],
    ['one', '\r'],
    ['one', '\n'],
    ['Subject', ''],
    ['Subject', 'To pic'],
    ['Subject', 'é'],
    ['Subject', 'a\r\nb'],
    ['Subject:', ''],
    ['Subject:', 'Subject'],
    ['Subject: one two', 'Subject'],
    ['Subject: one two', ''],
    ['ject: one', ''],
    ['X-Empty:', 'X-Empty'],
  ])('%j never becomes %j', (old, text) => {
    expect(replaced(old, text)).toBeNull();
  });
});

describe('what stands before and behind', () => {
  it.each([
    ['Subject', 'X-N: 1\r\n', 'before', 'X-N: 1\r\nSubject: one'],
    ['Subject', 'X-N: 1\r\n b\r\n', 'before', 'X-N: 1\r\n b\r\nSubject: one'],
    ['Subject', 'X-', 'before', 'X-Subject: one'],
    ['two', '!', 'behind', 'Subject: one two!\r\n'],
    ['two', '\r\nX-N: 1', 'behind', 'two\r\nX-N: 1\r\nX-Fold'],
    ['two\r\n', 'X-N: 1\r\n', 'behind', 'two\r\nX-N: 1\r\nX-Fold'],
    ['\tc', '\r\n d', 'behind', '\tc\r\n d\r\nX-Gap'],
    ['\tc\r\n', ' d\r\n', 'behind', null],
    ['X-Gap', 'a: 1\r\n', 'before', '\tc\r\na: 1\r\nX-Gap'],
    ['X-Gap', ' a\r\n', 'before', null],
    ['X-Gap ', 'x', 'behind', null],
    ['X-Gap  :', 'x', 'behind', 'X-Gap  :x  d'],
    ['two\r', 'x', 'behind', null],
    ['two\r\n', 'x', 'behind', 'xX-Fold: a'],
    ['two\r\n', ' x', 'behind', null],
    ['two\r\n', 'x y', 'behind', null],
    ['two\r\n', '\r\n', 'behind', null],
    ['X-Last: e\r\n', 'X-N: 1\r\n', 'behind', 'e\r\nX-N: 1\r\nContent-Length'],
  ] as const)('%j: %j %s', (old, text, where, expected) => {
    const out = replaced(old, text, where);
    if (expected === null) expect(out).toBeNull();
    else expect(out).toContain(expected);
  });
});

describe('lines', () => {
  it.each([
    // whole ones
    ['Subject: one two\r\n', '', 'CSeq: 1 INVITE\r\nX-Fold'],
    ['Subject: one two\r\n', 'Topic: x\r\n', 'Topic: x\r\nX-Fold'],
    ['Subject: one two\r\n', 'Topic: x', 'Topic: xX-Fold: a\r\n  b'],
    ['Subject: one two\r\n', 'Topic', 'TopicX-Fold: a'],
    ['Subject: one two\r\n', 'To pic', null],
    ['Subject: one two\r\n', '\r\n', null],
    ['X-Fold: a\r\n  b\r\n\tc\r\n', '', 'two\r\nX-Gap'],
    ['X-Fold: a\r\n  b\r\n', '', null],
    ['X-Fold: a\r\n', '', null],
    ['X-Fold: a\r\n', 'X-N: z\r\n', 'X-N: z\r\n  b\r\n\tc'],
    ['  b\r\n', '', 'X-Fold: a\r\n\tc\r\n'],
    ['  b\r\n', ' z\r\n', 'X-Fold: a\r\n z\r\n\tc\r\n'],
    ['  b\r\n', 'X-N: z\r\n', null],
    ['\tc\r\n', '', '  b\r\nX-Gap'],
    // two become one
    ['two\r\nX-Fold: ', '', 'Subject: one a\r\n  b'],
    ['\r\nX-Fold', '', 'Subject: one two: a\r\n'],
    ['\r\n  b', ' b', 'X-Fold: a b\r\n\tc'],
    ['\r\n  b', '', 'X-Fold: a\r\n\tc'],
    // what a line is continued with stays
    ['  b', 'b', null],
    ['  b', 'b: c', null],
    ['  b', '', null],
    ['  b', '\tz', 'X-Fold: a\r\n\tz\r\n\tc'],
    ['  ', ' ', 'X-Fold: a\r\n b\r\n\tc'],
    ['\r\n ', '\r\n', null],
    ['\r\n  b', '\r\nX-N: b', 'X-Fold: a\r\nX-N: b\r\n\tc'],
    // across lines
    ['two\r\nX-Fold: a', '2\r\nX-Fold: A', 'one 2\r\nX-Fold: A\r\n  b'],
    ['one two\r\nX-', 'x\r\n', null],
    ['two\r\nX-Fold: a\r\n', 'x', 'Subject: one x  b\r\n\tc'],
    ['two\r\nX-Fold: a\r\n  b\r\n\tc\r\n', 'x', 'one xX-Gap  :  d'],
  ])('%j becomes %j', (old, text, expected) => {
    const out = replaced(old, text);
    if (expected === null) expect(out).toBeNull();
    else expect(out).toContain(expected.replace('CSeq: 1 INVITE\r\n', ''));
  });
});

describe('ends of parts', () => {
  it('does not reach into the start line', () => {
    const one = parsed();
    expect(change(one, 0, 6, 'BYE')).toBe(false);
    expect(change(one, 4, 6, 'x')).toBe(false);
    expect(change(one, one.headersStart - 2, one.headersStart + 1, 'x')).toBe(false);
    expect(change(one, one.headersStart, one.headersStart, 'X-N: 1\r\n')).toBe(true);
  });

  it('leaves the empty line alone', () => {
    const one = parsed();
    const { bodyStart, end } = one;
    expect(change(one, bodyStart - 2, bodyStart, '')).toBe(false);
    expect(change(one, bodyStart - 2, bodyStart, '\r\n')).toBe(false);
    expect(change(one, bodyStart - 2, end, '')).toBe(false);
    expect(change(one, bodyStart - 4, bodyStart - 2, '')).toBe(false);
    expect(change(one, bodyStart - 1, bodyStart - 1, 'x')).toBe(false);
    expect(change(one, bodyStart - 2, bodyStart - 2, 'x')).toBe(false);
    expect(change(one, bodyStart - 2, bodyStart - 2, 'X-N: 1\r\n')).toBe(true);
    expect(change(one, bodyStart - 4, bodyStart - 2, '\r\nX-M: 1\r\n')).toBe(true);
  });

  it('takes anything in the body', () => {
    const one = parsed();
    const { bodyStart, end } = one;
    expect(change(one, bodyStart, bodyStart + 1, '\0\r\n\r\n')).toBe(true);
    expect(change(one, end, end, '\n')).toBe(true);
    expect(leaving({ message: one } as never)).toMatch(/\r\n\r\n\0\r\n\r\nody\n\nbody\n$/);
  });

  it('keeps a line end whole when its CR fits a pattern', () => {
    const one = parsed();
    const start = one.text.indexOf('two');
    expect(splitsLineEnd(one, start, start + 4)).toBe(true);
    expect(splitsLineEnd(one, start, start + 3)).toBe(false);
    expect(splitsLineEnd(one, start, start + 5)).toBe(false);
    expect(splitsLineEnd(one, start + 4, start + 4)).toBe(false);
    expect(splitsLineEnd(one, one.bodyStart, one.end)).toBe(false);
    expect(change(one, start, start + 4, '2')).toBe(true);
    expect(one.edits.made[0]).toEqual({ at: start, end: start + 3, text: '2', late: null });
  });

  it('takes no name beyond any length', () => {
    const one = parseMessage(message([`X-${'n'.repeat(300)}: v`, `X-Gap${' '.repeat(300)}: v`, `X-Body: ${' '.repeat(300)}v`]))!;
    const name = one.text.indexOf('X-n');
    const gap = one.text.indexOf('X-Gap');
    const body = one.text.indexOf('X-Body');
    expect(change(one, name + 2, name + 3, 'm')).toBe(false);
    expect(change(one, gap + 10, gap + 11, '')).toBe(false);
    expect(change(one, body + 100, body + 101, 'x')).toBe(true);
  });
});

/** Text with all that header fields are made of. */
const ANY = fc
  .array(fc.constantFrom('\r\n', '\r\n ', '\r', '\n', ' ', '\t', ':', 'a', 'X', 'b: c', '\0', '\r\nX: ', 'é'), { maxLength: 4 })
  .map((parts) => parts.join(''));
const FIELD_BODY = fc
  .array(fc.constantFrom('a', 'bb', ' ', 'b: c', '\r\n ', '\r\n  ', '\r\n\t', ':'), { maxLength: 6 })
  .map((parts) => parts.join(''));
const FIELD_TEXTS = fc.array(
  fc
    .tuple(fc.constantFrom('A', 'X-Y', 'b', 'Subject'), fc.constantFrom(':', ': ', ' : '), FIELD_BODY)
    .map((parts) => parts.join('')),
  { maxLength: 4 },
);
interface Place {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}
const PLACES = fc.array(fc.record({ at: fc.nat(200), length: fc.oneof(fc.constantFrom(0, 1, 2), fc.nat(20)), text: ANY }), {
  minLength: 1,
  maxLength: 8,
});

/** Makes changes that do not overlap. @returns how many were made */
function changeAll(one: SipMessage, places: readonly Place[], from: number): number {
  let made = 0;
  let behind = from;
  for (const { at, length, text } of places.toSorted((a, b) => a.at - b.at)) {
    const start = Math.max(behind, Math.min(from + at, one.bodyStart - 2));
    const end = Math.min(start + length, one.bodyStart);
    if (!change(one, start, end, text)) continue;
    made++;
    behind = Math.max(end, start + 1);
  }
  return made;
}

describe('whatever is changed', () => {
  const BODY = 'the-body';

  it('the header part ends where it did', () => {
    let made = 0;
    fc.assert(
      fc.property(FIELD_TEXTS, PLACES, (fields, places) => {
        const one = parseMessage(message(fields, BODY))!;
        fc.pre(one.fault === '' && one.text.slice(one.bodyStart) === BODY);
        made += changeAll(one, places, one.text.indexOf('CSeq: 1 INVITE\r\n') + 16);
        const out = serialize(one, '', [], null);
        expect(out.slice(out.indexOf('\r\n\r\n') + 4).startsWith(BODY) || !out.includes('the-body')).toBe(true);
        expect(out).toContain('\r\n\r\n');
        expect(out.slice(0, out.indexOf('\r\n\r\n'))).not.toMatch(/\r(?!\n)|(?<!\r)\n|\0/);
      }),
      { numRuns: 3000 },
    );
    expect(made).toBeGreaterThan(500);
  });

  it('each change for itself leaves a message that is read without fault', () => {
    let made = 0;
    fc.assert(
      fc.property(FIELD_TEXTS, PLACES, (fields, [place]) => {
        const one = parseMessage(message(fields, BODY))!;
        fc.pre(one.fault === '' && one.text.slice(one.bodyStart) === BODY);
        const done = changeAll(one, [place!], one.text.indexOf('CSeq: 1 INVITE\r\n') + 16);
        made += done;
        const again = parseMessage(serialize(one, '', [], null))!;
        expect(again.fault).toBe('');
        if (done === 0) expect(again.headers).toHaveLength(one.headers.length);
      }),
      { numRuns: 3000 },
    );
    expect(made).toBeGreaterThan(200);
  });
});

describe('a pattern that fits everywhere', () => {
  const server = testServer({ modules: ['textops'] });
  const LONG = 40_000;

  it.each([
    ['a long body', `Subject: ${'x'.repeat(LONG)}`],
    ['a long name', `X-${'x'.repeat(LONG)}: v`],
    ['a long gap', `Subject${' '.repeat(LONG)}: v`],
    ['a long gap behind the colon', `Subject:${' '.repeat(LONG)}v`],
    ['many folded lines', `Subject: a${'\r\n x'.repeat(LONG / 4)}`],
    ['many blank folded lines', `Subject: a${'\r\n  '.repeat(LONG / 4)}`],
    ['many fields', Array.from({ length: LONG / 6 }, () => 'x: x').join('\r\n')],
  ])(
    'costs what the message is long: %s',
    async (_name, field) => {
      const text = message([field]);
      const began = performance.now();
      for (const put of ['y', '', ' ', 'a\r\nX: ', '\r\n', 'é']) {
        for (const pattern of ['x', ' ', '[^:]', 'x*']) {
          const cx = (await server).context(text);
          (await server).call(cx, 'textops.replace_all', pattern, put);
        }
      }
      // quadratic, each of the 24 would take seconds
      expect(performance.now() - began).toBeLessThan(10_000);
    },
    30_000,
  );

  it('says once that changes are refused', async () => {
    const { log } = await server;
    const before = log.texts('error').length;
    const cx = (await server).context(message([`Subject: ${'x'.repeat(1000)}`]));
    expect((await server).call(cx, 'textops.replace_all', 'x', '\r\n')).toBe(-1);
    expect(log.texts('error')).toHaveLength(before + 1);
  });
});
