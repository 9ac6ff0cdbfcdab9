import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Substitutions, parseSubstitution } from '../../../modules/textops/expression.ts';
import { testServer } from '../../support/context.ts';
import { leaving, lines, message } from '../textopsx/message.ts';

const server = await testServer({ modules: ['textops', 'pv'] });
const FIELDS = ['Subject: First call', 's: second call', 'X-A: one', 'X-B: two,one'];
const BODY = 'v=0\r\no=alice\r\ns=one\r\nc=one one\r\n';
const fresh = (line?: string): ReturnType<typeof server.context> => server.context(message(FIELDS, BODY, line));

interface Outcome {
  readonly result: unknown;
  readonly body: string;
  lines(name: string): string[];
}
function change(name: string, ...args: unknown[]): Outcome {
  const cx = fresh();
  server.pv.set(cx, '$var(x)', 'V');
  const result = server.call(cx, `textops.${name}`, ...args);
  const text = leaving(cx);
  return { result, body: text.slice(text.indexOf('\r\n\r\n') + 4), lines: (header) => lines(cx, header) };
}

describe('expressions', () => {
  const exists = (variable: string): boolean => variable === '$ru' || variable === '$var(x)' || variable === '$(hdr(a(b))[0])';

  it.each([
    ['/a/b/', [{ text: 'b' }], false],
    ['/a//', [], false],
    ['//b/', [{ text: 'b' }], false],
    ['/a/b/g', [{ text: 'b' }], true],
    ['/a/b/gis', [{ text: 'b' }], true],
    ['#a/b#c#', [{ text: 'c' }], false],
    ['|a|b|', [{ text: 'b' }], false],
    [',a,b\\,c,', [{ text: 'b,c' }], false],
    ['/a/\\1-\\0/', [{ group: 1 }, { text: '-' }, { group: 0 }], false],
    ['/a/\\9\\10/', [{ group: 9 }, { group: 1 }, { text: '0' }], false],
    ['/a/x\\n\\r\\t\\\\y/', [{ text: 'x\n\r\t\\y' }], false],
    ['/a/\\q/', [{ text: 'q' }], false],
    ['/a/$ru/', [{ variable: '$ru' }], false],
    ['/a/<$ru>/', [{ text: '<' }, { variable: '$ru' }, { text: '>' }], false],
    ['/a/$var(x)y/', [{ variable: '$var(x)' }, { text: 'y' }], false],
    ['/a/$(hdr(a(b))[0])/', [{ variable: '$(hdr(a(b))[0])' }], false],
    ['/a/$nope/', [{ text: '$nope' }], false],
    ['/a/$var(x/', [{ text: '$var(x' }], false],
    ['/a/$/', [{ text: '$' }], false],
    ['/a/$$ru/', [{ text: '$ru' }], false],
    ['/a/5$/', [{ text: '5$' }], false],
  ])('%s', (source, pieces, all) => {
    const read = parseSubstitution(source, exists);
    expect(read?.pieces).toEqual(pieces);
    expect(read?.all).toBe(all);
  });

  it.each([
    '',
    '/',
    '/a',
    '/a/',
    '/a/b',
    'a',
    'abc',
    'saXbXc',
    '1a1b1',
    '_a_b_',
    '\\a\\b\\',
    '/[/b/',
    '/(/b/',
    '/a/b/x',
    '/a/b/ g',
  ])('%j is none', (source) => {
    expect(parseSubstitution(source, exists)).toBeNull();
  });

  it.each([
    ['/a/b/', 'a', true],
    ['/a/b/', 'A', false],
    ['/a/b/i', 'A', true],
    ['/^b/c/', 'a\nb', true],
    ['/^b/c/s', 'a\nb', false],
    ['/a.b/c/', 'a\nb', false],
    ['/a.b/c/s', 'a\nb', true],
    ['/a\\/b/c/', 'a/b', true],
    ['|a\\|b|c|', 'a', true],
    ['/\\(a\\)/c/', '(a)', true],
  ])('%s on %j: %s', (source, text, fits) => {
    const { pattern } = parseSubstitution(source, exists)!;
    expect(pattern.fits(text)).toBe(fits);
  });

  it('are read once, and the oldest goes', () => {
    let asked = 0;
    const pv = {
      get: () => null,
      set: () => false,
      writable: () => false,
      exists: () => {
        asked++;
        return true;
      },
    };
    const kept = new Substitutions(pv, 2);
    const first = kept.get('/a/$x/');
    expect(kept.get('/a/$x/')).toBe(first);
    expect(asked).toBe(1);
    expect(kept.get('/b/$x/')).not.toBe(first);
    expect(kept.get('nothing')).toBeNull();
    expect(kept.get('nothing')).toBeNull();
    expect(asked).toBe(2);
    expect(kept.get('/a/$x/')).not.toBe(first);
    expect(asked).toBe(3);
  });

  it('no text makes it throw', () => {
    const text = fc.string({
      unit: fc.constantFrom('/', '\\', '$', '(', ')', '[', ']', 'a', '1', '*', '{', '}', 'g', '\r\n', '€'),
    });
    fc.assert(
      fc.property(text, (source) => {
        parseSubstitution(source, () => true);
        parseSubstitution(`/${source}/${source}/g`, () => false);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('subst', () => {
  it.each([
    ['/one/uno/', ['uno'], ['two,one'], BODY],
    ['/one/uno/g', ['uno'], ['two,uno'], BODY.replaceAll('one', 'uno')],
    ['/ONE/uno/', ['one'], ['two,one'], null],
    ['/ONE/uno/i', ['uno'], ['two,one'], BODY],
    ['/^X-(.): (.*)$/X-\\1: <\\2>/', ['<one>'], ['two,one'], BODY],
    ['/^X-(.): (.*)$/X-\\1: <\\2>/g', ['<one>'], ['<two,one>'], BODY],
    ['/(two),(one)/\\2,\\1/', ['one'], ['one,two'], BODY],
    ['/(two),(one)/\\0;\\0/', ['one'], ['two,one;two,one'], BODY],
    ['/one/$var(x)$rm/', ['VINVITE'], ['two,one'], BODY],
    ['/one/$(rU{s.len})/', ['3'], ['two,one'], BODY],
    ['/one/a\\r\\nX-N: b/', ['a'], ['two,one'], BODY],
    ['/one/a\\r\\n\\r\\nb/', ['one'], ['two,one'], null],
    ['/one/a\\nb/', ['one'], ['two,one'], null],
    ['/^X-A: one.\n//', [], ['two,one'], BODY],
    ['/^INVITE/BYE/', ['one'], ['two,one'], null],
    ['/(a)?one/<\\1>/', ['<>'], ['two,one'], BODY],
    ['nothing', ['one'], ['two,one'], null],
    ['', ['one'], ['two,one'], null],
  ])('%j', (expression, a, b, body) => {
    const outcome = change('subst', expression);
    expect(outcome.result).toBe(body === null ? -1 : 1);
    expect(outcome.lines('X-A')).toEqual(a);
    expect(outcome.lines('X-B')).toEqual(b);
    expect(outcome.body).toBe(body ?? BODY);
  });

  it('reads variables for each match, from the message as it came', () => {
    expect(change('subst', '/one/$hdr(X-A)$hdr(X-A)/g').lines('X-B')).toEqual(['two,oneone']);
  });

  it('writes no variable that would break the message', () => {
    const cx = fresh();
    server.pv.set(cx, '$var(x)', 'a\r\n\r\nb');
    expect(server.call(cx, 'textops.subst', '/one/$var(x)/')).toBe(-1);
    expect(lines(cx, 'X-A')).toEqual(['one']);
    expect(server.log.texts('error').at(-1)).toContain('KSR.textops');
    expect(server.call(cx, 'textops.subst_body', '/one/$var(x)/')).toBe(1);
  });

  it('is empty for a variable without a value', () => {
    expect(change('subst_hf', 'X-A', '/one/<$avp(none)>/', 'a').lines('X-A')).toEqual(['<>']);
  });
});

describe('subst_body', () => {
  it.each([
    ['/one/uno/', BODY.replace('one', 'uno')],
    ['/one/uno/g', BODY.replaceAll('one', 'uno')],
    ['/^o=(.*)\r$/o=<\\1>\r/', BODY.replace('alice', '<alice>')],
    ['/^.=//g', BODY.replace(/^.=/gm, '')],
    ['/\\r\\n/X/', null],
    ['/\r\n/\\n/g', BODY.replaceAll('\r\n', '\n')],
    // what fits nothing is not replaced
    ['/x*/-/g', null],
    ['/Subject/x/', null],
    ['/v.*/x/s', 'x'],
  ])('%j', (expression, body) => {
    const outcome = change('subst_body', expression);
    expect(outcome.result).toBe(body === null ? -1 : 1);
    expect(outcome.body).toBe(body ?? BODY);
    expect(outcome.lines('Content-Length')).toEqual([String(outcome.body.length)]);
  });
});

describe('subst_hf', () => {
  it.each([
    ['Subject', '/call/talk/', 'f', ['First talk', 'second call'], 1],
    ['Subject', '/call/talk/', 'l', ['First call', 'second talk'], 1],
    ['Subject', '/call/talk/', 'a', ['First talk', 'second talk'], 1],
    ['s', '/call/talk/', 'a', ['First talk', 'second talk'], 1],
    ['SUBJECT', '/call/talk/', '', ['First talk', 'second talk'], 1],
    ['Subject', '/second/2/', 'f', ['First call', 'second call'], -1],
    ['Subject', '/^(.*) (.*)$/\\2 \\1/', 'a', ['call First', 'call second'], 1],
    ['Subject', '/l/L/g', 'f', ['First caLL', 'second call'], 1],
    ['Subject', '/.*//', 'f', ['', 'second call'], 1],
    ['Subject', '/Subject/x/', 'a', ['First call', 'second call'], -1],
    ['Subject', '/call/a\\r\\n/', 'a', ['First call', 'second call'], -1],
    ['Subject', 'nothing', 'a', ['First call', 'second call'], -1],
    ['X-C', '/call/talk/', 'a', ['First call', 'second call'], -1],
    ['', '/call/talk/', 'a', ['First call', 'second call'], -1],
  ])('%s %j %j', (name, expression, mode, subjects, result) => {
    const outcome = change('subst_hf', name, expression, mode);
    expect(outcome.result).toBe(result);
    expect([...outcome.lines('Subject'), ...outcome.lines('s')]).toEqual(subjects);
    expect(outcome.lines('X-A')).toEqual(['one']);
  });
});

describe('subst_uri', () => {
  it.each([
    ['/bob/carol/', 'sip:carol@biloxi.example.com'],
    ['/^sip:(.*)@.*$/tel:\\1/', 'tel:bob'],
    ['/o/0/g', 'sip:b0b@bil0xi.example.c0m'],
    ['/com$/net/', 'sip:bob@biloxi.example.net'],
    ['/bob/$rm/', 'sip:INVITE@biloxi.example.com'],
    ['/bob@//', 'sip:biloxi.example.com'],
  ])('%j', (expression, uri) => {
    const cx = fresh();
    expect(server.call(cx, 'textops.subst_uri', expression)).toBe(1);
    expect(server.pv.get(cx, '$ru')).toBe(uri);
  });

  it.each(['/dave/carol/', '/BOB/carol/', '/.*//', '/bob/a b/', '/bob/a\\r\\nb/', '/bob/a\\0b/x', 'nothing', ''])(
    '%j changes nothing',
    (expression) => {
      const cx = fresh();
      expect(server.call(cx, 'textops.subst_uri', expression)).toBe(-1);
      expect(server.pv.get(cx, '$ru')).toBe('sip:bob@biloxi.example.com');
    },
  );

  it('works on the Request-URI as it is now', () => {
    const cx = fresh();
    server.call(cx, 'textops.subst_uri', '/bob/carol/');
    expect(server.call(cx, 'textops.subst_uri', '/carol/dave/')).toBe(1);
    expect(server.pv.get(cx, '$rU')).toBe('dave');
    expect(cx.message.text).toMatch(/^INVITE sip:bob@/);
  });

  it('there is none in a reply', () => {
    const cx = server.context(message(FIELDS, BODY, 'SIP/2.0 200 OK'), { kind: 'reply' });
    expect(server.call(cx, 'textops.subst_uri', '/.*/sip:a@b/')).toBe(-1);
    expect(server.call(cx, 'textops.subst_user', '/.*/a/')).toBe(-1);
    expect(cx.message.text).toMatch(/^SIP\/2\.0 200 OK/);
  });
});

describe('subst_user', () => {
  it.each([
    ['/bob/carol/', 'sip:carol@biloxi.example.com'],
    ['/^b/00b/', 'sip:00bob@biloxi.example.com'],
    ['/b/B/g', 'sip:BoB@biloxi.example.com'],
    ['/^.*$//', 'sip:biloxi.example.com'],
  ])('%j', (expression, uri) => {
    const cx = fresh();
    expect(server.call(cx, 'textops.subst_user', expression)).toBe(1);
    expect(server.pv.get(cx, '$ru')).toBe(uri);
  });

  it.each(['/biloxi/x/', '/BOB/x/', '/bob/a\\r\\n/', 'nothing'])('%j changes nothing', (expression) => {
    const cx = fresh();
    expect(server.call(cx, 'textops.subst_user', expression)).toBe(-1);
    expect(server.pv.get(cx, '$ru')).toBe('sip:bob@biloxi.example.com');
  });
});

describe('subst_v', () => {
  it.each([
    ['abc', '/b/x/', 'axc'],
    ['abcb', '/b/x/g', 'axcx'],
    ['aBc', '/b/x/i', 'axc'],
    ['abc', '/(.)(.)/\\2\\1/', 'bac'],
    ['abba', '/[ab]*/-/g', '-'],
    ['abc', '/.*//', ''],
    ['bob', '/b/$rU/', 'bobob'],
    ['a\r\nb', '/\r\n/\\r\\n\\r\\n/', 'a\r\n\r\nb'],
    ['1.2.3', '/[.]/\\\\./g', '1\\.2\\.3'],
    ['$1', '/1/$/', '$$'],
  ])('%j, %j', (text, expression, outcome) => {
    const cx = fresh();
    expect(server.call(cx, 'textops.subst_v', text, expression, '$var(y)')).toBe(1);
    expect(server.pv.get(cx, '$var(y)')).toBe(outcome);
  });

  it.each([
    ['abc', '/x/y/', '$var(y)'],
    ['abc', '/B/y/', '$var(y)'],
    ['abc', 'nothing', '$var(y)'],
    ['abc', '/b/y/', '$nope(y)'],
    ['abc', '/b/y/', ''],
    ['', '/b/y/', '$var(y)'],
  ])('%j, %j, %j sets nothing', (text, expression, variable) => {
    const cx = fresh();
    server.pv.set(cx, '$var(y)', 'before');
    expect(server.call(cx, 'textops.subst_v', text, expression, variable)).toBe(-1);
    expect(server.pv.get(cx, '$var(y)')).toBe('before');
  });

  it('does what String.replace does', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
    const pattern = fc.constantFrom('a', 'ab', 'aa*', 'b|c', '[ab]+', '(a)(b)?');
    fc.assert(
      fc.property(text, pattern, fc.boolean(), (subject, source, all) => {
        const cx = fresh();
        const expected = subject.replace(new RegExp(source, all ? 'g' : ''), '<$&>');
        const result = server.call(cx, 'textops.subst_v', subject, `/${source}/<\\0>/${all ? 'g' : ''}`, '$var(y)');
        expect(result).toBe(expected === subject ? -1 : 1);
        if (result === 1) expect(server.pv.get(cx, '$var(y)')).toBe(expected);
      }),
    );
  });
});

describe('what would grow beyond all memory', () => {
  const body = 'a'.repeat(40_000);
  const large = 'b'.repeat(1000);
  const sent = (...call: [string, ...unknown[]]): [unknown, number] => {
    const cx = server.context(message(FIELDS, body));
    server.pv.set(cx, '$var(x)', large);
    return [server.call(cx, `textops.${call[0]}`, ...call.slice(1)), leaving(cx).length];
  };
  it.each([
    ['subst_body', '/a/$var(x)/g'],
    ['replace_body_all', 'a', large],
  ] as [string, ...string[]][])('%s stops at 1 MB', (...call) => {
    const [result, length] = sent(...call);
    expect(result).toBe(1);
    expect(length).toBeGreaterThan(1_000_000);
    expect(length).toBeLessThan(1_150_000);
  });
  it('replace_body_str says no from there on', () => {
    const [result, length] = sent('replace_body_str', 'a', large, 'a');
    expect(result).toBe(-1);
    expect(length).toBeLessThan(1_150_000);
  });
  it('subst_v and {re.subst} make nothing', () => {
    const cx = fresh();
    server.pv.set(cx, '$var(x)', large);
    server.pv.set(cx, '$var(y)', 'before');
    expect(server.call(cx, 'textops.subst_v', body, '/a/$var(x)/g', '$var(y)')).toBe(-1);
    expect(server.pv.get(cx, '$var(y)')).toBe('before');
    server.pv.set(cx, '$var(y)', body);
    expect(server.pv.get(cx, '$(var(y){re.subst,/a/$var(x)/g})')).toBeNull();
    expect(server.pv.get(cx, '$(var(y){re.subst,/a/bb/g}{s.len})')).toBe(80_000);
  });
});
