import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AUDIO, HEAD, MIXED, Sdp, VIDEO, bodyOf, parts } from './message.ts';

const sdp = await Sdp.start();

describe('reading', () => {
  it.each<[string, string, unknown, string | null]>([
    // body, prefix, result, value
    [HEAD + AUDIO, 'm=', 1, 'm=audio 4000 RTP/AVP 0 8 96'],
    [HEAD + AUDIO, 'a=rtpmap:96 ', 1, 'a=rtpmap:96 opus/48000/2'],
    [HEAD + AUDIO, 'a=fmtp:9', 1, 'a=fmtp:96 useinbandfec=1'],
    [HEAD + AUDIO, 'M=', -1, null],
    [HEAD + AUDIO, 'audio', -1, null],
    [HEAD + AUDIO, '', -1, null],
    [`${HEAD}m=audio 1 RTP/AVP 0`, 'm=', 1, 'm=audio 1 RTP/AVP 0'],
    [(HEAD + AUDIO).replaceAll('\r\n', '\n'), 'm=', 1, 'm=audio 4000 RTP/AVP 0 8 96\n'],
  ])('a line of %j that begins with %j', (body, prefix, result, value) => {
    const cx = sdp.at(body);
    expect(sdp.call(cx, 'sdp_get_line_startswith', '$avp(x)', prefix)).toBe(result);
    expect(sdp.server.pv.get(cx, '$avp(x)')).toBe(value);
  });

  it('finds a line of any part, and the text of the first', () => {
    const cx = sdp.at(parts(HEAD + AUDIO, HEAD + VIDEO), MIXED);
    expect(sdp.call(cx, 'sdp_get_line_startswith', '$avp(x)', 'm=video')).toBe(1);
    expect(sdp.server.pv.get(cx, '$avp(x)')).toBe('m=video 4002 RTP/SAVP 96');
    expect(sdp.call(cx, 'sdp_get', '$avp(x)')).toBe(1);
    expect(sdp.server.pv.get(cx, '$avp(x)')).toBe(HEAD + AUDIO);
    expect(sdp.server.pv.get(cx, '$(avp(x)[1])')).toBe('m=video 4002 RTP/SAVP 96');
  });

  it.each(['x', '$var(x)', '$avp()', '', '$ru', 5, undefined])('%j is no AVP', (name) => {
    for (const fn of ['sdp_get', 'sdp_transport']) expect(sdp.call(sdp.at(HEAD + AUDIO), fn, name)).toBe(-1);
    expect(sdp.call(sdp.at(HEAD + AUDIO), 'sdp_get_line_startswith', name, 'm=')).toBe(-1);
  });
});

describe('removing lines', () => {
  const lines = (body: string, gone: (line: string) => boolean): string =>
    body
      .split('\r\n')
      .filter((line) => !gone(line))
      .join('\r\n');
  const BODY = `${HEAD}a=tool:x\r\n${AUDIO}${VIDEO}`;

  it.each<[string, string, number, string]>([
    ['a=', '', 8, lines(BODY, (line) => line.startsWith('a='))],
    ['a=', 'audio', 5, `${HEAD}a=tool:x\r\n${lines(AUDIO, (line) => line.startsWith('a='))}${VIDEO}`],
    ['a=', 'Video', 2, `${HEAD}a=tool:x\r\n${AUDIO}m=video 4002 RTP/SAVP 96\r\n`],
    ['a=', 'text', 0, BODY],
    ['m=', 'audio', 1, BODY.replace('m=audio 4000 RTP/AVP 0 8 96\r\n', '')],
    ['c', '', 1, BODY.replace('c=IN IP4 192.0.2.2\r\n', '')],
    ['c=', 'audio', 0, BODY],
    ['A=', '', 0, BODY],
    ['ool', '', 0, BODY],
    ['', '', 0, BODY],
  ])('%j in %j', (prefix, type, count, left) => {
    expect(sdp.edited(BODY, 'remove_line_by_prefix', prefix, type)).toEqual([count, left]);
  });

  it('in all parts', () => {
    const cx = sdp.at(parts(HEAD + AUDIO, HEAD + VIDEO), MIXED);
    expect(sdp.call(cx, 'remove_line_by_prefix', 'a=fmtp', '')).toBe(2);
    expect(bodyOf(cx)).toBe(parts(HEAD + AUDIO, HEAD + VIDEO).replaceAll(/a=fmtp.*\r\n/g, ''));
  });
});

describe('removing streams', () => {
  it.each<[string, string, number, string]>([
    [AUDIO + VIDEO, 'audio', 1, VIDEO],
    [AUDIO + VIDEO, 'VIDEO', 1, AUDIO],
    [VIDEO + AUDIO + VIDEO, 'video', 2, AUDIO],
    [AUDIO, 'audio', 1, ''],
    [AUDIO, 'vid', 0, AUDIO],
    [AUDIO, '', 0, AUDIO],
  ])('of %j the %s', (streams, type, count, left) => {
    expect(sdp.edited(HEAD + streams, 'remove_media', type)).toEqual([count, HEAD + left]);
  });

  it('in all parts; delimiters stay', () => {
    const cx = sdp.at(parts(HEAD + AUDIO + VIDEO, HEAD + VIDEO), MIXED);
    expect(sdp.call(cx, 'remove_media', 'video')).toBe(2);
    expect(bodyOf(cx)).toBe(parts(HEAD + AUDIO, HEAD));
  });

  it('what is left is as it was, byte for byte', () => {
    const line = fc.constantFrom('a=x', 'b=AS:64', 'c=IN IP4 198.51.100.1', 'i=\0\x01\xff', 'a=m=video', '', ' m=video');
    const stream = fc.record({ media: fc.constantFrom('audio', 'video', 'text'), lines: fc.array(line, { maxLength: 5 }) });
    const property = fc.property(
      fc.array(stream, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('\r\n', '\n'),
      (streams, end) => {
        const shown = streams.map((one) => [`m=${one.media} 1 RTP/AVP 0`, ...one.lines, ''].join(end));
        const left = shown.filter((_, i) => streams[i]!.media !== 'video');
        const result = sdp.edited(HEAD + shown.join(''), 'remove_media', 'video');
        expect(result).toEqual([shown.length - left.length, HEAD + left.join('')]);
      },
    );
    fc.assert(property, { numRuns: 100 });
  });
});
