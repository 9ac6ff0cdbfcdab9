import { beforeEach, describe, expect, it } from 'vitest';
import type { LogLevel } from '../../../runtime/routing/logger.ts';
import { AUDIO, HEAD, MIXED, Sdp, VIDEO, parts } from './message.ts';

let sdp: Sdp;
beforeEach(async () => {
  sdp = await Sdp.start();
});

describe('sdp_print', () => {
  it.each<[unknown, LogLevel]>([
    [-9, 'error'],
    [-1, 'error'],
    [0, 'warn'],
    [1, 'notice'],
    [2, 'info'],
    [3, 'debug'],
    [9, 'debug'],
  ])('%i logs at %s', (level, name) => {
    expect(sdp.call(sdp.at(HEAD + AUDIO), 'sdp_print', level)).toBe(1);
    expect(sdp.server.log.lines.map((line) => line.level)).toEqual([name]);
  });

  it('tells what was read of each description', () => {
    sdp.call(
      sdp.at(parts(HEAD + AUDIO + VIDEO, HEAD.replace('192.0.2.2', '2001:db8::2').replace('IP4 2', 'IP6 2') + AUDIO), MIXED),
      'sdp_print',
      2,
    );
    expect(sdp.server.log.lines.map(({ bindings }) => bindings)).toEqual([
      {
        origin: '192.0.2.1',
        streams: 2,
        media: 'audio 4000 RTP/AVP 0 8 96 to 192.0.2.2; video 4002 RTP/SAVP 96 to 192.0.2.2',
      },
      { origin: '192.0.2.1', streams: 1, media: 'audio 4000 RTP/AVP 0 8 96 to 2001:db8::2' },
    ]);
  });

  it('shows 32 streams and 32 payload types of each, however many there are', () => {
    const many = `m=audio 1 RTP/AVP${' 0'.repeat(1000)}\r\n`.repeat(40);
    sdp.call(sdp.at(HEAD + many), 'sdp_print', 2);
    const { streams, media } = sdp.server.log.lines[0]!.bindings!;
    expect([streams, String(media).split('; ').length, String(media).split(' 0').length - 1]).toEqual([40, 32, 32 * 32]);
  });
});
