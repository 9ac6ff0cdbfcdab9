// Work grows with the size of a message and no faster (spec/security.md, class 18). Messages of megabytes, made of each run that a
// scanner could stumble over, are asked everything. Linear work on them takes some hundredths of a second; quadratic work on a run of this
// size is some 10^10 steps, which is far beyond the limit.
import { describe, expect, it } from 'vitest';
import { isMediaType } from '../../../runtime/sip/body.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';
import { unquote } from '../../../runtime/sip/params.ts';
import { parseUri } from '../../../runtime/sip/uri.ts';
import { FIELDS, START, parsed, wire } from './samples.ts';
import { askMessage } from './views.ts';

const SIZE = 150_000;
const LIMIT = 5_000; // ms

/** `unit` as often as it fits. */
function run(unit: string): string {
  return unit.repeat(Math.ceil(SIZE / unit.length));
}

const RUNS: readonly string[] = [
  ';',
  ',',
  '"',
  '\\',
  '\\"',
  '"\\',
  ' ',
  '\t',
  '\r\n ',
  ' \r\n\t ',
  ':',
  '<',
  '>',
  '<>',
  '<,',
  '@',
  '[',
  '?',
  '=',
  '; ',
  ' ;',
  ';a',
  ';a=b',
  ';a=',
  ';="',
  ';a="b"',
  ';tag',
  '\0',
  '\\\0',
  '\n',
  '\r',
  '\r\r\n',
  '\n\r',
  'a',
  'a ',
  '%',
  '<sip:a>,',
  'sip:a,',
  '"a" <sip:a@b>;q=1,',
  'SIP/2.0/UDP h,',
  'SIP/2.0/UDP h;branch=x , ',
  'SIP / 2.0 / UDP h : 1 ; a = b , ',
  '1',
  '0',
  '-',
  '--b1',
  '--b1\r\n',
  '\r\n--b1',
];

// What stands in front of the run: where a value begins, and where one goes on.
const BEGINNINGS: Readonly<Record<string, string>> = {
  Via: '',
  From: '',
  To: '<',
  CSeq: '1 ',
  'Call-ID': '',
  Contact: '',
  Route: '<sip:a>,',
  Path: '"',
  'Record-Route': 'sip:',
  'Content-Length': '1',
  'Content-Type': 'multipart/mixed;boundary=',
  Server: '',
};
const MIDDLES: Readonly<Record<string, string>> = {
  Via: 'SIP/2.0/UDP h',
  From: '"',
  To: '<sip:a@b>',
  CSeq: '',
  'Call-ID': 'x',
  Contact: '<sip:a@b>',
  Route: '<sip:a;lr>',
  Path: '<sip:a',
  'Record-Route': '<sip:a>;x="',
  'Content-Length': '',
  'Content-Type': 'application/sdp',
  Server: 'x',
};

describe('a long run', () => {
  it.each(RUNS)(
    'of %j in all headers',
    (unit) => {
      const long = run(unit);
      for (const prefixes of [BEGINNINGS, MIDDLES]) {
        const message = parseMessage(
          wire(
            START,
            Object.entries(prefixes).map(([name, prefix]) => `${name}: ${prefix}${long}`),
          ),
        );
        expect(message).not.toBe(null);
        askMessage(message!);
      }
    },
    LIMIT,
  );

  it.each(RUNS)(
    'of %j in a start line, a body, or instead of a message',
    (unit) => {
      const long = run(unit);
      for (const text of [
        long,
        `INVITE ${long} SIP/2.0\r\n\r\n`,
        `INVITE sip:a${long}@b SIP/2.0\r\n\r\n`,
        `SIP/2.0 200 ${long}\r\n\r\n`,
        `${START}\r\n${long}`,
        `${START}\r\n${long}\r\n\r\n`,
        `${START}\r\nVia${long}: x\r\n\r\n`,
        wire(START, ['Content-Type: application/sdp'], long),
        wire(START, ['Content-Type: multipart/mixed;boundary=b1'], `--b1\r\n${long}`),
        wire(START, ['Content-Type: multipart/mixed;boundary=b1'], `--b1\r\n\r\n${long}\r\n--b1--`),
      ]) {
        const message = parseMessage(text);
        if (message !== null) askMessage(message);
      }
    },
    LIMIT,
  );

  it.each([
    ['header fields', 'X: y\r\n'],
    ['compact header fields', 'v:x\r\n'],
    ['Via fields', 'Via: SIP/2.0/UDP h\r\n'],
    ['Via fields with parameters', 'Via: SIP/2.0/UDP h;branch=x;rport\r\n'],
    ['Contact fields', 'Contact: <sip:a@b>;q=1\r\n'],
    ['Route fields', 'Route: <sip:a;lr>\r\n'],
    ['broken Route fields', 'Route: <sip:a;lr\r\n'],
    ['lines without colon', 'x\r\n'],
    ['folded lines', 'X: y\r\n z\r\n'],
    ['empty fields', 'X:\r\n'],
    ['Content-Length fields', 'l: 0\r\n'],
  ])(
    'of %s, each of them edited',
    (_, line) => {
      const message = parsed(`${START}\r\n${FIELDS.join('\r\n')}\r\n${run(line)}\r\n`);
      askMessage(message);
      const edits = message.headers.flatMap((field) => [
        { at: field.end, end: field.end, text: 'Y: z\r\n', late: null },
        { at: field.bodyStart, end: field.bodyEnd, text: '', late: null },
      ]);
      for (const edit of edits.toReversed()) message.edits.push(edit);
      message.edits.insert(message.bodyStart, 'x');
      expect(serialize(message, '', [], null).endsWith('\r\n\r\nx')).toBe(true);
    },
    LIMIT,
  );

  it.each([
    ['m= lines', 'm=a 1 RTP/AVP 0\r\n'],
    ['c= lines', 'c=IN IP4 192.0.2.1\r\n'],
    ['broken c= lines', 'c=\r\n'],
    ['a=rtcp lines', 'a=rtcp:1 IN IP4 192.0.2.1\r\n'],
    ['line ends', '\r\n'],
    ['gaps', 'c=IN               \r\n'],
    ['parts', '--b1\r\n\r\nx\r\n'],
    ['part headers', '--b1\r\nA: b\r\n c\r\n'],
    ['nearly delimiters', 'x--b1\r\n'],
  ])(
    'of %s in a body',
    (_, line) => {
      for (const type of ['application/sdp', 'multipart/mixed;boundary=b1']) {
        askMessage(parsed(wire(START, [`Content-Type: ${type}`], run(line))));
      }
    },
    LIMIT,
  );

  it.each(RUNS)(
    'of %j in the small scanners',
    (unit) => {
      const long = run(unit);
      unquote(`"${long}"`);
      parseUri(`sip:${long}`);
      parseUri(`sip:a@${long}`);
      parseUri(`sip:a@b;${long}`);
      isMediaType(long, { start: 0, end: long.length }, 'application/sdp');
      expect(long.length).toBeGreaterThanOrEqual(SIZE);
    },
    LIMIT,
  );
});
