import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Range } from '../../../runtime/sip/body.ts';
import {
  MAX_STREAMS,
  connection,
  findLine,
  firstSdp,
  mediaStreams,
  sdpBodies,
  sessionConnection,
  type Connection,
} from '../../../runtime/sip/sdp.ts';
import { SDP, START, parsed, wire } from './samples.ts';

const SMALL = 'v=0\r\nc=IN IP4 192.0.2.1\r\n';
const OTHER = 'v=0\r\nc=IN IP4 192.0.2.2\r\n';
const whole = (text: string): Range => ({ start: 0, end: text.length });
const show = (text: string, found: Connection | null): [number, string] | null =>
  found === null ? null : [found.family, text.slice(found.addrStart, found.addrEnd)];

const multipart = (...parts: string[]): string => `${parts.map((part) => `--b1\r\n${part}\r\n`).join('')}--b1--\r\n`;
const SDP_PART = `Content-Type: application/sdp\r\n\r\n${SMALL}`;
const TEXT_PART = 'Content-Type: text/plain\r\n\r\nhello';
const MIXED = 'Content-Type: multipart/mixed;boundary=b1';

describe('session descriptions of a message', () => {
  it.each<[string, string[], string, string[], string | null]>([
    // what, header lines, body, all of them, the one that may be rewritten
    ['SDP', ['Content-Type: application/sdp'], SMALL, [SMALL], SMALL.trimEnd()],
    ['any case and parameters', ['c: Application/SDP;charset=utf-8'], SMALL, [SMALL], SMALL.trimEnd()],
    ['no Content-Type', [], SMALL, [], SMALL.trimEnd()],
    ['another type', ['Content-Type: text/plain'], SMALL, [], null],
    ['nearly SDP', ['Content-Type: application/sdpx'], SMALL, [], null],
    ['no body', ['Content-Type: application/sdp'], '', [], null],
    ['line ends only', ['Content-Type: application/sdp'], '\r\n\r\n', ['\r\n\r\n'], null],
    ['line ends at the end', ['Content-Type: application/sdp'], 'v=0 \r\n\r\n\n\r', ['v=0 \r\n\r\n\n\r'], 'v=0 '],
    ['a part', [MIXED], multipart(TEXT_PART, SDP_PART), [SMALL], SMALL.trimEnd()],
    ['a quoted boundary', ['Content-Type: multipart/mixed; boundary="b1"'], multipart(SDP_PART), [SMALL], SMALL.trimEnd()],
    [
      'two parts',
      [MIXED],
      multipart(SDP_PART, TEXT_PART, `C: x\r\ncontent-type : application/sdp;x\r\n\r\n${OTHER}`),
      [SMALL, OTHER],
      SMALL.trimEnd(),
    ],
    ['no SDP part', [MIXED], multipart(TEXT_PART), [], null],
    ['another multipart', ['Content-Type: multipart/alternative;boundary=b1'], multipart(SDP_PART), [], null],
    ['no boundary', ['Content-Type: multipart/mixed'], multipart(SDP_PART), [], null],
    ['another boundary', ['Content-Type: multipart/mixed;boundary=b2'], multipart(SDP_PART), [], null],
    ['an empty SDP part', [MIXED], multipart('Content-Type: application/sdp\r\n\r\n'), [''], null],
  ])('%s', (_, fields, body, all, first) => {
    const message = parsed(wire(START, fields, body));
    expect(sdpBodies(message).map((range) => message.text.slice(range.start, range.end))).toEqual(all);
    const found = firstSdp(message);
    expect(found === null ? null : message.text.slice(found.start, found.end)).toBe(first);
  });

  it.each<[string, string, number, string | null]>([
    // Content-Length decides what may be rewritten (spec/nathelper.md 4.10), not what is looked at (3)
    ['absent', '', 1, null],
    ['0', 'Content-Length: 0\r\n', 1, null],
    ['more than arrived', 'Content-Length: 99\r\n', 1, null],
    ['no number', 'Content-Length: x\r\n', 1, null],
    ['less than arrived', 'Content-Length: 7\r\n', 1, 'v=0\r\nc='],
  ])('with a Content-Length that is %s', (_, line, count, first) => {
    const message = parsed(`${START}\r\nContent-Type: application/sdp\r\n${line}\r\n${SMALL}`);
    expect(sdpBodies(message)).toHaveLength(count);
    const found = firstSdp(message);
    expect(found === null ? null : message.text.slice(found.start, found.end)).toBe(first);
  });
});

describe('connection', () => {
  it.each<[string, [number, string] | null]>([
    ['c=IN IP4 192.0.2.1', [4, '192.0.2.1']],
    ['c=IN IP6 2001:db8::1', [6, '2001:db8::1']],
    ['c=IN IP4 224.2.1.1/127', [4, '224.2.1.1/127']],
    ['c=IN IP4 host.example.com x', [4, 'host.example.com']],
    ['c=IN\t IP4\t\t192.0.2.1 ', [4, '192.0.2.1']],
    ['c=IP4 192.0.2.1', [4, '192.0.2.1']],
    ['c=IN IP4 IP6 x', [4, 'IP6']], // the token behind the first of them
    ['o=alice 1 2 IN IP4 192.0.2.1', [4, '192.0.2.1']],
    ['o=IP6 1 2 IN IP4 192.0.2.1', [6, '1']],
    ['a=rtcp:4001 IN IP4 192.0.2.1', [4, '192.0.2.1']],
    ['a=rtcp:4001', null],
    ['a=rtcp-mux', null],
    ['c=IN ip4 192.0.2.1', null],
    ['c=IN IP4', null],
    ['c=IN IP4 ', null],
    ['c=IN IP44 192.0.2.1', null],
    ['c=IN', null],
    ['c=', null],
    ['c', null],
    ['', null],
    ['c=IN IP4\r\n192.0.2.1', null],
    ['c=IN IP4 192.0.2.1\r\nx', [4, '192.0.2.1']],
    ['c=IN IP4 192.0.2.1\nx', [4, '192.0.2.1']],
  ])('of %j', (line, expected) => expect(show(line, connection(line, 0, line.length))).toEqual(expected));

  it('tells where family and address stand', () => {
    expect(connection('x\r\nc=IN IP6 ::1\r\n', 3, 17)).toEqual({
      family: 6,
      familyStart: 8,
      familyEnd: 11,
      addrStart: 12,
      addrEnd: 15,
    });
  });
});

describe('findLine', () => {
  it.each<[string, string, number]>([
    ['c=x', 'c=', 0],
    ['v=0\r\nc=x', 'c=', 5],
    ['v=0\nc=x', 'c=', 4],
    ['v=0\rc=x', 'c=', 4],
    ['a=c=x\r\n', 'c=', -1],
    ['v=0\r\nc', 'c=', -1],
    ['', 'c=', -1],
    ['\r\n\r\na=rtcp:1', 'a=rtcp', 4],
  ])('in %j: %s', (text, key, at) => expect(findLine(text, 0, text.length, key)).toBe(at));

  it('does not go over the end', () => expect(findLine('v=0\r\nc=x', 0, 6, 'c=')).toBe(-1));
});

describe('mediaStreams', () => {
  const streams = (text: string, range: Range = whole(text)): [string, [number, string] | null, [number, string] | null][] =>
    mediaStreams(text, range).map((stream) => [
      text.slice(stream.start, stream.end),
      show(text, stream.own),
      show(text, stream.connection),
    ]);

  it('are cut at the m= lines, each with its own address or the session\u2019s', () => {
    expect(streams(SDP)).toEqual([
      ['m=audio 49170 RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\na=rtcp:49171 IN IP4 192.0.2.102\r\n', null, [4, '192.0.2.101']],
      ['m=video 51372 RTP/AVP 31\r\nc=IN IP6 2001:db8::1\r\na=sendrecv\r\n', [6, '2001:db8::1'], [6, '2001:db8::1']],
    ]);
    expect(show(SDP, sessionConnection(SDP, whole(SDP)))).toEqual([4, '192.0.2.101']);
    expect(mediaStreams(SDP, whole(SDP)).map((s) => SDP.slice(s.start, s.linesStart))).toEqual([
      'm=audio 49170 RTP/AVP 0 8\r\n',
      'm=video 51372 RTP/AVP 31\r\n',
    ]);
  });

  it.each<[string, string, ([number, string] | null)[], [number, string] | null]>([
    ['no m= line', 'v=0\r\nc=IN IP4 1.1.1.1\r\n', [], [4, '1.1.1.1']],
    ['no c= line', 'v=0\r\nm=audio 1\r\n', [null], null],
    ['LF only', 'c=IN IP4 1.1.1.1\nm=audio 1\nm=video 2\nc=IN IP4 2.2.2.2', [[4, '1.1.1.1'], [4, '2.2.2.2']], [4, '1.1.1.1']], // prettier-ignore
    ['a c= line of a stream is not the next one\u2019s', 'm=a\r\nc=IN IP4 1.1.1.1\r\nm=b\r\n', [[4, '1.1.1.1'], null], null], // prettier-ignore
    ['a broken c= line of a stream', 'c=IN IP4 1.1.1.1\r\nm=a\r\nc=IN\r\n', [[4, '1.1.1.1']], [4, '1.1.1.1']],
    ['the m= line first', 'm=audio', [null], null],
    ['no text', '', [], null],
  ])('%s', (_, text, connections, session) => {
    expect(mediaStreams(text, whole(text)).map((stream) => show(text, stream.connection))).toEqual(connections);
    expect(show(text, sessionConnection(text, whole(text)))).toEqual(session);
  });

  it('look between the limits of the description', () => {
    const text = `c=IN IP4 9.9.9.9\r\n${SDP}m=x\r\nc=IN IP4 9.9.9.9\r\n`;
    const range = { start: 18, end: 18 + SDP.length };
    expect(streams(text, range)).toEqual(streams(SDP));
    expect(show(text, sessionConnection(text, range))).toEqual([4, '192.0.2.101']);
  });

  it(`are ${MAX_STREAMS} at most`, () => {
    const text = 'm=a\r\n'.repeat(MAX_STREAMS + 10);
    expect(mediaStreams(text, whole(text))).toHaveLength(MAX_STREAMS);
  });

  it('agree with splitting into lines', () => {
    const line = fc.constantFrom(
      'v=0',
      'm=audio 1 RTP/AVP 0',
      'c=IN IP4 1.1.1.1',
      'c=IN IP6 ::1',
      'c=IN',
      'a=x',
      'o=a 1 1 IN IP4 2.2.2.2',
      '',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 15 }), fc.constantFrom('\r\n', '\n'), (lines, eol) => {
        const text = lines.join(eol);
        const first = (section: readonly string[]): [number, string] | null => {
          const found = section.find((l) => l.startsWith('c='));
          return found === undefined ? null : show(found, connection(found, 0, found.length));
        };
        const sections: string[][] = [[]];
        for (const l of lines) {
          if (l.startsWith('m=')) sections.push([]);
          sections.at(-1)!.push(l);
        }
        const session = first(sections[0]!);
        expect(show(text, sessionConnection(text, whole(text)))).toEqual(session);
        expect(mediaStreams(text, whole(text)).map((s) => show(text, s.connection))).toEqual(
          sections.slice(1).map((section) => first(section) ?? session),
        );
      }),
    );
  });
});
