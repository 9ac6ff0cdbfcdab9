import { describe, expect, it } from 'vitest';
import type { Range } from '../../../runtime/sip/body.ts';
import {
  formatLines,
  isOfMedia,
  linesOf,
  rangeText,
  readDescription,
  readDescriptions,
} from '../../../runtime/sip/sdp-description.ts';
import { START, parsed, wire } from './samples.ts';

const V = 'v=0\r\n';
const O = 'o=a 1 2 IN IP4 192.0.2.1\r\n';
const C = 'c=IN IP4 192.0.2.2\r\n';
const M = 'm=audio 4000 RTP/AVP 0 8\r\n';
const whole = (text: string): Range => ({ start: 0, end: text.length });

describe('what can be read', () => {
  it.each<[string, string, boolean]>([
    ['all of it', `${V}${O}s=-\r\n${C}t=0 0\r\n${M}`, true],
    ['what is needed', V + O + C + M, true],
    ['no version', O + C + M, false],
    ['another version', V.replace('0', '1') + O + C + M, true],
    ['no origin', V + C + M, false],
    ['origin in front of the version', O + V + C + M, false],
    ['origin without address', `${V}o=a 1 2 IN IP4\r\n${C}${M}`, false],
    ['origin of another family', `${V}o=a 1 2 IN IPX x\r\n${C}${M}`, false],
    ['no media', V + O + C, false],
    ['no connection', V + O + M, false],
    ['connection in front of the origin', V + C + O + M, false],
    ['connection in the stream', V + O + M + C, true],
    ['connection in the first stream only', V + O + M + C + M, false],
    ['connection in the second stream only', V + O + M + M + C, false],
    ['connection by name', `${V}${O}c=IN IP4 media.example.com\r\n${M}`, true],
    ['connection of another family', `${V}${O}c=IN IP5 x\r\n${M}`, false],
    ['media without transport', `${V}${O}${C}m=audio 4000\r\n`, false],
    ['media without formats', `${V}${O}${C}m=audio 4000 RTP/AVP\r\n`, true],
    ['one of two media broken', `${V}${O}${C}${M}m=\r\n`, false],
    ['no line end', (V + O + C + M).trimEnd(), true],
    ['LF', (V + O + C + M).replaceAll('\r\n', '\n'), true],
    ['CR', (V + O + C + M).replaceAll('\r\n', '\r'), true],
    ['something in front', `x\r\n${V}${O}${C}${M}`, true],
    ['upper case', (V + O + C + M).toUpperCase(), false],
    ['nothing', '', false],
  ])('%s', (_what, text, readable) => {
    expect(readDescription(text, whole(text)) !== null).toBe(readable);
    // what stands around it does not matter
    const framed = `m=x\r\n${text}`;
    const inside = { start: 5, end: framed.length };
    expect(readDescription(`${framed}\r\nm=`, inside) !== null).toBe(readable);
  });
});

describe('what is read', () => {
  const text = `${V}${O}${C}${M}a=rtpmap:0 PCMU/8000\r\na=sendrecv\r\nm=video 5000/2  RTP/SAVP\t96 \nc=IN IP6 2001:db8::1\r\na=fmtp:96 x y`;
  const read = readDescription(text, whole(text))!;
  const words = (ranges: readonly Range[]): string[] => ranges.map((range) => rangeText(text, range));

  it('words of o= and m=', () => {
    expect(words(read.origin)).toEqual(['a', '1', '2', 'IN', 'IP4', '192.0.2.1']);
    expect(read.streams.map((one) => words([one.media, one.port, one.transport, ...one.formats]))).toEqual([
      ['audio', '4000', 'RTP/AVP', '0', '8'],
      ['video', '5000/2', 'RTP/SAVP', '96'],
    ]);
    expect(read.streams.map(({ connection }) => connection!.family)).toEqual([4, 6]);
    expect(isOfMedia(text, read.streams[0]!, 'AUDIO')).toBe(true);
    expect(isOfMedia(text, read.streams[0]!, 'audi')).toBe(false);
  });

  it('lines', () => {
    expect(words(linesOf(text, whole(text))).join('')).toBe(text);
    expect(words(linesOf(text, read.streams[1]!))).toEqual([
      'm=video 5000/2  RTP/SAVP\t96 \n',
      'c=IN IP6 2001:db8::1\r\n',
      'a=fmtp:96 x y',
    ]);
    expect(linesOf(text, { start: 3, end: 3 })).toEqual([]);
  });

  it('attributes of formats', () => {
    const show = (i: number): unknown[] =>
      formatLines(text, read.streams[i]!).map((one) => [one.name, one.format, text.slice(one.valueStart, one.end)]);
    expect(show(0)).toEqual([['rtpmap', '0', 'PCMU/8000\r\n']]);
    expect(show(1)).toEqual([['fmtp', '96', 'x y']]);
  });

  it('more streams than a NAT test looks at', () => {
    const many = V + O + C + M.repeat(1000);
    expect(readDescription(many, whole(many))!.streams).toHaveLength(1000);
  });
});

describe('descriptions of a message', () => {
  const BODY = V + O + C + M;
  const part = (body: string, type: string = 'application/sdp'): string => `--b1\r\nContent-Type: ${type}\r\n\r\n${body}`;
  it.each<[string, string, string, string[] | null]>([
    // what, Content-Type, body, texts
    ['SDP', 'application/sdp', BODY, [BODY]],
    ['line ends behind it', 'application/sdp', `${BODY}\r\n`, [`${BODY}\r\n`]],
    ['no body', 'application/sdp', '', []],
    ['no body, no type', '', '', []],
    ['no type', '', BODY, null],
    ['another type', 'text/plain', BODY, null],
    ['broken', 'application/sdp', V, null],
    // the line end in front of a delimiter is kept
    ['a part', 'multipart/mixed;boundary=b1', `${part('x\r\n', 'text/plain')}${part(BODY)}--b1--\r\n`, [BODY]],
    ['two', 'multipart/mixed;boundary=b1', `${part(BODY)}${part(`${BODY}\r\n`)}--b1--\r\n`, [BODY, `${BODY}\r\n`]],
    ['not closed', 'multipart/mixed;boundary=b1', part(BODY), [BODY]],
    ['one of two broken', 'multipart/mixed;boundary=b1', `${part(BODY)}${part(V)}--b1--\r\n`, null],
    ['no such part', 'multipart/mixed;boundary=b1', `${part('x\r\n', 'text/plain')}--b1--\r\n`, []],
    ['no boundary', 'multipart/mixed', part(BODY), null],
  ])('%s', (_what, type, body, texts) => {
    const message = parsed(wire(START, type === '' ? [] : [`Content-Type: ${type}`], body));
    const found = readDescriptions(message);
    expect(found?.map((one) => rangeText(message.text, one)) ?? null).toEqual(texts);
  });

  it('nothing behind Content-Length is looked at', () => {
    const message = parsed(`${wire(START, ['Content-Type: application/sdp'], BODY)}m=`);
    expect(readDescriptions(message)).toHaveLength(1);
  });
});
