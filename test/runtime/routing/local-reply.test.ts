import { beforeEach, describe, expect, it } from 'vitest';
import { errorReason, SEND_ERROR, SERVER_ERROR } from '../../../runtime/routing/errors.ts';
import { localReplyText, sendReplyText, statelessReply } from '../../../runtime/routing/local-reply.ts';
import { Destination } from '../../../runtime/routing/destination.ts';
import { contactsOfDestinations, qText } from '../../../runtime/routing/redirect.ts';
import type { TestServer } from '../../support/context.ts';
import { arrived, bareServer } from './messages.ts';
import { bodyOf, header } from './scene.ts';

let server: TestServer;
beforeEach(async () => {
  server = await bareServer();
});

function destination(uri: string, q: number = -1): Destination {
  const made = new Destination();
  made.uri = uri;
  made.q = q;
  return made;
}

describe('a reply of this server (RFC 3261 8.2.6)', () => {
  it('has the fields of the request, those added, Server and length, in this order', () => {
    const cx = arrived(server, { headers: ['Record-Route: <sip:p1;lr>', 'Subject: none of this'] });
    cx.replyHeaders = 'X-Added: 1\r\n';
    expect(localReplyText(cx, 200, 'OK', 'tag-1').split('\r\n')).toEqual([
      'SIP/2.0 200 OK',
      'Via: SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bK-INVITE1',
      'From: <sip:alice@example.org>;tag=a1',
      'To: <sip:bob@example.org>;tag=tag-1',
      'Call-ID: call-1',
      'CSeq: 1 INVITE',
      'Record-Route: <sip:p1;lr>',
      'X-Added: 1',
      'Server: ksr',
      'Content-Length: 0',
      '',
      '',
    ]);
  });

  it('puts what the caller adds in front of what the script added', () => {
    const cx = arrived(server);
    cx.replyHeaders = 'X-Script: 1\r\n';
    const text = localReplyText(cx, 401, 'Unauthorized', 't', 'WWW-Authenticate: Digest realm="x"\r\n');
    expect(text.indexOf('WWW-Authenticate')).toBeLessThan(text.indexOf('X-Script'));
  });

  it('carries a body with its type and length', () => {
    const cx = arrived(server);
    cx.replyBody = { type: 'text/plain', text: 'für Łukasz' };
    const text = localReplyText(cx, 200, 'OK', 't');
    expect([header(text, 'Content-Type'), header(text, 'Content-Length')]).toEqual(['text/plain', '12']);
    expect(Buffer.from(bodyOf(text), 'latin1').toString('utf8')).toBe('für Łukasz');
  });

  it('writes characters of a reason as octets', () => {
    const text = localReplyText(arrived(server), 404, 'Nicht für Łukasz', 't');
    expect(Buffer.from(text.split('\r\n')[0]!, 'latin1').toString('utf8')).toBe('SIP/2.0 404 Nicht für Łukasz');
  });

  it('has no Server without the option', async () => {
    const silent = await bareServer({ options: { serverHeader: '' } });
    expect(localReplyText(arrived(silent), 200, 'OK', 't')).not.toContain('Server:');
  });

  it('keeps the tag that the request has', () => {
    expect(header(localReplyText(arrived(server, { toTag: 'b7' }), 200, 'OK', 't'), 'To')).toBe('<sip:bob@example.org>;tag=b7');
  });
});

describe('a 3xx names the destination set', () => {
  it.each<[string, string, readonly Destination[], string]>([
    ['nothing', '', [], ''],
    ['the changed Request-URI', 'sip:b@x', [], '<sip:b@x>'],
    ['appended branches', '', [destination('sip:c@y'), destination('sip:d@z', 500)], '<sip:c@y>, <sip:d@z>;q=0.5'],
    ['both', 'sip:b@x', [destination('sip:c@y', 1000)], '<sip:b@x>, <sip:c@y>;q=1'],
    ['a branch without URI is none', 'sip:b@x', [destination('')], '<sip:b@x>'],
  ])('%s', (_name, uri, branches, contact) => {
    const cx = arrived(server);
    cx.target.uri = uri;
    cx.branches = branches.length === 0 ? null : [...branches];
    expect(contactsOfDestinations(cx)).toBe(contact === '' ? '' : `Contact: ${contact}\r\n`);
    for (const status of [300, 302, 380, 399]) expect(header(localReplyText(cx, status, 'Moved', 't'), 'Contact')).toBe(contact);
    for (const status of [200, 299, 400, 486]) expect(localReplyText(cx, status, 'Other', 't')).not.toContain('Contact:');
  });

  it('with the q of the Request-URI', () => {
    const cx = arrived(server);
    cx.target = destination('sip:b@x', 250);
    expect(contactsOfDestinations(cx)).toBe('Contact: <sip:b@x>;q=0.25\r\n');
  });

  it.each([
    [1000, '1'],
    [1001, '1'],
    [999, '0.999'],
    [550, '0.55'],
    [500, '0.5'],
    [50, '0.05'],
    [1, '0.001'],
    [0, '0'],
    [-1, '0'],
  ])('q of %d thousandths is %s', (thousandths, text) => {
    expect(qText(thousandths)).toBe(text);
  });
});

describe('sending a stateless reply', () => {
  it('goes to the source over the socket it arrived on', () => {
    const cx = arrived(server, { via: 'SIP/2.0/UDP 10.0.0.1:5999;branch=z9hG4bK1' });
    expect(statelessReply(cx, 200, 'OK', 'tag-1')).toBe(1);
    const [sent] = server.sent;
    expect([sent!.socket.text, sent!.ip, sent!.port, sent!.flow]).toEqual(['udp:198.51.100.10:5060', '203.0.113.77', 5999, 0]);
    expect(header(sent!.text, 'Via')).toBe('SIP/2.0/UDP 10.0.0.1:5999;branch=z9hG4bK1;received=203.0.113.77');
    expect([cx.answered, server.core.counters.repliesSent]).toEqual([true, 1]);
  });

  it('goes back over the connection it came by', () => {
    const cx = arrived(server, {}, { ip: '203.0.113.77', port: 40_000, proto: 'tcp' });
    statelessReply(cx, 200, 'OK', '');
    expect(server.sent[0]).toMatchObject({ ip: '203.0.113.77', port: 40_000, flow: 1 });
  });

  it('is none for an ACK or a reply', () => {
    expect(statelessReply(arrived(server, { method: 'ACK' }), 200, 'OK', '')).toBe(-1);
    const reply = server.context(localReplyText(arrived(server), 200, 'OK', 't'));
    expect(statelessReply(reply, 200, 'OK', '')).toBe(-1);
    expect([server.sent.length, reply.answered]).toEqual([0, false]);
  });

  it('tells when the transport refused', () => {
    server.sockets[0]!.works = false;
    const cx = arrived(server);
    expect(statelessReply(cx, 200, 'OK', '')).toBe(-1);
    expect(sendReplyText(cx, 'x')).toBe(false);
    expect(server.core.counters).toMatchObject({ repliesSent: 0, sendFailures: 2 });
  });
});

describe('reason of an internal error (spec 2.7)', () => {
  it('ends with the cause and who says so', () => {
    expect(errorReason(SEND_ERROR, 'TM')).toBe('Unfortunately error on sending to next hop occurred (477/TM)');
    expect(errorReason(SERVER_ERROR, 'SL')).toBe("I'm terribly sorry, server error occurred (1/SL)");
    expect(errorReason({ status: 400, reason: 'Bad', cause: 0 }, 'SL')).toBe('Bad (0/SL)');
  });
});
