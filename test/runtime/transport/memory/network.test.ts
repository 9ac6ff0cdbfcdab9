import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import { addressText, parseAddress } from '../../../../runtime/transport/memory/address.ts';
import { MemoryNetwork } from '../../../../runtime/transport/memory/network.ts';

describe('addresses', () => {
  it.each([
    ['udp:198.51.100.21:5070', { proto: 'udp', ip: '198.51.100.21', port: 5070 }],
    ['tcp:198.51.100.21', { proto: 'tcp', ip: '198.51.100.21', port: 5060 }],
    ['WSS:[2001:DB8::1]:8443', { proto: 'wss', ip: '2001:db8::1', port: 8443 }],
    ['tls:[::1]', { proto: 'tls', ip: '::1', port: 5061 }],
  ] as const)('%s', (text, address) => {
    expect(parseAddress(text)).toEqual(address);
    expect(parseAddress(addressText(address))).toEqual(address);
  });

  it.each(['', 'udp', 'udp:', ':5060', 'udp:name:1', 'udp:1.2.3.4:', 'udp:::1:5060', '1.2.3.4:5060'])('%j is none', (text) => {
    expect(() => parseAddress(text)).toThrow(RangeError);
  });
});

describe('MemoryNetwork', () => {
  it('delivers by the clock: all at its time, in the order it was sent', () => {
    const sending = fc.record({ at: fc.nat(100), from: fc.nat(2), to: fc.nat(2), latency: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(sending, { maxLength: 40 }), (sendings) => {
        const clock = new VirtualClock();
        const network = new MemoryNetwork(clock);
        const peers = [1, 2, 3].map((n) => network.peer(`udp:192.0.2.${n}`));
        sendings.forEach(({ at, from, to, latency }, i) => {
          clock.after(at, () => {
            network.latency = latency;
            peers[from]!.send(`${i}`, peers[to]!.text);
          });
        });
        clock.advance(1000);
        const arrivals = peers.flatMap((peer) =>
          peer.received.map(({ text, from, at }) => ({ i: Number(text), from, at, to: peer.text })),
        );
        expect(arrivals).toHaveLength(sendings.length);
        for (const { i, from, at, to } of arrivals) {
          const sent = sendings[i]!;
          expect([from, to, at]).toEqual([peers[sent.from]!.text, peers[sent.to]!.text, sent.at + sent.latency]);
        }
        expect(clock.pending).toBe(0);
      }),
    );
  });

  it('two runs of one test are the same', () => {
    const play = (): string[] => {
      const clock = new VirtualClock();
      const network = new MemoryNetwork(clock, { latency: 3 });
      const log: string[] = [];
      const peers = [1, 2, 3].map((n) =>
        network.peer(`udp:192.0.2.${n}`, ({ text, from, at, reply }) => {
          log.push(`${at} ${from} ${n} ${text}`);
          if (text.length < 6) reply(`${text}.`);
        }),
      );
      for (const peer of peers) for (const other of peers) peer.send(`${peers.indexOf(other)}`, other.text);
      clock.advance('1s');
      return log;
    };
    const first = play();
    expect(first).toHaveLength(9 * 6);
    expect(play()).toEqual(first);
  });

  it('what one peer throws reaches the test; the rest is still there', () => {
    const network = new MemoryNetwork(new VirtualClock());
    const peer = network.peer('udp:192.0.2.1', () => {
      throw new Error('assertion');
    });
    const other = network.peer('udp:192.0.2.2');
    for (const text of ['1', '2', '3']) other.send(text, peer.text);
    expect(() => network.run()).toThrow('assertion');
    peer.onMessage = () => {};
    other.send('4', peer.text);
    network.run();
    expect(peer.received.map(({ text }) => text)).toEqual(['1', '2', '3', '4']);
  });

  it('ephemeral ports come one after the other, round and round', () => {
    const network = new MemoryNetwork(new VirtualClock());
    const ports = Array.from({ length: 16_385 }, () => network.ephemeralPort());
    expect([ports[0], ports[1], ports[16_383], ports[16_384]]).toEqual([49_152, 49_153, 65_535, 49_152]);
  });

  it.each([
    [{}, '192.0.2.9', true],
    [{ strict: true }, '192.0.2.9', false],
    [{ strict: true }, '192.0.2.1', true],
    [{ strict: true }, '2.0.2.1', false],
    [{ strict: true }, '2001:db8::1', true],
    [{ strict: true }, '2001:db8::', false],
    [{ reachable: (ip: string) => ip !== '192.0.2.1' }, '192.0.2.1', false],
  ])('with %j, %s is reached: %s', (options, ip, reached) => {
    const network = new MemoryNetwork(new VirtualClock(), options);
    network.peer('udp:192.0.2.1:5070');
    network.peer('udp:[2001:db8::1]:5070');
    expect(network.reaches(ip)).toBe(reached);
  });

  it('an address is free again when its peer closes', () => {
    const network = new MemoryNetwork(new VirtualClock());
    const peer = network.peer('udp:192.0.2.1');
    expect(() => network.peer('udp:192.0.2.1')).toThrow(RangeError);
    peer.close();
    const second = network.peer('udp:192.0.2.1');
    peer.close(); // not its own any more
    network.peer('udp:192.0.2.2').send('x', 'udp:192.0.2.1');
    network.run();
    expect(second.received).toHaveLength(1);
  });
});
