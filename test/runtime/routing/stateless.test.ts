import { beforeAll, describe, expect, it } from 'vitest';
import { acknowledgesStateless, isStatelessReply, statelessBranch, statelessTag } from '../../../runtime/routing/stateless.ts';
import { KeyedHash } from '../../../runtime/transaction/keyed-hash.ts';
import type { TestServer } from '../../support/context.ts';
import { arrived, bareServer, replyTo, request } from './messages.ts';
import type { RequestText } from './scene.ts';

const secret = new KeyedHash(Int32Array.of(0x01234567, 0x89abcdef | 0));
const otherSecret = new KeyedHash(Int32Array.of(1, 2));

function branchOf(of: RequestText = {}, method: string = 'INVITE', key: KeyedHash = secret): string {
  const message = request(method, of);
  return statelessBranch(key, message, message.via1, '', 0);
}

describe('branch of a stateless forward (RFC 3261 16.11)', () => {
  it('has the cookie, the mark, and 16 digits', () => {
    expect(branchOf()).toMatch(/^z9hG4bKs\.[0-9a-f]{16}$/);
  });

  it.each<[string, RequestText, string, boolean]>([
    ['the retransmission', {}, 'INVITE', true],
    // "CSeq number (but not method)": the CANCEL and the ACK have to meet their INVITE
    ['the CANCEL', {}, 'CANCEL', true],
    ['the ACK of a negative reply', { toTag: 'b1' }, 'ACK', true],
    ['other Max-Forwards', { maxForwards: 69 }, 'INVITE', true],
    ['the ACK of a 2xx', { branch: 'other', toTag: 'b1' }, 'ACK', false],
    ['another branch', { branch: 'other' }, 'INVITE', false],
    ['another Call-ID', { callId: 'call-2' }, 'INVITE', false],
    ['another CSeq number', { cseq: 2 }, 'INVITE', false],
    ['another From tag', { fromTag: 'a2' }, 'INVITE', false],
  ])('for %s', (_name, of, method, same) => {
    expect(branchOf(of, method) === branchOf()).toBe(same);
  });

  it('can not be told without the secret', () => {
    expect(branchOf({}, 'INVITE', otherSecret)).not.toBe(branchOf());
  });

  it('separates what it is made of', () => {
    expect(branchOf({ callId: 'a 1', cseq: 2 })).not.toBe(branchOf({ callId: 'a', cseq: 12 }));
  });

  it('is there for a request without branch (RFC 2543)', () => {
    expect(branchOf({ branch: '' })).toBe(branchOf({ branch: '' }));
    expect(branchOf({ branch: '', callId: 'call-2' })).not.toBe(branchOf({ branch: '' }));
  });
});

describe('a reply to a stateless forward', () => {
  const message = request();
  const own = (branch: string): string => `SIP/2.0/UDP 198.51.100.10;branch=${branch}`;
  const good = branchOf();

  it('is known by our branch on top of that of the request', () => {
    expect(isStatelessReply(secret, replyTo(message, own(good)))).toBe(true);
  });

  it.each([
    ['a forged branch', own('z9hG4bKs.0123456789abcdef')],
    ['the mark alone', own('z9hG4bKs.')],
    ['a branch of a transaction', own('z9hG4bK0123456789abcdef.0')],
    ['the branch with something behind', own(`${good}0`)],
    ['the branch in capitals', own(good.toUpperCase())],
    ['no branch', 'SIP/2.0/UDP 198.51.100.10'],
  ])('not with %s', (_name, via) => {
    expect(isStatelessReply(secret, replyTo(message, via))).toBe(false);
  });

  it.each<[string, RequestText]>([
    ['another Call-ID', { callId: 'call-2' }],
    ['another CSeq number', { cseq: 2 }],
    ['another From tag', { fromTag: 'a2' }],
    ['another Via below', { branch: 'other' }],
  ])('not with our branch in a reply with %s', (_name, of) => {
    expect(isStatelessReply(secret, replyTo(request('INVITE', of), own(good)))).toBe(false);
  });

  it('is known by received and rport as they were sent', () => {
    const marked = request('INVITE', { via: 'SIP/2.0/UDP 10.0.0.1;rport=4000;received=203.0.113.77;branch=z9hG4bK-INVITE1' });
    const sent = own(statelessBranch(secret, marked, marked.via1, '203.0.113.77', 4000));
    expect(isStatelessReply(secret, replyTo(marked, sent))).toBe(true);
  });

  // whoever got the request must not have its reply, or what looks like one, sent to a third party
  it.each([
    ['another received', 'SIP/2.0/UDP 10.0.0.1;rport=4000;received=192.0.2.66;branch=z9hG4bK-INVITE1'],
    ['another rport', 'SIP/2.0/UDP 10.0.0.1;rport=53;received=203.0.113.77;branch=z9hG4bK-INVITE1'],
    ['no rport', 'SIP/2.0/UDP 10.0.0.1;received=203.0.113.77;branch=z9hG4bK-INVITE1'],
    ['no received', 'SIP/2.0/UDP 10.0.0.1;rport=4000;branch=z9hG4bK-INVITE1'],
    ['another sent-by', 'SIP/2.0/UDP 10.0.0.2;rport=4000;received=203.0.113.77;branch=z9hG4bK-INVITE1'],
    ['another sent-by port', 'SIP/2.0/UDP 10.0.0.1:53;rport=4000;received=203.0.113.77;branch=z9hG4bK-INVITE1'],
  ])('not with %s in the Via below', (_name, via) => {
    const marked = request('INVITE', { via: 'SIP/2.0/UDP 10.0.0.1;rport=4000;received=203.0.113.77;branch=z9hG4bK-INVITE1' });
    const sent = own(statelessBranch(secret, marked, marked.via1, '203.0.113.77', 4000));
    expect(isStatelessReply(secret, replyTo(request('INVITE', { via }), sent))).toBe(false);
  });

  it('not of another process', () => {
    expect(isStatelessReply(otherSecret, replyTo(message, own(good)))).toBe(false);
  });
});

describe('tag of a stateless reply (RFC 3261 8.2.7)', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await bareServer();
  });

  const tagOf = (of: RequestText = {}): string => statelessTag(arrived(server, of));

  it.each<[string, RequestText, boolean]>([
    ['the same request again', {}, true],
    ['another branch', { branch: 'other' }, false],
    ['another Call-ID', { callId: 'call-2' }, false],
    ['another CSeq number', { cseq: 2 }, false],
    ['another From tag', { fromTag: 'a2' }, false],
  ])('%s', (_name, of, same) => {
    expect(tagOf()).toMatch(/^[0-9a-f]{16}$/);
    expect(tagOf(of) === tagOf()).toBe(same);
  });

  it.each<[string, RequestText, boolean]>([
    ['its tag', {}, true],
    ['no tag', { toTag: '' }, false],
    ['another tag', { toTag: '0123456789abcdef' }, false],
    ['the branch of another', { branch: 'other' }, false],
    ['another Call-ID', { callId: 'call-2' }, false],
  ])('is known again in an ACK with %s', (_name, of, known) => {
    const ack = request('ACK', { toTag: tagOf(), ...of });
    expect(acknowledgesStateless(server.core.hash, ack)).toBe(known);
  });
});
