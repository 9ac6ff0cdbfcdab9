import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whichOf } from '../../../modules/textops/search.ts';
import { testServer } from '../../support/context.ts';
import { leaving, lines, message } from '../textopsx/message.ts';

const server = await testServer({ modules: ['textops'] });
const FIELDS = ['Subject: First call', 's: second Call', 'X-A: one', 'X-B: two,one'];
const BODY = 'v=0\r\no=alice\r\ns=one\r\nc=one one\r\n';
const REPLY = 'SIP/2.0 200 OK';

const fresh = (line?: string): ReturnType<typeof server.context> => server.context(message(FIELDS, BODY, line));

interface Outcome {
  readonly result: unknown;
  readonly headers: string;
  readonly body: string;
  lines(name: string): string[];
}
function change(name: string, ...args: unknown[]): Outcome {
  const cx = fresh();
  const result = server.call(cx, `textops.${name}`, ...args);
  const text = leaving(cx);
  const end = text.indexOf('\r\n\r\n');
  return { result, headers: text.slice(0, end), body: text.slice(end + 4), lines: (header) => lines(cx, header) };
}

describe('search', () => {
  it.each([
    ['alice', 1],
    ['ALICE', 1],
    ['nobody', -1],
    ['^INVITE sip:', 1],
    ['^subject:', 1],
    ['First call.$', 1],
    ['First call$', -1],
    ['^c=', 1],
    ['o=alice.s=one', -1],
    ['', 1],
    ['[', -1],
    ['(', -1],
    ['*', -1],
    ['(?=x)', -1],
    ['0{1', -1],
    ['0{2', -1],
    ['0{1}', 1],
    ['X-[AB]: (one|two)', 1],
    ['X-[[:alpha:]]: two', 1],
    ['X-[[:digit:]]: two', -1],
    ['(o)\\1', -1],
    ['(l)\\1', 1],
  ])('%j: %i', (pattern, result) => {
    expect(server.call(fresh(), 'textops.search', pattern)).toBe(result);
  });

  it('works in replies', () => {
    expect(server.call(fresh(REPLY), 'textops.search', '^sip/2.0 200')).toBe(1);
  });

  it('sees the message as it came', () => {
    const cx = fresh();
    server.call(cx, 'textops.replace_str', 'alice', 'carol', 'a');
    expect(server.call(cx, 'textops.search', 'alice')).toBe(1);
    expect(server.call(cx, 'textops.search', 'carol')).toBe(-1);
  });

  it('finds every piece of the text', () => {
    const text = message(FIELDS, BODY);
    const plain = /[^A-Za-z0-9\r\n]/g;
    fc.assert(
      fc.property(fc.nat(text.length - 10), fc.integer({ min: 1, max: 9 }), (at, length) => {
        const piece = text.slice(at, at + length);
        fc.pre(!/[\r\n]/.test(piece));
        expect(server.call(fresh(), 'textops.search', piece.replace(plain, '[$&]').replace('[^]', '\\^'))).toBe(1);
      }),
    );
  });
});

describe('search_body', () => {
  it.each([
    ['^v=0', 1],
    ['alice', 1],
    ['Subject', -1],
    ['^c=one one', 1],
    ['', 1],
    ['[', -1],
  ])('%j: %i', (pattern, result) => {
    expect(server.call(fresh(), 'textops.search_body', pattern)).toBe(result);
  });

  it.each([
    ['', 1],
    ['^$', 1],
    ['.', -1],
  ])('%j without a body: %i', (pattern, result) => {
    expect(server.call(server.context(message()), 'textops.search_body', pattern)).toBe(result);
  });
});

describe('search_hf', () => {
  it.each([
    ['Subject', 'first', 'f', 1],
    ['Subject', 'second', 'f', -1],
    ['Subject', 'second', 'l', 1],
    ['Subject', 'first', 'l', -1],
    ['Subject', 'second', 'a', 1],
    ['Subject', 'third', 'a', -1],
    ['s', 'first', 'a', 1],
    ['SUBJECT', '^second call$', 'a', 1],
    ['X-A', 'one', 'a', 1],
    ['x-b', '^one', 'a', -1],
    ['X-C', 'one', 'a', -1],
    ['', 'one', 'a', -1],
    ['X-A', '[', 'a', -1],
    ['X-A', 'X-A', 'a', -1],
    ['Via', 'branch=z9hG4bK1', 'f', -1],
    ['Via', 'branch=z9hG4bK1', 'F', 1],
    ['X-A', '', 'a', -1],
    ['v', 'branch=z9hG4bK1', 'L', 1],
    ['Subject', 'second', '', 1],
    ['Subject', 'second', 'x', 1],
    ['Subject', 'second', null, 1],
  ])('%s, %j, %j: %i', (name, pattern, mode, result) => {
    expect(server.call(fresh(), 'textops.search_hf', name, pattern, mode)).toBe(result);
  });

  it.each([
    ['f', 'f'],
    ['first', 'f'],
    ['F', 'a'],
    ['l', 'l'],
    ['LAST', 'a'],
    ['a', 'a'],
    ['all', 'a'],
    ['', 'a'],
    ['x', 'a'],
  ])('mode %j is %s', (mode, which) => {
    expect(whichOf(mode)).toBe(which);
  });
});

describe('search_str', () => {
  it.each([
    ['abc', 'B', 1],
    ['abc', 'd', -1],
    ['abc', '[', -2],
    ['', 'a', -2],
    ['', '', 2],
    ['abc', '', 2],
    ['a\nb', '^b$', 1],
    ['é', 'é', 1],
    ['€', '^...$', 1],
    ['x'.repeat(65_535), 'x$', 1],
    ['x'.repeat(65_536), 'x$', -1],
  ])('%j, %j: %i', (text, pattern, result) => {
    expect(server.call(fresh(), 'textops.search_str', text, pattern)).toBe(result);
  });
});

describe('regex_substring', () => {
  const URI = 'sip:+4912@h;x=Y';
  it.each([
    ['sip:(.*)@(.*);', 0, 3, 'sip:+4912@h;'],
    ['sip:(.*)@(.*);', 1, 3, '+4912'],
    ['sip:(.*)@(.*);', 2, 3, 'h'],
    ['(a)|(h)', 2, 3, 'h'],
    ['[[:digit:]]+', 0, 1, '4912'],
  ])('%j, group %i of %i', (pattern, group, groups, expected) => {
    const cx = fresh();
    expect(server.call(cx, 'textops.regex_substring', URI, pattern, group, groups, '$var(x)')).toBe(1);
    expect(server.pv.get(cx, '$var(x)')).toBe(expected);
  });

  it('a group below 0 makes the variable 0', () => {
    const cx = fresh();
    server.pv.set(cx, '$var(x)', 'before');
    expect(server.call(cx, 'textops.regex_substring', URI, 'tel', -1, 2, '$var(x)')).toBe(-2);
    expect(server.pv.get(cx, '$var(x)')).toBe('before');
    expect(server.call(cx, 'textops.regex_substring', URI, 'sip:(.*)@', -1, 2, '$var(x)')).toBe(1);
    expect(server.pv.get(cx, '$var(x)')).toBe(0);
  });

  it('takes the text as one line', () => {
    expect(server.call(fresh(), 'textops.regex_substring', 'a\nb', '^b', 0, 1, '$var(x)')).toBe(-2);
  });

  it('tells that nothing fits', () => {
    for (const pattern of ['tel:', 'SIP:', '^x']) {
      expect(server.call(fresh(), 'textops.regex_substring', URI, pattern, 0, 1, '$var(x)')).toBe(-2);
    }
  });

  it.each(['replace_all', 'replace_body_all', 'replace_body_atonce'])('%s puts nothing between all characters', (name) => {
    for (const pattern of ['', 'x*', '$']) expect(change(name, pattern, '-').result).toBe(-1);
  });

  it.each([
    ['no such group', [URI, 'sip:(.*)@', 2, 3, '$var(x)']],
    ['a group beyond those that are asked for', [URI, 'sip:(.*)@', 1, 1, '$var(x)']],
    ['no pattern', [URI, '', 0, 1, '$var(x)']],
    ['a group that took no part', [URI, '(a)|(h)', 1, 3, '$var(x)']],
    ['a wrong pattern', [URI, '[', 0, 1, '$var(x)']],
    ['no variable', [URI, 'sip', 0, 1, '$nope(x)']],
    ['an empty variable', [URI, 'sip', 0, 1, '']],
  ])('%s', (_name, args) => {
    const cx = fresh();
    server.pv.set(cx, '$var(x)', 'before');
    expect(server.call(cx, 'textops.regex_substring', ...args)).toBe(-1);
    expect(server.pv.get(cx, '$var(x)')).toBe('before');
  });
});

describe('search_append', () => {
  it.each([
    ['First', '!', ['First! call', 'second Call'], 1],
    ['first', '!', ['First! call', 'second Call'], 1],
    ['First.*', '!', ['First call!', 'second Call'], 1],
    [' call', '!', ['First call!', 'second Call'], 1],
    ['^Subject.*', '\r\nX-N: 1', ['First call', 'second Call'], 1],
    ['^Subject.*', 'X-N: 1\r\n', ['First call', 'second Call'], -1],
    ['third', '!', ['First call', 'second Call'], -1],
    ['[', '!', ['First call', 'second Call'], -1],
    ['First', '\r\n', ['First call', 'second Call'], -1],
  ])('%j, %j', (pattern, text, subjects, result) => {
    const outcome = change('search_append', pattern, text);
    expect(outcome.result).toBe(result);
    expect([...outcome.lines('Subject'), ...outcome.lines('s')]).toEqual(subjects);
    expect(outcome.body).toBe(BODY);
  });

  it('does not touch the start line', () => {
    const outcome = change('search_append', 'bob@', 'x');
    expect(outcome.result).toBe(1);
    expect(outcome.headers).toMatch(/^INVITE sip:bob@biloxi.example.com SIP/);
    expect(outcome.lines('To')).toEqual(['<sip:bob@xbiloxi.example.com>']);
  });
});

describe('search_append_body', () => {
  it.each([
    ['one', '!', 's=one!\r\nc=one one\r\n', 1],
    ['^o=.*', 'x', 'v=0\r\no=alice\rx\n', 1],
    ['Subject', '!', BODY, -1],
    ['[', '!', BODY, -1],
    ['v=0', '\r\n\r\n', 'v=0\r\n\r\n\r\no=', 1],
  ])('%j, %j', (pattern, text, expected, result) => {
    const outcome = change('search_append_body', pattern, text);
    expect(outcome.result).toBe(result);
    expect(outcome.body).toContain(expected);
    expect(outcome.lines('Content-Length')).toEqual([String(outcome.body.length)]);
    expect(outcome.lines('X-A')).toEqual(['one']);
  });
});

describe('replace', () => {
  it.each([
    ['replace', ['one', 'uno'], ['uno'], ['two,one'], BODY],
    ['replace', ['ONE', 'uno'], ['uno'], ['two,one'], BODY],
    ['replace', ['one.$', 'uno'], ['uno'], ['two,one'], BODY],
    ['replace', ['^X-A: .*', 'X-A: 2'], ['2'], ['two,one'], BODY],
    ['replace', ['alice@', 'carol@'], ['one'], ['two,one'], BODY],
    ['replace', ['v=0', 'v=1'], ['one'], ['two,one'], BODY.replace('v=0', 'v=1')],
    ['replace_all', ['one', 'uno'], ['uno'], ['two,uno'], BODY.replaceAll('one', 'uno')],
    ['replace_all', ['[oO]ne', ''], [''], ['two,'], BODY.replaceAll('one', '')],
    ['replace_hdrs', ['one', 'uno'], ['uno'], ['two,one'], BODY],
    ['replace_hdrs', ['two', 'a\r\nX-B: b'], ['one'], ['a', 'b,one'], BODY],
    ['replace_body', ['one', 'uno'], ['one'], ['two,one'], BODY.replace('one', 'uno')],
    ['replace_body_all', ['one', 'uno'], ['one'], ['two,one'], BODY.replaceAll('one', 'uno')],
    ['replace_body_atonce', ['one', 'uno'], ['one'], ['two,one'], BODY.replaceAll('one', 'uno')],
    ['replace_body_atonce', ['one', '\r\n\r\n'], ['one'], ['two,one'], BODY.replaceAll('one', '\r\n\r\n')],
  ])('%s %j', (name, args, a, b, body) => {
    const outcome = change(name, ...args);
    expect(outcome.result).toBe(1);
    expect(outcome.lines('X-A')).toEqual(a);
    expect(outcome.lines('X-B')).toEqual(b);
    expect(outcome.body).toBe(body);
    expect(outcome.lines('Content-Length')).toEqual([String(body.length)]);
    expect(outcome.headers).toMatch(/^INVITE sip:bob@biloxi.example.com SIP\/2.0\r\n/);
  });

  it.each([
    ['replace', ['nowhere', 'x']],
    ['replace', ['one$', 'uno']],
    ['replace', ['^INVITE', 'BYE']],
    ['replace', ['[', 'x']],
    ['replace', ['one', 'a\r\n\r\nb']],
    ['replace', ['one', 'a\nb']],
    ['replace', ['X-A', '']],
    ['replace', ['X-A', 'X A']],
    ['replace_all', ['nowhere', 'x']],
    ['replace_all', ['[', 'x']],
    ['replace_hdrs', ['v=0', 'x']],
    ['replace_hdrs', ['[', 'x']],
    ['replace_hdrs', ['X-A: .*', '']],
    ['replace_body', ['Subject', 'x']],
    ['replace_body', ['[', 'x']],
    ['replace_body_all', ['Subject', 'x']],
    ['replace_body_all', ['[', 'x']],
    ['replace_body_atonce', ['[', 'x']],
  ])('%s %j does nothing', (name, args) => {
    const outcome = change(name, ...args);
    expect(outcome.result).toBe(-1);
    expect(outcome.lines('X-A')).toEqual(['one']);
    expect(outcome.lines('X-B')).toEqual(['two,one']);
    expect(outcome.body).toBe(BODY);
  });

  it('`replace_all` makes what can be made', () => {
    const outcome = change('replace_all', 'a', 'é');
    expect(outcome.result).toBe(1);
    expect(outcome.lines('X-A')).toEqual(['one']);
    expect(outcome.lines('To')).toEqual(['<sip:bob@biloxi.exémple.com>']);
  });

  it('names what is refused', () => {
    const before = server.log.texts('error').length;
    change('replace', 'one', 'a\r\n\r\n');
    expect(server.log.texts('error').slice(before)).toEqual([expect.stringContaining('KSR.textops')]);
  });

  it('writes text above U+00FF as UTF-8', () => {
    expect(change('replace_body', 'alice', '€').body).toContain('o=\xe2\x82\xac\r\n');
    expect(change('replace_hdrs', 'First', '€').lines('Subject')).toEqual(['\xe2\x82\xac call']);
  });

  it('takes the text as it is', () => {
    expect(change('replace_body', 'alice', '$& \\1 $1 \\0').body).toContain('o=$& \\1 $1 \\0\r\n');
  });
});

describe('replace_str', () => {
  it.each([
    ['replace_str', ['one', 'uno', 'f'], ['uno'], ['two,one'], BODY],
    ['replace_str', ['one', 'uno', 'a'], ['uno'], ['two,uno'], BODY.replaceAll('one', 'uno')],
    ['replace_str', ['one', 'uno', ''], ['uno'], ['two,uno'], BODY.replaceAll('one', 'uno')],
    ['replace_str', ['one', 'uno', null], ['uno'], ['two,uno'], BODY.replaceAll('one', 'uno')],
    ['replace_str', ['ONE', 'uno', 'a'], ['one'], ['two,one'], BODY],
    ['replace_str', ['', 'uno', 'a'], ['one'], ['two,one'], BODY],
    ['replace_str', ['o.e', 'uno', 'a'], ['one'], ['two,one'], BODY],
    ['replace_str', ['INVITE sip', 'x', 'a'], ['one'], ['two,one'], BODY],
    ['replace_hdrs_str', ['one', 'uno', 'a'], ['uno'], ['two,uno'], BODY.replaceAll('one', 'uno')],
    ['replace_hdrs_str', ['one', 'uno', 'f'], ['uno'], ['two,one'], BODY],
    ['replace_body_str', ['one', 'uno', 'a'], ['one'], ['two,one'], BODY.replaceAll('one', 'uno')],
    ['replace_body_str', ['one', 'uno', 'f'], ['one'], ['two,one'], BODY.replace('one', 'uno')],
    ['replace_body_str', ['\r\n', '\n', 'a'], ['one'], ['two,one'], BODY.replaceAll('\r\n', '\n')],
  ])('%s %j', (name, args, a, b, body) => {
    const outcome = change(name, ...args);
    expect(outcome.result).toBe(1);
    expect(outcome.lines('X-A')).toEqual(a);
    expect(outcome.lines('X-B')).toEqual(b);
    expect(outcome.body).toBe(body);
  });

  it.each([
    ['replace_str', ['one', 'a\r\nb', 'a']],
    ['replace_str', ['X-A', 'X A', 'a']],
    ['replace_hdrs_str', ['one', '\r\n\r\n', 'f']],
    ['replace_hdrs_str', ['\r\n', '\n', 'a']],
  ])('%s %j is refused', (name, args) => {
    const outcome = change(name, ...args);
    expect(outcome.result).toBe(-1);
    expect(outcome.lines('X-A')).toEqual(['one']);
    expect(outcome.body).toBe(BODY);
  });

  it('a text that overlaps itself is taken once', () => {
    const cx = server.context(message([], 'aaaaa'));
    expect(server.call(cx, 'textops.replace_body_str', 'aa', 'b', 'a')).toBe(1);
    expect(leaving(cx)).toMatch(/\r\n\r\nbba$/);
  });

  it('does what String.replaceAll does in the body', () => {
    const body = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n'), maxLength: 20 });
    fc.assert(
      fc.property(body, fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 2 }), body, (text, old, put) => {
        const cx = server.context(message([], text));
        server.call(cx, 'textops.replace_body_str', old, put, 'a');
        const out = leaving(cx);
        expect(out.slice(out.indexOf('\r\n\r\n') + 4)).toBe(text.replaceAll(old, put.replaceAll('$', '$$$$')));
      }),
    );
  });
});
