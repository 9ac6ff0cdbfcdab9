import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import type { TestServer } from '../../support/context.ts';
import { NAT, invite, leaving, natServer, reply } from './request.ts';

let server: TestServer;
beforeAll(async () => {
  server = await natServer({ received_avp: '$avp(rcv)' });
});

type Call = readonly [name: string, args: readonly unknown[], results: readonly number[]];

const CALLS: readonly Call[] = [
  ['nat_uac_test', [1023], [1, -1]],
  ['is_rfc1918', ['10.1'], [1, -1]],
  ['add_contact_alias', [], [1, 2, -1]],
  ['add_contact_alias_addr', ['2001:db8::1', '5060', 'tls'], [1, 2, -1]],
  ['add_rcv_param', [0], [1, -1]],
  ['add_rcv_param', [1], [1, -1]],
  ['fix_nated_register', [], [1]],
  ['fix_nated_sdp', [15], [1, 2, -1]],
  ['fix_nated_sdp_ip', [10, '1.1.1.1'], [1, 2, -1]],
  ['set_alias_to_pv', ['$avp(x)'], [1, -1]],
  ['handle_ruri_alias', [], [1, 2, -1]],
  ['handle_ruri_alias_mode', [1], [1, 2, -1]],
  ['set_contact_alias_trim', [], [1, -1]],
  ['set_contact_alias', [], [1, -1]],
  ['fix_nated_contact', [], [1, -1]],
];
const VARIABLES = [
  '$rr_count',
  '$rr_top_count',
  '$sel(nathelper.rewrite_contact[1])',
  '$sel(nathelper.rewrite_contact[2].nameaddr.uri)',
];

const BODY = [
  'v=0',
  'o=- 1 1 IN IP4 10.0.0.1',
  's=-',
  'c=IN IP4 10.0.0.1',
  't=0 0',
  'm=audio 4000 RTP/AVP 0',
  'a=rtcp:4001 IN IP6 fd00::1',
  'm=video 4002 RTP/AVP 9',
  'c=IN IP4 0.0.0.0',
  '',
].join('\r\n');
const MULTIPART = `--b\r\nContent-Type: application/sdp\r\n\r\n${BODY}--b\r\n\r\nx\r\n--b--\r\n`;
const SEEDS = [
  invite({
    ruri: 'sip:b@[2001:db8::1]:5062;alias=1.1.1.1~11~1;ob?X=y',
    body: BODY,
    more: ['Record-Route: <sip:a;r2=on>, <sip:b>'],
  }),
  invite({ contact: ['Contact: "A, B" <sip:a@10.0.0.1;alias=1.1.1.1~1~1;maddr=x>;q=0.1, sip:b', 'm: *'], body: BODY }),
  invite({ contact: ['Contact: <tel:+49;x>, <urn:x:y>'], body: MULTIPART, contentType: 'multipart/mixed;boundary="b"' }),
  reply({ via: 'SIP/2.0/WS 10.0.0.1:5060;rport=1;received=10.0.0.2', body: BODY }),
];

function all(text: string): void {
  const message = parseMessage(text);
  if (message === null) return;
  const cx = server.context(message, NAT);
  for (const variable of VARIABLES) server.pv.get(cx, variable);
  for (const [name, args, results] of CALLS) {
    expect([name, results]).toEqual([name, expect.arrayContaining([server.call(cx, `nathelper.${name}`, ...args)])]);
  }
  leaving(cx);
}

/** One change of a text: octets in the place of others. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  length: fc.nat(12),
  text: fc.oneof(
    fc.string({ unit: fc.constantFrom(...'~;=,<>"@:[]?\\* \t\r\n\0\u00ff019azIPc'), maxLength: 6 }),
    fc.constantFrom(
      '\r\n',
      ';alias=',
      '~',
      'alias=~~1',
      '[::',
      '::',
      '"',
      'c=IN IP4 ',
      'IP6',
      '\r\nm=',
      '--b',
      '4294967296',
      '%00',
    ),
  ),
});

describe('hostile messages (spec/security.md 1, 5, 18)', () => {
  it('as they are', () => {
    for (const seed of SEEDS) all(seed);
  });

  it('changed at random: never an exception, never another result', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SEEDS), fc.array(change, { minLength: 1, maxLength: 5 }), (seed, changes) => {
        let text = seed;
        for (const { at, length, text: put } of changes) {
          const from = Math.floor(at * text.length);
          text = text.slice(0, from) + put + text.slice(from + length);
        }
        all(text);
      }),
      { numRuns: 3000 },
    );
  });

  it('arguments of any type: never an exception', () => {
    const cx = server.context(SEEDS[0]!, NAT);
    fc.assert(
      fc.property(fc.constantFrom(...CALLS), fc.array(fc.anything(), { maxLength: 4 }), ([name], args) => {
        expect([1, 2, -1]).toContain(server.call(cx, `nathelper.${name}`, ...args));
      }),
      { numRuns: 1000 },
    );
  });

  const MANY = 60_000;
  it.each([
    ['aliases in the Request-URI', invite({ ruri: `sip:b@h${';alias='.repeat(MANY / 7)}` })],
    ['tildes', invite({ ruri: `sip:b@h;alias=${'~'.repeat(900)}`, contact: [`Contact: <sip:a@h;alias=${'~'.repeat(MANY)}>`] })],
    ['aliases in the Contact', invite({ contact: [`Contact: <sip:a@h${';alias=1.1.1.1~1'.repeat(MANY / 16)}>`] })],
    ['contacts', invite({ contact: [`Contact: ${'<sip:a@h>,'.repeat(MANY / 10)}<sip:a@h>`] })],
    ['Contact fields', invite({ contact: Array.from({ length: MANY / 20 }, () => 'Contact: <sip:a@h>') })],
    ['quotes', invite({ contact: [`Contact: ${'"\\'.repeat(MANY / 2)}`] })],
    ['blanks', invite({ contact: [`Contact: <sip:a@h>${' '.repeat(MANY)};x`] })],
    ['open brackets', invite({ contact: [`Contact: ${'<'.repeat(MANY)}`] })],
    ['connection lines', invite({ body: 'c=IN IP4 10.0.0.1\r\n'.repeat(MANY / 19) })],
    ['media sections', invite({ body: 'v=0\r\nm=audio 1 RTP/AVP 0\r\n'.repeat(MANY / 29) })],
    ['line ends', invite({ body: `v=0${'\r'.repeat(MANY)}c=IN IP4 10.0.0.1` })],
    ['blanks in a line', invite({ body: `v=0\r\nc=${' '.repeat(MANY)}` })],
    ['parts', invite({ body: '--b\r\n\r\n'.repeat(MANY / 7), contentType: 'multipart/mixed;boundary=b' })],
    ['record routes', invite({ more: [`Record-Route: ${'<sip:a;lr>,'.repeat(MANY / 11)}<sip:a>`] })],
    ['digits', invite({ contact: [`Contact: <sip:a@${'1'.repeat(MANY)}>`] })],
  ])('%s without end take linear time', (_what, text) => {
    all(text);
    const begun = performance.now();
    all(text);
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
