import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import type { SipMessage } from '../../../runtime/sip/message.ts';
import { hashOf, makeKey, matchesKey, ownKey, type TransactionKey } from '../../../runtime/transaction/key.ts';
import { KeyedHash } from '../../../runtime/transaction/keyed-hash.ts';

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
const hash = new KeyedHash(Int32Array.of(0x12345678, -0x76543211));
const hashed = (text: string): number => hash.begin().text(text).bits();
const keyOf = (message: SipMessage): TransactionKey => makeKey(hashOf(hash, message), message);

describe('the key of a server transaction (RFC 3261 17.2.3)', () => {
  it('is the branch where it has the cookie, with sent-by, Call-ID, CSeq number and method', () => {
    expect(keyOf(request(VIA))).toEqual({
      hash: hashed('z9hG4bK1'),
      branch: 'z9hG4bK1',
      method: 'INVITE',
      callId: 'call-1',
      cseq: 7,
      host: 'Host.example.org',
      port: 5070,
      old: null,
    });
  });

  it('is more for a peer of RFC 2543', () => {
    expect(keyOf(request('SIP/2.0/UDP 192.0.2.1;branch=1'))).toEqual({
      hash: hashed('call-1'),
      branch: '',
      method: 'INVITE',
      callId: 'call-1',
      cseq: 7,
      host: '192.0.2.1',
      port: 5060,
      old: { requestUri: 'sip:bob@example.org', fromTag: 'a1', toTag: 'b1', via: 'SIP/2.0/UDP 192.0.2.1;branch=1' },
    });
  });

  it.each([
    [VIA, 'call-1', 'z9hG4bK1', 'z9hG4bK1'],
    ['SIP/2.0/UDP 192.0.2.1;branch=1', 'call-1', 'call-1', ''],
    ['SIP/2.0/UDP 192.0.2.1', 'call-1', 'call-1', ''],
    ['SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK', 'call-1', 'call-1', ''],
    ['SIP/2.0/UDP 192.0.2.1', 'z9hG4bK1', 'z9hG4bK1', ''],
  ])('%s and Call-ID %s are found by %j, with branch %j', (via, callId, by, branch) => {
    expect(hashOf(hash, request(via, callId))).toBe(hashed(by));
    expect(keyOf(request(via, callId))).toMatchObject({ hash: hashed(by), branch });
  });

  it('is hashed with the secret of the process', () => {
    const other = new KeyedHash(Int32Array.of(1, 2));
    expect(hashOf(other, request(VIA))).not.toBe(hashOf(hash, request(VIA)));
  });

  it.each([VIA, 'SIP/2.0/UDP 192.0.2.1;branch=1', 'SIP/2.0/UDP 192.0.2.1'])('of its own is the same: %s', (via) => {
    const message = request(via);
    const own = ownKey(keyOf(message));
    expect(own).toEqual(keyOf(message));
    expect([matchesKey(own, message, ''), matchesKey(own, request(via, 'call-2'), '')]).toEqual([true, false]);
  });

  it('matches no branch that only has the same hash', () => {
    const message = request(VIA);
    const key = keyOf(message);
    expect(matchesKey({ ...key, branch: 'z9hG4bK2' }, message, '')).toBe(false);
    // a cookie alone tells nothing: it is the peer of RFC 2543 that is compared by its Via
    const bare = request('SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK');
    expect(matchesKey(keyOf(bare), request('SIP/2.0/UDP 192.0.2.1'), '')).toBe(false);
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
        expect(keyOf(message).callId).toBe(message.callId);
        expect(matchesKey(keyOf(message), message, '')).toBe(true);
      }),
    );
    const long = request(VIA, 'x'.repeat(10_000));
    expect(keyOf(long).callId).toBe(long.callId);
  });

  it('matches its own request, and none of another Call-ID', () => {
    for (const via of [VIA, 'SIP/2.0/UDP 192.0.2.1;branch=1', 'SIP/2.0/UDP 192.0.2.1']) {
      const message = request(via);
      expect(matchesKey(keyOf(message), message, '')).toBe(true);
      expect(matchesKey(keyOf(message), request(via, 'call-2'), '')).toBe(false);
    }
  });

  it.each([
    ['b1', '', true],
    ['ours', 'ours', true],
    ['other', 'ours', false],
  ])('an ACK of RFC 2543 with tag %s, ours being %j: %s', (tag, ours, matches) => {
    const key = keyOf(request('SIP/2.0/UDP 192.0.2.1;branch=1'));
    const ack = parseMessage(request('SIP/2.0/UDP 192.0.2.1;branch=1', 'call-1', 'ACK').text.replace('tag=b1', `tag=${tag}`))!;
    expect(matchesKey(key, ack, ours)).toBe(matches);
  });
});

describe('a key that holds none of the message', () => {
  it.each(['SIP/2.0/UDP 192.0.2.1;branch=1', VIA])('has every field: %s', (via) => {
    const key = keyOf(request(via));
    const own = ownKey(key);
    expect(Object.keys(own).toSorted()).toEqual(Object.keys(key).toSorted());
    expect(own).not.toBe(key);
    if (key.old !== null) expect(own.old).not.toBe(key.old);
  });
});
