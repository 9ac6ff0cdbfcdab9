import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AUDIO, HEAD, MIXED, Sdp, VIDEO, bodyOf, parts } from './message.ts';

const sdp = await Sdp.start();

describe('removing and keeping', () => {
  const OPUS_GONE = 'm=audio 4000 RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n';
  const OPUS_ONLY =
    'm=audio 4000 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\na=rtcp-fb:96 nack\r\na=sendrecv\r\n';
  const ALL_GONE = 'm=audio 4000 RTP/AVP\r\na=sendrecv\r\n';
  const NO_VIDEO = 'm=video 4002 RTP/SAVP\r\n';

  it.each<[string, string, string, unknown, string]>([
    // function, list, media type, result, streams
    ['remove_codecs_by_id', '96', 'audio', 0, OPUS_GONE + VIDEO],
    ['remove_codecs_by_id', '96', 'AUDIO', 0, OPUS_GONE + VIDEO],
    ['remove_codecs_by_id', '96', '', 0, OPUS_GONE + NO_VIDEO],
    ['remove_codecs_by_id', ' 96 ,, 8', 'audio', 0, OPUS_GONE.replace(' 8\r', '\r') + VIDEO],
    ['remove_codecs_by_id', '96', 'text', 0, AUDIO + VIDEO],
    ['remove_codecs_by_id', '9,6', '', 0, AUDIO + VIDEO],
    ['remove_codecs_by_id', '00', '', 0, AUDIO + VIDEO],
    ['remove_codecs_by_id', '', '', 0, AUDIO + VIDEO],
    ['keep_codecs_by_id', '96', '', 0, OPUS_ONLY + VIDEO],
    ['keep_codecs_by_id', '0,8,96', '', 0, AUDIO + VIDEO],
    ['keep_codecs_by_id', '', '', 0, ALL_GONE + NO_VIDEO],
    ['keep_codecs_by_id', '', 'video', 0, AUDIO + NO_VIDEO],
    // a name is another payload type in each stream
    ['remove_codecs_by_name', 'opus', '', 0, OPUS_GONE + VIDEO],
    ['remove_codecs_by_name', 'OPUS,nothing', '', 0, OPUS_GONE + VIDEO],
    ['remove_codecs_by_name', 'vp8', '', 0, AUDIO + NO_VIDEO],
    ['remove_codecs_by_name', 'opus', 'video', 0, AUDIO + VIDEO],
    // no rtpmap line says that 8 is PCMA
    ['remove_codecs_by_name', 'PCMA', '', 0, AUDIO.replace(' 8', '') + VIDEO],
    // known, but not there
    ['remove_codecs_by_name', 'G729', '', 0, AUDIO + VIDEO],
    ['remove_codecs_by_name', 'nothing', '', -1, AUDIO + VIDEO],
    ['remove_codecs_by_name', 'opus/48000', '', -1, AUDIO + VIDEO],
    ['remove_codecs_by_name', '', '', -1, AUDIO + VIDEO],
    ['keep_codecs_by_name', 'opus', 'audio', 0, OPUS_ONLY + VIDEO],
    ['keep_codecs_by_name', 'opus,VP8', '', 0, OPUS_ONLY + VIDEO],
    ['keep_codecs_by_name', 'nothing', '', -1, AUDIO + VIDEO],
    ['keep_codecs_by_name', '__proto__,constructor,toString', '', -1, AUDIO + VIDEO],
  ])('%s(%j, %j)', (name, list, type, result, streams) => {
    expect(sdp.edited(HEAD + AUDIO + VIDEO, name, list, type)).toEqual([result, HEAD + streams]);
  });

  it.each<[string, string, string]>([
    // an m= line, without 0, only 0
    ['m=audio 1 RTP/AVP 0 8 0', 'm=audio 1 RTP/AVP 8', 'm=audio 1 RTP/AVP 0 0'],
    ['m=audio 1 RTP/AVP  0   8  ', 'm=audio 1 RTP/AVP    8  ', 'm=audio 1 RTP/AVP  0    '],
    ['m=image 1 udptl t38', 'm=image 1 udptl t38', 'm=image 1 udptl'],
    ['m=message 1 TCP/MSRP *', 'm=message 1 TCP/MSRP *', 'm=message 1 TCP/MSRP'],
    ['m=audio 0 0 0', 'm=audio 0 0', 'm=audio 0 0 0'],
    ['m=audio 1 RTP/AVP', 'm=audio 1 RTP/AVP', 'm=audio 1 RTP/AVP'],
  ])('%j', (line, without, only) => {
    for (const end of ['\r\n', '\n', '']) {
      expect(sdp.edited(HEAD + line + end, 'remove_codecs_by_id', '0', '')[1]).toBe(HEAD + without + end);
      expect(sdp.edited(HEAD + line + end, 'keep_codecs_by_id', '0', '')[1]).toBe(HEAD + only + end);
    }
  });

  it.each<[string, boolean]>([
    // an attribute line, whether it goes with payload type 0
    ['a=rtpmap:0 PCMU/8000', true],
    ['a=RTPMAP:0 PCMU/8000', true],
    ['a=fmtp:0 x', true],
    ['a=rtcp-fb:0 nack', true],
    ['a=rtcp-fb:* nack', false],
    ['a=rtpmap:00 PCMU/8000', false],
    ['a=rtpmap: 0 PCMU/8000', false],
    ['a=rtpmap:08 PCMU/8000', false],
    ['a=fmtp:0-16 x', false],
    ['a=imageattr:0 x', false],
    ['a=rtcp:0 nack', false],
    ['A=rtpmap:0 PCMU/8000', false],
    ['b=rtpmap:0 PCMU/8000', false],
  ])('%j', (line, goes) => {
    const streams = 'm=audio 1 RTP/AVP 0 8\r\na=x\r\n';
    const left = streams.replace(' 0', '');
    const body = `${HEAD}${streams}${line}\r\na=y\r\n`;
    expect(sdp.edited(body, 'remove_codecs_by_id', '0', '')[1]).toBe(`${HEAD}${left}${goes ? '' : `${line}\r\n`}a=y\r\n`);
  });

  it('lines of the session and of other streams stay', () => {
    const body = `${HEAD}a=rtpmap:0 x/1\r\nm=audio 1 RTP/AVP 0 8\r\nm=video 1 RTP/AVP 8\r\na=rtpmap:0 y/1\r\n`;
    expect(sdp.edited(body, 'remove_codecs_by_id', '0', '')[1]).toBe(body.replace(' 0 8', ' 8'));
  });

  it('all parts of a multipart body are edited, and nothing around them', () => {
    const cx = sdp.at(parts(HEAD + AUDIO, HEAD + VIDEO), MIXED);
    expect(sdp.call(cx, 'remove_codecs_by_id', '96', '')).toBe(0);
    expect(bodyOf(cx)).toBe(parts(HEAD + OPUS_GONE, HEAD + NO_VIDEO));
  });

  it('edits of one run work on the same text, and show after applying', () => {
    const cx = sdp.at(HEAD + AUDIO);
    for (const list of ['0', '0,8']) expect(sdp.call(cx, 'remove_codecs_by_id', list, '')).toBe(0);
    expect(sdp.call(cx, 'sdp_with_codecs_by_id', '0,8')).toBe(1);
    expect(sdp.server.call(cx, 'textopsx.msg_apply_changes')).toBe(1);
    expect(sdp.call(cx, 'sdp_with_codecs_by_id', '0,8')).toBe(0);
    expect(sdp.call(cx, 'sdp_with_codecs_by_id', '96')).toBe(1);
  });
});

describe('what is offered', () => {
  it.each<[string, unknown, unknown]>([
    // list, in one stream, in two
    ['0', 1, 2],
    ['0,8', 1, 2],
    ['96', 1, 1],
    ['96,97', 2, 2],
    ['97', 0, 0],
    ['0,0', 1, 2],
    ['', 0, 0],
    [',', 0, 0],
    ['x', 0, 0],
  ])('by number: %j', (list, one, two) => {
    expect(sdp.call(sdp.at(HEAD + AUDIO), 'sdp_with_codecs_by_id', list)).toBe(one);
    expect(sdp.call(sdp.at(HEAD + AUDIO + VIDEO), 'sdp_with_codecs_by_id', list)).toBe(two);
  });

  it.each<[string, unknown, unknown]>([
    ['PCMU', 1, 2],
    ['pcmu,Opus', 1, 2],
    ['PCMU,nothing', 1, 2],
    ['PCMU,G729', 2, 2],
    ['VP8', -1, 2],
    ['G729', -1, -1],
    ['nothing', -1, -1],
    ['', -1, -1],
  ])('by name: %j', (list, one, two) => {
    expect(sdp.call(sdp.at(HEAD + AUDIO), 'sdp_with_codecs_by_name', list)).toBe(one);
    expect(sdp.call(sdp.at(HEAD + AUDIO + VIDEO), 'sdp_with_codecs_by_name', list)).toBe(two);
  });

  it('a name needs all payload types that it has', () => {
    expect(sdp.call(sdp.at(`${HEAD}m=audio 1 RTP/AVP 5\r\n`), 'sdp_with_codecs_by_name', 'DVI4')).toBe(2);
    expect(sdp.call(sdp.at(`${HEAD}m=audio 1 RTP/AVP 5 6 16 17\r\n`), 'sdp_with_codecs_by_name', 'dvi4')).toBe(1);
    // a map of a payload type that the m= line has not
    expect(sdp.call(sdp.at(`${HEAD}m=audio 1 RTP/AVP 5\r\na=rtpmap:99 x/1\r\n`), 'sdp_with_codecs_by_name', 'x')).toBe(-1);
  });
});

describe('whatever is offered', () => {
  const format = fc.integer({ min: 0, max: 12 });
  const stream = fc.record({
    media: fc.constantFrom('audio', 'video', 'Audio'),
    formats: fc.uniqueArray(format, { maxLength: 8 }),
    mapped: fc.array(format, { maxLength: 4 }),
    others: fc.array(fc.constantFrom('a=ptime:20', 'b=AS:1', 'a=0', 'a=fmtp', 'k=x', 'a=rtpmap:'), { maxLength: 4 }),
  });
  const text = (one: typeof stream extends fc.Arbitrary<infer T> ? T : never, goes: (n: number) => boolean): string =>
    [
      `m=${one.media} 4000 RTP/AVP${one.formats.map((n) => (goes(n) ? '' : ` ${n}`)).join('')}`,
      ...one.mapped.filter((n) => !(goes(n) && one.formats.includes(n))).map((n) => `a=rtpmap:${n} c${n}/8000`),
      ...one.others,
      '',
    ].join('\r\n');

  it('only what was asked for changes', () => {
    const property = fc.property(
      fc.array(stream, { minLength: 1, maxLength: 4 }),
      fc.array(format, { maxLength: 5 }),
      fc.constantFrom('', 'audio', 'video'),
      fc.boolean(),
      (streams, list, type, keep) => {
        const never = (): boolean => false;
        const isAsked = (media: string): boolean => type === '' || media.toLowerCase() === type;
        const before = HEAD + streams.map((one) => text(one, never)).join('');
        const goes = (n: number): boolean => list.includes(n) !== keep;
        const after = HEAD + streams.map((one) => text(one, isAsked(one.media) ? goes : never)).join('');
        const name = keep ? 'keep_codecs_by_id' : 'remove_codecs_by_id';
        expect(sdp.edited(before, name, list.join(','), type)).toEqual([0, after]);
      },
    );
    fc.assert(property, { numRuns: 150 });
  });
});
