// How far the wire format layer decides about the torture tests of RFC 4475: what it refuses it refuses with an outcome that the
// RFC allows, and all else it reads the way the RFC says. The outcomes that are left (416, 420, 483, ...) come from routes.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bodyParts, boundaryOf, contentType, partHeader } from '../../runtime/sip/body.ts';
import { replyText } from '../../runtime/sip/generated.ts';
import { listValues } from '../../runtime/sip/header-list.ts';
import { Header } from '../../runtime/sip/header-type.ts';
import { DEFAULT_LIMITS } from '../../runtime/sip/limits.ts';
import type { SipMessage } from '../../runtime/sip/message.ts';
import { Method } from '../../runtime/sip/method.ts';
import { parseNameAddr } from '../../runtime/sip/name-addr.ts';
import { parseMessage } from '../../runtime/sip/parser.ts';
import { serialize } from '../../runtime/sip/serialize.ts';
import { parseUri, schemeOf } from '../../runtime/sip/uri.ts';
import { validate } from '../../runtime/sip/validate.ts';
import { askAll } from '../runtime/sip/views.ts';
import { index, tortureText } from './rfc4475.ts';

// What this layer refuses; all others go on to the routes.
const REFUSED: Readonly<Record<string, string>> = {
  'badinv01.dat': '400',
  'clerr.dat': '400',
  'ncl.dat': '400',
  'scalar02.dat': '400',
  'scalarlg.dat': 'drop',
  'quotbal.dat': '400',
  'ltgtruri.dat': '400',
  'lwsruri.dat': '400',
  'lwsstart.dat': '400',
  'trws.dat': '400',
  'baddn.dat': '400',
  'badvers.dat': '505',
  'mismatch01.dat': '400',
  'mismatch02.dat': '400',
  'bigcode.dat': 'drop',
  'badbranch.dat': '400',
  'insuf.dat': '400',
  'multi01.dat': '400',
  'mcl01.dat': '400',
};

function decide(text: string): string {
  const message = parseMessage(text);
  if (message === null) return 'drop';
  const refusal = validate(message, DEFAULT_LIMITS);
  if (refusal === null) return 'pass';
  return refusal.status === 0 ? 'drop' : String(refusal.status);
}

function read(file: string): SipMessage {
  const message = parseMessage(tortureText(file));
  if (message === null) throw new Error(file);
  return message;
}

const values = (message: SipMessage, name: string): string[] =>
  message.headers.filter((_, i) => message.findByName(name, i) === i).map((field) => message.fieldBody(field));

describe('the collection', () => {
  it('is complete', () => {
    expect(index.messages).toHaveLength(49);
    expect(index.count).toBe(49);
    expect(Object.keys(REFUSED).filter((file) => !index.messages.some((message) => message.file === file))).toEqual([]);
  });

  it.each(index.messages)('$file has the octets of the RFC', ({ file, bytes, sha256 }) => {
    const octets = Buffer.from(tortureText(file), 'latin1');
    expect(octets).toHaveLength(bytes);
    expect(createHash('sha256').update(octets).digest('hex')).toBe(sha256);
  });
});

describe('every message', () => {
  it.each(index.messages)('$section $file: $title', ({ file, kind, method, expect: allowed }) => {
    const text = tortureText(file);
    const decision = decide(text);
    expect(decision).toBe(REFUSED[file] ?? 'pass');
    if (decision !== 'pass') expect(allowed.proxy).toContain(decision);
    // what goes on must have an outcome left that is not ours to give
    else expect(allowed.proxy.some((outcome) => !['400', '505'].includes(outcome))).toBe(true);

    const message = parseMessage(text);
    if (message === null) return;
    askAll(message);
    expect(message.isRequest).toBe(kind === 'request');
    if (method !== null) expect(message.method).toBe(method);
    expect(serialize(message, '', [], null)).toBe(text.slice(message.start, message.end));
    if (!message.isRequest) return;
    const parts = { status: 400, reason: 'Bad Request', toTag: 't', via: { received: '192.0.2.1', rport: 5060 }, headers: '', body: '' };
    const reply = parseMessage(replyText(message, parts))!;
    expect([reply.fault, reply.status, reply.contentLength]).toEqual(['', 400, 0]);
    expect(reply.via1!.received).toBe('192.0.2.1');
  });
});

describe('3.1.1 valid messages', () => {
  it('wsinv: folding, white space everywhere, compact forms, quotes', () => {
    const message = read('wsinv.dat');
    expect(message.toTag).toBe('1918181833n');
    expect(message.to!.uri!.user).toBe('vivekg');
    expect(message.from!.display).toBe('J Rosenberg \\"');
    expect(message.fromTag).toBe('98asjd8');
    expect(message.cseq).toMatchObject({ number: 9, method: 'INVITE' });
    expect(message.body(Header.MaxForwards)).toBe('0068');
    expect(values(message, 'Subject')).toEqual(['']);
    expect([1, 2, 3].map((n) => message.nthVia(n)!.host)).toEqual(['192.0.2.2', 'spindle.example.com', '192.168.255.111']);
    expect(message.via1!.branch).toBe('390skdjuw');
    expect(message.via2).toMatchObject({ transport: 'TCP', branch: 'z9hG4bK9ikj8' });
    expect(values(message, 'NewFangledHeader')).toEqual(['newfangled value\r\n continued newfangled value']);
    expect(values(message, 'UnknownHeaderWithUnusualValue')).toEqual([';;,,;;,;']);
    expect(message.contacts!.map((contact) => [contact.display, contact.uri!.user, contact.param('newparam')])).toEqual([
      ['Quoted string ""', 'jdrosen', 'newvalue'],
    ]);
    expect(listValues(message, Header.Route)).toHaveLength(1);
  });

  it('intmeth: every character that a token may hold, a quoted NUL', () => {
    const message = read('intmeth.dat');
    expect(message.methodId).toBe(Method.Other);
    expect(message.callId).toBe('intmeth.word%ZK-!.*_+\'@word`~)(><:\\/"][?}{');
    expect(message.to!.display).toBe('BEL:\x07 NUL:\0 DEL:\x7f');
    expect(parseUri(message.requestUri)!.password).toBe("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)");
    expect(message.cseq!.method).toBe(message.method);
  });

  it('esc01: escapes stay escapes', () => {
    const message = read('esc01.dat');
    expect(parseUri(message.requestUri)!.user).toBe('sips%3Auser%40example.com');
    expect(message.to!.uri!.user).toBe('%75se%72');
    const contact = message.contacts![0]!.uri!;
    expect([contact.user, contact.param('lr'), contact.param('n%61me')]).toEqual(['cal%6Cer', null, 'v%61lue%25%34%31']);
  });

  it('escnull: two contacts that differ in their escapes', () => {
    const message = read('escnull.dat');
    expect(message.to!.uri!.user).toBe('null-%00-null');
    const contacts = listValues(message, Header.Contact)!.map(({ start, end }) => parseNameAddr(message.text, start, end)!);
    expect(contacts.map((contact) => contact.uri!.user)).toEqual(['%00', '%00%00']);
  });

  it('esc02: a method and a header name that only look escaped', () => {
    const message = read('esc02.dat');
    expect(message.methodId).toBe(Method.Other);
    expect(message.to!.display).toBe('%Z%45');
    expect(values(message, 'Contact')).toEqual(['<sip:alias1@host1.example.com>', '<sip:alias3@host3.example.com>']);
    expect(message.findByName('C%6Fntact')).toBeGreaterThan(0);
    expect(message.field(message.findByName('C%6Fntact')).type).toBe(Header.Other);
  });

  it('lwsdisp: no white space between name and URI', () => {
    expect(read('lwsdisp.dat').from).toMatchObject({ display: 'caller', uriText: 'sip:caller@example.com' });
  });

  it('longreq: nothing is cut short', () => {
    const message = read('longreq.dat');
    expect(message.nthVia(34)!.host).toBe('host.example.com');
    expect(message.nthVia(34)!.branch.length).toBeGreaterThan(100);
    expect(message.nthVia(35)).toBe(null);
    expect(message.callId.length).toBeGreaterThan(100);
    expect(message.fromTag.length).toBeGreaterThan(50);
    expect(message.from!.uri!.user.length + message.from!.uri!.params.length).toBeGreaterThan(100);
  });

  it('dblreq: what follows a datagram is no part of it', () => {
    const message = read('dblreq.dat');
    expect(message.method).toBe('REGISTER');
    expect(message.end).toBe(message.bodyStart);
    expect(serialize(message, '', [], null)).not.toContain('INVITE');
  });

  it('semiuri: a semicolon in the user part', () => {
    const uri = parseUri(read('semiuri.dat').requestUri)!;
    expect([uri.user, uri.host, uri.params]).toEqual(['user;par=u%40example.net', 'example.com', '']);
  });

  it('transports: those nobody knows are read like others', () => {
    const message = read('transports.dat');
    expect([1, 2, 3, 4, 5].map((n) => message.nthVia(n)!.transport)).toEqual(['UDP', 'SCTP', 'TLS', 'UNKNOWN', 'TCP']);
  });

  it('mpart01: parts, one of them binary', () => {
    const message = read('mpart01.dat');
    const type = contentType(message)!;
    const parts = bodyParts(message.text, message.bodyStart, message.end, boundaryOf(message.text, type)!);
    const types = parts.map((part) => partHeader(message.text, part, 'content-type')!);
    expect(types.map(({ start, end }) => message.text.slice(start, end).toLowerCase())).toEqual([
      'text/plain',
      expect.stringContaining('application/octet-stream'),
    ]);
    expect(message.text.slice(parts[0]!.contentStart, parts[0]!.contentEnd)).toBe('Hello');
    expect(message.text.slice(parts[1]!.contentStart, parts[1]!.contentEnd)).toContain('\0');
    expect(message.fault).toBe('');
  });

  it('unreason, noreason: any reason phrase, also none', () => {
    expect(Buffer.from(read('unreason.dat').reason, 'latin1').toString()).toMatch(/^= 2\*\*3 \* 5\*\*2 /);
    expect(read('noreason.dat')).toMatchObject({ status: 100, reason: '' });
  });
});

describe('3.1.2 invalid messages', () => {
  it('clerr, ncl: a length is never used before it is checked', () => {
    const large = read('clerr.dat');
    expect([large.contentLength, large.end]).toEqual([9999, large.text.length]);
    const negative = read('ncl.dat');
    expect([negative.contentLength, negative.end]).toEqual([-2, negative.text.length]);
  });

  it('scalar02, scalarlg: numbers do not wrap', () => {
    expect(read('scalar02.dat').cseq!.number).toBe(-1);
    expect(read('scalarlg.dat').cseq!.number).toBe(-1);
  });

  it('escruri: escaped headers of the Request-URI are no headers, and can be cut off', () => {
    const message = read('escruri.dat');
    expect(listValues(message, Header.Route)).toEqual([]);
    expect(parseUri(message.requestUri)!.headers).toBe('Route=%3Csip:example.com%3E');
  });

  it('regbadct: the URI ends at the white space or semicolon, a ? in it stays', () => {
    const contacts = read('regbadct.dat').contacts!;
    expect(contacts.map((contact) => contact.uri!.headers)).toEqual(['Route=%3Csip:sip.example.com%3E']);
  });

  it('badaspec: white space inside the brackets', () => {
    expect(read('badaspec.dat').to).toMatchObject({ display: 'Watson, Thomas', uriText: 'sip:t.watson@example.org' });
  });

  it('bigcode: a code is not cut to three digits', () => expect(parseMessage(tortureText('bigcode.dat'))).toBe(null));
});

describe('3.2 and 3.3', () => {
  it('unkscm, novelsc: known to be URIs, of schemes that nobody routes on', () => {
    for (const [file, scheme] of [
      ['unkscm.dat', 'nobodyKnowsThisScheme'],
      ['novelsc.dat', 'soap.beep'],
    ] as const) {
      const { requestUri } = read(file);
      expect(parseUri(requestUri)).toBe(null);
      expect(schemeOf(requestUri)).toBe(scheme);
    }
  });

  it('unksm2: unknown schemes in From, To and Contact', () => {
    const message = read('unksm2.dat');
    expect([message.to!.uri, message.from!.uri, message.contacts![0]!.uri]).toEqual([null, null, null]);
    expect(schemeOf(message.to!.uriText)).toBe('isbn');
  });

  it('bext01: two fields of required extensions', () => {
    const message = read('bext01.dat');
    expect([message.body(Header.Require), message.body(Header.ProxyRequire)]).toEqual([
      'nothingSupportsThis, nothingSupportsThisEither',
      'noProxiesSupportThis, norDoAnyProxiesSupportThis',
    ]);
  });

  it('mcl01: neither of two lengths', () => expect(read('mcl01.dat').repeated & (1 << Header.ContentLength)).not.toBe(0));

  it('bcast: a reply whose second Via leads to everybody', () => {
    expect(read('bcast.dat').via2!.host).toBe('255.255.255.255');
  });

  it('zeromf: read as 0', () => expect(read('zeromf.dat').body(Header.MaxForwards)).toBe('0'));

  it('cparam01, cparam02: parameters of the header and of the URI', () => {
    const header = read('cparam01.dat').contacts![0]!;
    expect([header.param('unknownparam'), header.uri!.param('unknownparam')]).toEqual(['', null]);
    const uri = read('cparam02.dat').contacts![0]!;
    expect([uri.param('unknownparam'), uri.uri!.param('unknownparam')]).toEqual([null, '']);
  });

  it('regescrt: an escaped header stays in the URI of the contact', () => {
    const message = read('regescrt.dat');
    expect(message.contacts![0]!.uri!.headers).toBe('Route=%3Csip:sip.example.com%3E');
    expect(listValues(message, Header.Route)).toEqual([]);
  });

  it('inv2543: no branch, no tag, no Max-Forwards', () => {
    const message = read('inv2543.dat');
    expect([message.via1!.branch, message.via1!.branchStart, message.fromTag, message.body(Header.MaxForwards)]).toEqual(['', -1, '', null]);
  });
});
