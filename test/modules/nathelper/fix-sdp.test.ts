import { beforeAll, describe, expect, it } from 'vitest';
import type { Arrival, TestServer } from '../../support/context.ts';
import { NAT, invite, leaving, natServer, type Parts } from './request.ts';

let server: TestServer;
let silent: TestServer;
beforeAll(async () => {
  server = await natServer();
  silent = await natServer({ append_sdp_oldmediaip: 0, nortpproxy_str: '' });
});

function sdp(...lines: string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}

const ONE = sdp('v=0', 'o=- 1 1 IN IP4 10.0.0.1', 's=-', 'c=IN IP4 10.0.0.1', 't=0 0', 'm=audio 4000 RTP/AVP 0');

/** @returns the result, and the body as it leaves */
function fix(body: string, flags: number, on: TestServer = silent, parts: Parts = {}, arrival: Arrival = NAT): [unknown, string] {
  const cx = on.context(invite({ body, ...parts }), arrival);
  const result = on.call(cx, 'nathelper.fix_nated_sdp', flags);
  return [result, bodyOf(leaving(cx))];
}

function bodyOf(text: string): string {
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}

describe('fix_nated_sdp, what is replaced (spec/nathelper.md 4.10)', () => {
  it.each([
    [0, 2, ONE],
    [16, 2, ONE],
    [2, 1, ONE.replace('c=IN IP4 10.0.0.1', 'c=IN IP4 203.0.113.77')],
    [8, 1, ONE.replace('o=- 1 1 IN IP4 10.0.0.1', 'o=- 1 1 IN IP4 203.0.113.77')],
    [10, 1, ONE.replaceAll('10.0.0.1', '203.0.113.77')],
  ])('flags %i', (flags, result, body) => {
    expect(fix(ONE, flags)).toEqual([result, body]);
  });

  it('replaces every c= line, and a=rtcp with either flag', () => {
    const body = sdp(
      'v=0',
      'c=IN IP4 10.0.0.1',
      'm=audio 1 RTP/AVP 0',
      'a=rtcp:2 IN IP4 10.0.0.2',
      'm=video 3 RTP/AVP 9',
      'c=IN IP4 10.0.0.3',
    );
    const all = body.replaceAll(/10\.0\.0\.\d/g, '203.0.113.77');
    expect(fix(body, 2)).toEqual([1, all]);
    expect(fix(body, 8)[1]).toBe(body.replace('10.0.0.2', '203.0.113.77'));
  });

  it.each([
    ['c=IN IP4 0.0.0.0', 'hold'],
    ['c=IN IP6 ::', 'hold in IPv6'],
    ['c=IN IP6 0:0:0:0:0:0:0:0', 'hold in IPv6, in full'],
    ['c=IN IP4 203.0.113.77', 'the source already'],
  ])('%s stays: %s', (line) => {
    const body = sdp('v=0', line, 'm=audio 1 RTP/AVP 0');
    expect(fix(body, 2, server)).toEqual([2, body]);
  });

  it.each([
    ['c=IN IP4 10.0.0.1/127/2', 'c=IN IP4 203.0.113.77'],
    ['c=IN IP4 host.example.com', 'c=IN IP4 203.0.113.77'],
    ['c=IN  IP4\t10.0.0.1 more', 'c=IN  IP4\t203.0.113.77 more'],
    ['c=IP4 10.0.0.1', 'c=IP4 203.0.113.77'],
    ['c=IN IP6 fd00::1', 'c=IN IP6 203.0.113.77'],
  ])('%s becomes %s', (line, fixed) => {
    expect(fix(sdp('v=0', line), 2)).toEqual([1, sdp('v=0', fixed)]);
  });

  it.each([
    ['c=IN IP4', 2],
    ['c=IN ip4 10.0.0.1', 2],
    ['c=', 2],
    ['o=- 1 1', 8],
  ])('%s: -1', (line, flags) => {
    const body = sdp('v=0', line);
    expect(fix(body, flags)).toEqual([-1, body]);
  });

  it('skips a=rtcp lines without an address', () => {
    const body = sdp('v=0', 'a=rtcp:4001', 'a=rtcp-mux', 'a=rtcp-fb:* nack', 'a=rtcp:2 IN IP4 10.0.0.1');
    expect(fix(body, 8)[1]).toBe(body.replace('10.0.0.1', '203.0.113.77'));
  });

  it('refuses lines of two families, and keeps what was done before', () => {
    const body = sdp('v=0', 'c=IN IP4 10.0.0.1', 'm=audio 1 RTP/AVP 0', 'c=IN IP6 fd00::1');
    expect(fix(body, 2)).toEqual([-1, body.replace('10.0.0.1', '203.0.113.77')]);
  });

  it('writes an IPv6 source without brackets', () => {
    const v6: Arrival = { src: { ip: '2001:db8::77', port: 5060, proto: 'udp' } };
    expect(fix(sdp('v=0', 'c=IN IP6 fd00::1'), 2, silent, {}, v6)).toEqual([1, sdp('v=0', 'c=IN IP6 2001:db8::77')]);
  });

  it('finds lines behind any line end', () => {
    const body = 'v=0\nc=IN IP4 10.0.0.1\rc=IN IP4 10.0.0.2\r\nc=IN IP4 10.0.0.3';
    expect(fix(body, 2)[1]).toBe(body.replaceAll(/10\.0\.0\.\d/g, '203.0.113.77'));
    expect(fix('c=IN IP4 10.0.0.1\r\n', 2)).toEqual([1, 'c=IN IP4 203.0.113.77\r\n']);
    expect(fix('v=0\r\nxc=IN IP4 10.0.0.1\r\n', 2)).toEqual([2, 'v=0\r\nxc=IN IP4 10.0.0.1\r\n']);
  });
});

describe('fix_nated_sdp, what is added', () => {
  it('keeps the old addresses', () => {
    const body = sdp('v=0', 'o=- 1 1 IN IP4 10.0.0.1', 'c=IN IP6 fd00::1', 'm=audio 1 RTP/AVP 0', 'a=rtcp:2 IN IP4 10.0.0.2');
    expect(fix(body, 2 | 8, server)).toEqual([
      1,
      sdp(
        'v=0',
        'o=- 1 1 IN IP4 203.0.113.77',
        'c=IN IP6 203.0.113.77',
        'm=audio 1 RTP/AVP 0',
        'a=rtcp:2 IN IP4 203.0.113.77',
        'a=oldmediaip:10.0.0.2',
        'a=oldmediaip6:fd00::1',
        'a=oldmediaip:10.0.0.1',
      ),
    ]);
  });

  it('adds directions and the marker', () => {
    const body = sdp('v=0', 'm=audio 1 RTP/AVP 0', 'a=x', 'm=video 2 RTP/AVP 9');
    expect(fix(body, 1, server)).toEqual([
      2,
      sdp('v=0', 'm=audio 1 RTP/AVP 0', 'a=x', 'a=direction:active', 'm=video 2 RTP/AVP 9', 'a=direction:active'),
    ]);
    expect(fix(body, 5, server)[1]).toBe(
      sdp(
        'v=0',
        'm=audio 1 RTP/AVP 0',
        'a=x',
        'a=direction:active',
        'm=video 2 RTP/AVP 9',
        'a=direction:active',
        'a=nortpproxy:yes',
      ),
    );
    expect(fix(body, 4)).toEqual([2, body]);
  });

  it('takes the marker without its line ends', async () => {
    const marked = await natServer({ nortpproxy_str: 'a=mark\r\n\n' });
    expect(fix(ONE, 4, marked)[1]).toBe(`${ONE}a=mark\r\n`);
  });

  it('sees no media section at the start or behind a single LF', () => {
    expect(fix('m=audio 1 RTP/AVP 0\r\nm=video 2 RTP/AVP 9\r\n', 1)[1]).toBe(
      'm=audio 1 RTP/AVP 0\r\nm=video 2 RTP/AVP 9\r\na=direction:active\r\n',
    );
    expect(fix('v=0\nm=audio 1 RTP/AVP 0\n', 1)).toEqual([2, 'v=0\nm=audio 1 RTP/AVP 0\n']);
  });

  it('sets Content-Length', () => {
    const cx = server.context(invite({ body: ONE }), NAT);
    server.call(cx, 'nathelper.fix_nated_sdp', 2);
    const text = leaving(cx);
    expect(text).toContain(`Content-Length: ${bodyOf(text).length}\r\n`);
    expect(bodyOf(text).length).not.toBe(ONE.length);
  });
});

describe('fix_nated_sdp, where the description is', () => {
  const BODY = sdp('v=0', 'c=IN IP4 10.0.0.1');
  const MULTIPART = [
    '--b',
    'Content-Type: text/plain',
    '',
    'c=IN IP4 10.9.9.9',
    '--b',
    'Content-Type: application/sdp',
    '',
    'v=0',
    'c=IN IP4 10.0.0.1',
    '--b--',
    '',
  ].join('\r\n');

  it('in the first SDP part', () => {
    const [result, body] = fix(MULTIPART, 2, server, { contentType: 'multipart/mixed;boundary="b"' });
    expect(result).toBe(1);
    expect(body).toBe(MULTIPART.replace('c=IN IP4 10.0.0.1', 'c=IN IP4 203.0.113.77\r\na=oldmediaip:10.0.0.1'));
  });

  it.each(['application/sdp', 'Application/SDP;x=y', 'application/sdp ;x'])('with type %s', (contentType) => {
    expect(fix(BODY, 2, silent, { contentType })[0]).toBe(1);
  });

  it.each([
    ['another type', { contentType: 'text/plain' }],
    ['another multipart', { contentType: 'multipart/alternative;boundary=b' }],
    ['no part that is one', { contentType: 'multipart/mixed;boundary=b' }],
    ['no boundary', { contentType: 'multipart/mixed' }],
    ['nothing', { body: '', contentType: 'application/sdp' }],
    ['line ends only', { body: '\r\n\r\n', contentType: 'application/sdp' }],
    ['less than announced', { contentLength: 999 }],
    ['announced as empty', { contentLength: 0 }],
  ])('not with %s', (_what, parts) => {
    expect(fix(BODY, 15, server, parts)[0]).toBe(-1);
  });

  it('without a type', () => {
    const text = invite({ body: BODY }).replace('Content-Type: application/sdp\r\n', '');
    const cx = server.context(text, NAT);
    expect(server.call(cx, 'nathelper.fix_nated_sdp', 2)).toBe(1);
  });

  it('not without a length', () => {
    const text = invite({ body: BODY }).replace(/Content-Length: \d+\r\n/, '');
    const cx = server.context(text, NAT);
    expect(server.call(cx, 'nathelper.fix_nated_sdp', 2)).toBe(-1);
  });
});

describe('fix_nated_sdp_ip', () => {
  function fixWith(ip: unknown): [unknown, string] {
    const cx = silent.context(invite({ body: sdp('v=0', 'c=IN IP4 10.0.0.1') }), NAT);
    return [silent.call(cx, 'nathelper.fix_nated_sdp_ip', 2, ip), bodyOf(leaving(cx))];
  }

  it.each([
    ['198.51.100.50', '198.51.100.50'],
    ['', '203.0.113.77'],
    [undefined, '203.0.113.77'],
    ['media.example.com', 'media.example.com'],
    ['0.0.0.0', '0.0.0.0'],
    ['ő', 'Å\u0091'],
  ])('%j', (ip, written) => {
    expect(fixWith(ip)).toEqual([1, sdp('v=0', `c=IN IP4 ${written}`)]);
  });

  it.each(['1.2.3.4\r\na=x', '1.2.3.4\n', '\r', '1\0'])('refuses %j (spec/security.md 4)', (ip) => {
    expect(fixWith(ip)).toEqual([-1, sdp('v=0', 'c=IN IP4 10.0.0.1')]);
  });
});
