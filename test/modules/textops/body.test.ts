import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testServer } from '../../support/context.ts';
import { leaving, lines, message } from '../textopsx/message.ts';

const server = await testServer({ modules: ['textops', 'textopsx', 'sl'] });
const SDP = 'Content-Type: application/sdp';
const contextOf = (...args: Parameters<typeof message>): ReturnType<typeof server.context> => server.context(message(...args));

function bodyOf(cx: ReturnType<typeof server.context>): string {
  const text = leaving(cx);
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}

describe('has_body', () => {
  it.each([
    ['a body', [], 'x', 1],
    ['none', [], '', -1],
    ['a length of 0 with a body', ['Content-Length: 0'], 'x', -1],
    ['a body of a type', [SDP], 'v=0', 1],
    ['a type and no body', [SDP], '', -1],
  ] as const)('%s: %i', (_name, fields, body, result) => {
    expect(server.call(contextOf([...fields], body), 'textops.has_body')).toBe(result);
  });

  it('is about the message as it came', () => {
    const cx = contextOf([], 'x');
    server.call(cx, 'textopsx.remove_body');
    expect(server.call(cx, 'textops.has_body')).toBe(1);
    server.call(cx, 'textopsx.msg_apply_changes');
    expect(server.call(cx, 'textops.has_body')).toBe(-1);
  });
});

describe('has_body_type', () => {
  it.each([
    [SDP, 'application/sdp', 1],
    [SDP, 'Application/SDP', 1],
    [SDP, 'application/isup', -1],
    [SDP, '', 1],
    [SDP, null, 1],
    [SDP, 'application', -1],
    [SDP, 'application/*', -1],
    [SDP, 'application/sdp;charset=x', -1],
    ['c: application/sdp', 'application/sdp', 1],
    ['Content-Type: application/sdp;charset=utf-8', 'application/sdp', 1],
    ['Content-Type: application/sdp ; charset=utf-8', 'application/sdp', 1],
    ['Content-Type: multipart/mixed;boundary=x', 'multipart/mixed', 1],
    ['Content-Type: multipart/mixed;boundary=x', 'application/sdp', -1],
    ['Content-Type:', 'application/sdp', -1],
    ['X-None: 1', 'application/sdp', 1],
    ['X-None: 1', 'text/plain', -1],
  ])('%s, %s: %i', (field, type, result) => {
    expect(server.call(contextOf([field], 'v=0'), 'textops.has_body_type', type)).toBe(result);
  });

  it.each(['application/sdp', '', 'text/plain'])('nothing without a body: %j', (type) => {
    expect(server.call(contextOf([SDP], ''), 'textops.has_body_type', type)).toBe(-1);
  });
});

describe('set_body', () => {
  it.each([
    ['there was none', [], ''],
    ['there was one without a type', [], 'old'],
    ['there was one of another type', ['Content-Type: text/html'], 'old'],
    ['its type was written short', ['c: text/html'], 'old'],
    ['it had two types', ['Content-Type: text/html', 'c: text/xml'], 'old'],
    ['its type was the same', ['Content-Type: text/plain'], 'old'],
    ['there was a type only', ['Content-Type: text/plain'], ''],
  ] as const)('%s', (_name, fields, body) => {
    const cx = contextOf([...fields], body);
    expect(server.call(cx, 'textops.set_body', 'new body', 'text/plain')).toBe(1);
    expect(bodyOf(cx)).toBe('new body');
    expect([...lines(cx, 'Content-Type'), ...lines(cx, 'c')]).toEqual(['text/plain']);
    expect(lines(cx, 'Content-Length')).toEqual(['8']);
    expect(cx.message.fault).toBe('');
  });

  it.each([
    ['', 'text/plain'],
    [null, 'text/plain'],
    ['new', ''],
    ['new', 'text/plain\r\nX-N: 1'],
    ['new', 'text/plain\n'],
    ['new', 'text/plain\0'],
    ['new', null],
  ])('%j of type %j is refused', (text, type) => {
    const cx = contextOf([SDP], 'old');
    expect(server.call(cx, 'textops.set_body', text, type)).toBe(-1);
    expect(bodyOf(cx)).toBe('old');
    expect(lines(cx, 'Content-Type')).toEqual(['application/sdp']);
  });

  it('the last one stays', () => {
    const cx = contextOf([SDP], 'old');
    server.call(cx, 'textops.set_body', 'first', 'text/plain');
    server.call(cx, 'textops.set_body', 'second one', 'text/html');
    expect(bodyOf(cx)).toBe('second one');
    expect(lines(cx, 'Content-Type')).toEqual(['text/html']);
    server.call(cx, 'textops.set_body', 'third', 'application/sdp');
    expect(bodyOf(cx)).toBe('third');
    expect(lines(cx, 'Content-Type')).toEqual(['application/sdp']);
    expect(lines(cx, 'Content-Length')).toEqual(['5']);
  });

  it('takes the place of what was changed in the old one', () => {
    const cx = contextOf([SDP], 'one two');
    server.call(cx, 'textops.replace_body_all', '[a-z]', 'X');
    server.call(cx, 'textops.search_append_body', 'two', '!');
    server.call(cx, 'textops.set_body', 'new', 'application/sdp');
    expect(bodyOf(cx)).toBe('new');
  });

  it('goes when the body is removed', () => {
    const cx = contextOf([SDP], 'old');
    server.call(cx, 'textops.set_body', 'new', 'application/sdp');
    expect(server.call(cx, 'textopsx.remove_body')).toBe(1);
    expect(bodyOf(cx)).toBe('');
    expect(lines(cx, 'Content-Length')).toEqual(['0']);
  });

  it('can follow on a removed body', () => {
    const cx = contextOf([SDP], 'old');
    server.call(cx, 'textopsx.remove_body');
    server.call(cx, 'textops.set_body', 'new', 'application/sdp');
    expect(bodyOf(cx)).toBe('new');
  });

  it('shows after msg_apply_changes', () => {
    const cx = contextOf([], '');
    server.call(cx, 'textops.set_body', 'v=0\r\n', 'application/sdp');
    expect(server.call(cx, 'textops.has_body')).toBe(-1);
    server.call(cx, 'textopsx.msg_apply_changes');
    expect(server.call(cx, 'textops.has_body_type', 'application/sdp')).toBe(1);
    expect(server.pv.get(cx, '$rb')).toBe('v=0\r\n');
  });

  it('leaves any text as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ maxLength: 10 }), (text, before) => {
        const cx = contextOf([SDP], before);
        expect(server.call(cx, 'textops.set_body', text, 'text/plain')).toBe(1);
        const body = bodyOf(cx);
        expect(lines(cx, 'Content-Length')).toEqual([String(body.length)]);
        expect(body === text || Buffer.from(body, 'latin1').toString('utf8') === text).toBe(true);
      }),
    );
  });

  it('works in replies', () => {
    const cx = server.context(message([], '', 'SIP/2.0 200 OK'), { kind: 'reply' });
    expect(server.call(cx, 'textops.set_body', 'x', 'text/plain')).toBe(1);
    expect(leaving(cx)).toMatch(/^SIP\/2\.0 200 OK\r\n[^]*Content-Length: 1\r\nContent-Type: text\/plain\r\n\r\nx$/);
  });
});

describe('set_body_hex', () => {
  it.each([
    ['7630', 'v0', 1],
    ['00FF', '\0\xff', 1],
    ['763', 'old', -1],
    ['', 'old', -1],
    ['xx', 'old', -1],
  ])('%j', (hex, body, result) => {
    const cx = contextOf([SDP], 'old');
    expect(server.call(cx, 'textops.set_body_hex', hex, 'application/sdp')).toBe(result);
    expect(bodyOf(cx)).toBe(body);
  });
});

describe('set_reply_body', () => {
  it.each([
    ['set_reply_body', 'why not', 'why not'],
    ['set_reply_body_hex', '776879', 'why'],
  ])('%s', (name, text, body) => {
    const cx = contextOf([SDP], 'v=0');
    expect(server.call(cx, `textops.${name}`, text, 'text/plain')).toBe(1);
    expect(bodyOf(cx)).toBe('v=0');
    server.call(cx, 'sl.send_reply', 488, 'Not Acceptable Here');
    const sent = server.sent.at(-1)!.text;
    expect(sent).toMatch(/^SIP\/2\.0 488 Not Acceptable Here\r\n/);
    expect(sent).toContain('\r\nContent-Type: text/plain\r\n');
    expect(sent).toContain(`\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });

  it('stays the first one', () => {
    const cx = contextOf();
    expect(server.call(cx, 'textops.set_reply_body', 'a', 'text/plain')).toBe(1);
    expect(server.call(cx, 'textops.set_reply_body', 'b', 'text/plain')).toBe(-1);
    expect(cx.replyBody).toEqual({ type: 'text/plain', text: 'a' });
  });

  it.each([
    ['set_reply_body', '', 'text/plain'],
    ['set_reply_body', 'a', ''],
    ['set_reply_body', 'a', 'text/plain\r\nX-N: 1'],
    ['set_reply_body_hex', '', 'text/plain'],
    ['set_reply_body_hex', '6', 'text/plain'],
    ['set_reply_body_hex', '61', 'a\nb'],
  ])('%s %j %j is refused', (name, text, type) => {
    const cx = contextOf();
    expect(server.call(cx, `textops.${name}`, text, type)).toBe(-1);
    expect(cx.replyBody).toBeNull();
  });
});

describe('is_audio_on_hold', () => {
  const held = (...sdp: string[]): unknown =>
    server.call(contextOf([SDP], ['v=0', 'o=- 1 1 IN IP4 h', 's=-', ...sdp, ''].join('\r\n')), 'textops.is_audio_on_hold');
  const AUDIO = 'm=audio 4000 RTP/AVP 0';
  const VIDEO = 'm=video 4002 RTP/AVP 31';

  it.each([
    ['a null address of the session', ['c=IN IP4 0.0.0.0', AUDIO], 1],
    ['a null address of the stream', ['c=IN IP4 192.0.2.1', AUDIO, 'c=IN IP4 0.0.0.0'], 1],
    ['another address', ['c=IN IP4 192.0.2.1', AUDIO], -1],
    ['an address that begins like it', ['c=IN IP4 0.0.0.01', AUDIO], -1],
    ['sendonly', ['c=IN IP4 192.0.2.1', AUDIO, 'a=sendonly'], 2],
    ['inactive', ['c=IN IP4 192.0.2.1', AUDIO, 'a=inactive'], 2],
    ['recvonly', ['c=IN IP4 192.0.2.1', AUDIO, 'a=recvonly'], -1],
    ['sendrecv', ['c=IN IP4 192.0.2.1', AUDIO, 'a=sendrecv'], -1],
    ['sendonly of the session', ['c=IN IP4 192.0.2.1', 'a=sendonly', AUDIO], 2],
    ['the session holds a stream that is not', ['c=IN IP4 192.0.2.1', 'a=sendonly', AUDIO, 'a=sendrecv'], 2],
    ['a stream that is held, the session not', ['c=IN IP4 192.0.2.1', 'a=sendrecv', AUDIO, 'a=inactive'], 2],
    ['the last of two', ['c=IN IP4 192.0.2.1', AUDIO, 'a=sendrecv', 'a=INACTIVE '], 2],
    ['the last of two, not held', ['c=IN IP4 192.0.2.1', AUDIO, 'a=inactive', 'a=sendrecv'], -1],
    ['the second audio stream', ['c=IN IP4 192.0.2.1', AUDIO, AUDIO, 'a=sendonly'], 2],
    ['a null address of IPv6', ['c=IN IP6 0.0.0.0', AUDIO], -1],
    ['other attributes', ['c=IN IP4 192.0.2.1', AUDIO, 'a=rtpmap:0 PCMU/8000', 'a=sendonly'], 2],
    ['an attribute that begins like it', ['c=IN IP4 192.0.2.1', AUDIO, 'a=sendonlyx'], -1],
    ['held video, and audio', ['c=IN IP4 192.0.2.1', AUDIO, VIDEO, 'a=sendonly'], -1],
    ['held audio behind video', ['c=IN IP4 192.0.2.1', VIDEO, AUDIO, 'a=sendonly'], 2],
    ['held video only', ['c=IN IP4 192.0.2.1', VIDEO, 'a=sendonly'], -1],
    ['a null address for video', ['c=IN IP4 192.0.2.1', AUDIO, VIDEO, 'c=IN IP4 0.0.0.0'], -1],
    ['no stream', ['c=IN IP4 0.0.0.0'], -1],
  ] as const)('%s: %i', (_name, sdp, result) => {
    expect(held(...sdp)).toBe(result);
  });

  it.each([
    ['no body', [SDP], ''],
    ['another type', ['Content-Type: text/plain'], `v=0\r\nc=IN IP4 0.0.0.0\r\n${AUDIO}\r\n`],
  ])('%s', (_name, fields, body) => {
    expect(server.call(contextOf(fields, body), 'textops.is_audio_on_hold')).toBe(-1);
  });

  it('looks at the SDP of a multipart body', () => {
    const part = `--b\r\n${SDP}\r\n\r\nv=0\r\nc=IN IP4 0.0.0.0\r\n${AUDIO}\r\n--b--\r\n`;
    expect(server.call(contextOf(['Content-Type: multipart/mixed;boundary=b'], part), 'textops.is_audio_on_hold')).toBe(1);
  });

  it('no body makes it throw', () => {
    const line = fc.constantFrom('v=0', 'c=', 'c=IN', 'c=IN IP4 0.0.0.0', 'm=', 'm=audio', AUDIO, 'a=', 'a=sendonly', '', 'x');
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\r\n', '\n', '\r'), (all, by) => {
        const result = server.call(contextOf([SDP], all.join(by)), 'textops.is_audio_on_hold');
        expect([1, 2, -1]).toContain(result);
      }),
    );
  });
});
