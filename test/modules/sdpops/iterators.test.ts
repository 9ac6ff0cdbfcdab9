import type { RouteContext } from '../../../runtime/routing/context.ts';
import { describe, expect, it } from 'vitest';
import { AUDIO, HEAD, MIXED, Sdp, VIDEO, bodyOf, parts } from './message.ts';

const sdp = await Sdp.start();
const BODY = 'v=0\r\no=a 1 7 IN IP4 192.0.2.1\r\nc=IN IP4 192.0.2.2\r\nm=audio 1 RTP/AVP 0';

function walked(cx: RouteContext, name: string): unknown[] {
  const seen: unknown[] = [];
  while (sdp.call(cx, 'sdp_iterator_next', name) === 1) seen.push(sdp.call(cx, 'sdp_iterator_value', name));
  return seen;
}

describe('line iterators', () => {
  it('walk over the lines of the first description', () => {
    for (const cx of [sdp.at(HEAD + AUDIO), sdp.at(parts(HEAD + AUDIO, HEAD + VIDEO), MIXED)]) {
      expect(sdp.call(cx, 'sdp_iterator_start', 'i')).toBe(1);
      expect(sdp.call(cx, 'sdp_iterator_value', 'i')).toBeNull();
      const seen = walked(cx, 'i');
      expect(seen.join('')).toBe(HEAD + AUDIO);
      expect(seen).toHaveLength(11);
      expect(sdp.call(cx, 'sdp_iterator_value', 'i')).toBeNull();
      expect(sdp.call(cx, 'sdp_iterator_next', 'i')).toBe(-1);
      expect(sdp.call(cx, 'sdp_iterator_end', 'i')).toBe(1);
      expect(sdp.call(cx, 'sdp_iterator_end', 'i')).toBe(1);
      expect(sdp.call(cx, 'sdp_iterator_next', 'i')).toBe(-1);
      expect(sdp.call(cx, 'sdp_iterator_end', 'j')).toBe(-1);
    }
  });

  it('end each line at CRLF, LF or CR', () => {
    const cx = sdp.at('v=0\no=a 1 7 IN IP4 192.0.2.1\r\nc=IN IP4 192.0.2.2\rm=audio 1 RTP/AVP 0\n\n\r\r\n');
    sdp.call(cx, 'sdp_iterator_start', 'i');
    const lines = ['v=0\n', 'o=a 1 7 IN IP4 192.0.2.1\r\n', 'c=IN IP4 192.0.2.2\r', 'm=audio 1 RTP/AVP 0\n', '\n', '\r', '\r\n'];
    expect(walked(cx, 'i')).toEqual(lines);
  });

  it('can be read as $sdpitval', () => {
    const cx = sdp.at(BODY);
    sdp.call(cx, 'sdp_iterator_start', 'i');
    expect(sdp.server.pv.get(cx, '$sdpitval(i)')).toBeNull();
    sdp.call(cx, 'sdp_iterator_next', 'i');
    expect(sdp.server.pv.get(cx, '$sdpitval(i)')).toBe('v=0\r\n');
    expect(sdp.server.pv.get(cx, '$sdpitval(j)')).toBeNull();
  });

  it('begin on nothing where nothing can be read', () => {
    const cx = sdp.at('garbage');
    expect(sdp.call(cx, 'sdp_iterator_start', 'i')).toBe(-1);
    for (const name of ['next', 'rm']) expect(sdp.call(cx, `sdp_iterator_${name}`, 'i')).toBe(-1);
    for (const name of ['append', 'insert']) expect(sdp.call(cx, `sdp_iterator_${name}`, 'i', 'a=x\r\n')).toBe(-1);
    expect(sdp.call(cx, 'sdp_iterator_value', 'i')).toBeNull();
    expect(sdp.call(cx, 'sdp_iterator_end', 'i')).toBe(1);
    expect(bodyOf(cx)).toBe('garbage');
  });

  it.each<[string, number, unknown, string]>([
    // function, lines gone ahead, result, body
    ['rm', 0, -1, BODY],
    ['rm', 1, 1, BODY.slice(5)],
    ['rm', 3, 1, BODY.replace('c=IN IP4 192.0.2.2\r\n', '')],
    ['rm', 4, 1, BODY.slice(0, BODY.indexOf('m='))],
    ['rm', 5, -1, BODY],
    ['append', 0, -1, BODY],
    ['append', 1, 1, BODY.replace('v=0\r\n', 'v=0\r\na=new\r\n')],
    ['append', 4, 1, `${BODY}\r\na=new\r\n`],
    ['insert', 1, 1, `a=new\r\n${BODY}`],
    ['insert', 4, 1, BODY.replace('m=', 'a=new\r\nm=')],
    ['insert', 5, -1, BODY],
  ])('%s behind %i lines', (name, ahead, result, body) => {
    const cx = sdp.at(BODY);
    sdp.call(cx, 'sdp_iterator_start', 'i');
    for (let i = 0; i < ahead; i++) sdp.call(cx, 'sdp_iterator_next', 'i');
    expect(sdp.call(cx, `sdp_iterator_${name}`, 'i', ...(name === 'rm' ? [] : ['a=new\r\n']))).toBe(result);
    expect(bodyOf(cx)).toBe(body);
  });

  it('go on with the received lines behind an edit, and end when the message is rebuilt', () => {
    const cx = sdp.at(BODY);
    sdp.call(cx, 'sdp_iterator_start', 'i');
    sdp.call(cx, 'sdp_iterator_next', 'i');
    expect(sdp.call(cx, 'sdp_iterator_rm', 'i')).toBe(1);
    expect(sdp.call(cx, 'sdp_iterator_insert', 'i', '')).toBe(1);
    sdp.call(cx, 'sdp_iterator_next', 'i');
    expect(sdp.call(cx, 'sdp_iterator_value', 'i')).toBe('o=a 1 7 IN IP4 192.0.2.1\r\n');
    expect(sdp.call(cx, 'sdp_iterator_append', 'i', 's=\u20ac\r\n')).toBe(1);
    expect(sdp.server.call(cx, 'textopsx.msg_apply_changes')).toBe(1);
    expect(sdp.call(cx, 'sdp_iterator_next', 'i')).toBe(-1);
    expect(bodyOf(cx)).toBe('o=a 1 7 IN IP4 192.0.2.1\r\ns=\xe2\x82\xac\r\nc=IN IP4 192.0.2.2\r\nm=audio 1 RTP/AVP 0');
  });
});
