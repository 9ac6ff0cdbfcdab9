import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareAors, compareHeaderNames, compareUris } from '../../../modules/siputils/compare.ts';
import { parseDate } from '../../../modules/siputils/date-check.ts';
import { isAlphanumeric, isNumeric, isTelephoneNumber } from '../../../modules/siputils/text-tests.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { parseUri } from '../../../runtime/sip/uri.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';
import { testServer } from '../../support/context.ts';
import { invite, message, ok } from './request.ts';

const server = await testServer({ modules: ['siputils'] });

function call(cx: RouteContext, name: string, ...args: unknown[]): unknown {
  return server.call(cx, `siputils.${name}`, ...args);
}
function leaving(cx: RouteContext): string {
  return serialize(cx.message, '', [], null);
}

const WRONG: readonly unknown[] = [undefined, null, {}, [], () => 1, Symbol('x')];

describe('arguments of another type', () => {
  it.each<[string, unknown]>([
    ['is_uri', -1],
    ['is_tel_number', -2],
    ['is_numeric', -2],
    ['is_alphanum', -2],
    ['is_alphanumex', -2],
    ['uri_param', -1],
    ['uri_param_any', -1],
    ['uri_param_value', -1],
    ['uri_param_rm', 1],
    ['add_uri_param', 1],
    ['cmp_uri', -2],
    ['cmp_aor', -2],
    ['cmp_hdr_name', -2],
    ['hdr_date_check', -1],
    ['encode_contact', -1],
    ['contact_param_encode', -1],
    ['contact_param_encode_alias', -1],
    ['contact_param_decode', 1],
    ['contact_param_decode_ruri', 1],
    ['contact_param_rm', 1],
    ['contact_param_check', 1],
    ['is_first_hop_mode', 1],
  ])('%s: %j', (name, result) => {
    for (const value of WRONG) {
      const cx = server.context(message());
      expect(call(cx, name, value, value)).toBe(result);
      expect([cx.message.edits.size, cx.requestUri]).toEqual([0, 'sip:bob@biloxi.example.com']);
    }
  });

  it('numbers are texts', () => {
    const cx = server.context(invite('sip:b@h;5=7'));
    expect([call(cx, 'uri_param_value', 5, 7), call(cx, 'is_numeric', 42), call(cx, 'is_alphanum', true)]).toEqual([1, 1, 1]);
    expect([call(cx, 'is_numeric', -1), call(cx, 'is_tel_number', 1.5)]).toEqual([-2, -2]);
  });
});

describe('parameters of the Request-URI', () => {
  // uri_param, uri_param_any, uri_param_value(x, 1)
  it.each([
    ['sip:b@h;x', 1, 1, -1],
    ['sip:b@h;x=', 1, 1, -1],
    ['sip:b@h;x=1', -1, 1, 1],
    ['sip:b@h;X=1', -1, 1, -1],
    ['sip:b@h;x=2;x=1', -1, 1, 1],
    ['sip:b@h;x=1;x=2', -1, 1, -1],
    ['sip:b@h;x=1;x', 1, 1, -1],
    ['sip:b@h;y=x', -1, -1, -1],
    ['sip:b@h;xx=1', -1, -1, -1],
    ['sip:b;x=1@h', -1, -1, -1],
    ['sip:b@h?x=1', -1, -1, -1],
    ['sip:b@h;y?x=1', -1, -1, -1],
    ['sip:[2001:db8::1];x=1', -1, 1, 1],
    ['sips:h;y;x=1;z', -1, 1, 1],
    ['tel:+1;x=1', -1, 1, 1],
    ['urn:service:sos', -1, -1, -1],
    ['http://h;x=1', -1, -1, -1],
  ])('%s: %i, %i, %i', (uri, bare, any, value) => {
    const cx = server.context(invite(uri));
    expect([call(cx, 'uri_param', 'x'), call(cx, 'uri_param_any', 'x'), call(cx, 'uri_param_value', 'x', '1')]).toEqual([
      bare,
      any,
      value,
    ]);
    expect(call(server.context(ok()), 'uri_param', 'x')).toBe(-1);
  });

  it.each([
    ['sip:b@h;x=1', 'sip:b@h'],
    ['sip:b@h;X=1;y', 'sip:b@h;y'],
    ['sip:b@h;y;x;z=1', 'sip:b@h;y;z=1'],
    ['sip:b@h;x=;y', 'sip:b@h;y'],
    ['sip:b@h;x=1?s=t', 'sip:b@h?s=t'],
    ['sip:b@h;x=1;x=2', 'sip:b@h;x=2'],
    ['sip:b@h;y', 'sip:b@h;y'],
    ['sip:b;x=1@h', 'sip:b;x=1@h'],
    ['tel:+1;x=1;y=2', 'tel:+1;y=2'],
  ])('uri_param_rm on %s leaves %s', (uri, left) => {
    const cx = server.context(invite(uri));
    expect(call(cx, 'uri_param_rm', 'x')).toBe(1);
    expect(cx.requestUri).toBe(left);
  });

  it.each([
    ['sip:h', 'x=1', 1, 'sip:h;x=1'],
    ['sip:b@h;y?s=t', 'x=1;z', 1, 'sip:b@h;y;x=1;z?s=t'],
    ['sip:h', '\u010d', 1, 'sip:h;\u00c4\u008d'],
    ['sip:h', 'x=a@evil.example', -1, 'sip:h'],
    ['sip:b@h', '@evil.example', -1, 'sip:b@h'],
    ['sip:h', 'x?s=t', -1, 'sip:h'],
    ['sip:h', 'x y', -1, 'sip:h'],
    ['sip:h', 'x\r\nEvil: 1', -1, 'sip:h'],
    ['sip:h', 'x\0', -1, 'sip:h'],
    ['sip:h', 'x>', -1, 'sip:h'],
    ['sip:h', '"x"', -1, 'sip:h'],
    ['http://h', 'x', -1, 'http://h'],
  ])('add_uri_param on %s: %j gives %i', (uri, text, result, left) => {
    const cx = server.context(invite(uri));
    expect(call(cx, 'add_uri_param', text)).toBe(result);
    expect(cx.requestUri).toBe(left);
    expect([call(server.context(ok()), 'add_uri_param', text), call(server.context(ok()), 'uri_param_rm', 'x')]).toEqual([
      -1, -1,
    ]);
  });

  it('what is added is there, can be taken away, and changes no other part', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcXYZ09.-_!~*:&+$/'), minLength: 1, maxLength: 8 });
    const start = fc.constantFrom(
      'sip:bob@h.example',
      'sip:h.example',
      'sip:bob@h.example;q=1?s=t',
      'sips:[2001:db8::1]:5061',
      'sip:b:p@h',
    );
    fc.assert(
      fc.property(start, word, word, (uri, name, value) => {
        const cx = server.context(invite(uri));
        fc.pre(call(cx, 'uri_param_any', name) === -1);
        expect(call(cx, 'add_uri_param', `${name}=${value}`)).toBe(1);
        const changed = cx.parsedRequestUri!;
        const before = parseUri(uri)!;
        expect([changed.scheme, changed.user, changed.host, changed.port]).toEqual([
          before.scheme,
          before.user,
          before.host,
          before.port,
        ]);
        expect(call(cx, 'uri_param_value', name, value)).toBe(1);
        expect(call(cx, 'uri_param_rm', name)).toBe(1);
        expect(cx.requestUri).toBe(uri);
      }),
      { numRuns: 300 },
    );
  });

  it('no text makes another host of the Request-URI', () => {
    const unit = fc.constantFrom('a', '@', ';', '=', '?', ':', '<', '>', '"', ' ', '\r\n', '%40', '[', ']', '&', ',');
    fc.assert(
      fc.property(
        fc.string({ unit, maxLength: 12 }),
        fc.constantFrom('sip:h.example', 'sip:b@h.example;y', 'sip:h.example?s=t'),
        (text, uri) => {
          const cx = server.context(invite(uri));
          expect([1, -1]).toContain(call(cx, 'add_uri_param', text));
          expect(cx.parsedRequestUri?.host).toBe('h.example');
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('comparisons', () => {
  const uri = fc
    .tuple(
      fc.constantFrom('sip', 'sips'),
      fc.constantFrom('', 'a@', 'A@', 'a:p@'),
      fc.constantFrom('h', 'H', '[::1]', '192.0.2.1'),
      fc.constantFrom('', ':5060', ':5061'),
      fc.uniqueArray(fc.constantFrom('x', 'y=1', 'Y=1', 'transport=tcp', 'user=phone', 'maddr=h', 'x=2'), {
        maxLength: 3,
        selector: (one) => one.split('=')[0]!.toLowerCase(),
      }),
    )
    .map(([scheme, user, host, port, params]) => `${scheme}:${user}${host}${port}${params.map((one) => `;${one}`).join('')}`);

  it('a URI equals itself, with its parameters in any order and its host in any case', () => {
    fc.assert(
      fc.property(uri, (one) => {
        expect([compareUris(one, one), compareAors(one, one)]).toEqual([1, 1]);
        const [head = '', ...params] = one.split(';');
        expect(compareUris(one, [head, ...params.reverse()].join(';'))).toBe(1);
      }),
    );
  });
  it('both sides are alike', () => {
    fc.assert(
      fc.property(uri, uri, (one, other) => {
        expect(compareUris(one, other)).toBe(compareUris(other, one));
        expect(compareAors(one, other)).toBe(compareAors(other, one));
        // what is the same URI is the same AoR
        if (compareUris(one, other) === 1) expect(compareAors(one, other)).toBe(1);
      }),
      { numRuns: 500 },
    );
  });
  it('take bounded time', () => {
    const long = (name: string): string => `sip:a@h${Array.from({ length: 8000 }, (_, i) => `;${name}${i}=1`).join('')}`;
    const started = performance.now();
    expect(compareUris(long('p'), long('p'))).toBe(1);
    expect(compareUris(long('p'), long('q'))).toBe(1);
    expect(compareUris(long('p'), `${long('p')};user=phone`)).toBe(-1);
    // recorded: where both have parameters, only user may not stand on one side
    expect(compareUris('sip:a@b;x=1', 'sip:a@b;method=INVITE')).toBe(1);
    expect(compareUris('sip:a@b', 'sip:a@b;method=INVITE')).toBe(-1);
    expect(compareUris(`sip:a@h${';x'.repeat(30_000)}`, `sip:a@h${';x'.repeat(30_000)}`)).toBe(1);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it.each([
    ['From', 'f', 1],
    ['FROM', 'from', 1],
    ['Via', 'v', 1],
    ['Call-ID', 'i', 1],
    ['Contact', 'M', 1],
    ['Content-Length', 'L', 1],
    ['From', 'To', -1],
    ['f', 't', -1],
    ['From', 'X-From', -1],
    ['X-A', 'X-From', -2],
    ['X-A', 'x-a', 1],
    ['X-A', 'X-B', -2],
    ['', '', -2],
    ['', 'From', -2],
    ['From:', 'From', -1],
  ])('header names %j and %j: %i', (left, right, result) => {
    // of two that are not known, the order counts
    const other = left.startsWith('X-') && result < 0 ? -1 : result;
    expect([compareHeaderNames(left, right), compareHeaderNames(right, left)]).toEqual([result, other]);
  });
});

describe('texts', () => {
  const ascii = (first: number, last: number): string[] =>
    Array.from({ length: last - first + 1 }, (_, i) => String.fromCharCode(first + i));
  it.each(ascii(0, 255).map((one) => [one.charCodeAt(0), one] as const))('character %i', (code, one) => {
    const digit = code >= 48 && code <= 57;
    const letter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
    expect([isNumeric(one), isTelephoneNumber(one), isAlphanumeric(one)]).toEqual([digit, digit, digit || letter]);
    expect([isNumeric(`1${one}`), isTelephoneNumber(`+${one}`), isAlphanumeric(`a${one}`, one)]).toEqual([digit, digit, true]);
  });
  it('digits of other scripts are none', () => {
    expect([isNumeric('\u0661'), isTelephoneNumber('+\uff11'), isAlphanumeric('\u017f'), isAlphanumeric('\u212a')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('dates', () => {
  const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  it('are read as they are written', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('1970-01-01'), max: new Date('9999-01-01'), noInvalidDate: true }), (date) => {
        const at = Math.floor(date.getTime() / 1000) * 1000;
        const text = new Date(at).toUTCString(); // `Sat, 13 Nov 2010 23:29:00 GMT`
        expect(MONTHS.some((month) => text.includes(month))).toBe(true);
        expect(parseDate(text, 0, text.length)).toBe(at);
        expect(parseDate(`x${text}y`, 1, text.length + 1)).toBe(at);
      }),
    );
  });
  it.each([
    'Sat, 13 Nov 2010 23:60:00 GMT',
    'Sat, 13 Nov 2010 23:29:61 GMT',
    'Sat, 1 Nov 2010 23:29:00 GMT',
    'Sat, 13 Nov 10 23:29:00 GMT',
    'Sat, 13 Nov 2010 23:29:00',
    'Sat, 13 Nov 2010 23:29:00 GMT+1',
    'Sat, -3 Nov 2010 23:29:00 GMT',
    'Saturday, 13 Nov 2010 23:29:00 GMT',
    ', 13 Nov 2010 23:29:00 GMT',
    '',
    ',',
  ])('%j is none', (text) => {
    expect(parseDate(text, 0, text.length)).toBe(-1);
    expect(call(server.context(message({ fields: [`Date: ${text}`] })), 'hdr_date_check', 1e9)).toBe(-1);
  });
});

describe('several contacts', () => {
  it.each([
    [
      ['Contact: <sip:a@h>', 'm: <sip:b@h>'],
      ['<sip:o;p=c2lwOmFAaA>', '<sip:o;p=c2lwOmJAaA>'],
    ],
    [['Contact: <sip:a@h>,\r\n <sip:b@h>'], ['<sip:o;p=c2lwOmFAaA>,', '<sip:o;p=c2lwOmJAaA>']],
    [['CONTACT : "x, <y>" <sip:a@h>;q=0.5'], ['"x, <y>" <sip:o;p=c2lwOmFAaA>;q=0.5']],
    [['m: <sip:[2001:db8::1]:5060>'], ['<sip:o;p=c2lwOlsyMDAxOmRiODo6MV06NTA2MA>']],
  ])('%j', (fields, expected) => {
    const cx = server.context(message({ fields }));
    expect(call(cx, 'contact_param_encode', 'p', 'sip:o')).toBe(1);
    for (const part of expected) expect(leaving(cx)).toContain(part);
    const back = server.context(leaving(cx));
    expect(call(back, 'contact_param_check', 'P')).toBe(1);
    expect(call(back, 'contact_param_decode', 'p')).toBe(1);
    expect(leaving(back)).toBe(message({ fields }));
  });

  const noise = fc.string({
    unit: fc.constantFrom('<', '>', '"', ',', ';', '=', ' ', 'sip:', 'a@h', 'p=', 'c2lw', '*', '\\', '\r\n '),
    maxLength: 20,
  });
  it('nothing that a peer sends throws, or breaks what leaves', () => {
    fc.assert(
      fc.property(noise, noise, (one, two) => {
        const given = message({ fields: [`Contact: ${one}`, `m: ${two}`] });
        for (const [name, ...args] of [
          ['contact_param_encode', 'p', 'sip:o'],
          ['contact_param_encode_alias', 'p', 'sip:o'],
          ['contact_param_decode', 'p'],
          ['contact_param_rm', 'p'],
          ['contact_param_check', 'p'],
          ['encode_contact', 'p', 'o'],
          ['decode_contact_header'],
        ] as const) {
          const cx = server.context(given);
          expect([1, -1, -2, -3, -23, -26, -509]).toContain(call(cx, name, ...args));
          expect(parseMessage(leaving(cx))!.fault).toBe(cx.message.fault);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('hidden contacts', () => {
  it('come back as user, host, port and transport', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcXYZ09.-_~'), minLength: 1, maxLength: 8 });
    const port = fc.option(fc.integer({ min: 1, max: 65535 }), { nil: null });
    const transport = fc.constantFrom('', ';transport=udp', ';transport=tcp');
    fc.assert(
      fc.property(word, word, port, transport, (user, host, number, params) => {
        const uri = `sip:${user}@h${host.replaceAll(/[._~]/g, '')}x${number === null ? '' : `:${number}`}${params}`;
        const there = server.context(message({ fields: [`Contact: <${uri}>`] }));
        expect(call(there, 'encode_contact', 'pre', '198.51.100.10:5060')).toBe(1);
        const hidden = server.context(leaving(there)).message.contacts![0]!.uriText;
        expect(parseUri(hidden)!.hostBare).toBe('198.51.100.10');
        const back = server.context(invite(hidden));
        expect(call(back, 'decode_contact')).toBe(1);
        expect(back.requestUri).toBe(uri);
        const header = server.context(leaving(there));
        expect(call(header, 'decode_contact_header')).toBe(1);
        expect(leaving(header)).toBe(message({ fields: [`Contact: <${uri}>`] }));
      }),
      { numRuns: 200 },
    );
  });
});

describe('parameters of the module', () => {
  it.each([
    { contact_flds_separator: '' },
    { contact_flds_separator: '**' },
    { contact_flds_separator: '\n' },
    { contact_flds_separator: '\u010a' },
    { contact_flds_separator: '>' },
    { contact_flds_separator: '@' },
    { contact_flds_separator: ' ' },
    { options_accept: 5 },
    { options_acept: 'x' },
    { rpid_prefix: 'x' },
  ])('refuses %j', async (siputils) => {
    expect((await testServer({ modules: ['siputils'], params: { siputils } })).broken.has('siputils')).toBe(true);
  });

  it.each([
    ['sip:198.51.100.10', 'OPTIONS', 1],
    ['sip:ksr.example.com;transport=tcp', 'OPTIONS', 1],
    ['sip:bob@198.51.100.10', 'OPTIONS', -1],
    ['sip:198.51.100.10', 'INVITE', -1],
    ['http://x', 'OPTIONS', -1],
  ])('options_reply to %s %s: %i', (uri, method, result) => {
    server.sent.length = 0;
    const cx = server.context(message({ line: `${method} ${uri} SIP/2.0`, cseq: `CSeq: 1 ${method}` }));
    expect(call(cx, 'options_reply')).toBe(result);
    expect(server.sent).toHaveLength(result === 1 ? 1 : 0);
    if (result === 1) expect(server.sent[0]!.text).toContain('Accept: */*\r\nAccept-Language: en\r\n');
  });

  it('empty ones leave their field out, and none can add another', async () => {
    const given = { options_accept: '', options_accept_language: '', options_support: 'path\r\nEvil: 1' };
    const own = await testServer({ modules: ['siputils'], params: { siputils: given } });
    const cx = own.context(message({ line: 'OPTIONS sip:198.51.100.10 SIP/2.0', cseq: 'CSeq: 1 OPTIONS' }));
    expect(own.call(cx, 'siputils.options_reply')).toBe(1);
    for (const name of ['Accept', 'Accept-Language', 'Supported', 'Evil'])
      expect(own.sent[0]!.text).not.toContain(`\r\n${name}:`);
  });
});
