import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { testServer, type Arrival, type ModuleParams, type TestServer } from '../../support/context.ts';

/** A request with these header lines behind the needed ones, of which each may be another. */
function request(given: Readonly<Record<string, string>> = {}, fields: readonly string[] = [], body: string = ''): string {
  const lines: Record<string, string> = {
    line: 'INVITE sip:bob@biloxi.example.com SIP/2.0',
    via: 'Via: SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bKnashds8',
    from: 'From: <sip:alice@atlanta.example.com>;tag=1928301774',
    to: 'To: <sip:bob@biloxi.example.com>',
    callId: 'Call-ID: a84b4c76e66710',
    cseq: 'CSeq: 314159 INVITE',
    length: `Content-Length: ${body.length}`,
    ...given,
  };
  return `${[...Object.values(lines), ...fields].filter((line) => line !== '').join('\r\n')}\r\n\r\n${body}`;
}
async function make(sanity: ModuleParams[string] = {}): Promise<TestServer> {
  return testServer({ modules: ['sanity'], params: { sanity } });
}
const server = await make();

/** @returns the result, and the first line of the answer */
function check(
  text: string,
  mask: unknown,
  uris: unknown = 0,
  by: TestServer = server,
  arrival: Arrival = {},
): [unknown, string] {
  by.sent.length = 0;
  const result = by.call(by.context(text, arrival), 'sanity.sanity_check', mask, uris);
  const answer = by.sent[0]?.text ?? '';
  return [result, answer.slice(0, Math.max(0, answer.indexOf('\r\n')))];
}
const LONG = `<sip:${'a'.repeat(251)}@h;lr>`;
const BAD_LENGTH = 'SIP/2.0 400 Content-Length mis-match';

describe('folded lines, compact names, case of names', () => {
  it.each<[number, string, string]>([
    [
      4,
      'compact',
      request({
        via: 'v: SIP/2.0/UDP 203.0.113.77;branch=z9hG4bK1',
        from: 'f: <sip:a@h>;tag=1',
        to: 't: <sip:b@h>',
        callId: 'i: x',
      }),
    ],
    [32, 'folded CSeq', request({ cseq: 'CSeq: 1\r\n INVITE' })],
    [64, 'folded CSeq', request({ cseq: 'CSEQ:\r\n  42   INVITE' })],
    [128, 'compact length', request({ length: 'l: 3' }, [], 'abc')],
    [128, 'folded length', request({ length: 'Content-Length:\r\n 3' }, [], 'abc')],
    [256, 'folded Expires', request({}, ['Expires:\r\n 60'])],
    [512, 'no option', request({}, ['Require: foo'])],
    [1024, 'folded From', request({ from: 'From:\r\n "A" <sip:a@h>\r\n ;tag=1' })],
    [4096, 'folded tags', request({ to: 'To: <sip:b@h>\r\n ;tag=1' })],
    [16384, 'folded Via', request({ via: 'Via: SIP/2.0/UDP 203.0.113.77\r\n ;branch=z9hG4bK1' })],
    [32768, 'folded Route', request({}, ['Route: <sip:a;lr>\r\n , <sip:b;lr>'])],
    [16384, 'IPv6', request({ via: 'Via: SIP/2.0/UDP [2001:db8::1]:5060;branch=z9hG4bK1' })],
    [1024, 'IPv6', request({ line: 'INVITE sip:b@[2001:db8::1]:5060 SIP/2.0', from: 'From: <sip:[::1]>;tag=1' })],
  ])('%i passes: %s', (mask, _, text) => {
    expect(check(text, mask, 15)).toEqual([1, '']);
    expect(check(text, 0x1ffff & ~65536, 15)).toEqual([1, '']);
  });

  it.each<[number, string, string]>([
    [256, request({}, ['EXPIRES:\r\n x']), 'SIP/2.0 400 Expires value is illegal'],
    [256, request({}, ['Expires: 1', 'Expires: x']), ''],
    [512, request({}, ['proxy-require: FOO']), 'SIP/2.0 420 Bad Proxy Require Extension'],
    [1024, request({}, ['m: <http://x>']), 'SIP/2.0 400 Bad Contact URI'],
    [1024, request({ to: 't: <sip:>' }), 'SIP/2.0 400 Invalid To Header'],
    [4096, request({ from: 'f: <sip:a@h>;tag=1\r\n ;tag=2' }), 'SIP/2.0 400 Many From Tag Params'],
    [32768, request({}, ['Route: <sip:a;lr>\r\n , <sip:b>']), ''],
    [65536, request({}, [`m: ${LONG}`]), ''],
  ])('%i in %j', (mask, text, line) => {
    const [result, answer] = check(text, mask, 15);
    expect(answer).toBe(line);
    if (mask !== 256 || line !== '') expect(result).toBe(-1);
  });
});

describe('masks', () => {
  it.each([undefined, null, {}, [], 'x', '', NaN, Symbol('x'), 8, 16, 24, 0x20000])('%s checks nothing', (mask) => {
    expect(check(request({ cseq: 'CSeq: x y' }, ['Expires: x']), mask, mask)).toEqual([1, '']);
  });
  it.each([
    ['256', 0],
    [256.9, 0],
    [-1, 15],
    [0x1ffff, '7'],
  ])('%s, %s checks', (mask, uris) => {
    expect(check(request({}, ['Expires: x']), mask, uris)[0]).toBe(-1);
  });

  // a message with one mistake each: whatever else is asked for, only its own bit finds it
  const MISTAKES: readonly (readonly [number, string])[] = [
    [2, request({ line: 'INVITE http://x SIP/2.0' })],
    [32, request({ cseq: 'CSeq: 1 BYE' })],
    [64, request({ cseq: 'CSeq: 2147483648 INVITE' })],
    [128, request({ length: 'Content-Length: 9' })],
    [256, request({}, ['Expires: x'])],
    [512, request({}, ['Proxy-Require: foo'])],
    [2048, request({}, ['Proxy-Authorization: Digest x'])],
    [4096, request({ to: 'To: <sip:b@h>;tag=1;tag=2' })],
    [16384, request({ via: 'Via: SIP/2.0/UDP 203.0.113.77;branch=' })],
    [32768, request({ via: 'Via: SIP/2.0/UDP 203.0.113.77;branch=1' })],
    [65536, request({}, [`X: ${'a'.repeat(3000)}`])],
  ];
  it.each(MISTAKES)('bit %i', (bit, text) => {
    expect(check(text, bit)[0]).toBe(-1);
    // 16384 is about what 32768 looks at as well
    expect(check(text, 0x1ffff & ~bit & ~(bit === 16384 ? 32768 : 0))[0]).toBe(1);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x1ffff }), (mask) => {
        const asked = (mask & bit) !== 0 || (bit === 16384 && (mask & 32768) !== 0);
        expect(check(text, mask)[0]).toBe(asked ? -1 : 1);
      }),
      { numRuns: 50 },
    );
  });
});

describe('sizes', () => {
  const uri = (octets: number): string => `sip:${'a'.repeat(octets - 6)}@h`;
  it.each<[string, number, (uri: string) => string]>([
    ['size_ruri', 60, (one) => request({ line: `INVITE ${one} SIP/2.0` })],
    ['size_from_uri', 60, (one) => request({ from: `From: <${one}>;tag=1` })],
    ['size_to_uri', 60, (one) => request({ to: `t: "x" <${one}>` })],
    ['size_contact_uri', 60, (one) => request({}, ['Contact: <sip:a@h>', `Contact: <sip:b@h>, <${one}>;q=1`])],
    ['size_route_uri', 60, (one) => request({}, [`Route: <sip:a;lr>, <${one}>`])],
    ['size_path_uri', 60, (one) => request({}, ['Path: <sip:a;lr>', `Path: <${one}>`])],
    ['size_pai_uri', 60, (one) => request({}, [`P-Asserted-Identity: <${one}>`])],
    ['size_pai_uri', 60, (one) => request({}, [`P-Asserted-Identity: <tel:+1>, <${one}>`])],
    [
      'size_pai_uri',
      60,
      (one) => request({}, ['P-Asserted-Identity: <tel:+1>', `p-asserted-identity: "x, y" <sip:a@h>, "z" <${one}>`]),
    ],
    ['size_pai_uri', 60, (one) => request({}, [`P-Asserted-Identity: ${one}`])],
  ])('%s is the longest that passes', async (param, limit, make_) => {
    const own = await make({ [param]: limit });
    expect(check(make_(uri(limit)), 65536, 0, own)).toEqual([1, '']);
    expect(check(make_(uri(limit + 1)), 65536, 0, own)).toEqual([-1, '']);
    expect(check(make_(uri(256)), 65536)).toEqual([1, '']);
    expect(check(make_(uri(257)), 65536)).toEqual([-1, '']);
  });

  it.each<[string, (octets: number) => string, number]>([
    ['size_body', (n) => request({}, [], 'b'.repeat(n)), 100],
    ['size_header', (n) => request({}, [`X: ${'h'.repeat(n)}`]), 100],
    ['size_method', (n) => request({ line: `${'M'.repeat(n)} sip:b@h SIP/2.0`, cseq: `CSeq: 1 ${'M'.repeat(n)}` }), 10],
    ['size_message', (n) => request({}, [], 'b'.repeat(n - request({}, [], 'bbbbbbbbbb').length + 10)), 340],
    ['size_headers', (n) => request({}, [`X: ${'h'.repeat(n - request({}, ['X: ']).length)}`]), 380],
  ])('%s is the longest that passes', async (param, make_, limit) => {
    const own = await make({ [param]: limit });
    expect(check(make_(limit), 65536, 0, own)).toEqual([1, '']);
    expect(check(make_(limit + 1), 65536, 0, own)).toEqual([-1, '']);
  });

  it.each(['Contact: *', 'Contact: <sip:a@h', 'Route: garbage', 'P-Asserted-Identity:', 'P-Asserted-Identity: "'])(
    '%s has no size',
    (field) => {
      expect(check(request({}, [field]), 65536)).toEqual([1, '']);
    },
  );
});

describe('who is answered', () => {
  it.each([
    ['INVITE', -1, 'SIP/2.0 400 Expires value is illegal'],
    ['REGISTER', -1, 'SIP/2.0 400 Expires value is illegal'],
    ['CANCEL', -1, 'SIP/2.0 400 Expires value is illegal'],
    ['ACK', -1, ''],
  ])('%s', (method, result, line) => {
    expect(check(request({ line: `${method} sip:b@h SIP/2.0`, cseq: `CSeq: 1 ${method}` }, ['Expires: x']), 256)).toEqual([
      result,
      line,
    ]);
  });
  it('replies are looked at and not answered', () => {
    for (const [mask, given, result] of [
      [1, {}, 1],
      [2, {}, 1],
      [32, {}, 1],
      [64, { cseq: 'CSeq: 2147483648 INVITE' }, -1],
      [128, { length: 'Content-Length: 4' }, -1],
      [1024, { to: 'To: <sip:>' }, -1],
      [4096, { to: 'To: <sip:b@h>;tag=1;tag=2' }, -1],
    ] as const) {
      const text = request({ line: 'SIP/2.0 200 OK', ...given });
      expect([mask, ...check(text, mask, 7)]).toEqual([mask, result, '']);
    }
  });
  it.each([
    [{ ip: '203.0.113.5', port: 5062, proto: 'udp' }, 'udp'],
    [{ ip: '2001:db8::77', port: 5062, proto: 'udp' }, 'udp'],
    [{ ip: '203.0.113.5', port: 5062, proto: 'tcp' }, 'tcp'],
    [{ ip: '203.0.113.5', port: 5062, proto: 'ws' }, 'ws'],
  ] as const)('%j gets it over %s', (src, proto) => {
    expect(
      check(request({ via: 'Via: SIP/2.0/UDP 192.0.2.1:5062;rport;branch=z9hG4bK1' }, ['Expires: x']), 256, 0, server, {
        src,
      })[0],
    ).toBe(-1);
    expect([server.sent[0]!.socket.proto, server.sent[0]!.ip, server.sent[0]!.port]).toEqual([proto, src.ip, 5062]);
  });
  it('in every kind of route a bad message is -1', () => {
    for (const kind of ['request', 'branch', 'failure', 'branch_failure', 'event'] as const) {
      expect([kind, check(request({}, ['Expires: x']), 256, 0, server, { kind })[0]]).toEqual([kind, -1]);
    }
  });
  it('the answer can not be split by the peer', () => {
    const [result, line] = check(request({}, ['Proxy-Require: a\rEvil']), 512);
    expect([result, line]).toEqual([-1, 'SIP/2.0 400 Bad Proxy Require Header']);
    expect(server.sent[0]!.text).not.toContain('Unsupported');
  });
});

describe('noreply', () => {
  it.each([
    [256, ['Expires: x'], 'SIP/2.0 400 Expires value is illegal'],
    [512, ['Proxy-Require: foo'], 'SIP/2.0 420 Bad Proxy Require Extension'],
    [0, [], 'SIP/2.0 500 Server Sanity Failure'],
  ] as const)('mask %i: the answer waits for sanity_reply', async (mask, fields, line) => {
    const own = await make({ noreply: 1 });
    const cx = own.context(request({}, fields));
    own.call(cx, 'sanity.sanity_check', mask, 0);
    expect(own.sent).toEqual([]);
    expect(own.call(cx, 'sanity.sanity_reply')).toBe(1);
    expect(own.sent.map(({ text }) => text.slice(0, text.indexOf('\r\n')))).toEqual([line]);
    if (mask === 512) expect(own.sent[0]!.text).toContain('\r\nUnsupported: foo\r\n');
  });
  it('the last check decides what is said', async () => {
    const own = await make({ noreply: 1 });
    const cx = own.context(request({ length: 'Content-Length: 9' }, ['Expires: x']));
    own.call(cx, 'sanity.sanity_check', 256, 0);
    own.call(cx, 'sanity.sanity_check', 128, 0);
    own.call(cx, 'sanity.sanity_reply');
    expect(own.sent[0]!.text.startsWith(BAD_LENGTH)).toBe(true);
  });
});

describe('parameters', () => {
  it.each([
    { default_checks: 0x20000 },
    { default_checks: 1.5 },
    { uri_checks: -1 },
    { noreply: true },
    { autodrop: '1' },
    { size_ruri: -1 },
    { proxy_require: ['a'] },
  ])('refuses %j', async (given) => {
    expect((await make(given)).broken.has('sanity')).toBe(true);
  });
  it.each([
    ['', 'foo', -1],
    ['foo', 'foo', 1],
    ['foo', 'FOO', 1],
    ['FOO', 'foo', 1],
    [' foo ,, bar ', 'bar, foo', 1],
    ['foo,bar', 'foo,bar,baz', -1],
    ['foo bar', 'foo', -1],
    ['foo', 'fo', -1],
  ])('proxy_require %j: %j gives %i', async (proxy_require, asked, result) => {
    const own = await make({ proxy_require });
    expect(check(request({}, [`Proxy-Require: ${asked}`]), 512, 0, own)[0]).toBe(result);
  });
});

describe('what a peer sends', () => {
  const noise = fc.string({
    unit: fc.constantFrom(
      '<',
      '>',
      '"',
      ',',
      ';',
      '=',
      ' ',
      'sip:',
      'a@h',
      'tag=',
      'lr',
      '*',
      '\\',
      '\r\n ',
      '\u00ff',
      'Digest ',
      'x="y"',
      '1',
    ),
    maxLength: 20,
  });
  const name = fc.constantFrom(
    'From',
    'To',
    'CSeq',
    'Via',
    'Contact',
    'Route',
    'Record-Route',
    'Path',
    'P-Asserted-Identity',
    'Expires',
    'Proxy-Require',
    'Authorization',
    'Proxy-Authorization',
    'Content-Length',
  );
  it('never throws, and no answer is broken', () => {
    fc.assert(
      fc.property(name, noise, fc.integer({ min: 0, max: 0x1ffff }), fc.boolean(), (header, value, mask, first) => {
        const line = `${header}: ${value}`;
        const text = first ? request().replace('SIP/2.0\r\n', `SIP/2.0\r\n${line}\r\n`) : request({}, [line]);
        const [result] = check(text, mask, 15);
        expect([1, -1]).toContain(result);
        if (server.sent.length > 0) expect(parseMessage(server.sent[0]!.text)!.isRequest).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
  it.each([
    `From: <sip:a@h>${';tag=1'.repeat(9000)}`,
    `Route: ${'<sip:a;lr>,'.repeat(5000)}<sip:a;lr>`,
    `Contact: ${'<sip:a@h>,'.repeat(5000)}<sip:a@h>`,
    `P-Asserted-Identity: ${'<tel:+1>,'.repeat(6000)}<tel:+1>`,
    `Proxy-Require: ${'foo,'.repeat(12_000)}bar`,
    `Authorization: Digest ${'a="b",'.repeat(9000)}`,
    `Expires: ${'9'.repeat(60_000)}`,
    `Via: SIP/2.0/UDP h${';x'.repeat(25_000)}`,
    `Contact: ${'"'.repeat(50_000)}`,
  ])('%#: long fields take bounded time', async (field) => {
    const own = await make({ size_message: 65535, size_headers: 65535, size_header: 65535, proxy_require: 'foo' });
    const started = performance.now();
    for (const mask of [0x1ffff, 65536, 32768, 512, 4096, 10240, 1024]) check(request({}, [field]), mask, 15, own);
    expect(performance.now() - started).toBeLessThan(1500);
  });
});
