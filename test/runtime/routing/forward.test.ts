import { describe, expect, it } from 'vitest';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { forward } from '../../../runtime/routing/forward.ts';
import { NamedAddresses } from '../../support/core.ts';
import type { TestServer } from '../../support/context.ts';
import { arrived, bareServer, replyTo } from './messages.ts';
import { header, headers, uriOf } from './scene.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function sent(server: TestServer): string[] {
  return server.sent.map(({ socket, ip, port }) => `${socket.text} to ${ip}:${port}`);
}

describe('stateless forward (RFC 3261 16.11)', () => {
  it.each<[string, string, (cx: RouteContext) => void, string]>([
    ['to the Request-URI', '', () => {}, '203.0.113.31:5080'],
    ['to the Request-URI that the script set', '', (cx) => (cx.requestUri = 'sip:c@203.0.113.32'), '203.0.113.32:5060'],
    ['to the dst-URI before that', '', (cx) => (cx.target.dstUri = 'sip:203.0.113.33'), '203.0.113.33:5060'],
    ['to a given URI before all', 'sip:203.0.113.34:5099', (cx) => (cx.target.dstUri = 'sip:203.0.113.33'), '203.0.113.34:5099'],
  ])('%s', async (_name, uri, change, to) => {
    const server = await bareServer();
    const cx = arrived(server);
    change(cx);
    expect(forward(cx, uri)).toBe(1);
    expect(sent(server)).toEqual([`udp:198.51.100.10:5060 to ${to}`]);
    expect(cx.answered).toBe(true);
    expect(server.core.counters.forwarded).toBe(1);
  });

  it('puts our Via on top, marks the one below, and writes the Request-URI', async () => {
    const server = await bareServer();
    const cx = arrived(
      server,
      { via: 'SIP/2.0/UDP 10.0.0.1;rport;branch=z9hG4bK1' },
      { ip: '203.0.113.77', port: 4000, proto: 'udp' },
    );
    cx.requestUri = 'sip:carol@203.0.113.32';
    forward(cx);
    const { text } = server.sent[0]!;
    expect(uriOf(text)).toBe('sip:carol@203.0.113.32');
    const [ours, theirs] = headers(text, 'Via');
    expect(ours).toMatch(/^SIP\/2\.0\/UDP 198\.51\.100\.10;branch=z9hG4bKs\.[0-9a-f]{16}$/);
    expect(theirs).toBe('SIP/2.0/UDP 10.0.0.1;received=203.0.113.77;rport=4000;branch=z9hG4bK1');
  });

  it('is the same for a retransmission, and shares its branch with the CANCEL and the ACK', async () => {
    const server = await bareServer();
    for (const method of ['INVITE', 'INVITE', 'CANCEL', 'ACK']) forward(arrived(server, { method }));
    const branches = server.sent.map(({ text }) => header(text, 'Via').split('branch=')[1]);
    expect(new Set(branches).size).toBe(1);
    expect(server.sent[0]!.text).toBe(server.sent[1]!.text);
  });

  it('takes a branch that is given', async () => {
    const server = await bareServer();
    forward(arrived(server), '', 'z9hG4bKgiven.0');
    expect(header(server.sent[0]!.text, 'Via')).toBe('SIP/2.0/UDP 198.51.100.10;branch=z9hG4bKgiven.0');
  });

  it('writes the path behind our Via when there are no Route fields', async () => {
    const server = await bareServer();
    const cx = arrived(server);
    cx.target.path = '<sip:first;lr>';
    forward(cx);
    const lines = server.sent[0]!.text.split('\r\n');
    expect([lines[1]!.slice(0, 4), lines[2], lines[3]!.slice(0, 4)]).toEqual(['Via:', 'Route: <sip:first;lr>', 'Via:']);
  });

  it('writes the path in front of the Route fields', async () => {
    const server = await bareServer();
    const cx = arrived(server, { headers: ['Route: <sip:last;lr>'] });
    cx.target.path = '<sip:first;lr>, <sip:second;lr>';
    forward(cx);
    expect(headers(server.sent[0]!.text, 'Route')).toEqual(['<sip:first;lr>, <sip:second;lr>', '<sip:last;lr>']);
  });

  it.each<[string, string, number]>([
    ['a name that can not exist', 'sip:bob@nobody.invalid', 478],
    ['no name at all', 'tel:+4912345', 478],
    ['a scheme that is not ours', 'http://x', 416],
    ['a text that is no URI', 'sip:bob@', 479],
    ['a protocol that is not served', 'sip:203.0.113.31;transport=sctp', 477],
  ])('fails for %s', async (_name, uri, status) => {
    const server = await bareServer();
    const cx = arrived(server);
    expect(forward(cx, uri)).toBe(-1);
    expect(cx.error?.status).toBe(status);
    expect([server.sent.length, cx.answered]).toEqual([0, false]);
  });

  it('fails when the transport refuses, and counts it', async () => {
    const server = await bareServer();
    server.sockets[0]!.works = false;
    const cx = arrived(server);
    expect(forward(cx)).toBe(-1);
    expect(cx.error?.status).toBe(477);
    expect(server.core.counters.sendFailures).toBe(1);
    expect(server.core.counters.forwarded).toBe(0);
  });

  it('does not forward a reply', async () => {
    const server = await bareServer();
    const reply = replyTo(arrived(server).message, 'SIP/2.0/UDP 198.51.100.10;branch=z9hG4bKx');
    expect(forward(server.context(reply.text), 'sip:203.0.113.31')).toBe(-1);
    expect(server.sent).toEqual([]);
  });
});

describe('stateless forward to a name that is looked up', () => {
  it('answers 1 and sends when the name is known, what the message was then', async () => {
    const server = await bareServer({ dns: new NamedAddresses({ 'bob.example.net': ['203.0.113.31'] }) });
    const cx = arrived(server);
    cx.requestUri = 'sip:bob@bob.example.net';
    cx.message.edits.insert(cx.message.headersStart, 'X-Before: 1\r\n');
    expect(forward(cx)).toBe(1);
    expect([server.sent.length, cx.answered]).toEqual([0, true]);
    // the script goes on: none of this is part of what was forwarded
    cx.message.edits.insert(cx.message.headersStart, 'X-After: 1\r\n');
    cx.requestUri = 'sip:elsewhere@203.0.113.99';
    await settled();
    expect(sent(server)).toEqual(['udp:198.51.100.10:5060 to 203.0.113.31:5060']);
    const { text } = server.sent[0]!;
    expect(uriOf(text)).toBe('sip:bob@bob.example.net');
    expect([header(text, 'X-Before'), header(text, 'X-After')]).toEqual(['1', '']);
  });

  it('counts a name that is not found', async () => {
    const server = await bareServer({ dns: new NamedAddresses() });
    expect(forward(arrived(server), 'sip:bob.example.net')).toBe(1);
    await settled();
    expect([server.sent.length, server.core.counters.sendFailures]).toEqual([0, 1]);
  });

  it('counts a transport that refuses then', async () => {
    const server = await bareServer({ dns: new NamedAddresses({ 'bob.example.net': ['203.0.113.31'] }) });
    expect(forward(arrived(server), 'sip:bob.example.net')).toBe(1);
    server.sockets[0]!.works = false;
    await settled();
    expect(server.core.counters.sendFailures).toBe(1);
  });
});
