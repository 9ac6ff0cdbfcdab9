import { describe, expect, it } from 'vitest';
import { Header } from '../../../runtime/sip/header-type.ts';
import { Method } from '../../../runtime/sip/method.ts';
import type { SipMessage } from '../../../runtime/sip/message.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { INVITE, REPLY, SDP, START, inviteWith, parsed, wire } from './samples.ts';

const request = (...fields: string[]): ReturnType<typeof parsed> => parsed(wire(START, fields));

describe('header fields', () => {
  const message = request('Route: <sip:a>', 'X-Test: 1', 'v: SIP/2.0/UDP h', 'x-test: 2', 'ROUTE: <sip:b>', 'Server: s');

  it('are found by type', () => {
    expect(message.header(Header.Route)).toEqual(message.headers[0]);
    expect(message.body(Header.Route)).toBe('<sip:a>');
    expect(message.body(Header.Via)).toBe('SIP/2.0/UDP h');
    expect(message.body(Header.Server)).toBe('s'); // a type above 31
    expect([message.header(Header.To), message.body(Header.To), message.header(Header.Date)]).toEqual([null, null, null]);
  });

  it.each<[string, number, number]>([
    ['Route', 0, 0],
    ['route', 1, 4],
    ['route', 5, -1],
    ['Via', 0, 2],
    ['V', 0, 2],
    ['X-Test', 0, 1],
    ['x-TEST', 2, 3],
    ['X-Tes', 0, -1],
    ['X-Testt', 0, -1],
    ['From', 0, -1],
    ['', 0, -1],
    ['server', 0, 5],
  ])('named %j from %d: %d', (name, from, at) => expect(message.findByName(name, from)).toBe(at));

  it('show name and body', () => {
    expect(message.fieldName(message.headers[4]!)).toBe('ROUTE');
    expect(message.fieldBody(message.headers[4]!)).toBe('<sip:b>');
  });
});

describe('Via', () => {
  const hosts = (text: string): (string | undefined)[] => {
    const message = parsed(text);
    return [1, 2, 3, 4].map((n) => message.nthVia(n)?.host);
  };

  it('is counted over all fields', () => {
    expect(hosts(INVITE)).toEqual(['192.0.2.1', '[2001:db8::9]', 'df7jal23ls0d.invalid', undefined]);
    const message = parsed(INVITE);
    expect(message.via1!.port).toBe(5060);
    expect(message.via1).toBe(message.via1);
    expect(message.via2!.received).toBe('192.0.2.7');
    expect(message.via2).toBe(message.via2);
    expect(message.hasVia2).toBe(true);
  });

  it.each<[string[], (string | undefined)[], boolean]>([
    [[], [undefined, undefined], false],
    [['Via: SIP/2.0/UDP a'], ['a', undefined], false],
    [['Via: SIP/2.0/UDP a  '], ['a', undefined], false],
    [['Via: SIP/2.0/UDP a', 'v: SIP/2.0/UDP b'], ['a', 'b'], true],
    [['Via: SIP/2.0/UDP a,SIP/2.0/UDP b'], ['a', 'b'], true],
    [['Via: SIP/2.0/UDP a', 'Via: garbage'], ['a', undefined], true],
    [['Via: SIP/2.0/UDP a, garbage'], ['a', undefined], true],
    [['Via: SIP/2.0/UDP a,'], ['a', undefined], true],
    [['Via: garbage', 'Via: SIP/2.0/UDP b'], [undefined, undefined], false],
    [['Via:', 'Via: SIP/2.0/UDP b'], [undefined, undefined], false],
  ])('%j', (fields, [first, second], below) => {
    const message = request(...fields);
    expect([message.via1?.host, message.via2?.host, message.hasVia2]).toEqual([first, second, below]);
  });
});

describe('From and To', () => {
  it('are read once', () => {
    const message = parsed(INVITE);
    expect(message.from!.display).toBe('Alice, of Atlanta');
    expect(message.from).toBe(message.from);
    expect(message.to!.uri!.host).toBe('biloxi.example.com');
    expect([message.fromTag, message.toTag]).toEqual(['1928301774', '']);
  });

  it.each<[string, string]>([
    ['<sip:a@b>;tag=x', 'x'],
    ['<sip:a@b>;TAG=x;tag=y', 'x'],
    ['<sip:a@b;tag=x>', ''],
    ['sip:a@b;tag=x', 'x'],
    ['<sip:a@b>;tag', ''],
    ['<sip:a@b>;tag=', ''],
    ['<sip:a@b', ''],
  ])('%s has tag %j', (value, tag) => {
    expect(request(`t: ${value}`).toTag).toBe(tag);
    expect(request(`f: ${value}`).fromTag).toBe(tag);
  });

  it('are null when absent or unreadable', () => {
    const message = request('From: "x <sip:a@b>');
    expect([message.from, message.to]).toEqual([null, null]);
  });
});

describe('Call-ID', () => {
  it.each([
    ['a84b4c76e66710@pc33', 'a84b4c76e66710@pc33'],
    ['  x  ', 'x'],
    ['w<>"()/[]?{}%Z%45 y', 'w<>"()/[]?{}%Z%45 y'], // RFC 4475 3.1.1.2: groups nothing, escapes nothing
    ['', ''],
  ])('%j is %j', (value, id) => expect(request(`Call-ID:${value}`).callId).toBe(id));

  it('is empty when absent', () => expect(request().callId).toBe(''));
});

describe('CSeq', () => {
  it.each<[string, [number, string] | null]>([
    ['1 INVITE', [1, 'INVITE']],
    ['0009\r\n  INVITE  ', [9, 'INVITE']], // RFC 4475 3.1.1.1
    ['4294967295 ACK', [4294967295, 'ACK']],
    ['4294967296 ACK', [-1, 'ACK']],
    ['36893488147419103232 REGISTER', [-1, 'REGISTER']], // 3.1.2.4
    ['99999999999999999999999999999999999999990000000001 X', [-1, 'X']],
    ['0 ping', [0, 'ping']],
    ['INVITE', null],
    ['1', null],
    ['1 ', null],
    ['1INVITE', null],
    ['-1 INVITE', null],
    ['', null],
  ])('%j', (value, expected) => {
    const { cseq } = request(`CSeq: ${value}`);
    expect(cseq === null ? null : [cseq.number, cseq.method]).toEqual(expected);
  });

  it('tells where the number stands', () => {
    const { cseq, text } = parsed(INVITE);
    expect(text.slice(cseq!.numberStart, cseq!.numberEnd)).toBe('314159');
  });

  it('gives a reply its method', () => {
    const message = parsed(REPLY);
    expect([message.method, message.methodId, message.status, message.reason]).toEqual(['INVITE', Method.INVITE, 180, 'Ringing']);
    const none = parsed('SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h\r\n\r\n');
    expect([none.method, none.methodId]).toEqual(['', Method.Other]);
  });
});

describe('contacts', () => {
  it.each<[string[], string[] | null]>([
    [['Contact: <sip:a@b>;q=1, sip:c@d'], ['<sip:a@b>;q=1', 'sip:c@d']],
    [['m: <sip:a@b>', 'Contact: <sip:c@d>'], ['<sip:a@b>']], // the first field only (nathelper 1.4)
    [['Contact: *'], null],
    [['Contact: * '], null],
    [['Contact: <sip:a@b'], null],
    [['Contact:'], null],
    [[], null],
  ])('of %j', (fields, expected) => expect(request(...fields).contacts?.map(String) ?? null).toEqual(expected));

  it('tell a star from one among others', () => {
    const message = request('Contact: *', 'Contact: *, <sip:a@b>', 'Contact: <sip:*@b>');
    expect(message.headers.slice(0, 3).map((field) => message.isStar(field))).toEqual([true, false, false]);
  });
});

describe('Content-Length and the end of the message', () => {
  const body = 'v=0\r\n';
  it.each<[string[], number, string]>([
    [['Content-Length: 5'], 5, body],
    [['l: 5 '], 5, body],
    [['Content-Length: 3'], 3, 'v=0'], // the rest is no part of the message (RFC 3261 18.3)
    [['Content-Length: 0'], 0, ''],
    [['Content-Length: 6'], 6, body], // what arrived
    [['Content-Length: 99999999999'], -2, body],
    [['Content-Length: -1'], -2, body],
    [['Content-Length: 5x'], -2, body],
    [['Content-Length: 5, 5'], -2, body],
    [['Content-Length:'], -2, body],
    [[], -1, body],
  ])('%j', (fields, length, rest) => {
    const message = parsed(`${START}\r\n${fields.map((field) => `${field}\r\n`).join('')}\r\n${body}`);
    expect(message.contentLength).toBe(length);
    expect(message.text.slice(message.bodyStart, message.end)).toBe(rest);
  });
});

describe('copies', () => {
  it('share what was parsed, and nothing that is changed', () => {
    const message = parsed(INVITE);
    message.edits.insert(message.headersStart, 'X: 1\r\n');
    const { via1, from, contacts } = message;
    message.contacts![0]!.replaceUri('sip:first@h');
    const copy = message.copy();
    expect(copy.via1).toBe(via1);
    expect(copy.from).toBe(from);
    expect(copy.table).toBe(message.table);
    expect(copy.headers).toEqual(message.headers);
    expect(copy.text).toBe(message.text);
    expect(copy.contacts![0]!.uriText).toBe('sip:first@h');
    copy.contacts![0]!.replaceUri('sip:second@h');
    copy.edits.insert(copy.headersStart, 'Y: 2\r\n');
    message.edits.insert(message.headersStart, 'Z: 3\r\n');
    expect(contacts![0]!.uriText).toBe('sip:first@h');
    expect(message.edits.made.map((edit) => edit.text)).toEqual(['X: 1\r\n', 'Z: 3\r\n']);
    expect(copy.edits.made.map((edit) => edit.text)).toEqual(['X: 1\r\n', 'Y: 2\r\n']);
  });

  it('are equal before anything was parsed, and of broken messages too', () => {
    for (const text of [INVITE, REPLY, `${START}\r\nno colon\r\n`, `INVITE sip:b SIP/7.0\r\n\r\n`]) {
      const message = parsed(text);
      const copy = message.copy();
      expect(copy).toEqual(message);
      expect([copy.fault, copy.method, copy.end, copy.requestUri, copy.reason]).toEqual([
        message.fault,
        message.method,
        message.end,
        message.requestUri,
        message.reason,
      ]);
      expect(copy.contacts?.map(String)).toEqual(message.contacts?.map(String));
    }
  });
});

describe('overwritten octets', () => {
  it('change the text and nothing else', () => {
    const message = parsed(INVITE);
    message.edits.insert(message.headersStart, 'X: 1\r\n');
    const field = message.header(Header.MaxForwards)!;
    const { from } = message;
    const copy = message.copy();
    message.overwrite(field.bodyStart, '69');
    expect(message.body(Header.MaxForwards)).toBe('69');
    expect(copy.body(Header.MaxForwards)).toBe('70');
    expect(message.text).toBe(INVITE.replace('Max-Forwards: 70', 'Max-Forwards: 69'));
    expect(message.received).toBe(INVITE);
    expect(message.textAt(field.bodyStart + 1, field.bodyEnd)).toBe(message.text);
    for (const [from, to] of [
      [0, field.bodyStart],
      [field.bodyEnd, field.end],
    ] as const) {
      expect(message.textAt(from, to)).toBe(INVITE);
    }
    expect(message.from).toBe(from);
    expect(message.edits.made.map((edit) => edit.text)).toEqual(['X: 1\r\n']);
    expect([message.callId, message.fromTag, message.end]).toEqual([copy.callId, copy.fromTag, copy.end]);
  });

  it('can be overwritten again, and elsewhere', () => {
    const message = parsed(INVITE);
    const field = message.header(Header.MaxForwards)!;
    for (const hops of ['69', '68']) message.overwrite(field.bodyStart, hops);
    expect(message.text).toBe(INVITE.replace('Max-Forwards: 70', 'Max-Forwards: 68'));
    message.overwrite(message.uriStart, 'x');
    expect(message.requestUri).toBe(`x${parsed(INVITE).requestUri.slice(1)}`);
    expect(message.body(Header.MaxForwards)).toBe('68');
    expect(message.overwritten).toHaveLength(2);
  });

  it('can be the code of a reply', () => {
    const message = parsed(REPLY);
    message.overwrite(8, '183', 183);
    expect([message.status, message.reason, message.method]).toEqual([183, 'Ringing', 'INVITE']);
    expect(message.copy().status).toBe(183);
    expect(message.copy().text).toBe(message.text);
  });
});

describe('the Request-URI', () => {
  it('is read with the frame', () => {
    const message = parsed(INVITE);
    expect([message.uri!.user, message.uri!.host, message.uri!.start]).toEqual(['bob', 'biloxi.example.com', message.uriStart]);
    expect(message.copy().uri).toBe(message.uri);
    expect(parsed(REPLY).uri).toBe(null);
  });

  it.each(['INVITE foo:bar SIP/2.0', 'INVITE sip: SIP/2.0', 'INVITE <sip:b> SIP/2.0', 'INVITE  SIP/2.0'])(
    'is null in %j',
    (line) => expect(parsed(`${line}\r\nVia: x\r\n\r\n`).uri).toBe(null),
  );

  it('is read again when it was overwritten', () => {
    const message = parsed(wire('INVITE sip:b;alias=192.0.2.1~5060~1 SIP/2.0', []));
    message.overwrite(message.text.indexOf('~'), ':');
    expect([message.uri!.params, message.requestUri]).toEqual(['alias=192.0.2.1:5060~1', 'sip:b;alias=192.0.2.1:5060~1']);
  });
});

describe('samples', () => {
  it('are good messages', () => {
    expect(parsed(INVITE).fault).toBe('');
    expect(parsed(REPLY).fault).toBe('');
    expect(parsed(inviteWith({ Contact: '', To: 'To: <sip:x@y>;tag=1' })).toTag).toBe('1');
    expect(parsed(inviteWith({})).text.endsWith(SDP)).toBe(true);
  });
});

describe('views that were let go', () => {
  const text =
    'INVITE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1, SIP/2.0/UDP 192.0.2.2\r\n' +
    'From: <sip:alice@example.org>;tag=a1\r\nTo: <sip:bob@example.org>\r\nCall-ID: c1\r\nCSeq: 7 INVITE\r\n' +
    'Contact: <sip:alice@192.0.2.1>\r\nMax-Forwards: 70\r\n\r\n';
  const seen = (message: SipMessage): unknown[] => [
    message.text,
    message.via1?.branch,
    message.via2?.host,
    String(message.from),
    String(message.to),
    message.fromTag,
    message.toTag,
    message.callId,
    message.uri?.host,
    message.contacts?.map((contact) => contact.uriText),
    message.headers.length,
  ];

  it('are read again, and say the same', () => {
    const message = parseMessage(text)!;
    const before = seen(message);
    const { from, via1 } = message;
    message.forgetViews();
    expect(seen(message)).toEqual(before);
    expect(message.from).not.toBe(from);
    expect(message.via1).not.toBe(via1);
  });

  it('keep what was overwritten, and the contact that a script put there', () => {
    const message = parseMessage(text)!;
    message.overwrite(text.indexOf('70\r\n'), '69');
    message.contacts![0]!.replaceUri('sip:alice@203.0.113.7');
    message.forgetViews();
    expect(message.text).toContain('Max-Forwards: 69\r\n');
    expect(message.contacts![0]!.uriText).toBe('sip:alice@203.0.113.7');
  });

  it('take the contact along when nobody will ask for it', () => {
    const message = parseMessage(text)!;
    message.contacts![0]!.replaceUri('sip:alice@203.0.113.7');
    message.forgetViews(true);
    expect(message.contacts![0]!.uriText).toBe('sip:alice@192.0.2.1');
  });
});
