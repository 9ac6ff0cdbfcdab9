import { describe, expect, it } from 'vitest';
import { AUDIO, HEAD, MIXED, Sdp, VIDEO, parts } from './message.ts';

const sdp = await Sdp.start();
const ask = (body: string, name: string, ...args: unknown[]): unknown => sdp.call(sdp.at(body), name, ...args);

describe('is there a description', () => {
  it.each<[string, string, string, unknown, unknown]>([
    // what, body, Content-Type, sdp_content, sdp_content_flags(1)
    ['SDP', HEAD + AUDIO, 'application/sdp', 1, 1],
    ['any case, parameters', HEAD + AUDIO, 'Application/SDP;a=b', 1, 1],
    ['no media', HEAD, 'application/sdp', -1, 1],
    ['garbage', 'garbage', 'application/sdp', -1, 1],
    ['no Content-Type', HEAD + AUDIO, '', -1, 1],
    ['another type', HEAD + AUDIO, 'text/plain', -1, -1],
    ['half a type', HEAD + AUDIO, 'application', -1, -1],
    ['no body', '', 'application/sdp', -1, -1],
    ['a part', parts(HEAD + AUDIO), MIXED, 1, 1],
    ['a broken part', parts('v=0\r\n'), MIXED, -1, 1],
    ['one broken of two', parts(HEAD + AUDIO, 'v=0\r\n'), MIXED, -1, 1],
    ['no such part', parts(), MIXED, -1, -1],
    ['no boundary', parts(HEAD + AUDIO), 'multipart/mixed', -1, 1],
    ['another multipart', parts(HEAD + AUDIO), 'multipart/alternative;boundary=b1', -1, -1],
  ])('%s', (_what, body, type, content, sloppy) => {
    const cx = sdp.at(body, type);
    expect(sdp.call(cx, 'sdp_content')).toBe(content);
    expect(sdp.call(cx, 'sdp_content_flags', 0)).toBe(content);
    expect(sdp.call(cx, 'sdp_content_flags', 1)).toBe(sloppy);
  });
});

// What each function says when there is none, and when it can not be read
describe.each([
  ['no body', '', 'application/sdp', 0],
  ['no such part', parts(), MIXED, 0],
  ['broken', HEAD, 'application/sdp', 1],
  ['another type', 'hi', 'text/plain', 1],
] as const)('%s', (_what, body, type, column) => {
  it.each<[string, unknown[], readonly [unknown, unknown]]>([
    ['sdp_get', ['$avp(x)'], [-2, -1]],
    ['sdp_get', ['$var(x)'], [-1, -1]],
    ['sdp_get_line_startswith', ['$avp(x)', 'v='], [-2, -1]],
    ['sdp_get_address_family', [], [-1, -1]],
    ['sdp_with_media', ['audio'], [0, -1]],
    ['sdp_with_active_media', ['audio'], [0, -1]],
    ['sdp_with_transport', ['RTP/AVP'], [-1, -1]],
    ['sdp_with_transport_like', ['RTP'], [-1, -1]],
    ['sdp_transport', ['$avp(x)'], [1, -1]],
    ['sdp_transport', ['x'], [-1, -1]],
    ['sdp_with_codecs_by_id', ['0'], [-1, -1]],
    ['sdp_with_codecs_by_name', ['PCMU'], [-1, -1]],
    ['sdp_with_ice', [], [-1, -1]],
    ['keep_codecs_by_id', ['0', ''], [-1, -1]],
    ['keep_codecs_by_name', ['PCMU', ''], [-1, -1]],
    ['remove_codecs_by_id', ['0', ''], [-1, -1]],
    ['remove_codecs_by_name', ['PCMU', ''], [-1, -1]],
    ['remove_line_by_prefix', ['a=', ''], [-1, -1]],
    ['remove_media', ['audio'], [0, -1]],
    ['sdp_iterator_start', ['i'], [-1, -1]],
    ['sdp_print', [1], [1, -1]],
  ])('%s %j', (name, args, results) => {
    const cx = sdp.at(body, type);
    expect(sdp.call(cx, name, ...args)).toBe(results[column]);
    expect(sdp.server.pv.get(cx, '$avp(x)')).toBeNull();
    expect(cx.message.edits.size).toBe(0);
  });
});

describe('streams', () => {
  it.each<[string, string, unknown, unknown]>([
    // description, media type, sdp_with_media, sdp_with_active_media
    [AUDIO, 'audio', 1, 1],
    [AUDIO, 'AuDiO', 1, 1],
    [AUDIO, 'video', 0, 0],
    [AUDIO, 'audi', 0, 0],
    [AUDIO, '', 0, 0],
    [AUDIO + VIDEO, 'video', 1, 1],
    ['m=audio 0 RTP/AVP 0\r\n', 'audio', 1, 0],
    ['m=audio 00 RTP/AVP 0\r\n', 'audio', 1, 0],
    ['m=audio 0/2 RTP/AVP 0\r\n', 'audio', 1, 0],
    ['m=audio 10 RTP/AVP 0\r\n', 'audio', 1, 1],
    [`m=audio 0 RTP/AVP 0\r\n${AUDIO}`, 'audio', 1, 1],
    ['m=audio 1 RTP/AVP 0\r\na=inactive\r\n', 'audio', 1, 0],
    ['m=audio 1 RTP/AVP 0\r\na=INACTIVE \r\n', 'audio', 1, 0],
    ['m=audio 1 RTP/AVP 0\na=inactive\n', 'audio', 1, 0],
    ['m=audio 1 RTP/AVP 0\r\na=inactivex\r\n', 'audio', 1, 1],
    ['m=audio 1 RTP/AVP 0\r\na=sendonly\r\n', 'audio', 1, 1],
    // the last one counts
    ['m=audio 1 RTP/AVP 0\r\na=inactive\r\na=sendrecv\r\n', 'audio', 1, 1],
    ['m=audio 1 RTP/AVP 0\r\na=sendrecv\r\na=inactive\r\n', 'audio', 1, 0],
    // of the session, or of another stream
    ['a=inactive\r\nm=audio 1 RTP/AVP 0\r\n', 'audio', 1, 1],
    [`${AUDIO}m=video 1 RTP/AVP 0\r\na=inactive\r\n`, 'audio', 1, 1],
  ])('%j with %j', (streams, type, media, active) => {
    expect(ask(HEAD + streams, 'sdp_with_media', type)).toBe(media);
    expect(ask(HEAD + streams, 'sdp_with_active_media', type)).toBe(active);
  });

  it.each<[string, unknown, unknown]>([
    // transport, sdp_with_transport, sdp_with_transport_like
    ['RTP/AVP', 1, 1],
    ['RTP/SAVP', 1, 1],
    ['rtp/savp', 1, -1],
    ['AVP', -1, 1],
    ['RTP/SAVPF', -1, -1],
    ['', -1, -1],
  ])('transport %j', (transport, equal, like) => {
    expect(ask(HEAD + AUDIO + VIDEO, 'sdp_with_transport', transport)).toBe(equal);
    expect(ask(HEAD + AUDIO + VIDEO, 'sdp_with_transport_like', transport)).toBe(like);
  });

  it.each<[string, unknown, unknown]>([
    [AUDIO, 1, 'RTP/AVP'],
    [`${AUDIO}m=video 1 rtp/avp 31\r\n`, 1, 'RTP/AVP'],
    [AUDIO + VIDEO, -2, null],
    ['m=image 1 udptl t38\r\n', 1, 'udptl'],
  ])('common transport of %j', (streams, result, value) => {
    const cx = sdp.at(HEAD + streams);
    expect(sdp.call(cx, 'sdp_transport', '$avp(t)')).toBe(result);
    expect(sdp.server.pv.get(cx, '$avp(t)')).toBe(value);
  });

  it('asks all descriptions of a multipart body', () => {
    const cx = sdp.at(parts(HEAD + AUDIO, HEAD + VIDEO), MIXED);
    expect(sdp.call(cx, 'sdp_with_media', 'video')).toBe(1);
    expect(sdp.call(cx, 'sdp_transport', '$avp(t)')).toBe(-2);
    expect(sdp.call(cx, 'sdp_with_codecs_by_id', '96')).toBe(1);
    expect(sdp.call(cx, 'sdp_with_codecs_by_id', '8')).toBe(2);
  });
});

describe('ICE and address family', () => {
  it.each<[string, unknown]>([
    [`${AUDIO}a=candidate:1 1 UDP 1 192.0.2.1 4000 typ host\r\n`, 1],
    [`a=candidate:1 1 UDP 1 192.0.2.1 4000 typ host\r\n${AUDIO}`, 1],
    [`${AUDIO}a=CANDIDATE:1 1 UDP 1 192.0.2.1 4000 typ host\r\n`, -1],
    [`${AUDIO}a=remote-candidates:1 192.0.2.1 4000\r\n`, -1],
    [`${AUDIO}a=ice-ufrag:x\r\na=end-of-candidates\r\n`, -1],
    [`${AUDIO}a=x a=candidate:1\r\n`, -1],
  ])('%j', (streams, result) => {
    expect(ask(HEAD + streams, 'sdp_with_ice')).toBe(result);
  });

  it.each<[string, unknown]>([
    [HEAD + AUDIO, 4],
    [HEAD.replace('c=IN IP4 192.0.2.2', 'c=IN IP6 2001:db8::1') + AUDIO, 6],
    [`${HEAD}${AUDIO}c=IN IP6 2001:db8::1\r\n`, 6],
    [HEAD.replace('c=IN IP4', 'c=IN IP5') + AUDIO, -1],
  ])('%j', (body, family) => {
    expect(ask(body, 'sdp_get_address_family')).toBe(family);
  });
});
