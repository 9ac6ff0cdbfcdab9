import { describe, expect, it } from 'vitest';
import { aorHash, parseReversedHex, reversedHex } from '../../../modules/usrloc/api.ts';
import { validate } from '../../../runtime/sip/validate.ts';
import { DEFAULT_LIMITS } from '../../../runtime/sip/limits.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import type { SipMessage } from '../../../runtime/sip/message.ts';
import type { TestServer } from '../../support/context.ts';
import { SIP_FLAG, SIP_PINGS, pingingServer, usual } from './bindings.ts';

function header(message: SipMessage, name: string): string {
  const at = message.findByName(name);
  return at < 0 ? '' : message.fieldBody(message.field(at));
}

/** @returns the 200 that a phone sends to a ping, its fields changed */
function answerTo(ping: string, change: (text: string) => string = (text) => text): string {
  const request = parseMessage(ping)!;
  const fields = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => `${name}: ${header(request, name)}\r\n`);
  return change(`SIP/2.0 200 OK\r\n${fields.join('')}Content-Length: 0\r\n\r\n`);
}

function answer(server: TestServer, change?: (text: string) => string): void {
  server.receive(answerTo(server.sent.at(-1)!.text, change), { src: { ip: '203.0.113.77', port: 40_000, proto: 'udp' } });
}

describe('SIP pings (spec/nathelper.md 7.3)', () => {
  it('are written as documented', async () => {
    const { add, pings, server } = await pingingServer(SIP_PINGS);
    const binding = add({ uri: 'sip:alice@203.0.113.77:40000;ob' });
    pings(1);
    const { text } = server.sent[0]!;
    const ping = parseMessage(text)!;
    expect(validate(ping, DEFAULT_LIMITS)).toBe(null);
    const branch = ping.via1!.branch;
    const callId = ping.callId;
    expect(branch).toMatch(/^z9hG4bK[1-9]\d{6}$/);
    expect(callId).toMatch(/^[0-9a-f]{1,8}-[0-9a-f]{1,8}-[0-9a-f]{1,8}@198\.51\.100\.10$/);
    const tag = `${binding.ruid}-${reversedHex(aorHash('alice'))}-`;
    expect(ping.fromTag.startsWith(tag)).toBe(true);
    expect(text).toBe(
      [
        'OPTIONS sip:alice@203.0.113.77:40000;ob SIP/2.0',
        `Via: SIP/2.0/UDP 198.51.100.10:5060;branch=${branch}`,
        `From: sip:pinger@example.com;tag=${ping.fromTag}`,
        'To: sip:alice@203.0.113.77:40000;ob',
        `Call-ID: ${callId}`,
        'CSeq: 1 OPTIONS',
        'Max-Forwards: 70',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
  });

  it('count in two places, and tell the seconds since the start', async () => {
    const { add, pings, server } = await pingingServer(SIP_PINGS);
    add({});
    pings(20);
    const messages = server.sent.map(({ text }) => parseMessage(text)!);
    const numbers = messages.map(({ callId, fromTag }) => {
      const [fixed = '', counter = '', rest = ''] = callId.split('-');
      return [
        fixed,
        parseReversedHex(counter),
        parseReversedHex(rest.split('@')[0]!),
        parseReversedHex(fromTag.split('-').at(-1)!),
      ];
    });
    const [fixed, counter, seconds, tag] = numbers[0] as [string, number, number, number];
    expect(numbers.length).toBe(20);
    for (const [i, number] of numbers.entries()) {
      expect(number).toEqual([fixed, (counter + i) % 2 ** 32, seconds + i, (tag + i) % 2 ** 32]);
    }
    expect(seconds).toBeLessThanOrEqual(1);
  });

  it('carry the whole Path, also when they do not go there', async () => {
    const path = '<sip:203.0.113.30;lr>,\r\n <sip:203.0.113.31;lr>';
    const { add, pings, server } = await pingingServer({ ...SIP_PINGS, ignore_path: 1 });
    add({ path, cflags: SIP_FLAG });
    pings(1);
    expect(server.sent[0]!.text).toContain('\r\nRoute: <sip:203.0.113.30;lr>, <sip:203.0.113.31;lr>\r\nFrom:');
  });

  it('show the advertised address in Via, the real one in Call-ID', async () => {
    const { add, pings, server } = await pingingServer({ ...SIP_PINGS, force_socket: 'udp:198.51.100.12:5060' });
    add({});
    pings(1);
    expect(server.sent[0]!.text).toContain('Via: SIP/2.0/UDP 203.0.113.200:5090;branch=');
    expect(server.sent[0]!.text).toContain('@198.51.100.12\r\n');
  });

  it('write IPv6 in brackets in Via, without in Call-ID', async () => {
    const { add, pings, server } = await pingingServer(SIP_PINGS);
    add({ uri: 'sip:a@[2001:db8::9]' });
    pings(1);
    expect(server.sent[0]!.text).toContain('Via: SIP/2.0/UDP [2001:db8::10]:5060;branch=');
    expect(server.sent[0]!.text).toContain('@2001:db8::10\r\n');
  });

  it.each(['sip:a b@203.0.113.9', 'sip:a@203.0.113.9;x=\r\nY: z', 'sip:a@203.0.113.9;\0', 'sip:a@203.0.113.9;\x7f'])(
    'are not made of the contact %j',
    async (uri) => {
      const { add, pings } = await pingingServer(SIP_PINGS);
      add({ uri });
      expect(pings(2)).toEqual([]);
    },
  );
});

describe('answers and keepalive_timeout (7.5)', () => {
  const KEEPALIVE = { ...SIP_PINGS, keepalive_timeout: 3 };

  it('a silent contact gets no more pings, and is gone ten seconds later', async () => {
    const { add, pings, usrloc } = await pingingServer(KEEPALIVE);
    const binding = add({});
    const begun = usrloc.now();
    expect(pings(4).length).toBeLessThanOrEqual(4);
    expect(pings(10)).toEqual([]);
    expect(binding.expires).toBeGreaterThanOrEqual(begun + 3 + 10);
    expect(binding.expires).toBeLessThanOrEqual(begun + 5 + 10);
    expect(binding.isValid(begun + 16)).toBe(false);
  });

  it('an expiry that is sooner stays', async () => {
    const { add, pings, usrloc } = await pingingServer(KEEPALIVE);
    const expires = usrloc.now() + 8;
    const binding = add({ expires });
    pings(6);
    expect(binding.expires).toBe(expires);
  });

  it('an answer keeps it', async () => {
    const { add, pings, server, usrloc } = await pingingServer(KEEPALIVE);
    const binding = add({});
    for (let second = 0; second < 12; second++) {
      expect(pings(1).length).toBe(1);
      answer(server);
      expect(binding.lastKeepalive).toBe(usrloc.now());
    }
    expect(binding.isValid(usrloc.now() + 3000)).toBe(true);
  });

  it('so does a registration', async () => {
    const { add, pings, table, usrloc } = await pingingServer(KEEPALIVE);
    const binding = add({});
    for (let second = 0; second < 9; second += 3) {
      expect(pings(3).length).toBe(3);
      table.update(binding, { ...usual(usrloc), cseq: 2, expires: usrloc.now() + 3600 });
    }
  });

  it.each([
    ['whatever the status', (text: string) => text.replace('200 OK', '404 Not Found'), true],
    ['whatever the Call-ID', (text: string) => text.replace(/Call-ID: .*/, 'Call-ID: other'), true],
    ['another method', (text: string) => text.replace('1 OPTIONS', '1 INFO'), false],
    ['another From', (text: string) => text.replace('sip:pinger@', 'sip:Pinger@'), false],
    ['a second Via', (text: string) => text.replace(/(Via: .*)/, '$1, SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx'), false],
    ['another hash', (text: string) => text.replace(/-[0-9a-f]+(-[0-9a-f]+\r\nTo)/, '-1$1'), false],
    ['another id', (text: string) => text.replace('tag=uloc-', 'tag=uloc-x'), false],
    ['no tag', (text: string) => text.replace(/;tag=.*/, ''), false],
    ['a short tag', (text: string) => text.replace(/;tag=.*/, ';tag=a-b'), false],
    ['a tag without id', (text: string) => text.replace(/;tag=.*/, ';tag=-1-1'), false],
    ['a hash that is none', (text: string) => text.replace(/-[0-9a-f]+(-[0-9a-f]+\r\nTo)/, '-xyz$1'), false],
  ])('%s', async (_what, change, counts) => {
    const { add, pings, server, usrloc } = await pingingServer(KEEPALIVE);
    const binding = add({});
    pings(3);
    answer(server, change);
    expect(binding.lastKeepalive).toBe(counts ? usrloc.now() : usrloc.now() - 3);
  });

  it('without keepalive_timeout an answer changes nothing', async () => {
    const { add, pings, server } = await pingingServer(SIP_PINGS);
    const binding = add({});
    const before = binding.lastKeepalive;
    pings(3);
    answer(server);
    expect(binding.lastKeepalive).toBe(before);
  });

  it.each([
    ['a contact over TCP', { socket: 'tcp:198.51.100.10:5060' }, KEEPALIVE],
    ['a contact that gets four zeros, which nobody answers', {}, { ...KEEPALIVE, ping_nated_only: 1 }],
  ])('%s is not given up', async (_what, values, params) => {
    const { add, pings } = await pingingServer(params);
    add({ ...values, cflags: 1 << 6 });
    expect(pings(8).length).toBe(8);
  });

  it('answers end behind the reply route: nobody else gets them', async () => {
    const { add, pings, server } = await pingingServer(SIP_PINGS);
    add({});
    pings(1);
    answer(server);
    expect(server.core.counters.strayReplies).toBe(0);
    answer(server, (text) => text.replace('sip:pinger@', 'sip:other@'));
    expect(server.core.counters.strayReplies).toBe(1);
  });
});
