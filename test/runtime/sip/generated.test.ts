import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answeredVia, markedVia, replyText, type ReplyParts } from '../../../runtime/sip/generated.ts';
import { Header } from '../../../runtime/sip/header-type.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { INVITE, START, inviteWith, parsed, table, wire } from './samples.ts';

const NO_MARKS = { received: '', rport: 0 };
const MARKS = { received: '203.0.113.77', rport: 4444 };

const answer = (text: string, parts: Partial<ReplyParts> = {}): string =>
  replyText(parsed(text), { status: 404, reason: 'Not Found', toTag: 'ours', via: NO_MARKS, headers: '', body: '', ...parts });

describe('replyText', () => {
  it('takes over what RFC 3261 8.2.6.2 names, in its order', () => {
    expect(answer(INVITE, { headers: 'Server: ksr\r\n' })).toBe(
      [
        'SIP/2.0 404 Not Found',
        'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKnashds8;rport',
        'Via: SIP/2.0/TCP [2001:db8::9]:5070;received=192.0.2.7;branch=z9hG4bKabc, SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK56',
        'From: "Alice, of Atlanta" <sip:alice@atlanta.example.com>;tag=1928301774',
        'To: Bob <sip:bob@biloxi.example.com>;tag=ours',
        'Call-ID: a84b4c76e66710@pc33.atlanta.example.com',
        'CSeq: 314159 INVITE',
        'Server: ksr',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
  });

  it.each([
    [100, false],
    [101, true],
    [180, true],
    [200, true],
    [299, true],
    [300, false],
    [404, false],
  ])('%d takes over Record-Route: %s', (status, taken) => {
    expect(answer(INVITE, { status }).includes('\r\nRecord-Route: <sip:p3.example.com;lr;r2=on>\r\n')).toBe(taken);
  });

  it.each([
    [100, true],
    [180, false],
    [200, false],
  ])('%d takes over Timestamp: %s (8.2.6.1)', (status, taken) => {
    const text = inviteWith({ 'User-Agent': 'timestamp: 54.21' });
    expect(answer(text, { status }).includes('\r\ntimestamp: 54.21\r\n')).toBe(taken);
  });

  it.each([
    ['<sip:a@b>', 't', '<sip:a@b>;tag=t'],
    ['<sip:a@b>;x=1 ', 't', '<sip:a@b>;x=1;tag=t'],
    ['<sip:a@b>;tag=theirs;x', 't', '<sip:a@b>;tag=theirs;x'],
    ['sip:a@b', 't', 'sip:a@b;tag=t'],
    ['<sip:a@b>', '', '<sip:a@b>'],
    ['<sip:a@b>;tag=', 't', '<sip:a@b>;tag=t'], // an empty one says nothing (spec/security.md 1)
    ['<sip:a@b>;x;tag;y', 't', '<sip:a@b>;x;tag=t;y'],
    ['<sip:a@b>;tag=', '', '<sip:a@b>;tag='],
    ['"open <sip:a@b>', 't', '"open <sip:a@b>;tag=t'],
  ])('To: %s with %j is %s', (to, toTag, expected) => {
    const reply = answer(inviteWith({ To: `To: ${to}` }), { toTag });
    expect(reply).toContain(`\r\nTo: ${expected}\r\n`);
  });

  it('counts its body', () => {
    const reply = answer(INVITE, { headers: 'Content-Type: text/plain\r\n', body: 'h\u00c3\u00a9' });
    expect(reply.endsWith('Content-Type: text/plain\r\nContent-Length: 3\r\n\r\nh\u00c3\u00a9')).toBe(true);
  });

  it('keeps fields as they are written', () => {
    const fields = ['v:SIP / 2.0 / UDP  h', 'f:  sip:a@b;tag=1', 't : sip:c@d', 'i: x', 'cseq: 1\r\n OPTIONS'];
    const reply = answer(wire(START, fields), { toTag: 't' });
    expect(reply).toContain(
      '\r\nv:SIP / 2.0 / UDP  h\r\nf:  sip:a@b;tag=1\r\nt : sip:c@d;tag=t\r\ni: x\r\ncseq: 1\r\n OPTIONS\r\n',
    );
  });

  it('answers a request that lacks everything (RFC 4475 3.3.1)', () => {
    expect(answer(`${START}\r\nVia: SIP/2.0/UDP h\r\n\r\n`)).toBe(
      'SIP/2.0 404 Not Found\r\nVia: SIP/2.0/UDP h\r\nContent-Length: 0\r\n\r\n',
    );
    expect(answer(`${START}\r\n\r\n`)).toBe('SIP/2.0 404 Not Found\r\nContent-Length: 0\r\n\r\n');
  });

  it.each([
    ['From: a\nX: b\r\n', 'From: a X: b\r\n'],
    ['From: a\rX: b\r\n', 'From: a X: b\r\n'],
    ['From: a\0b\r\n', 'From: a b\r\n'],
    ['From: a\r\r\n', 'From: a \r\n'],
    ['From: a\r\n\tb\n\n\r\r\n', 'From: a\r\n\tb   \r\n'],
  ])('does not send back what breaks a frame: %j', (line, cleaned) => {
    expect(answer(`${START}\r\nVia: SIP/2.0/UDP h\r\n${line}\r\n`)).toContain(`\r\n${cleaned}Content-Length`);
  });

  it('sends back quoted NULs, which are legal', () => {
    const line = 'From: "a\\\0b" <sip:a@b>;tag=1\r\n';
    expect(answer(`${START}\r\nVia: SIP/2.0/UDP h\r\n${line}\r\n`)).toContain(line);
  });

  it('is clean whatever it answers', () => {
    const piece = fc.constantFrom(
      'Via: SIP/2.0/UDP h',
      'To: <sip:a>',
      'From: x',
      'CSeq: 1 A',
      'Call-ID: i',
      '\r\n',
      '\r\n',
      '\n',
      '\r',
      '\0',
      '\r\n ',
      ':',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.boolean(), (pieces, marked) => {
        const request = parseMessage(`${START}\r\n${pieces.join('')}\r\n\r\n`);
        if (request === null) return;
        const parts = {
          status: 400,
          reason: 'Bad',
          toTag: 't',
          via: marked ? MARKS : NO_MARKS,
          headers: 'Server: k\r\n',
          body: '',
        };
        const reply = parsed(replyText(request, parts));
        expect(reply.fault).toBe('');
        expect(table(reply).at(-1)).toEqual(['Content-Length', '0']);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('marks in the topmost Via', () => {
  const via = (value: string): ReturnType<typeof parsed> => parsed(wire(START, [`Via: ${value}`]));

  it.each<[string, number, string, string]>([
    // written by the peer, source port, source address, forwarded
    ['SIP/2.0/UDP h;branch=b', 0, '', 'SIP/2.0/UDP h;branch=b'],
    ['SIP/2.0/UDP h;branch=b', 0, '1.2.3.4', 'SIP/2.0/UDP h;received=1.2.3.4;branch=b'],
    ['SIP/2.0/UDP h;branch=b', 99, '1.2.3.4', 'SIP/2.0/UDP h;rport=99;received=1.2.3.4;branch=b'],
    ['SIP/2.0/UDP h;rport;branch=b', 99, '1.2.3.4', 'SIP/2.0/UDP h;received=1.2.3.4;rport=99;branch=b'],
    ['SIP/2.0/UDP h;branch=b;rport=1;x', 99, '1.2.3.4', 'SIP/2.0/UDP h;received=1.2.3.4;branch=b;rport=99;x'],
    ['SIP/2.0/UDP h;received=9.9.9.9;branch=b', 0, '1.2.3.4', 'SIP/2.0/UDP h;received=1.2.3.4;branch=b'],
    ['SIP/2.0/UDP h;rport=1;received=9.9.9.9', 99, '1.2.3.4', 'SIP/2.0/UDP h;rport=99;received=1.2.3.4'],
    ['SIP/2.0/UDP h;received=9.9.9.9;x;rport', 99, '1.2.3.4', 'SIP/2.0/UDP h;received=1.2.3.4;x;rport=99'],
    ['SIP/2.0/UDP h:5060', 99, '::1', 'SIP/2.0/UDP h:5060;rport=99;received=::1'],
    ['SIP/2.0/UDP h ; branch=b , SIP/2.0/UDP i', 0, '1.2.3.4', 'SIP/2.0/UDP h;received=1.2.3.4 ; branch=b , SIP/2.0/UDP i'],
    ['SIP/2.0/UDP h;rport, SIP/2.0/UDP i;rport', 99, '', 'SIP/2.0/UDP h;rport=99, SIP/2.0/UDP i;rport'],
  ])('%s is forwarded with %d and %j', (value, rport, received, expected) => {
    const message = via(value);
    const marked = markedVia(message, { rport, received });
    expect(marked).toBe(expected);
    const again = via(marked).via1!;
    expect(again.branch).toBe(message.via1!.branch);
    if (received !== '') expect(again.received).toBe(received);
    if (rport !== 0) expect(again.rport).toBe(rport);
  });

  it.each<[string, number, string, string]>([
    ['SIP/2.0/UDP h;branch=b', 0, '', 'SIP/2.0/UDP h;branch=b'],
    ['SIP/2.0/UDP h;branch=b', 0, '1.2.3.4', 'SIP/2.0/UDP h;branch=b;received=1.2.3.4'],
    ['SIP/2.0/UDP h;rport;branch=b', 99, '1.2.3.4', 'SIP/2.0/UDP h;rport=99;received=1.2.3.4;branch=b'],
    ['SIP/2.0/UDP h;branch=b', 99, '', 'SIP/2.0/UDP h;branch=b;rport=99'],
    ['SIP/2.0/UDP h;branch=b , SIP/2.0/UDP i', 0, '1.2.3.4', 'SIP/2.0/UDP h;branch=b;received=1.2.3.4 , SIP/2.0/UDP i'],
    ['SIP/2.0/UDP h;received=9.9.9.9;branch=b', 0, '1.2.3.4', 'SIP/2.0/UDP h;branch=b;received=1.2.3.4'], // never theirs
  ])('%s is answered with %d and %j', (value, rport, received, expected) => {
    expect(answeredVia(via(value), { rport, received })).toBe(expected);
    expect(answer(wire(START, [`Via: ${value}`]), { via: { rport, received } })).toContain(`\r\nVia: ${expected}\r\n`);
  });

  it('are not put on what can not be read', () => {
    expect(markedVia(via('garbage'), MARKS)).toBe('garbage');
    expect(answeredVia(via('garbage'), MARKS)).toBe('garbage');
    const none = parsed(wire(START, []));
    expect(none.header(Header.Via)).toBe(null);
    expect([markedVia(none, MARKS), answeredVia(none, MARKS)]).toEqual(['', '']);
  });
});
