import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { testServer } from '../../support/context.ts';
import { leaving, lines, message } from './message.ts';

// What scripts may hand over by mistake, and what peers may send on purpose.

const server = await testServer({ modules: ['textopsx', 'rr'] });

function call(cx: RouteContext, name: string, ...args: unknown[]): unknown {
  return server.call(cx, `textopsx.${name}`, ...args);
}
function at(fields: readonly string[], body: string = ''): RouteContext {
  return server.context(message(fields, body));
}

const WRONG: readonly unknown[] = [undefined, null, {}, [], () => 1, Symbol('x'), NaN];

describe('arguments of another type', () => {
  it.each([
    ['append_hf_value', -1],
    ['insert_hf_value', -1],
    ['assign_hf_value', -1],
    ['assign_hf_value2', -1],
    ['remove_hf_value', -1],
    ['remove_hf_value2', -1],
    ['include_hf_value', -1],
    ['exclude_hf_value', -1],
    ['hf_value_exists', -1],
    ['hf_iterator_next', -1],
    ['hf_iterator_prev', -1],
    ['hf_iterator_end', -1],
    ['hf_iterator_rm', -1],
    ['hf_iterator_append', -1],
    ['hf_iterator_insert', -1],
    ['hf_iterator_hname', null],
    ['hf_iterator_hbody', null],
    ['bl_iterator_next', -1],
    ['bl_iterator_end', -1],
    ['bl_iterator_rm', -1],
    ['bl_iterator_append', -1],
    ['bl_iterator_insert', -1],
    ['bl_iterator_value', null],
    ['msg_set_buffer', -1],
    ['keep_hf_re', -1],
  ])('%s', (name, result) => {
    for (const value of WRONG) {
      if (typeof value === 'number') continue; // NaN is a text like others
      const cx = at(['X: a, b']);
      expect(call(cx, name, value, value)).toBe(result);
      if (name !== 'keep_hf_re') expect(leaving(cx)).toBe(message(['X: a, b']));
    }
  });

  it('numbers are texts', () => {
    const cx = at(['X: 1, 2']);
    expect(call(cx, 'hf_value_exists', 'X', 2)).toBe(1);
    expect(call(cx, 'append_hf_value', 'X[2]', 3)).toBe(1);
    expect(lines(cx, 'X')).toEqual(['1, 2,3']);
    expect([call(cx, 'fnmatch', 123, '1*'), call(cx, 'fnmatch_ex', 'A', 'a', true)]).toEqual([0, -1]);
  });
});

describe('names of headers', () => {
  it.each([
    ['X-New', 1],
    ["!%*_+`'~-", -1],
    ['X Y', -1],
    ['X\tY', -1],
    ['X:', -1],
    ['X\r\nEvil: 1\r\nX', -1],
    ['X\nY', -1],
    ['X\0', -1],
    ['<x>', -1],
    ['"x"', -1],
    ['X;a', -1],
    ['X,Y', -1],
    ['\u010a', -1],
    ['caf\u00e9', -1],
  ])('%j: %i', (name, result) => {
    for (const fn of ['append_hf_value', 'insert_hf_value', 'include_hf_value']) {
      const cx = at([]);
      expect([fn, call(cx, fn, name, 'v')]).toEqual([fn, result]);
      expect(lines(cx, name)).toEqual(result === 1 ? ['v'] : []);
      if (result === -1) expect(leaving(cx)).toBe(message());
    }
  });
});

describe('characters above U+00FF', () => {
  it.each([
    ['assign_hf_value', 'X[1].p', '\u010d', 'a;p=\u00c4\u008d, b'],
    ['assign_hf_value', 'X[2]', '\u010a', 'a, \u00c4\u008a'],
    ['append_hf_value', 'X[1]', '\u010d', 'a,\u00c4\u008d, b'],
    ['insert_hf_value', 'X[1]', '\u010d', '\u00c4\u008d,a, b'],
    ['assign_hf_value2', 'X', '\u010a', '\u00c4\u008a'],
    ['include_hf_value', 'X', '\u010a', 'a, b,\u00c4\u008a'],
  ])('%s %j %j leave as UTF-8', (name, path, value, expected) => {
    const cx = at(['X: a, b']);
    expect(call(cx, name, path, value)).toBe(1);
    expect(lines(cx, 'X')).toEqual([expected]);
  });

  it('are found as the octets that they are', () => {
    const cx = at(['X: \u00c4\u008d']);
    expect(call(cx, 'hf_value_exists', 'X', '\u010d')).toBe(1);
    expect(call(cx, 'include_hf_value', 'X', '\u010d')).toBe(1);
    expect(cx.message.edits.size).toBe(0);
    expect(call(cx, 'exclude_hf_value', 'X', '\u010d')).toBe(1);
    expect(lines(cx, 'X')).toEqual([]);
  });
});

describe('excluding', () => {
  it.each([
    [['X: a'], []],
    [['X: a, b'], ['b']],
    [['X: b, a'], ['b']],
    [['X: a, b, a'], ['b']],
    [['X: a, a, b'], ['b']],
    [['X: b, a, a'], ['b']],
    [['X: b, a, c, a, d'], ['b, c, d']],
    [['X: a, b, a, c, a'], ['b, c']],
    [['X: a', 'X: b'], ['b']],
    [['X: b', 'X: a'], ['b']],
    [['X: a, a', 'X: a, b', 'X: a'], ['b']],
    [
      ['X: b, a', 'X: a, c'],
      ['b', 'c'],
    ],
    [['x: a', 'X: A', 'X: b'], ['b']],
    [['X: a\r\n , b'], ['b']],
    [['X: "a, a", a'], ['"a, a"']],
    [['X: <sip:a,a>, a'], ['<sip:a,a>']],
    [['X: a;q=1, a'], ['a;q=1']],
    [['X: a, "b', 'X: a'], ['"b']],
    [['X: a,,b', 'X: a'], [',b']],
  ])('a from %j leaves %j', (fields, left) => {
    const cx = at(fields);
    expect(call(cx, 'exclude_hf_value', 'X', 'a')).toBe(1);
    expect(lines(cx, 'X').map((one) => one.trim())).toEqual(left);
  });

  it('leaves what was not asked for, in order', () => {
    const word = fc.constantFrom('a', 'A', 'b', 'c', '"a"', 'd;x=1', '<sip:a>');
    const field = fc.array(word, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 4 }), (fields) => {
        const cx = at(fields.map((values) => `X: ${values.join(', ')}`));
        expect(call(cx, 'exclude_hf_value', 'X', 'a')).toBe(1);
        const left = fields
          .map((values) => values.filter((value) => value.toLowerCase() !== 'a'))
          .filter((values) => values.length > 0);
        expect(lines(cx, 'X').map((one) => one.split(',').map((value) => value.trim()))).toEqual(left);
        expect(parseMessage(leaving(cx))!.fault).toBe('');
      }),
      { numRuns: 300 },
    );
  });

  it('removing one by its place does the same', () => {
    const values = fc.array(fc.constantFrom('a', 'b', '"c, c"', 'd'), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(values, fc.integer({ min: -8, max: 8 }), (given, index) => {
        const cx = at([`X: ${given.join(', ')}`]);
        const place = index < 0 ? given.length + index : index === 0 ? 0 : index - 1;
        const there = place >= 0 && place < given.length;
        expect(call(cx, 'remove_hf_value', `X[${index}]`)).toBe(there ? 1 : -1);
        const left = there ? given.filter((_, i) => i !== place) : given;
        expect(lines(cx, 'X').map((one) => one.trim())).toEqual(left.length === 0 ? [] : [left.join(', ')]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('bounded time', () => {
  const values = 'a,'.repeat(25_000);
  it.each<[string, readonly string[], string, readonly unknown[]]>([
    ['all values go', [`X: ${values}a`], 'exclude_hf_value', ['X', 'a']],
    ['all but the last go', [`X: ${values}b`], 'exclude_hf_value', ['X', 'a']],
    ['all but the first go', [`X: b,${values}a`], 'exclude_hf_value', ['X', 'a']],
    ['the last of many', [`X: ${values}b`], 'remove_hf_value', ['X[-1]']],
    ['a value that is not there', [`X: ${values}b`], 'include_hf_value', ['X', 'c']],
    ['a parameter of a value with many', [`X: a${';p'.repeat(25_000)}`], 'assign_hf_value', ['X[1].q', 'v']],
    ['a quote that never closes', [`X: ${values}"`], 'exclude_hf_value', ['X', 'a']],
    ['many brackets', [`X: ${'<'.repeat(50_000)}`], 'exclude_hf_value', ['X', 'a']],
    ['many fields', Array.from({ length: 240 }, () => `X: ${'a,'.repeat(100)}b`), 'exclude_hf_value', ['X', 'a']],
  ])('%s', (_, fields, name, args) => {
    const cx = at(fields);
    const started = performance.now();
    call(cx, name, ...args);
    leaving(cx);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('a body of empty lines', () => {
    const cx = at([], '\n'.repeat(60_000));
    const started = performance.now();
    expect(call(cx, 'bl_iterator_start', 'b')).toBe(1);
    let n = 0;
    while (call(cx, 'bl_iterator_next', 'b') === 1) n++;
    expect(n).toBe(60_000);
    expect(performance.now() - started).toBeLessThan(1500);
  });
});

describe('nothing that a peer sends makes a broken message', () => {
  const noise = fc.string({
    unit: fc.constantFrom('a', 'b', ',', ';', '"', '<', '>', '\\', ' ', '=', '\r\n ', 'p=1'),
    maxLength: 20,
  });
  const path = fc.constantFrom('X', 'X[1]', 'X[2]', 'X[-1]', 'X[1].p', 'X[*]', 'X[0]', 'X.p', 'Y', 'X[');
  const CALLS = [
    'append_hf_value',
    'insert_hf_value',
    'assign_hf_value',
    'assign_hf_value2',
    'remove_hf_value',
    'remove_hf_value2',
    'include_hf_value',
    'exclude_hf_value',
    'hf_value_exists',
  ] as const;

  it.each(CALLS)('%s', (name) => {
    fc.assert(
      fc.property(noise, noise, path, fc.constantFrom('a', 'b;p=1', '"x, y"', ''), (one, two, where, value) => {
        const cx = at([`X: ${one}`, `X: ${two}`]);
        expect([1, -1]).toContain(call(cx, name, where, value));
        const left = parseMessage(leaving(cx))!;
        expect(left.fault).toBe(cx.message.fault);
        expect([left.from?.uriText, left.to?.uriText, left.method]).toEqual([
          'sip:alice@atlanta.example.com',
          'sip:bob@biloxi.example.com',
          'INVITE',
        ]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('where a function does not work', () => {
  const REPLY = message([], '', 'SIP/2.0 200 OK');
  it.each([
    ['change_reply_status', 'request', [404, 'x']],
    ['change_reply_status_code', 'request', [404]],
    ['change_reply_status', 'failure', [404, 'x']],
    ['msg_apply_changes', 'branch', []],
    ['msg_apply_changes', 'failure', []],
    ['msg_apply_changes', 'branch_failure', []],
    ['msg_apply_changes', 'event', []],
    ['msg_set_buffer', 'branch', [message()]],
    ['msg_set_buffer', 'failure', [message()]],
  ] as const)('%s in a %s route gives -1 and says so once', async (name, kind, args) => {
    const own = await testServer({ modules: ['textopsx'] });
    for (let i = 0; i < 3; i++) {
      const cx = own.context(message(['X: a']), { kind });
      expect(own.call(cx, `textopsx.${name}`, ...args)).toBe(-1);
      expect(cx.message.text).toBe(message(['X: a']));
    }
    expect(own.log.texts('warn')).toEqual([`textopsx.${name} does not work in requestRoute, a ${kind} route: it returned -1`]);
  });

  it.each(['reply', 'tm_reply'] as const)('a %s route rebuilds its reply', (kind) => {
    const cx = server.context(REPLY, { kind });
    call(cx, 'append_hf_value', 'X', 'v');
    expect(call(cx, 'msg_apply_changes')).toBe(1);
    expect(cx.message.findByName('X')).toBeGreaterThan(0);
    expect(call(cx, 'change_reply_status', 204, 'Fine')).toBe(1);
    expect(leaving(cx)).toMatch(/^SIP\/2\.0 204 Fine\r\n/);
  });

  it.each([
    [200, 299, 1],
    [200, 300, -1],
    [200, 199, -1],
    [183, 199, 1],
    [183, 200, -1],
    [302, 404, 1],
    [404, 699, 1],
    [404, 299, -1],
    [404, 700, -1],
    [404, 99, -1],
    [404, NaN, -1],
    [404, undefined, -1],
    [404, '486', 1],
    [404, 486.9, 1],
  ])('%i may become %s: %i', (before, after, result) => {
    const cx = server.context(message([], '', `SIP/2.0 ${before} Was`));
    expect(call(cx, 'change_reply_status_code', after)).toBe(result);
    expect(cx.message.status).toBe(result === 1 ? Math.trunc(Number(after)) : before);
    expect(leaving(cx)).toMatch(
      result === 1 ? new RegExp(`^SIP/2\\.0 ${Math.trunc(Number(after))} Was\r\n`) : new RegExp(`^SIP/2\\.0 ${before} Was\r\n`),
    );
  });

  it.each(['', 'a\r\nX: 1', 'a\n', 'a\0', undefined, null, {}])('reason %j is refused', (reason) => {
    const cx = server.context(REPLY);
    expect(call(cx, 'change_reply_status', 299, reason)).toBe(-1);
    expect(leaving(cx)).toBe(REPLY);
  });
});

describe('msg_set_buffer', () => {
  it.each([
    ['', -1],
    ['garbage', -1],
    ['INVITE sip:a@b SIP/2.0', -1],
    [message().replace('SIP/2.0\r\n', 'SIP/3.0\r\n'), -1],
    [message().replace('To: <sip:bob@biloxi.example.com>\r\n', 'no colon\r\n'), -1],
    [message(['X: 1'], 'body'), 1],
    [message([], '', 'OPTIONS sip:c@d SIP/2.0').replace('1 INVITE', '1 OPTIONS'), 1],
  ])('%#: %i', (text, result) => {
    const cx = at(['Y: 1']);
    cx.requestUri = 'sip:changed@h';
    expect(call(cx, 'msg_set_buffer', text)).toBe(result);
    expect(cx.message.text).toBe(result === 1 ? text : message(['Y: 1']));
    expect(cx.requestUri).toBe(result === 1 ? cx.message.requestUri : 'sip:changed@h');
  });
});

describe('patterns', () => {
  it.each([
    ['[', 'a', -1],
    ['[]', 'a', -1],
    ['[]', '[]', 0],
    ['[a-]', '-', 0],
    ['[z-a]', 'm', -1],
    ['[!]', 'a', -1],
    ['[!!]', '!', -1],
    ['[\\]]', ']', 0],
    ['\\[a]', '[a]', 0],
    ['**a**', 'bab', 0],
    ['*[', 'x[', 0],
  ])('%s on %s: %i', (pattern, text, result) => {
    expect(call(at([]), 'fnmatch', text, pattern)).toBe(result);
  });
  it('end, whatever they are', () => {
    const unit = fc.constantFrom('a', 'B', '*', '?', '[', ']', '!', '-', '\\', '^');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 15 }), fc.string({ unit, maxLength: 15 }), (text, pattern) => {
        const cx = at([]);
        expect([0, -1]).toContain(call(cx, 'fnmatch', text, pattern));
        // what fits with case fits without; a star behind it fits whatever follows
        if (call(cx, 'fnmatch', text, pattern) === 0 && !pattern.includes('[')) {
          expect(call(cx, 'fnmatch_ex', text, pattern, 'i')).toBe(0);
          expect(call(cx, 'fnmatch', `${text}zzz`, `${pattern}*`)).toBe(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});
