import { describe, expect, it } from 'vitest';

import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import type { MemoryAddress } from '../../../../runtime/transport/memory/address.ts';
import { type MemoryEndpoint, MemoryNetwork } from '../../../../runtime/transport/memory/network.ts';
import type { MemoryStream } from '../../../../runtime/transport/memory/stream.ts';

const A: MemoryAddress = { proto: 'tcp', ip: '192.0.2.1', port: 1000 };
const B: MemoryAddress = { proto: 'tcp', ip: '192.0.2.2', port: 2000 };

class End implements MemoryEndpoint {
  readonly seen: string[] = [];
  stream: MemoryStream | null = null;
  accepts: boolean = true;

  datagram(): void {
    expect.fail('no datagrams here');
  }
  accept(stream: MemoryStream): boolean {
    this.keep(stream);
    return this.accepts;
  }
  drained(): void {
    this.seen.push('drained');
  }
  keep(stream: MemoryStream): void {
    this.stream = stream;
    stream.onText = (text) => this.seen.push(text);
    stream.onClose = () => this.seen.push('closed');
  }
}

function setUp(latency = 0): { clock: VirtualClock; network: MemoryNetwork; near: End; far: End; stream: MemoryStream } {
  const clock = new VirtualClock();
  const network = new MemoryNetwork(clock, { latency });
  const [near, far] = [new End(), new End()];
  network.attach(B, far);
  const stream = network.connect(A, B, near)!;
  near.keep(stream);
  return { clock, network, near, far, stream };
}

describe('MemoryStream', () => {
  it('knows both ends', () => {
    const { stream, far } = setUp();
    expect([stream.local, stream.remote]).toEqual([A, B]);
    expect([far.stream?.local, far.stream?.remote]).toEqual([B, A]);
    expect([stream.open, far.stream?.open]).toEqual([true, true]);
  });

  it('carries texts both ways, whole and in order', () => {
    const { network, stream, near, far } = setUp();
    for (const text of ['one', '', 'three']) expect(stream.send(text)).toBe(true);
    far.stream?.send('back');
    expect(far.seen).toEqual([]);
    network.run();
    expect(far.seen).toEqual(['one', '', 'three', 'drained']);
    expect(near.seen).toEqual(['back', 'drained']);
  });

  it('takes the latency of the network, and loses nothing to its hooks', () => {
    const { clock, network, stream, far } = setUp(30);
    network.copies = () => 0;
    stream.send('one');
    clock.advance(10);
    stream.send('two');
    clock.advance(19);
    expect(far.seen).toEqual([]);
    clock.advance(1);
    expect(far.seen).toEqual(['one', 'drained']);
    clock.advance(10);
    expect(far.seen).toEqual(['one', 'drained', 'two', 'drained']);
  });

  it.each(['near', 'far'])('closed at the %s end, both are, once', (which) => {
    const { network, stream, near, far } = setUp();
    stream.send('lost');
    const end = which === 'near' ? stream : far.stream!;
    end.close();
    end.close();
    network.run();
    expect([near.seen, far.seen]).toEqual([['closed'], ['closed']]);
    expect([stream.open, far.stream?.open]).toEqual([false, false]);
    expect([stream.send('x'), far.stream?.send('x')]).toEqual([false, false]);
  });

  it('does not send where the way is gone', () => {
    const { network, stream, far } = setUp();
    network.reachable = (ip) => ip !== B.ip;
    expect(stream.send('x')).toBe(false);
    expect(far.stream?.send('x')).toBe(true);
  });

  it('is not there when refused, or when nobody listens', () => {
    const { network, near, far } = setUp();
    far.accepts = false;
    expect(network.connect(A, B, near)).toBeNull();
    expect(network.connect(A, { ...B, port: 2001 }, near)).toBeNull();
    expect(network.connect(A, { ...B, proto: 'tls' }, near)).toBeNull();
  });
});
