import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import config from '../../../kamailio.config.ts';
import * as routes from '../../../routes/routes.ts';
import type { MemoryPeer } from '../../../runtime/transport/memory.ts';
import { KeptLog } from '../../support/core.ts';
import { memoryServer, type MemoryServer } from '../../support/memory-server.ts';
import { kindOf, replyText, requestText, SERVER } from './scene.ts';

// Nothing that a peer sends may throw out of the receive path, whatever header it sits in and whenever that is parsed
// (spec/security.md 1). The server is the whole one with its default routes.

const ALICE = 'udp:198.51.100.21:5070';
const BOB = 'udp:203.0.113.31:5080';
const log = new KeptLog();
let at: MemoryServer;
let alice: MemoryPeer;
let bob: MemoryPeer;

beforeAll(async () => {
  at = await memoryServer({ routes, log, config: { modules: config.modules, aliases: ['example.org'] } });
  alice = at.network.peer(ALICE);
  bob = at.network.peer(BOB);
});

function send(peer: MemoryPeer, text: string): void {
  peer.send(text, SERVER);
  at.network.run();
}

/** What must not be in the log: defects, and callbacks that threw. */
function defects(): string[] {
  return log.texts('error').filter((text) => text.includes('defect') || text.includes('failed:'));
}

/** The server still does its work: a phone registers and is called. */
function serves(n: number): void {
  const of = { callId: `probe-${n}`, branch: `probe-${n}`, fromTag: `p${n}` };
  alice.received.length = bob.received.length = 0;
  send(
    bob,
    requestText('REGISTER', BOB, { ...of, uri: 'sip:example.org', headers: ['Contact: <sip:bob@203.0.113.31:5080>;expires=60'] }),
  );
  expect(bob.received.map(({ text }) => kindOf(text))).toEqual(['200 REGISTER']);
  send(alice, requestText('MESSAGE', ALICE, { ...of, branch: `probe-m${n}`, uri: 'sip:bob@example.org' }));
  const message = bob.received.find(({ text }) => kindOf(text) === 'MESSAGE')!;
  send(bob, replyText(message.text, 200));
  expect(alice.received.map(({ text }) => kindOf(text))).toContain('200 MESSAGE');
}

const SDP = 'v=0\r\no=a 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n';

/** Valid messages of many kinds: what mutations begin with. */
const SEEDS: readonly string[] = [
  requestText('REGISTER', ALICE, {
    uri: 'sip:example.org',
    headers: [
      'Contact: <sip:bob@10.0.0.1:5080;transport=udp>;expires=600;q=0.5;+sip.instance="<urn:uuid:1>";reg-id=1',
      'Supported: path, outbound',
      'Path: <sip:203.0.113.40;lr>',
    ],
  }),
  requestText('REGISTER', ALICE, { uri: 'sip:example.org', headers: ['Contact: *', 'Expires: 0'] }),
  requestText('INVITE', ALICE, {
    uri: 'sip:bob@example.org',
    headers: ['Contact: "Alice" <sip:alice@10.0.0.1>', 'Content-Type: application/sdp', 'Supported: 100rel, timer'],
    body: SDP,
  }),
  requestText('INVITE', ALICE, {
    uri: 'sip:bob@203.0.113.31:5080;alias=203.0.113.31~5080~1',
    toTag: 'b1',
    headers: [
      'Route: <sip:192.0.2.10;lr;ftag=a1>, <sip:203.0.113.40;lr>',
      'Record-Route: <sip:203.0.113.41;lr>',
      'Contact: <sip:alice@10.0.0.1>',
    ],
  }),
  requestText('ACK', ALICE, { toTag: 'b1', headers: ['Route: <sip:192.0.2.10;lr>'] }),
  requestText('CANCEL', ALICE, { headers: ['Reason: SIP;cause=200;text="x"'] }),
  requestText('BYE', ALICE, { toTag: 'b1', headers: ['Route: <sip:192.0.2.10;lr>'] }),
  requestText('OPTIONS', ALICE, { uri: 'sip:example.org', headers: ['Accept: application/sdp', 'Timestamp: 54.21'] }),
  requestText('SUBSCRIBE', ALICE, {
    uri: 'sip:bob@example.org',
    headers: ['Event: presence', 'Expires: 600', 'Contact: <sip:alice@10.0.0.1>'],
  }),
  requestText('MESSAGE', ALICE, {
    uri: 'sip:bob@example.org',
    headers: [
      'Content-Type: text/plain',
      'Authorization: Digest username="a", realm="b", nonce="c", uri="sip:d", response="e", algorithm=MD5, qop=auth, nc=00000001, cnonce="f"',
    ],
    body: 'hello',
  }),
];

const HOSTILE: readonly string[] = [
  '',
  ' ',
  '\t',
  '\r',
  '\n',
  '\0',
  '\r\n',
  '\r\n\r\n',
  '\r\n ',
  ';',
  ',',
  ':',
  '=',
  '"',
  '\\',
  '<',
  '>',
  '@',
  '@@',
  '[',
  ']',
  '[::',
  '[::1]',
  '%',
  '%00',
  '%zz',
  '?',
  '&',
  '*',
  ';;',
  ',,',
  '""',
  '"\\',
  '<>',
  '<sip:',
  '<sip:>',
  'sip:',
  'sip:@',
  'sips:',
  'tel:',
  'urn:',
  'http://x',
  'a@@h',
  ';lr',
  ';alias=1~2~3',
  ';alias=203.0.113.31~99999~9',
  ';maddr=255.255.255.255',
  ';received=',
  ';rport=99999',
  ';tag=',
  ';q=9',
  ';expires=99999999999',
  '0',
  '-1',
  '99999999999999999999',
  '4294967296',
  '1e9',
  '0x10',
  'NaN',
  '__proto__',
  'constructor',
  '$&',
  '$ru',
  'z9hG4bK',
  'SIP/2.0',
  'SIP/2.0/UDP',
  '\u00ff\u00fe',
  'x'.repeat(300),
  ';'.repeat(300),
  '"'.repeat(301),
  ' '.repeat(300),
  ','.repeat(300),
];

const NAMES: readonly string[] = [
  'Via',
  'v',
  'From',
  'f',
  'To',
  't',
  'Call-ID',
  'CSeq',
  'Contact',
  'm',
  'Route',
  'Record-Route',
  'Max-Forwards',
  'Content-Length',
  'l',
  'Content-Type',
  'Expires',
  'Path',
  'Require',
  'Proxy-Require',
  'Supported',
  'Authorization',
  'Proxy-Authorization',
  'Event',
  'Reason',
  'X',
];

/** One change to a message. Places are fractions of its length. */
type Change = (text: string) => string;

const place = fc.double({ min: 0, max: 1, noNaN: true });
const hostile = fc.constantFrom(...HOSTILE);

const insert = fc.tuple(place, hostile).map(
  ([p, what]): Change =>
    (text) =>
      splice(text, p, 0, what),
);
const remove = fc.tuple(place, fc.nat(40)).map(
  ([p, n]): Change =>
    (text) =>
      splice(text, p, n, ''),
);
const replace = fc.tuple(place, fc.nat(20), hostile).map(
  ([p, n, what]): Change =>
    (text) =>
      splice(text, p, n, what),
);
const octet = fc.tuple(place, fc.nat(255)).map(
  ([p, code]): Change =>
    (text) =>
      splice(text, p, 1, String.fromCharCode(code)),
);
const cut = place.map(
  (p): Change =>
    (text) =>
      text.slice(0, Math.floor(p * text.length)),
);
const value = fc.tuple(fc.nat(40), hostile).map(
  ([n, what]): Change =>
    (text) =>
      onLine(text, n, (line) => `${line.slice(0, line.indexOf(':') + 1)} ${what}`),
);
const append = fc.tuple(fc.nat(40), hostile).map(
  ([n, what]): Change =>
    (text) =>
      onLine(text, n, (line) => line + what),
);
const double = fc.nat(40).map(
  (n): Change =>
    (text) =>
      onLine(text, n, (line) => `${line}\r\n${line}`),
);
const drop = fc.nat(40).map(
  (n): Change =>
    (text) =>
      onLine(text, n, () => 'X: 1'),
);
const header = fc.tuple(fc.nat(40), fc.constantFrom(...NAMES), hostile).map(
  ([n, name, what]): Change =>
    (text) =>
      onLine(text, n, (line) => `${line}\r\n${name}: ${what}`),
);
const many = fc.tuple(fc.constantFrom(...NAMES), fc.integer({ min: 2, max: 200 })).map(
  ([name, n]): Change =>
    (text) =>
      text.replace('\r\n', `\r\n${`${name}: <sip:a@b>;tag=1\r\n`.repeat(n)}`),
);
const renamed = fc.tuple(fc.nat(40), fc.constantFrom(...NAMES)).map(
  ([n, name]): Change =>
    (text) =>
      onLine(text, n, (line) => name + line.slice(line.indexOf(':'))),
);

const change = fc.oneof(insert, remove, replace, octet, cut, value, append, double, drop, header, many, renamed);
const changes = fc.array(change, { minLength: 1, maxLength: 4 });

function splice(text: string, p: number, length: number, what: string): string {
  const i = Math.floor(p * text.length);
  return text.slice(0, i) + what + text.slice(i + length);
}

function onLine(text: string, n: number, edit: (line: string) => string): string {
  const lines = text.split('\r\n');
  const i = n % lines.length;
  lines[i] = edit(lines[i]!);
  return lines.join('\r\n');
}

function mutate(text: string, by: readonly Change[]): string {
  return by.reduce((mutated, one) => one(mutated), text);
}

describe('hostile messages through the default routes', () => {
  it('serves a phone and a call to begin with', () => {
    serves(0);
    expect(defects()).toEqual([]);
  });

  it('requests: none makes a defect show, and the server serves on', { timeout: 120_000 }, async () => {
    let n = 0;
    fc.assert(
      fc.property(fc.constantFrom(...SEEDS), changes, fc.nat(5), (seed, by, call) => {
        // several calls at a time, so that mutated ACKs, CANCELs and requests within dialogs meet something
        send(alice, mutate(seed.replaceAll('call-1', `call-${call}`), by));
        expect(defects()).toEqual([]);
        if (n++ % 50 === 0) at.clock.advance(700);
      }),
      { numRuns: 4000 },
    );
    await at.clock.advanceAsync('1s');
    expect(defects()).toEqual([]);
    serves(1);
  });

  it('replies: none makes a defect show, and the server serves on', { timeout: 120_000 }, async () => {
    serves(2);
    let n = 0;
    fc.assert(
      fc.property(fc.constantFrom(100, 180, 183, 200, 302, 401, 486, 503, 603), changes, (status, by) => {
        n++;
        bob.received.length = 0;
        const of = { callId: `r-${n}`, branch: `r-${n}`, uri: 'sip:bob@example.org', headers: ['Contact: <sip:alice@10.0.0.1>'] };
        send(alice, requestText('INVITE', ALICE, of));
        const invite = bob.received.find(({ text }) => kindOf(text) === 'INVITE')!;
        const headers = [
          'Contact: <sip:bob@10.0.0.2>',
          'Record-Route: <sip:192.0.2.10;lr>',
          'WWW-Authenticate: Digest realm="x"',
          'Content-Type: application/sdp',
        ];
        const good = replyText(invite.text, status, { headers, body: SDP });
        send(bob, mutate(good, by));
        send(bob, good);
        expect(defects()).toEqual([]);
        if (n % 50 === 0) at.clock.advance(700);
      }),
      { numRuns: 1500 },
    );
    await at.clock.advanceAsync('1s');
    expect(defects()).toEqual([]);
    serves(3);
  });

  it('noise: none makes a defect show', () => {
    const noise = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n)), maxLength: 400 });
    const start = fc.constantFrom('', 'INVITE sip:bob@example.org SIP/2.0\r\n', 'SIP/2.0 200 OK\r\n', 'SIP/2.0 ', 'INVITE ');
    fc.assert(
      fc.property(start, noise, (first, rest) => {
        send(alice, first + rest);
        expect(defects()).toEqual([]);
      }),
      { numRuns: 1500 },
    );
    serves(4);
  });

  it(
    'what is forwarded and answered is always clean SIP: no bare line ends, no NUL (spec/security.md 3)',
    { timeout: 120_000 },
    () => {
      fc.assert(
        fc.property(fc.constantFrom(...SEEDS), changes, (seed, by) => {
          alice.received.length = bob.received.length = 0;
          send(alice, mutate(seed, by));
          for (const { text } of [...alice.received, ...bob.received]) {
            const head = text.slice(0, text.indexOf('\r\n\r\n'));
            expect(head).not.toMatch(/\0|\r(?!\n)|(?<!\r)\n/);
            expect(head.split('\r\n')[0]).toMatch(/^(?:[A-Z]+ \S+ SIP\/2\.0|SIP\/2\.0 [1-6]\d\d .*)$/);
          }
        }),
        { numRuns: 2000 },
      );
    },
  );

  it('leaves nothing behind', { timeout: 60_000 }, async () => {
    await at.clock.advanceAsync('300s');
    expect(defects()).toEqual([]);
    const { transactions } = at.server.engine;
    expect([transactions.servers.size, transactions.clientCount]).toEqual([0, 0]);
  });
});
