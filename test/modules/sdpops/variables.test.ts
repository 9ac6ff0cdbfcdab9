import { describe, expect, it } from 'vitest';
import { AUDIO, HEAD, MIXED, Sdp, VIDEO, bodyOf, parts } from './message.ts';

const sdp = await Sdp.start();

describe('$sdp', () => {
  const RICH = `${VIDEO}b=AS:64\r\nb=RR:800 x\r\na=rtcp:4003 IN IP4 192.0.2.9\r\n`;
  it.each<[string, string | number | null, string | number | null]>([
    // name, audio alone, audio and a video stream with more lines
    ['body', HEAD + AUDIO, HEAD + AUDIO + RICH],
    ['raw', HEAD + AUDIO, HEAD + AUDIO + RICH],
    ['sess_version', 7, 7],
    ['sess-version', 7, 7],
    ['c:ip', '192.0.2.2', '192.0.2.2'],
    ['c:af', 2, 2],
    ['o:ip', '192.0.2.1', '192.0.2.1'],
    ['m0:raw', AUDIO, RICH],
    ['m0:rtp:port', '4000', '4002'],
    ['m0:rtcp:port', null, '4003'],
    ['m0:b:AS', null, '64'],
    ['m0:b:RR', null, '800'],
    ['m0:b:RS', null, null],
    ['m1:raw', null, null],
    ['x', null, null],
    ['constructor', null, null],
  ])('(%s)', (name, one, two) => {
    expect(sdp.server.pv.get(sdp.at(HEAD + AUDIO), `$sdp(${name})`)).toBe(one);
    expect(sdp.server.pv.get(sdp.at(HEAD + AUDIO + RICH), `$sdp(${name})`)).toBe(two);
    // the first of several, none where nothing can be read
    expect(sdp.server.pv.get(sdp.at(parts(HEAD + AUDIO, VIDEO.slice(0, 0) + HEAD + RICH), MIXED), `$sdp(${name})`)).toBe(one);
    for (const body of ['', 'garbage', HEAD]) expect(sdp.server.pv.get(sdp.at(body), `$sdp(${name})`)).toBeNull();
  });

  it('tells the family of IPv6', () => {
    const cx = sdp.at(`${HEAD}${AUDIO}c=IN IP6 2001:db8::5\r\n`);
    expect(sdp.server.pv.get(cx, '$sdp(c:af)')).toBe(10);
    expect(sdp.server.pv.get(cx, '$sdp(c:ip)')).toBe('2001:db8::5');
  });
});

describe('version of the session', () => {
  const body = (version: string): string => HEAD.replace(' 7 ', ` ${version} `) + AUDIO;

  it.each<[string, unknown, unknown, boolean, string | null]>([
    // as received, value read, value written, is it taken, what leaves
    ['7', 7, -1, true, '8'],
    ['7', 7, 0, true, '0'],
    ['7', 7, 77, true, '77'],
    ['2890844526', 2890844526, -1, true, '2890844527'],
    ['007', 7, -1, true, '8'],
    ['9007199254740990', 9007199254740990, -1, true, '9007199254740991'],
    ['9007199254740991', 9007199254740991, -1, false, null],
    ['18446744073709551616', null, -1, false, null],
    ['7', 7, -2, false, null],
    ['7', 7, 1.5, false, null],
    ['7', 7, '12', false, null],
    ['7', 7, null, false, null],
    ['x', null, 5, false, null],
    ['-5', null, -1, false, null],
    ['1e3', null, -1, false, null],
  ])('%s: read %j, write %j', (version, value, written, taken, left) => {
    for (const name of ['$sdp(sess_version)', '$sdp(sess-version)']) {
      const cx = sdp.at(body(version));
      expect(sdp.server.pv.set(cx, name, written as number)).toBe(taken);
      expect(sdp.server.pv.get(cx, name)).toBe(value);
      expect(bodyOf(cx)).toBe(body(left ?? version));
    }
  });

  it('a second value replaces the first', () => {
    const cx = sdp.at(body('7'));
    for (const value of [5, -1, 99]) expect(sdp.server.pv.set(cx, '$sdp(sess_version)', value)).toBe(true);
    expect(bodyOf(cx)).toBe(body('99'));
    sdp.server.call(cx, 'textopsx.msg_apply_changes');
    expect(sdp.server.pv.set(cx, '$sdp(sess_version)', -1)).toBe(true);
    expect(bodyOf(cx)).toBe(body('100'));
  });

  it('nothing else can be written', () => {
    for (const name of ['body', 'c:ip', 'm0:raw', 'x']) {
      const cx = sdp.at(body('7'));
      expect(sdp.server.pv.set(cx, `$sdp(${name})`, 'v=0\r\n')).toBe(false);
      expect(sdp.server.pv.set(cx, `$sdp(${name})`, 1)).toBe(false);
      expect(bodyOf(cx)).toBe(body('7'));
    }
    for (const broken of ['', 'garbage', HEAD]) expect(sdp.server.pv.set(sdp.at(broken), '$sdp(sess_version)', 1)).toBe(false);
  });
});
