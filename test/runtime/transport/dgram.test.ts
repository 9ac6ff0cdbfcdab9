import { createSocket, Socket } from 'node:dgram';
import { once } from 'node:events';

import { afterEach, describe, expect, it, vi } from 'vitest';

import type { DatagramPort, DatagramSink, OpenDatagramPort } from '../../../runtime/transport/datagrams.ts';
import { openDgram } from '../../../runtime/transport/dgram.ts';
import { openBatched } from './batch/real.ts';

/** Keeps what arrives, and wakes who waits for it. */
class Kept implements DatagramSink {
  readonly texts: string[] = [];
  readonly sources: string[] = [];
  readonly errors: unknown[] = [];
  drains: number = 0;
  private wake: () => void = () => {};

  datagram(text: string, ip: string, port: number): void {
    this.texts.push(text);
    this.sources.push(`${ip} ${port}`);
  }
  drained(): void {
    this.drains++;
    this.wake();
  }
  failed(error: unknown): void {
    this.errors.push(error);
  }

  async until(count: number): Promise<void> {
    while (this.texts.length < count) await new Promise<void>((resolve) => (this.wake = resolve));
  }
}

const open: DatagramPort[] = [];

async function bind(
  ip: string,
  family: 4 | 6 = 4,
  opening: OpenDatagramPort = openDgram,
): Promise<{ port: DatagramPort; kept: Kept }> {
  const kept = new Kept();
  const port = await opening(ip, family, 0, kept);
  open.push(port);
  return { port, kept };
}

afterEach(async () => {
  vi.restoreAllMocks();
  for (const port of open.splice(0)) await port.close();
});

describe.each<[string, OpenDatagramPort]>([
  ['openDgram', openDgram],
  ['batched', openBatched],
])('%s', (_name, opening) => {
  it('carries every octet there and back', async () => {
    const [a, b] = [await bind('127.0.0.1', 4, opening), await bind('127.0.0.1', 4, opening)];
    const all = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet)).join('');
    expect(a.port.send(all, '127.0.0.1', b.port.port)).toBe(0);
    await b.kept.until(1);
    expect(b.kept.texts).toEqual([all]);
    expect(b.kept.sources).toEqual([`127.0.0.1 ${a.port.port}`]);
    expect(b.kept.drains).toBe(1);
    expect(b.port.send('answer', '127.0.0.1', a.port.port)).toBe(0);
    await a.kept.until(1);
    expect(a.kept.texts).toEqual(['answer']);
  });

  it('over IPv6 too', async () => {
    const [a, b] = [await bind('::1', 6, opening), await bind('::1', 6, opening)];
    expect(a.port.send('six', '::1', b.port.port)).toBe(0);
    await b.kept.until(1);
    expect(b.kept.sources).toEqual([`::1 ${a.port.port}`]);
  });

  it('the largest datagram, an empty one, and order', async () => {
    const [a, b] = [await bind('127.0.0.1', 4, opening), await bind('127.0.0.1', 4, opening)];
    const texts = ['x'.repeat(65_507), '', 'last'];
    for (const text of texts) expect(a.port.send(text, '127.0.0.1', b.port.port)).toBe(0);
    await b.kept.until(3);
    expect(b.kept.texts).toEqual(texts);
  });

  it.each([
    ['too large', 'x'.repeat(65_508), '127.0.0.1', 9],
    ['to a name', 'x', 'localhost', 9],
    ['to the other family', 'x', '::1', 9],
    ['to an address that can not be', 'x', '300.1.1.1', 9],
    ['to a port that can not be', 'x', '127.0.0.1', 70_000],
  ])('says at once that it can not send: %s', async (_, text, ip, port) => {
    const { port: datagrams } = await bind('127.0.0.1', 4, opening);
    expect(datagrams.send(text, ip, port)).toBeLessThan(0);
    expect(datagrams.send('x', '127.0.0.1', 9)).toBe(0); // and goes on
  });

  it('says at once that the network is unreachable', async () => {
    // From the loopback address there is no way out, on any machine.
    const { port } = await bind('127.0.0.1', 4, opening);
    expect(port.send('x', '192.0.2.1', 5060)).toBeLessThan(0);
  });

  it.each([
    ['EADDRINUSE', '127.0.0.1', true],
    ['EADDRNOTAVAIL', '192.0.2.123', false],
  ])('rejects with %s', async (code, ip, taken) => {
    const { port } = await bind('127.0.0.1', 4, opening);
    await expect(opening(ip, 4, taken ? port.port : 0, new Kept())).rejects.toMatchObject({ code });
  });

  it('an IPv6 address does not take IPv4 datagrams', async () => {
    const { port } = await bind('::', 6, opening);
    const four = createSocket('udp4');
    four.bind(port.port, '127.0.0.1');
    await once(four, 'listening'); // the port is still free there
    four.close();
  });

  it('close sends what was handed over, receives no more, and may come twice', async () => {
    const [a, b] = [await bind('127.0.0.1', 4, opening), await bind('127.0.0.1', 4, opening)];
    for (let i = 0; i < 20; i++) a.port.send(`${i}`, '127.0.0.1', b.port.port);
    await a.port.close();
    await a.port.close();
    expect(a.port.send('x', '127.0.0.1', b.port.port)).toBeLessThan(0);
    await b.kept.until(20);
    expect(b.kept.texts).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`));
    expect(a.kept.errors).toEqual([]);
  });
});

describe('openDgram', () => {
  it('takes no more when too much waits in the process, until it is sent', async () => {
    const [a, b] = [await bind('127.0.0.1'), await bind('127.0.0.1')];
    const waiting = vi.spyOn(Socket.prototype, 'getSendQueueSize').mockReturnValue(4 * 1024 * 1024 + 1);
    expect(a.port.send('x', '127.0.0.1', b.port.port)).toBeLessThan(0);
    waiting.mockReturnValue(0);
    expect(a.port.send('y', '127.0.0.1', b.port.port)).toBe(0);
    waiting.mockClear();
    expect(a.port.send('z', '127.0.0.1', b.port.port)).toBe(0);
    expect(waiting).not.toHaveBeenCalled(); // nothing waits: not asked for each datagram
    await b.kept.until(2);
    expect(b.kept.texts).toEqual(['y', 'z']);
  });

  it('where Node hides the result of the system call, errors are reported later', async () => {
    vi.spyOn(Object, 'getOwnPropertySymbols').mockReturnValue([]);
    const [a, b] = [await bind('127.0.0.1'), await bind('127.0.0.1')];
    expect(a.port.send('x', '127.0.0.1', b.port.port)).toBe(0);
    expect(a.port.send('x', '192.0.2.1', 5060)).toBe(0);
    await b.kept.until(1);
    expect(a.kept.errors).toEqual([expect.objectContaining({ syscall: 'send' })]);
  });

  it('buffers that the kernel does not grant do not stop it', async () => {
    const sizes: number[] = [];
    vi.spyOn(Socket.prototype, 'setRecvBufferSize').mockImplementation((size) => {
      sizes.push(size);
      if (size > 300_000) throw new Error('ENOBUFS');
    });
    vi.spyOn(Socket.prototype, 'setSendBufferSize').mockImplementation(() => {
      throw new Error('ENOBUFS');
    });
    const { port } = await bind('127.0.0.1');
    expect(sizes).toEqual([4_194_304, 2_097_152, 1_048_576, 524_288, 262_144]);
    expect(port.send('x', '127.0.0.1', 9)).toBe(0);
  });
});
