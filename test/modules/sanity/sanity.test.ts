import { describe, expect, it } from 'vitest';
import { testServer, type ModuleParams, type TestServer } from '../../support/context.ts';

interface Parts {
  readonly line?: string;
  readonly via?: string;
  readonly from?: string;
  readonly to?: string;
  readonly cseq?: string;
  readonly length?: string | null;
  readonly fields?: readonly string[];
  readonly body?: string;
}

function message(parts: Parts = {}): string {
  const body = parts.body ?? '';
  const lines = [
    parts.line ?? 'INVITE sip:bob@biloxi.example.com SIP/2.0',
    `Via: ${parts.via ?? 'SIP/2.0/UDP 203.0.113.77:5060;rport;branch=z9hG4bKnashds8'}`,
    `From: ${parts.from ?? '<sip:alice@atlanta.example.com>;tag=1928301774'}`,
    `To: ${parts.to ?? '<sip:bob@biloxi.example.com>'}`,
    'Call-ID: a84b4c76e66710',
    `CSeq: ${parts.cseq ?? '314159 INVITE'}`,
    ...(parts.fields ?? []),
  ];
  if (parts.length !== null) lines.push(`Content-Length: ${parts.length ?? body.length}`);
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

async function make(sanity: ModuleParams[string] = {}): Promise<TestServer> {
  return testServer({ modules: ['sanity'], params: { sanity } });
}

const server = await make();
const GOOD: Parts = { fields: ['Contact: <sip:alice@192.0.2.1>', 'Expires: 60', 'Max-Forwards: 70'] };

/** @returns the result, and the status line of what was answered */
function check(parts: Parts, mask: number, uris: number = 0, by: TestServer = server): [unknown, string] {
  by.sent.length = 0;
  const result = by.call(by.context(message(parts)), 'sanity.sanity_check', mask, uris);
  const text = by.sent[0]?.text ?? '';
  return [result, text.slice('SIP/2.0 '.length, Math.max(0, text.indexOf('\r\n')))];
}

describe('a good message', () => {
  it.each([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 1511, 17895, 131071])(
    'passes %i',
    (mask) => {
      expect(check(GOOD, mask, 15)).toEqual([1, '']);
    },
  );
  it('passes no check at all, and nonsense', () => {
    expect(check({ fields: ['Expires: x'] }, 0)).toEqual([1, '']);
    const cx = server.context(message({ fields: ['Expires: x'] }));
    expect(server.call(cx, 'sanity.sanity_check', undefined, 'x')).toBe(1);
  });
});

describe('what a check finds', () => {
  it.each<[number, string, Parts, string]>([
    [1, 'version', { line: 'INVITE sip:b@h SIP/3.0' }, '505 Version Not Supported'],
    [2, 'scheme', { line: 'INVITE http://example.com SIP/2.0' }, '416 Unsupported URI Scheme'],
    [2, 'no scheme', { line: 'INVITE bob@example.com SIP/2.0' }, '400 Bad Request URI'],
    [32, 'method', { line: 'OPTIONS sip:b@h SIP/2.0', cseq: '1 INVITE' }, '400 CSeq method does not match request method'],
    [
      32,
      'case of the method',
      { line: 'OPTIONS sip:b@h SIP/2.0', cseq: '1 options' },
      '400 CSeq method does not match request method',
    ],
    [32, 'method behind no number', { cseq: 'abc OPTIONS' }, '400 CSeq method does not match request method'],
    [32, 'no method', { cseq: '' }, '400 CSeq method does not match request method'],
    [64, 'no number', { cseq: 'abc INVITE' }, '400 CSeq number is illegal'],
    [64, '2^31', { cseq: '2147483648 INVITE' }, '400 CSeq number is illegal'],
    [64, '2^32', { cseq: '4294967296 INVITE' }, '400 CSeq number is illegal'],
    [128, 'too short', { length: '3', body: 'hello' }, '400 Content-Length mis-match'],
    [128, 'too long', { length: '50', body: 'hello' }, '400 Content-Length mis-match'],
    [256, 'letters', { fields: ['Expires: abc'] }, '400 Expires value is illegal'],
    [256, 'sign', { fields: ['Expires: -1'] }, '400 Expires value is illegal'],
    [256, 'empty', { fields: ['Expires: '] }, '400 Expires value is illegal'],
    [256, 'too large', { fields: ['Expires: 4294967297'] }, '400 Expires value is illegal'],
    [256, 'a date', { fields: ['Expires: Sat, 13 Nov 2010 23:29:00 GMT'] }, '400 Expires value is illegal'],
    [512, 'unknown tag', { fields: ['Proxy-Require: foo'] }, '420 Bad Proxy Require Extension'],
    [512, 'empty', { fields: ['Proxy-Require:'] }, '400 Bad Proxy Require Header'],
    [512, 'no token', { fields: ['Proxy-Require: foo\r\n bar'] }, '400 Bad Proxy Require Header'],
    [4096, 'tags of To', { to: '<sip:b@h>;tag=1;x;TAG=2' }, '400 Many To Tag Params'],
    [4096, 'tags of From', { from: '<sip:a@h>;tag=1;tag=2' }, '400 Many From Tag Params'],
  ])('%i: %s', (mask, _, parts, line) => {
    expect(check(parts, mask)).toEqual([-1, line]);
    expect(check(parts, 0x1ffff & ~mask & ~(mask === 2 ? 1024 : 0), 0)[1]).not.toBe(line);
  });

  it.each<[number, string, Parts]>([
    [4, 'Via', { via: 'x' }],
    [64, 'zeros in front', { cseq: '00042 INVITE' }],
    [64, '2^31 - 1', { cseq: '2147483647 INVITE' }],
    [128, 'no Content-Length', { length: null, body: 'hello' }],
    [256, '2^32', { fields: ['Expires: 4294967296'] }],
    [256, 'white space behind', { fields: ['Expires: 60 '] }],
    [4096, 'tag in the URI', { to: '<sip:b@h;tag=1>;tag=2' }],
    [32, 'unknown method', { line: 'PING sip:b@h SIP/2.0', cseq: '1 PING' }],
  ])('%i lets pass: %s', (mask, _, parts) => {
    expect(check(parts, mask)).toEqual([1, '']);
  });

  it('names what is missing', () => {
    for (const name of ['Via', 'From', 'To', 'Call-ID', 'CSeq']) {
      const cx = server.context(message().replace(`\r\n${name}:`, '\r\nX-Other:'));
      expect([name, server.call(cx, 'sanity.sanity_check', 4, 0)]).toEqual([name, -1]);
    }
  });

  it('says which extension is not supported', async () => {
    const own = await make({ proxy_require: 'foo, Bar' });
    expect(check({ fields: ['Proxy-Require: FOO, bar'] }, 512, 0, own)).toEqual([1, '']);
    expect(check({ fields: ['Proxy-Require: foo', 'Proxy-Require: bar, baz'] }, 512, 0, own)).toEqual([
      -1,
      '420 Bad Proxy Require Extension',
    ]);
    expect(own.sent[0]!.text).toContain('CSeq: 314159 INVITE\r\nUnsupported: baz\r\nServer:');
    expect(check({ fields: ['Proxy-Require: foobar'] }, 512, 0, own)[0]).toBe(-1);
  });

  it('stops at the first one, in the order of the bits', () => {
    const all = { line: 'OPTIONS sip:b@h SIP/2.0', cseq: 'x INVITE', fields: ['Expires: x'] };
    expect(check(all, 17895, 7)).toEqual([-1, '400 CSeq method does not match request method']);
    expect(check(all, 17895 & ~32, 7)).toEqual([-1, '400 CSeq number is illegal']);
    expect(check(all, 17895 & ~96, 7)).toEqual([-1, '400 Expires value is illegal']);
    expect(server.sent).toHaveLength(1);
  });
});

describe('1024: URIs', () => {
  it.each<[number, string, Parts, string]>([
    [1, 'port of the Request-URI', { line: 'INVITE sip:b@h:99999 SIP/2.0' }, '400 Bad Request URI'],
    [2, 'From', { from: '<foo>;tag=1' }, '400 Invalid From Header'],
    [2, 'From without a host', { from: '<sip:>;tag=1' }, '400 Invalid From Header'],
    [4, 'To', { to: '<sip:a@h:99999>' }, '400 Invalid To Header'],
    [8, 'Contact', { fields: ['Contact: <foo>'] }, '400 Bad Contact URI'],
    [8, 'Contact that never ends', { fields: ['Contact: <sip:a@h'] }, '400 Bad Contact URI'],
  ])('%i: %s', (bit, _, parts, line) => {
    expect(check(parts, 1024, bit)).toEqual([-1, line]);
    expect(check(parts, 1024, 15)).toEqual([-1, line]);
    expect(check(parts, 1024, 15 & ~bit)).toEqual([1, '']);
    expect(check(parts, 0, bit)).toEqual([1, '']);
  });

  it.each<[string, Parts]>([
    ['telephone numbers', { line: 'INVITE tel:+1 SIP/2.0', from: '<tel:+2>;tag=1', to: '<tel:+3>' }],
    ['no Contact', {}],
    ['a star', { fields: ['Contact: *'] }],
    ['the second contact', { fields: ['Contact: <sip:a@b>, <foo>'] }],
  ])('lets pass: %s', (_, parts) => {
    expect(check(parts, 1024, 15)).toEqual([1, '']);
  });
});

const FULL = 'username="a", realm="r", nonce="n", uri="sip:x", response="0123456789abcdef0123456789abcdef"';

describe('credentials', () => {
  // 2048, 8192
  it.each([
    [`Authorization: Digest ${FULL}`, [1, ''], [1, '']],
    [`Authorization: digest ${FULL}, qop=auth, nc=00000001, cnonce="c"`, [1, ''], [1, '']],
    [`Authorization: Digest ${FULL}, qop=auth`, [-1, '400 Bad Auth Credentials'], [-1, '400 Bad Auth Credentials']],
    [
      `Authorization: Digest ${FULL.replace('nonce="n", ', '')}`,
      [-1, '400 Bad Auth Credentials'],
      [-1, '400 Bad Auth Credentials'],
    ],
    [`Authorization: Digest ${FULL.replace('"a"', '""')}`, [-1, '400 Bad Auth Credentials'], [-1, '400 Bad Auth Credentials']],
    ['Authorization: Digest garbage', [-1, '400 Bad Auth Header'], [-1, '400 Bad Auth Header']],
    ['Authorization: Basic YTpi', [-1, ''], [1, '']],
    ['Authorization:', [-1, ''], [1, '']],
    ['Proxy-Authorization: Digest garbage', [-1, '400 Bad Auth Header'], [1, '']],
    [`Proxy-Authorization: Digest ${FULL}`, [1, ''], [1, '']],
    ['X: Digest garbage', [1, ''], [1, '']],
  ])('%s', (field, complete, valid) => {
    expect(check({ fields: [field] }, 2048)).toEqual(complete);
    expect(check({ fields: [field] }, 8192)).toEqual(valid);
  });
});

describe('checks without an answer', () => {
  it.each<[number, string, Parts]>([
    [128, 'Content-Length is no number', { length: 'x' }],
    [128, 'two Content-Length', { fields: ['Content-Length: 0'] }],
    [16384, 'no branch', { via: 'SIP/2.0/UDP 203.0.113.77;rport' }],
    [16384, 'empty branch', { via: 'SIP/2.0/UDP 203.0.113.77;rport;branch=' }],
    [16384, 'no Via', { via: 'garbage' }],
    [32768, 'no cookie', { via: 'SIP/2.0/UDP 203.0.113.77;branch=abc' }],
    [32768, 'case of the cookie', { via: 'SIP/2.0/UDP 203.0.113.77;branch=Z9HG4BKx' }],
    [32768, 'no branch', { via: 'SIP/2.0/UDP 203.0.113.77' }],
    [32768, 'strict Route', { fields: ['Route: <sip:r.example.com>'] }],
    [32768, 'strict Route behind a loose one', { fields: ['Route: <sip:r.example.com;lr>, <sip:s.example.com>'] }],
    [32768, 'strict Record-Route', { fields: ['Record-Route: <sip:r.example.com>'] }],
    [32768, 'broken Route', { fields: ['Route: <sip:r.example.com;lr'] }],
    [65536, 'method', { line: `${'M'.repeat(33)} sip:b@h SIP/2.0`, cseq: `1 ${'M'.repeat(33)}` }],
    [65536, 'Request-URI', { line: `INVITE sip:${'a'.repeat(251)}@h SIP/2.0` }],
    [65536, 'From', { from: `<sip:${'a'.repeat(251)}@h>;tag=1` }],
    [65536, 'To', { to: `<sip:${'a'.repeat(251)}@h>` }],
    [65536, 'Contact', { fields: [`Contact: <sip:a@h>, <sip:${'a'.repeat(251)}@h>`] }],
    [65536, 'Route', { fields: [`Route: <sip:${'a'.repeat(251)}@h;lr>`] }],
    [65536, 'Path', { fields: [`Path: <sip:${'a'.repeat(251)}@h;lr>`] }],
    [65536, 'identity', { fields: ['P-Asserted-Identity: <tel:+1>', `P-Asserted-Identity: <sip:${'a'.repeat(251)}@h>`] }],
    [65536, 'header field', { fields: [`X-Long: ${'a'.repeat(2049)}`] }],
    [65536, 'header part', { fields: Array.from({ length: 9 }, (_, i) => `X-${i}: ${'h'.repeat(1000)}`) }],
    [65536, 'body', { body: 'b'.repeat(8193) }],
  ])('%i: %s', (mask, _, parts) => {
    expect(check(parts, mask)).toEqual([-1, '']);
    expect(check(parts, mask === 16384 || mask === 32768 ? 17895 & ~16384 : 17895 & ~mask, 7)[0]).toBe(1);
  });

  it('32768 lets `lr=on` pass', () => {
    expect(check({ fields: ['Route: <sip:r.example.com;lr=on>, <sip:s.example.com;LR>'] }, 32768)).toEqual([1, '']);
  });

  it('65536 takes the sizes of the parameters', async () => {
    const own = await make({ size_message: 400, size_ruri: 10 });
    expect(check({ line: 'INVITE sip:b@h SIP/2.0' }, 65536, 0, own)[0]).toBe(1);
    expect(check({ line: 'INVITE sip:bob@h.example SIP/2.0' }, 65536, 0, own)[0]).toBe(-1);
    expect(check({ line: 'INVITE sip:b@h SIP/2.0', body: 'x'.repeat(300) }, 65536, 0, own)[0]).toBe(-1);
  });
});

describe('who is answered', () => {
  it.each<[string, Parts]>([
    ['an ACK', { line: 'ACK sip:b@h SIP/2.0', cseq: '1 ACK', fields: ['Expires: x'] }],
    ['a reply', { line: 'SIP/2.0 200 OK', fields: ['Expires: x'] }],
  ])('%s is not', (_, parts) => {
    expect(check(parts, 17895, 7)).toEqual([-1, '']);
  });

  it('a request is, with the fields of the request and a tag', () => {
    expect(check({ fields: ['Expires: x'] }, 256)[0]).toBe(-1);
    const { text, ip, port } = server.sent[0]!;
    expect([ip, port]).toEqual(['203.0.113.77', 5060]);
    expect(text).toMatch(
      /\r\nTo: <sip:bob@biloxi\.example\.com>;tag=[a-z0-9]+\r\nCall-ID: a84b4c76e66710\r\nCSeq: 314159 INVITE\r\n/,
    );
  });
});

describe('sanity_check_defaults', () => {
  it("has Kamailio's defaults: 3047 with 7", () => {
    const ask = (parts: Parts): unknown => server.call(server.context(message(parts)), 'sanity.sanity_check_defaults');
    expect(ask(GOOD)).toBe(1);
    expect(ask({ fields: ['Proxy-Require: foo'] })).toBe(-1);
    expect(ask({ fields: ['Expires: x'] })).toBe(-1);
    expect(ask({ fields: ['Contact: <foo>'] })).toBe(1);
    expect(ask({ to: '<sip:b@h>;tag=1;tag=2' })).toBe(1);
  });

  it('takes the parameters', async () => {
    const own = await make({ default_checks: 1024 + 4096, uri_checks: 8 });
    const ask = (parts: Parts): unknown => own.call(own.context(message(parts)), 'sanity.sanity_check_defaults');
    expect(ask({ fields: ['Expires: x'] })).toBe(1);
    expect(ask({ fields: ['Contact: <foo>'] })).toBe(-1);
    expect(ask({ to: '<sip:b@h>;tag=1;tag=2' })).toBe(-1);
  });
});

describe('sanity_reply', () => {
  it('says what the check found, when noreply is set', async () => {
    const own = await make({ noreply: 1 });
    const cx = own.context(message({ fields: ['Expires: x'] }));
    expect(own.call(cx, 'sanity.sanity_check', 256, 0)).toBe(-1);
    expect(own.sent).toEqual([]);
    expect(own.call(cx, 'sanity.sanity_reply')).toBe(1);
    expect(own.sent[0]!.text).toMatch(/^SIP\/2\.0 400 Expires value is illegal\r\n/);
  });

  it('keeps apart what belongs to different messages', async () => {
    const own = await make({ noreply: 1 });
    const bad = own.context(message({ fields: ['Expires: x'] }));
    const good = own.context(message());
    own.call(bad, 'sanity.sanity_check', 256, 0);
    own.call(good, 'sanity.sanity_check', 256, 0);
    own.call(good, 'sanity.sanity_reply');
    expect(own.sent[0]!.text).toMatch(/^SIP\/2\.0 500 Server Sanity Failure\r\n/);
  });

  it('says nothing to an ACK, and nothing about what is not answered', async () => {
    const own = await make({ noreply: 1 });
    const ack = own.context(message({ line: 'ACK sip:b@h SIP/2.0', cseq: '1 ACK', fields: ['Expires: x'] }));
    own.call(ack, 'sanity.sanity_check', 256, 0);
    expect(own.call(ack, 'sanity.sanity_reply')).toBe(1);
    const silent = own.context(message({ via: 'SIP/2.0/UDP 203.0.113.77' }));
    own.call(silent, 'sanity.sanity_check', 16384, 0);
    expect(own.call(silent, 'sanity.sanity_reply')).toBe(1);
    expect(own.sent).toEqual([]);
  });
});

describe('parameters', () => {
  it('autodrop changes nothing', async () => {
    for (const autodrop of [0, 1]) {
      expect(check({ fields: ['Expires: x'] }, 256, 0, await make({ autodrop }))).toEqual([-1, '400 Expires value is illegal']);
    }
  });
  it.each([{ noreply: 2 }, { default_checks: -1 }, { uri_checks: 16 }, { size_body: 0 }, { size_checks: 0 }])(
    'refuses %j',
    async (given) => {
      expect((await make(given)).broken.has('sanity')).toBe(true);
    },
  );
});
