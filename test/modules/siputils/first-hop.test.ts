import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RouteKind } from '../../../runtime/routing/route-kind.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';
import { testServer } from '../../support/context.ts';
import { invite, message, ok } from './request.ts';

const server = await testServer({ modules: ['siputils'] });

function ask(text: string, name: string, ...args: unknown[]): unknown {
  return server.call(server.context(text), `siputils.${name}`, ...args);
}
/** Results with mode 0 and 1. */
function firstHop(text: string): [unknown, unknown] {
  expect(ask(text, 'is_first_hop')).toBe(ask(text, 'is_first_hop_mode', 0));
  return [ask(text, 'is_first_hop'), ask(text, 'is_first_hop_mode', 1)];
}

describe('requests: one Via', () => {
  const via = fc.constantFrom(
    'SIP/2.0/UDP 203.0.113.77;branch=z9hG4bK1',
    'SIP/2.0/TCP [2001:db8::1]:5060;branch=z9hG4bK2;rport',
    'SIP / 2.0 / UDP h.example ;branch=z9hG4bK3',
    'SIP/2.0/WSS h;branch=z9hG4bK4;x="a,b"',
  );
  it('however many fields and values they are in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(via, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
        fc.constantFrom('Via', 'v', 'VIA'),
        (fields, name) => {
          const text = message({ via: fields.map((values) => `${name}: ${values.join(', ')}`) });
          const one = fields.flat().length === 1 ? 1 : -1;
          expect(firstHop(text)).toEqual([one, one]);
        },
      ),
      { numRuns: 200 },
    );
  });
  it.each([
    [['Via: SIP/2.0/UDP h;branch=z9hG4bK1;x="a, SIP/2.0/UDP g"'], 1],
    [['Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\n '], 1],
    [['Via: SIP/2.0/UDP h;branch=z9hG4bK1 (a, comment)'], null],
    [['Via: SIP/2.0/UDP h;branch=z9hG4bK1,'], -1],
    [['Via:'], -1],
    [['Via: ,'], -1],
  ])('%j: %j', (via_, result) => {
    const [strict, byName] = firstHop(message({ via: via_ }));
    expect([1, -1]).toContain(strict);
    expect(byName).toBe(strict);
    if (result !== null) expect(strict).toBe(result);
  });
});

describe('replies: Record-Route', () => {
  // the sockets of the server, by address and by name
  it.each([
    ['<sip:198.51.100.11:5070;lr>', 1, 1],
    ['<sip:198.51.100.11;lr>', 1, 1], // no port: any of ours
    ['<sip:203.0.113.200:5090;lr>', 1, 1],
    ['<sip:198.51.100.10:5061;transport=tls;lr>', 1, 1],
    ['<sips:198.51.100.10:5061;lr>', 1, 1],
    ['<sip:198.51.100.10:8080;transport=ws;lr>', 1, 1],
    ['<sip:198.51.100.10:8080;transport=tcp;lr>', -1, -1],
    ['<sip:198.51.100.10;transport=TCP;lr>', 1, 1],
    ['<sip:u@198.51.100.10;lr;ftag=x>', 1, 1],
    ['"n, <x>" <sip:198.51.100.10;lr>;p', 1, 1],
    ['<sip:ported.example.com:5070;lr>', -1, 1],
    ['<sip:ported.example.com:5071;lr>', -1, -1],
    ['<sip:[2001:db8::10]:5060;lr>', 1, 1],
    ['<sip:[2001:db8::11]:5060;lr>', -1, -1],
    ['<urn:service:sos>', -1, -1],
    ['<http://198.51.100.10>', -1, -1],
    ['*', -1, -1],
    ['<sip:198.51.100.10;lr', -1, -1],
    ['<sip:198.51.100.10;lr>,', null, null],
  ])('%s: %j, by name %j', (entry, strict, byName) => {
    const got = firstHop(ok(`Record-Route: ${entry}`));
    for (const result of got) expect([1, -1]).toContain(result);
    if (strict !== null) expect(got).toEqual([strict, byName]);
    // only the topmost one counts, and its field may be folded
    expect(firstHop(ok(`Record-Route:\r\n ${entry}`, 'Record-Route: <sip:other.example.com;lr>'))).toEqual(got);
    if (!entry.endsWith(',') && entry.endsWith('>'))
      expect(firstHop(ok(`Record-Route: ${entry}, <sip:other.example.com;lr>`))).toEqual(got);
  });

  it.each([
    ['198.51.100.10', 5060, 'udp', '<sip:198.51.100.10;lr>', -1],
    ['198.51.100.10', 5060, 'tcp', '<sip:198.51.100.10;lr>', 1],
    ['198.51.100.10', 5060, 'tcp', '<sip:198.51.100.10;transport=tcp;lr>', -1],
    ['198.51.100.10', 5061, 'tls', '<sips:198.51.100.10:5061;lr>', -1],
    ['2001:db8::10', 5060, 'udp', '<sip:[2001:DB8:0::10];lr>', -1],
    ['2001:db8::77', 5060, 'udp', '<sip:[2001:db8::10];lr>', 1],
    ['198.51.100.11', 5070, 'udp', '<sip:198.51.100.11:5070;lr>', -1],
  ] as const)('from %s:%i over %s with %s: %i', (ip, port, proto, entry, strict) => {
    const cx = server.context(ok(`Record-Route: ${entry}`), { src: { ip, port, proto } });
    expect(server.call(cx, 'siputils.is_first_hop')).toBe(strict);
    expect(server.call(cx, 'siputils.is_first_hop_mode', 1)).toBe(1);
  });

  it.each([
    [2, 0],
    [3, 1],
    ['1', 1],
    [1.9, 1],
    [undefined, 0],
  ])('mode %s counts as %i', (mode, as) => {
    for (const entry of ['<sip:ksr.example.com;lr>', '<sip:198.51.100.10;lr>', '<sip:other.example.com;lr>']) {
      const text = ok(`Record-Route: ${entry}`);
      expect(ask(text, 'is_first_hop_mode', mode)).toBe(ask(text, 'is_first_hop_mode', as));
    }
  });
});

describe('GRUU', () => {
  it.each([
    ['sip:b@h;gr=a', 1],
    ['sip:b@h;gr=a?x=y', 1],
    ['sip:b@h;x;gr', 2],
    ['sip:b@h;gr=;x', 2],
    ['sip:b@h;grr=a', -1],
    ['sip:b@h;xgr=a', -1],
    ['sip:b@h?gr=a', -1],
    ['sips:b@[::1];GR=a', 1],
    ['urn:gr', -1],
  ])('%s: %i', (uri, result) => {
    expect(ask(invite(uri), 'is_gruu')).toBe(result);
    // replies have no Request-URI
    expect(ask(ok(), 'is_gruu')).toBe(-1);
  });
});

describe('the dialog', () => {
  it.each([
    ['To: <sip:b@h>;tag=x', 1],
    ['t: sip:b@h;tag=x', 1],
    ['To: <sip:b@h>\r\n ;tag=x', 1],
    ['To: <sip:b@h>;tag="x"', 1],
    ['To: <sip:b@h>;a="tag=x"', -1],
    ['To: "<sip:b@h>;tag=x" <sip:b@h>', -1],
    ['To: <sip:b@h>;tag=;x', -1],
    ['To: <sip:b@h;tag=x', -1],
    ['To: ', -1],
  ])('%s: %i', (to, result) => {
    expect(ask(message({ to }), 'has_totag')).toBe(result);
  });
  it('is what the first To says', () => {
    expect(ask(message({ fields: ['To: <sip:b@h>;tag=second'] }), 'has_totag')).toBe(-1);
  });
});

describe('kinds of routes', () => {
  const KINDS: readonly RouteKind[] = ['request', 'branch', 'failure', 'branch_failure', 'event', 'reply', 'tm_reply'];
  it.each(KINDS)('%s', (kind) => {
    const reply = kind === 'reply' || kind === 'tm_reply';
    const cx = server.context(reply ? ok() : invite('sip:b@h;x=1'), { kind });
    const results = ['is_request', 'is_reply', 'is_sip', 'is_http', 'has_totag', 'sip_parse_headers'].map((name) =>
      server.call(cx, `siputils.${name}`),
    );
    expect(results).toEqual(reply ? [-1, 1, 1, -1, 1, 1] : [1, -1, 1, -1, -1, 1]);
    for (const [name, ...args] of [
      ['uri_param', 'x'],
      ['uri_param_any', 'x'],
      ['uri_param_value', 'x', '1'],
      ['uri_param_rm', 'x'],
      ['add_uri_param', 'y=1'],
    ] as const) {
      const expected = reply || name === 'uri_param' ? -1 : 1;
      expect([name, server.call(cx, `siputils.${name}`, ...args)]).toEqual([name, expected]);
    }
    expect(reply ? '' : cx.requestUri).toBe(reply ? '' : 'sip:b@h;y=1');
    expect([server.call(cx, 'siputils.options_reply'), server.call(cx, 'siputils.decode_contact')]).toEqual([
      -1,
      reply ? -2 : -26,
    ]);
  });

  it('sees the Request-URI as it is now', () => {
    const cx = server.context(invite('sip:b@h'));
    cx.requestUri = 'sip:c@h;gr;x=2';
    expect(['uri_param_any', 'is_gruu'].map((name) => server.call(cx, `siputils.${name}`, 'x'))).toEqual([1, 2]);
    expect(server.call(cx, 'siputils.uri_param_value', 'x', '2')).toBe(1);
    cx.requestUri = 'sip:c@h';
    expect(['uri_param_any', 'is_gruu'].map((name) => server.call(cx, `siputils.${name}`, 'x'))).toEqual([-1, -1]);
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
      '198.51.100.10',
      'lr',
      'tag=',
      '[',
      ']',
      '\\',
      '\r\n ',
      'SIP/2.0/UDP',
      '(',
    ),
    maxLength: 15,
  });
  it('never throws', () => {
    fc.assert(
      fc.property(noise, noise, (one, two) => {
        for (const text of [
          message({ via: [`Via: ${one}`, `Via: ${two}`], to: `To: ${two}` }),
          ok(`Record-Route: ${one}`, `Record-Route: ${two}`),
          message({ fields: [`Date: ${one}`] }),
        ]) {
          for (const name of ['is_first_hop', 'has_totag', 'sip_parse_headers', 'hdr_date_check', 'is_gruu', 'options_reply']) {
            expect([1, -1, -4]).toContain(ask(text, name));
          }
          expect(ask(text, 'is_first_hop_mode', 1)).not.toBe(0);
        }
      }),
      { numRuns: 200 },
    );
  });
  it.each([
    message({ via: [`Via: ${'SIP/2.0/UDP h,'.repeat(4000)}SIP/2.0/UDP h`] }),
    message({ via: [`Via: SIP/2.0/UDP h${' '.repeat(60_000)}`] }),
    ok(`Record-Route: ${'<sip:198.51.100.10;lr>,'.repeat(2500)}<sip:h>`),
    ok(`Record-Route: ${'"'.repeat(60_000)}`),
    message({ to: `To: <sip:b@h>${';x'.repeat(28_000)}` }),
    message({ fields: [`Date: ${' '.repeat(60_000)}`] }),
  ])('%#: takes bounded time', (text) => {
    const started = performance.now();
    for (const name of ['is_first_hop', 'has_totag', 'hdr_date_check', 'sip_parse_headers']) ask(text, name, 1);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('an address that goes along', () => {
  it.each([
    ['udp', 1],
    ['tcp', 2],
    ['tls', 3],
    ['ws', 5],
    ['wss', 6],
  ] as const)('over %s comes back as an alias with %i', (proto, number) => {
    const text = message({ fields: ['Contact: <sip:a@10.0.0.1;x>'] });
    const there = server.context(text, { src: { ip: '203.0.113.5', port: 40_000, proto } });
    expect(server.call(there, 'siputils.contact_param_encode_alias', 'pxa', 'sip:198.51.100.10')).toBe(1);
    const hidden = server.context(serialize(there.message, '', [], null)).message.contacts![0]!.uriText;
    const back = server.context(invite(hidden));
    expect(server.call(back, 'siputils.contact_param_decode_ruri', 'PXA')).toBe(1);
    expect(back.requestUri).toBe(`sip:a@10.0.0.1;x;alias=203.0.113.5~40000~${number}`);
    expect(server.call(back, 'siputils.uri_param_any', 'alias')).toBe(1);
  });
});
