import { describe, expect, it } from 'vitest';

import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import { MemoryNetwork } from '../../../../runtime/transport/memory/network.ts';
import type { MemoryMessage, MemoryPeer } from '../../../../runtime/transport/memory/peer.ts';

const texts = (peer: MemoryPeer): string[] => peer.received.map((message) => message.text);

function setUp(): { clock: VirtualClock; network: MemoryNetwork } {
  const clock = new VirtualClock();
  return { clock, network: new MemoryNetwork(clock) };
}

describe('a UDP peer', () => {
  it('keeps what it got, with source and time', () => {
    const { clock, network } = setUp();
    const [a, b] = [network.peer('udp:192.0.2.1:5070'), network.peer('udp:192.0.2.2')];
    clock.advance(700);
    a.send('x', b.text);
    network.run();
    expect(b.received).toMatchObject([{ text: 'x', from: 'udp:192.0.2.1:5070', at: 700 }]);
  });

  it('may be given another reaction', () => {
    const { network } = setUp();
    const seen: MemoryMessage[] = [];
    const [a, b] = [network.peer('udp:192.0.2.1'), network.peer('udp:192.0.2.2')];
    b.onMessage = (message) => seen.push(message);
    a.send('x', b.text);
    network.run();
    expect(seen).toEqual(b.received);
  });

  it('answers from the address that was sent to', () => {
    const { network } = setUp();
    const a = network.peer('udp:192.0.2.1:1000');
    const b = network.peer('udp:192.0.2.2:2000', (message) => expect(message.reply('answer')).toBe(true));
    a.send('x', b.text);
    network.run();
    expect(a.received).toMatchObject([{ text: 'answer', from: 'udp:192.0.2.2:2000' }]);
  });

  it('says when an answer can not go back', () => {
    const { network } = setUp();
    const results: boolean[] = [];
    const b = network.peer('udp:192.0.2.2', (message) => results.push(message.reply('answer')));
    network.peer('udp:192.0.2.1').send('x', b.text);
    network.reachable = (ip) => ip !== '192.0.2.1';
    network.run();
    expect(results).toEqual([false]);
  });

  it('gets nothing any more when it has closed', () => {
    const { network } = setUp();
    const [a, b] = [network.peer('udp:192.0.2.1'), network.peer('udp:192.0.2.2')];
    a.send('x', b.text);
    b.close();
    network.run();
    expect(b.received).toEqual([]);
  });
});

describe.each(['tcp', 'tls', 'ws', 'wss'])('a %s peer', (proto) => {
  const at = (ip: string): string => `${proto}:${ip}:5071`;

  it('connects when it sends, once', () => {
    const { network } = setUp();
    const [a, b] = [network.peer(at('192.0.2.1')), network.peer(at('192.0.2.2'))];
    for (const text of ['1', '2', '3']) expect(a.send(text, b.text)).toBe(true);
    network.run();
    expect(texts(b)).toEqual(['1', '2', '3']);
    expect([a.connections, b.connections]).toEqual([1, 1]);
  });

  it('a listening one connects from a port of its own, one that does not from its address', () => {
    const { network } = setUp();
    const b = network.peer(at('192.0.2.2'));
    network.peer(at('192.0.2.1')).send('x', b.text);
    network.peer(at('192.0.2.3'), () => {}, { listen: false }).send('x', b.text);
    network.run();
    expect(b.received[0]?.from).toBe(`${proto}:192.0.2.1:49152`);
    expect(b.received[1]?.from).toBe(at('192.0.2.3'));
  });

  it('sends over its newest connection, also one that the other side opened', () => {
    const { network } = setUp();
    const [a, b] = [network.peer(at('192.0.2.1')), network.peer(at('192.0.2.2'))];
    a.connect(b.text);
    expect(b.send('back', a.text)).toBe(true);
    expect([a.connections, b.connections]).toEqual([1, 1]);
    a.connect(b.text);
    a.send('newest', b.text);
    network.run();
    expect(texts(a)).toEqual(['back']);
    expect(b.received[0]?.from).toBe(`${proto}:192.0.2.1:49153`);
  });

  it('prefers the connection to the very port', () => {
    const { network } = setUp();
    const a = network.peer(at('192.0.2.1'));
    const [one, two] = [network.peer(`${proto}:192.0.2.2:1`), network.peer(`${proto}:192.0.2.2:2`)];
    a.connect(one.text);
    a.connect(two.text);
    a.send('x', one.text);
    network.run();
    expect([texts(one), texts(two)]).toEqual([['x'], []]);
  });

  it('can not reach one that does not listen, nor one of another protocol', () => {
    const { network } = setUp();
    const a = network.peer(at('192.0.2.1'));
    network.peer(at('192.0.2.2'), () => {}, { listen: false });
    network.peer('udp:192.0.2.3:5071');
    expect([a.send('x', at('192.0.2.2')), a.send('x', at('192.0.2.3'))]).toEqual([false, false]);
    expect(a.connect(at('192.0.2.2'))).toBeNull();
    expect(a.connections).toBe(0);
  });

  it('after hang it connects anew, from its own address again', () => {
    const { network } = setUp();
    const b = network.peer(at('192.0.2.2'));
    const phone = network.peer(at('192.0.2.1'), () => {}, { listen: false });
    phone.send('lost', b.text);
    phone.hang();
    expect([phone.connections, b.connections]).toEqual([0, 0]);
    phone.send('again', b.text);
    network.run();
    expect(b.received).toMatchObject([{ text: 'again', from: phone.text }]);
  });

  it('an answer fails when the connection is gone', () => {
    const { network } = setUp();
    const b = network.peer(at('192.0.2.2'));
    const phone = network.peer(at('192.0.2.1'), () => {}, { listen: false });
    phone.send('x', b.text);
    network.run();
    phone.close();
    expect(b.received[0]?.reply('late')).toBe(false);
  });
});
