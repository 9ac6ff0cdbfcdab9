import { afterEach, describe, expect, it } from 'vitest';

import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import { Captures } from '../../../../runtime/transport/batch/captures.ts';
import { batched } from '../../../../runtime/transport/batch/port.ts';
import type { SystemCalls } from '../../../../runtime/transport/batch/system-calls.ts';
import type { DatagramPort, DatagramSink } from '../../../../runtime/transport/datagrams.ts';
import { realCalls } from './real.ts';

const EAGAIN = -11;
const ENETUNREACH = -101;
/** The kernel refuses it with EACCES unless SO_BROADCAST is set. */
const BROADCAST = '255.255.255.255';

/** The machine's calls, counted; a test may answer instead. */
class Watched implements SystemCalls {
  private readonly real: SystemCalls = realCalls();
  readonly sends: number[] = [];
  readonly receives: number[] = [];
  instead: (count: number) => number | undefined = () => undefined;
  receiving: () => number | undefined = () => undefined;

  receive(fd: number, messages: bigint, count: number): number {
    const taken = this.receiving() ?? this.real.receive(fd, messages, count);
    this.receives.push(taken);
    return taken;
  }
  send(fd: number, messages: bigint, count: number): number {
    this.sends.push(count);
    return this.instead(count) ?? this.real.send(fd, messages, count);
  }
  /** Off unless a test turns it on: messages are datagrams then. */
  cutting: boolean = false;
  cuts(fd: number): boolean {
    return this.cutting && this.real.cuts(fd);
  }
  address(octets: Buffer): bigint {
    return this.real.address(octets);
  }
}

class Kept implements DatagramSink {
  readonly texts: string[] = [];
  readonly sources: string[] = [];
  readonly errors: unknown[] = [];
  /** How many datagrams each `drained` found since the one before. */
  readonly batches: number[] = [];
  onDatagram: (text: string, ip: string, port: number) => void = () => {};
  onDrained: () => void = () => {};
  private wake: () => void = () => {};

  datagram(text: string, ip: string, port: number): void {
    this.texts.push(text);
    this.sources.push(`${ip} ${port}`);
    this.onDatagram(text, ip, port);
  }
  drained(): void {
    this.batches.push(this.texts.length - this.batches.reduce((sum, batch) => sum + batch, 0));
    this.onDrained();
    this.wake();
  }
  failed(error: unknown): void {
    this.errors.push(error);
  }
  async until(count: number): Promise<string[]> {
    while (this.texts.length < count) await new Promise<void>((resolve) => (this.wake = resolve));
    return this.texts;
  }
}

interface Bound {
  readonly port: DatagramPort;
  readonly kept: Kept;
  readonly calls: Watched;
  readonly clock: VirtualClock;
}

const opened: DatagramPort[] = [];
afterEach(async () => {
  for (const port of opened.splice(0)) await port.close();
});

async function bind(ip: string = '127.0.0.1', cutting: boolean = false, captured: boolean = false): Promise<Bound> {
  const [calls, clock, kept] = [new Watched(), new VirtualClock(), new Kept()];
  calls.cutting = cutting;
  const captures = new Captures(() => (captured ? 'head\n0 3 3 0003 0 1 0 0 1\n' : 'head\n'));
  const open = batched(calls, clock, () => expect.fail('no descriptor'), captures);
  const port = await open(ip, ip.includes(':') ? 6 : 4, 0, kept);
  opened.push(port);
  return { port, kept, calls, clock };
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, i) => `${i}`);

describe.each(['127.0.0.1', '::1'])('batches on %s', (ip) => {
  it('sends at once where it has not sent before, then all of a turn together', async () => {
    const [a, b] = [await bind(ip), await bind(ip)];
    for (const text of numbers(300)) expect(a.port.send(text, ip, b.port.port)).toBe(0);
    expect(a.calls.sends).toEqual([1, 128, 128]); // no more fits
    await Promise.resolve();
    expect(a.calls.sends).toEqual([1, 128, 128, 43]); // without waiting for the next turn
    expect(await b.kept.until(300)).toEqual(numbers(300));
    expect(new Set(b.kept.sources)).toEqual(new Set([`${ip} ${a.port.port}`]));
    a.port.send('x', ip, b.port.port);
    await Promise.resolve();
    expect(a.calls.sends.slice(4)).toEqual([1]);
  });

  it('reads many with one call, and answers them with one', async () => {
    const [server, client] = [await bind(ip), await bind(ip)];
    server.kept.onDatagram = (text, from, port) => server.port.send(`${text}!`, from, port);
    server.kept.onDrained = () => server.port.send('end', ip, client.port.port);
    for (const text of numbers(200)) client.port.send(text, ip, server.port.port);
    await client.kept.until(202);
    // the first by node:dgram, two calls of 64, and a second turn for what is left
    expect(server.kept.batches).toEqual([129, 71]);
    expect(server.calls.receives).toEqual([64, 64, 64, 6]);
    expect(server.calls.sends).toEqual([1, 64, 64, 1, 1, 64, 6, 1]);
    expect(client.kept.texts.filter((text) => text !== 'end')).toEqual(numbers(200).map((text) => `${text}!`));
    expect(client.kept.texts.at(129)).toBe('end');
  });

  it('answers the first datagram at once, before it looks for others', async () => {
    const [server, client] = [await bind(ip), await bind(ip)];
    const sent: number[][] = [];
    server.kept.onDatagram = (text, from, port) => {
      server.port.send(`${text}!`, from, port);
      sent.push([server.calls.sends.length, server.calls.receives.length]);
    };
    for (const text of ['a', 'b', 'c']) {
      client.port.send(text, ip, server.port.port);
      await client.kept.until(sent.length + 1);
    }
    expect(sent).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
  });

  it('carries datagrams of any length side by side', async () => {
    const [a, b] = [await bind(ip), await bind(ip)];
    const texts = [65_507, 0, 1, 65_507, 1500, 0, 65_507, 3].map((length, i) => `${i}`.repeat(length));
    for (const text of texts) expect(a.port.send(text, ip, b.port.port)).toBe(0);
    expect(await b.kept.until(texts.length)).toEqual(texts);
    expect(b.kept.errors).toEqual([]);
  });

  it('close sends what waits for the end of the turn', async () => {
    const [a, b] = [await bind(ip), await bind(ip)];
    for (const text of numbers(10)) a.port.send(text, ip, b.port.port);
    expect(a.calls.sends).toEqual([1]);
    await a.port.close();
    expect(a.calls.sends).toEqual([1, 9]);
    expect(a.port.send('x', ip, b.port.port)).toBeLessThan(0);
    expect(await b.kept.until(10)).toEqual(numbers(10));
  });

  it('close within a batch ends it', async () => {
    const [a, b] = [await bind(ip), await bind(ip)];
    let closing: Promise<void> | undefined;
    b.kept.onDatagram = () => void (closing ??= b.kept.texts.length === 5 ? b.port.close() : undefined);
    for (const text of numbers(20)) a.port.send(text, ip, b.port.port);
    await b.kept.until(5);
    await closing;
    expect(b.kept.texts).toEqual(numbers(5));
    expect(b.calls.receives).toHaveLength(1); // never again with the number of a closed file
  });
});

describe('a destination', () => {
  it('is tried again when it was not sent to for five seconds', async () => {
    const [a, b] = [await bind(), await bind()];
    const send = (text: string): number => a.port.send(text, '127.0.0.1', b.port.port);
    send('first');
    a.clock.advance(5000);
    send('batched');
    expect(a.calls.sends).toEqual([1]);
    await Promise.resolve();
    a.clock.advance(1);
    a.calls.instead = () => ENETUNREACH;
    expect(send('tried')).toBe(ENETUNREACH);
    expect(a.kept.errors).toEqual([]); // the result says so
    a.calls.instead = () => undefined;
    expect(send('again')).toBe(0);
    expect(await b.kept.until(3)).toEqual(['first', 'batched', 'again']);
  });

  it('that is tried does not overtake what waits', async () => {
    const [a, b, c] = [await bind(), await bind(), await bind()];
    for (const text of numbers(3)) a.port.send(text, '127.0.0.1', b.port.port);
    expect(a.port.send('x', '192.0.2.1', 5060)).toBeLessThan(0); // from the loopback address there is no way out
    expect(a.calls.sends).toEqual([1, 3, 1]);
    expect(await b.kept.until(3)).toEqual(numbers(3));
    expect(a.kept.errors).toEqual([]);
    expect(c.kept.texts).toEqual([]);
  });

  it('that the kernel refuses within a batch is reported and forgotten; the others leave', async () => {
    const [a, b] = [await bind(), await bind()];
    a.port.send('0', '127.0.0.1', b.port.port);
    a.calls.instead = (count) => count;
    expect(a.port.send('x', BROADCAST, 5060)).toBe(0); // as if it had left
    a.calls.instead = () => undefined;
    a.port.send('1', '127.0.0.1', b.port.port);
    expect(a.port.send('y', BROADCAST, 5060)).toBe(0);
    a.port.send('2', '127.0.0.1', b.port.port);
    expect(await b.kept.until(3)).toEqual(['0', '1', '2']);
    expect(a.kept.errors).toEqual([expect.objectContaining({ syscall: 'sendmmsg', errno: expect.any(Number) })]);
    expect(a.port.send('z', BROADCAST, 5060)).toBeLessThan(0); // at once, from now on
    expect(a.kept.errors).toHaveLength(1);
  });
});

describe('when the kernel’s buffer is full', () => {
  it('node:dgram keeps what is left, in order', async () => {
    const [a, b] = [await bind(), await bind()];
    a.port.send('0', '127.0.0.1', b.port.port);
    for (const text of ['1', '2', '3']) a.port.send(text, '127.0.0.1', b.port.port);
    a.calls.instead = () => EAGAIN;
    await Promise.resolve();
    a.calls.instead = () => undefined;
    a.port.send('4', '127.0.0.1', b.port.port);
    expect(await b.kept.until(5)).toEqual(['0', '1', '2', '3', '4']);
    expect(a.kept.errors).toEqual([]);
  });

  it('also the one that `send` waits for', async () => {
    const [a, b] = [await bind(), await bind()];
    a.calls.instead = () => EAGAIN;
    expect(a.port.send('0', '127.0.0.1', b.port.port)).toBe(0);
    expect(await b.kept.until(1)).toEqual(['0']);
  });
});

describe('errors of recvmmsg', () => {
  it.each([
    [EAGAIN, 0],
    [-4, 0],
    [-105, 1],
  ])('%d: %d are reported, and node:dgram goes on', async (errno, reported) => {
    const [a, b] = [await bind(), await bind()];
    b.calls.receiving = () => errno;
    for (const text of ['0', '1']) a.port.send(text, '127.0.0.1', b.port.port);
    expect(await b.kept.until(2)).toEqual(['0', '1']);
    expect(b.kept.errors).toHaveLength(reported * 2);
  });
});

describe('sources', () => {
  it('keep their texts apart, more than are remembered', async () => {
    const server = await bind('0.0.0.0');
    const clients = [await bind('127.0.0.1'), await bind('127.255.255.254'), await bind('127.0.0.1')];
    for (let round = 0; round < 3; round++) {
      for (const client of clients) client.port.send('x', '127.0.0.1', server.port.port);
    }
    await Promise.resolve();
    await server.kept.until(9);
    const expected = clients.map((client, i) => `${i === 1 ? '127.255.255.254' : '127.0.0.1'} ${client.port.port}`);
    expect([...server.kept.sources].sort()).toEqual([...expected, ...expected, ...expected].sort());
  });
});

describe.each(['127.0.0.1', '::1'])('a kernel that cuts runs of datagrams, on %s', (ip) => {
  const texts = Array.from({ length: 300 }, (_, i) =>
    `${i % 50 === 49 ? 'shorter' : 'as long as'} ${i}`.padEnd(i % 50 === 49 ? 20 : 700, '.'),
  );

  it('delivers each as it was sent, in order, with few messages', async () => {
    const [a, b] = [await bind(ip, true), await bind(ip)];
    for (const text of texts) expect(a.port.send(text, ip, b.port.port)).toBe(0);
    expect(await b.kept.until(300)).toEqual(texts);
    // one alone, then runs of at most 64 segments, ended by a shorter one
    expect(a.calls.sends.reduce((sum, sends) => sum + sends)).toBeLessThan(20);
    expect(a.kept.errors).toEqual([]);
  });

  it('is not asked to while somebody watches packets', async () => {
    const [a, b] = [await bind(ip, true, true), await bind(ip)];
    for (const text of texts) a.port.send(text, ip, b.port.port);
    expect(await b.kept.until(300)).toEqual(texts);
    expect(a.calls.sends.reduce((sum, sends) => sum + sends)).toBe(300);
  });
});
