import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HEAD, MIXED, Sdp, bodyOf, parts } from './message.ts';

const sdp = await Sdp.start();

const CALLS: readonly (readonly [string, ...unknown[]])[] = [
  ['sdp_content'],
  ['sdp_content_flags', 1],
  ['sdp_get', '$avp(x)'],
  ['sdp_get_line_startswith', '$avp(x)', 'zz'],
  ['sdp_get_address_family'],
  ['sdp_with_media', 'nothing'],
  ['sdp_with_active_media', 'audio'],
  ['sdp_with_transport', 'nothing'],
  ['sdp_with_transport_like', 'nothing'],
  ['sdp_transport', '$avp(x)'],
  ['sdp_with_ice'],
  ['sdp_with_codecs_by_id', '0,8'],
  ['sdp_with_codecs_by_name', 'PCMU,opus'],
  ['keep_codecs_by_id', '8', ''],
  ['remove_codecs_by_id', '0', ''],
  ['keep_codecs_by_name', 'opus', ''],
  ['remove_codecs_by_name', 'PCMU', 'audio'],
  ['remove_line_by_prefix', 'a=', ''],
  ['remove_line_by_prefix', 'a', 'audio'],
  ['remove_media', 'audio'],
  ['sdp_iterator_start', 'i'],
  ['sdp_iterator_next', 'i'],
  ['sdp_iterator_rm', 'i'],
  ['sdp_print', 1],
];

/** Milliseconds that all functions take on a body. */
function all(body: string, type: string): number {
  const started = performance.now();
  for (const [name, ...args] of CALLS) {
    const cx = sdp.at(body, type);
    sdp.call(cx, name, ...args);
    bodyOf(cx);
  }
  return performance.now() - started;
}

const SIZE = 64_000;
const filled = (piece: string): string => piece.repeat(Math.ceil(SIZE / piece.length)).slice(0, SIZE);

describe('64 kB of', () => {
  it.each<[string, string, string]>([
    ['streams', HEAD + filled('m=audio 1 RTP/AVP 0\r\n'), ''],
    ['streams without line end in front', filled('m=audio 1 RTP/AVP 0 m='), ''],
    ['lines without media', HEAD + filled('a=x\r\n'), ''],
    ['attributes of one stream', `${HEAD}m=audio 1 RTP/AVP 0 8\r\n${filled('a=rtpmap:0 PCMU/8000\r\n')}`, ''],
    ['payload types', `${HEAD}m=audio 1 RTP/AVP${filled(' 0')}\r\n`, ''],
    ['different payload types', `${HEAD}m=audio 1 RTP/AVP ${Array.from({ length: 10_000 }, (_, i) => i).join(' ')}\r\n`, ''],
    ['blanks', `${HEAD}m=audio${filled(' ')}\r\n`, ''],
    ['one line', `${HEAD}m=audio 1 RTP/AVP 0\r\na=${filled('x')}`, ''],
    ['colons', `${HEAD}m=audio 1 RTP/AVP 0\r\na=${filled(':')}\r\n`, ''],
    ['attributes without value', `${HEAD}m=audio 1 RTP/AVP 0\r\n${filled('a=')}`, ''],
    ['line ends', `${HEAD}m=audio 1 RTP/AVP 0\r\n${filled('\r\n')}`, ''],
    ['CR', `${HEAD}m=audio 1 RTP/AVP 0\r\n${filled('\r')}`, ''],
    ['NUL', `${HEAD}m=audio 1 RTP/AVP 0\r\n${filled('\0')}`, ''],
    ['no line end', filled('v=0o=c=m='), ''],
    ['origins', `v=0\r\n${filled('o=x\r\n')}`, ''],
    ['connections', `${HEAD}m=audio 1 RTP/AVP 0\r\n${filled('c=x\r\n')}`, ''],
    ['connections in front of streams', HEAD + filled('c=IN IP4 1.1.1.1\r\nm=audio 1 RTP/AVP 0\r\n'), ''],
    ['delimiters', parts(`${HEAD}m=audio 1 RTP/AVP 0\r\n`) + filled('--b1\r\n'), MIXED],
    ['nearly delimiters', parts(`${HEAD}m=audio 1 RTP/AVP 0\r\n${filled('--b1x\r\n')}`), MIXED],
    ['parts', filled(`--b1\r\nContent-Type: application/sdp\r\n\r\n${HEAD}m=audio 1 RTP/AVP 0\r\n`), MIXED],
  ])('%s: all functions take a moment', (_what, body, type) => {
    const kind = type === '' ? 'application/sdp' : type;
    // some 0.1 s; one quadratic step in each of 24 calls is 4 * 10^9 of them
    expect(all(body, kind)).toBeLessThan(5_000);
  });
});

describe('whatever comes', () => {
  const piece = fc.constantFrom(
    'v=0',
    'o=a 1 1 IN IP4 192.0.2.1',
    'c=IN IP4 192.0.2.1',
    'c=',
    'm=audio 1 RTP/AVP 0 8',
    'm=video 0 RTP/SAVP 96',
    'm=',
    'a=rtpmap:0 PCMU/8000',
    'a=fmtp:0 ',
    'a=',
    '\r\n',
    '\n',
    '\r',
    '\0',
    ' ',
    '--b1\r\n',
    '--b1--',
    'Content-Type: application/sdp\r\n\r\n',
    HEAD,
    '\xff',
  );
  const body = fc.oneof(
    fc.array(piece, { maxLength: 30 }).map((all) => all.join('')),
    fc.array(piece, { maxLength: 30 }).map((all) => HEAD + all.join('\r\n')),
  );

  it('nothing throws, and each result is one that is documented', () => {
    const property = fc.property(body, fc.constantFrom('application/sdp', MIXED, ''), (text, type) => {
      for (const [name, ...args] of CALLS) {
        const result = sdp.call(sdp.at(text, type), name, ...args);
        expect(typeof result === 'number' && Number.isInteger(result) && result >= -2).toBe(true);
      }
      for (const name of ['body', 'sess_version', 'c:ip', 'c:af', 'm0:raw', 'm0:rtcp:port'])
        sdp.server.pv.get(sdp.at(text, type), `$sdp(${name})`);
    });
    fc.assert(property, { numRuns: 150 });
  });

  it('what an edit leaves is the text with parts taken out', () => {
    const edits = CALLS.filter(([name]) => name.startsWith('keep') || name.startsWith('remove'));
    const property = fc.property(
      body,
      fc.constantFrom(...edits),
      fc.constantFrom('application/sdp', MIXED),
      (text, [name, ...args], type) => {
        const cx = sdp.at(text, type);
        const result = sdp.call(cx, name, ...args);
        const left = bodyOf(cx);
        let at = 0;
        for (let i = 0; i < text.length && at < left.length; i++) if (text[i] === left[at]) at++;
        expect(at).toBe(left.length);
        if (result === -1) expect(left).toBe(text);
      },
    );
    fc.assert(property, { numRuns: 300 });
  });
});

describe('arguments of another type', () => {
  it.each(CALLS.filter(([, ...args]) => args.length > 0).map(([name]) => name))('%s', (name) => {
    for (const wrong of [undefined, null, {}, [], () => 1, Symbol('x'), NaN]) {
      const cx = sdp.at(`${HEAD}m=audio 1 RTP/AVP 0\r\n`);
      expect(typeof sdp.call(cx, name, wrong, wrong)).toBe('number');
    }
  });
});
