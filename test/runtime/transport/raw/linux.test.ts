import { describe, expect, it } from 'vitest';

import { openLinuxRaw } from '../../../../runtime/transport/raw/linux.ts';
import type { RawCalls } from '../../../../runtime/transport/raw/calls.ts';
import type { RawSender } from '../../../../runtime/transport/raw/types.ts';
import { readPacket, type IpPacket } from '../../../support/raw.ts';

class NotedCalls implements RawCalls {
  readonly sent: { packet: IpPacket; address: string }[] = [];
  readonly closed: number[] = [];
  descriptor = 7;
  result = 32;

  open(): number {
    return this.descriptor;
  }
  send(fd: number, packet: Buffer, address: Buffer): number {
    if (fd !== this.descriptor) return -9;
    this.sent.push({ packet: readPacket(packet), address: address.toString('hex') });
    return this.result;
  }
  close(fd: number): void {
    this.closed.push(fd);
  }
}

function opened(calls: RawCalls): RawSender {
  const sender = openLinuxRaw(() => calls);
  if ('problem' in sender) throw new Error(sender.problem);
  return sender;
}

describe('a raw socket of Linux', () => {
  it('sends packets with the source that was asked for', () => {
    const calls = new NotedCalls();
    const sender = opened(calls);
    expect(sender.send('\0\0\0\0', '203.0.113.9', 5999, '203.0.113.77', 40_000)).toBe(true);
    expect(sender.send('x', '0.0.0.0', 0, '203.0.113.78', 1)).toBe(true);
    expect(calls.sent.map(({ packet, address }) => [packet.src, packet.dst, packet.payload, address])).toEqual([
      ['203.0.113.9:5999', '203.0.113.77:40000', '\0\0\0\0', '02000000cb00714d0000000000000000'],
      ['0.0.0.0:0', '203.0.113.78:1', 'x', '02000000cb00714e0000000000000000'],
    ]);
  });

  it.each<[string, Parameters<RawSender['send']>]>([
    ['a name as source', ['x', 'a.example.com', 1, '203.0.113.77', 1]],
    ['a name as destination', ['x', '203.0.113.9', 1, 'a.example.com', 1]],
    ['IPv6', ['x', '203.0.113.9', 1, '2001:db8::1', 1]],
    ['no address', ['x', '', 1, '203.0.113.77', 1]],
    ['port 0', ['x', '203.0.113.9', 1, '203.0.113.77', 0]],
    ['a port too high', ['x', '203.0.113.9', 65_536, '203.0.113.77', 1]],
    ['a port below 0', ['x', '203.0.113.9', -1, '203.0.113.77', 1]],
    ['half a port', ['x', '203.0.113.9', 1, '203.0.113.77', 1.5]],
    ['too much', ['x'.repeat(65_508), '203.0.113.9', 1, '203.0.113.77', 1]],
  ])('sends nothing: %s', (_what, parameters) => {
    const calls = new NotedCalls();
    expect(opened(calls).send(...parameters)).toBe(false);
    expect(calls.sent).toEqual([]);
  });

  it('tells that the system refused', () => {
    const calls = new NotedCalls();
    calls.result = -101;
    expect(opened(calls).send('x', '203.0.113.9', 1, '203.0.113.77', 1)).toBe(false);
  });

  it('is closed once, and sends nothing then', () => {
    const calls = new NotedCalls();
    const sender = opened(calls);
    sender.close();
    sender.close();
    expect(sender.send('x', '203.0.113.9', 1, '203.0.113.77', 1)).toBe(false);
    expect([calls.closed, calls.sent]).toEqual([[7], []]);
  });
});

describe('no raw socket', () => {
  it.each([
    [-1, 'this user may not open them (EPERM)', /setcap cap_net_raw=\+ep/],
    [-13, 'this user may not open them (EACCES)', /setcap/],
    [-24, 'the system gives none (EMFILE)', /^$/],
  ])('errno %d: %s', (errno, problem, remedy) => {
    const calls = new NotedCalls();
    calls.descriptor = errno;
    expect(openLinuxRaw(() => calls)).toEqual({ problem, remedy: expect.stringMatching(remedy) });
    expect(calls.closed).toEqual([]);
  });

  it('says when there are no system calls', () => {
    expect(openLinuxRaw(() => 'darwin has no raw sockets')).toEqual({
      problem: 'there are none here: darwin has no raw sockets',
      remedy: expect.stringContaining('koffi'),
    });
  });
});
