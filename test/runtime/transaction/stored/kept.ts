import fc from 'fast-check';
import type { SipMessage } from '../../../../runtime/sip/message.ts';
import { parseMessage } from '../../../../runtime/sip/parser.ts';
import type { Via } from '../../../../runtime/sip/via.ts';
import { hashOf, makeKey, type TransactionKey } from '../../../../runtime/transaction/key.ts';
import { KeyedHash } from '../../../../runtime/transaction/keyed-hash.ts';
import type { StoredTransaction } from '../../../../runtime/transaction/stored/records.ts';
import type { LocalSocket } from '../../../../runtime/transport/types.ts';

// Transactions as the tests of their stores put them there, and the requests that ask for them.

/** What a transaction of these tests shares with others. */
export interface Kept {
  readonly name: string;
}
export type Stored = StoredTransaction<Kept>;

const HASH: KeyedHash = new KeyedHash(Int32Array.of(1, 2));
export const KEPT: Kept = { name: 'callbacks' };
/** Others like it. */
export const KINDS: readonly Kept[] = ['a', 'b', 'c'].map((name) => ({ name }));

/** What distinguishes a request, where it is not the usual. */
export interface Of {
  readonly method?: string;
  readonly branch?: string;
  readonly sentBy?: string;
  readonly callId?: string;
  readonly cseq?: number;
}

export const numbered = (n: number): Of => ({ branch: `z9hG4bK${n}`, callId: `call-${n}` });

export function request(of: Of = {}): SipMessage {
  const method = of.method ?? 'INVITE';
  return parseMessage(
    [
      `${method} sip:bob@example.org SIP/2.0`,
      `Via: SIP/2.0/UDP ${of.sentBy ?? 'host.example.org:5070'};branch=${of.branch ?? 'z9hG4bK1'}`,
      'From: <sip:alice@example.org>;tag=a1',
      'To: <sip:bob@example.org>',
      `Call-ID: ${of.callId ?? 'call-1'}`,
      `CSeq: ${of.cseq ?? 1} ${method}`,
      '',
      '',
    ].join('\r\n'),
  )!;
}

export const hash = (message: SipMessage): number => hashOf(HASH, message);

/** A transaction that this request made, with a branch of its own unless it says otherwise. */
export function storedOf(socket: LocalSocket, wait: number, of: Of = {}, more: Partial<Stored> = {}): Stored {
  const message = request(of);
  return {
    key: makeKey(hash(message), message),
    status: 200,
    reply: 'SIP/2.0 200 OK\r\n\r\n',
    hop: { socket, ip: '198.51.100.21', port: 5070, flow: 0 },
    branch: `z9hG4bKours-${of.branch ?? '1'}.0`,
    sentTo: { socket, ip: '203.0.113.31', port: 5080, flow: 0 },
    sentUri: 'sip:bob@203.0.113.31:5080',
    flags: 0,
    xflagsLow: 0,
    xflagsHigh: 0,
    branchFlags: 0,
    kept: KEPT,
    wait,
    ...more,
  };
}

/** What a store asks of a message, where no parser would let such texts pass. */
export function arriving(key: TransactionKey): SipMessage {
  const via1: Pick<Via, 'branch' | 'host' | 'port'> = { branch: key.branch, host: key.host, port: key.port };
  const asked: Pick<SipMessage, 'callId' | 'cseqNumber'> = { callId: key.callId, cseqNumber: key.cseq };
  return { ...asked, via1 } as SipMessage;
}

export const octets = (from: number, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.integer({ min: from, max: 255 }).map((n) => String.fromCharCode(n)), minLength, maxLength });
export const port: fc.Arbitrary<number> = fc.integer({ min: 0, max: 65_535 });
export const ip: fc.Arbitrary<string> = fc.constantFrom('192.0.2.1', '2001:db8::1', '2001:db8:1111:2222:3333:4444:5555:6666', '');
const int32: fc.Arbitrary<number> = fc.oneof(fc.integer(), fc.constantFrom(0, -1, 0x7fffffff, -0x80000000));
const where = fc.record({ which: fc.nat(2), ip, port, flow: fc.nat(0x7fffffff) });

/** A transaction with anything in its fields. */
export type Fields = (sockets: readonly LocalSocket[], n: number, wait: number, method?: string) => Stored;

/** @returns transactions of which no two with different numbers have all in common */
export const fields: fc.Arbitrary<Fields> = fc
  .record({
    branch: octets(0x21, 1, 300),
    callId: octets(0x21, 1, 300),
    host: octets(0x21, 1, 300),
    cseq: fc.oneof(fc.nat(), fc.constantFrom(0, 0x7fffffff, 0x80000000, 0xffffffff)),
    port: fc.integer({ min: 1, max: 65_535 }),
    method: fc.constantFrom('INVITE', 'BYE', 'MESSAGE', 'CANCEL', 'REGISTER', 'PUBLISH', 'DELETE'),
    status: fc.integer({ min: 100, max: 699 }),
    reply: octets(0, 0, 3000),
    hop: where,
    sentTo: where,
    sentBranch: octets(0x21, 0, 300),
    sentUri: octets(0x21, 0, 300),
    hash: int32,
    flags: int32,
    xflagsLow: int32,
    xflagsHigh: int32,
    branchFlags: int32,
    kept: fc.nat(2),
  })
  .map((of): Fields => {
    return (sockets, n, wait, method = of.method) => {
      const place = (to: typeof of.hop): Stored['hop'] => ({
        socket: sockets[to.which]!,
        ip: to.ip,
        port: to.port,
        flow: to.flow,
      });
      return {
        key: {
          hash: of.hash,
          branch: `z9hG4bK${n}${of.branch}`,
          method,
          callId: of.callId,
          cseq: of.cseq,
          host: of.host,
          port: of.port,
          old: null,
        },
        status: of.status,
        reply: of.reply,
        hop: place(of.hop),
        branch: `z9hG4bK${n}.${of.sentBranch}`,
        sentTo: place(of.sentTo),
        sentUri: of.sentUri,
        flags: of.flags,
        xflagsLow: of.xflagsLow,
        xflagsHigh: of.xflagsHigh,
        branchFlags: of.branchFlags,
        kept: KINDS[of.kept]!,
        wait,
      };
    };
  });
