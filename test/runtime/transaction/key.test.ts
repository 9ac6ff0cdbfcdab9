import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import type { SipMessage } from '../../../runtime/sip/message.ts';
import { KeyMaker, matchesKey, placeOf } from '../../../runtime/transaction/key.ts';

function request(via: string, callId: string = 'call-1', method: string = 'INVITE'): SipMessage {
  return parseMessage(
    [
      `${method} sip:bob@example.org SIP/2.0`,
      `Via: ${via}`,
      'From: <sip:alice@example.org>;tag=a1',
      'To: <sip:bob@example.org>;tag=b1',
      `Call-ID: ${callId}`,
      `CSeq: 7 ${method}`,
      '',
      '',
    ].join('\r\n'),
  )!;
}

const VIA = 'SIP/2.0/UDP Host.example.org:5070;branch=z9hG4bK1';
const keys = new KeyMaker();

describe('the key of a server transaction (RFC 3261 17.2.3)', () => {
  it('is the branch where it has the cookie, with sent-by, Call-ID, CSeq number and method', () => {
    expect(keys.make(request(VIA))).toEqual({
      place: 'z9hG4bK1',
      method: 'INVITE',
      callId: 'call-1',
      cseq: 7,
      host: 'Host.example.org',
      port: 5070,
      old: null,
    });
  });

  it('is more for a peer of RFC 2543', () => {
    expect(keys.make(request('SIP/2.0/UDP 192.0.2.1;branch=1'))).toEqual({
      place: ' call-1',
      method: 'INVITE',
      callId: 'call-1',
      cseq: 7,
      host: '192.0.2.1',
      port: 5060,
      old: { requestUri: 'sip:bob@example.org', fromTag: 'a1', toTag: 'b1', via: 'SIP/2.0/UDP 192.0.2.1;branch=1' },
    });
  });

  it.each([
    [VIA, 'call-1', 'z9hG4bK1'],
    ['SIP/2.0/UDP 192.0.2.1;branch=1', 'call-1', ' call-1'],
    ['SIP/2.0/UDP 192.0.2.1', 'call-1', ' call-1'],
    ['SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK', 'call-1', ' call-1'],
    ['SIP/2.0/UDP 192.0.2.1', 'z9hG4bK1', ' z9hG4bK1'],
  ])('%s and Call-ID %s stand at %j', (via, callId, place) => {
    expect(placeOf(request(via, callId))).toBe(place);
    expect(keys.make(request(via, callId)).place).toBe(place);
  });

  it('holds octets as they are, whatever their number', () => {
    const octets = fc.string({
      unit: fc.integer({ min: 0x21, max: 0xff }).map((n) => String.fromCharCode(n)),
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(octets, (callId) => {
        const message = request(VIA, callId);
        expect(keys.make(message).callId).toBe(message.callId);
        expect(matchesKey(keys.make(message), message, '')).toBe(true);
      }),
    );
    const long = request(VIA, 'x'.repeat(10_000));
    expect(keys.make(long).callId).toBe(long.callId);
  });

  it('matches its own request, and none of another Call-ID', () => {
    for (const via of [VIA, 'SIP/2.0/UDP 192.0.2.1;branch=1', 'SIP/2.0/UDP 192.0.2.1']) {
      const message = request(via);
      expect(matchesKey(keys.make(message), message, '')).toBe(true);
      expect(matchesKey(keys.make(message), request(via, 'call-2'), '')).toBe(false);
    }
  });

  it.each([
    ['b1', '', true],
    ['ours', 'ours', true],
    ['other', 'ours', false],
  ])('an ACK of RFC 2543 with tag %s, ours being %j: %s', (tag, ours, matches) => {
    const key = keys.make(request('SIP/2.0/UDP 192.0.2.1;branch=1'));
    const ack = parseMessage(request('SIP/2.0/UDP 192.0.2.1;branch=1', 'call-1', 'ACK').text.replace('tag=b1', `tag=${tag}`))!;
    expect(matchesKey(key, ack, ours)).toBe(matches);
  });
});
