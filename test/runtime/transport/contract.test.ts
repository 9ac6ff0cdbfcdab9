// What the layers above rely on (types.ts), asked of every transport in the same words.

import { afterEach, describe, expect, it } from 'vitest';

import { RealClock } from '../../../runtime/timer/real.ts';
import { type ListenSpec, parseListen } from '../../../runtime/transport/listen.ts';
import { MemoryNetwork, MemoryTransport } from '../../../runtime/transport/memory.ts';
import { Tap } from '../../../runtime/transport/tap.ts';
import type { LocalSocket, Receiver, Transport } from '../../../runtime/transport/types.ts';
import { UdpTransport } from '../../../runtime/transport/udp.ts';
import { openBatched } from './batch/real.ts';

type Make = (specs: readonly ListenSpec[]) => Transport;

interface Arrival {
  readonly text: string;
  readonly socket: LocalSocket;
  readonly ip: string;
  readonly port: number;
  readonly flow: number;
}

/** Keeps what arrives and wakes who waits for it. */
class Inbox implements Receiver {
  readonly arrivals: Arrival[] = [];
  /** How many arrivals each `drained` found since the one before. */
  readonly batches: number[] = [];
  answer: (arrival: Arrival) => void = () => {};
  private open: number = 0;
  private wake: () => void = () => {};

  received(text: string, socket: LocalSocket, ip: string, port: number, flow: number): void {
    const arrival = { text, socket, ip, port, flow };
    this.arrivals.push(arrival);
    this.open++;
    this.answer(arrival);
  }
  drained(): void {
    this.batches.push(this.open);
    this.open = 0;
    this.wake();
  }
  async until(count: number): Promise<Arrival[]> {
    while (this.arrivals.length < count || this.open > 0) await new Promise<void>((resolve) => (this.wake = resolve));
    return this.arrivals;
  }
}

const request = (n: number): string => `OPTIONS sip:a@example.org SIP/2.0\r\nCall-ID: ${n}\r\n\r\n`;
const octets = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet)).join('');

const kinds: [string, string, () => Make][] = [
  [
    'UDP',
    'udp:127.0.0.1:0',
    () => (specs) => new UdpTransport(specs, { tap: new Tap(() => {}), onError: (error) => expect.fail(String(error)) }),
  ],
  [
    'UDP over IPv6',
    'udp:[::1]:0',
    () => (specs) => new UdpTransport(specs, { tap: new Tap(() => {}), onError: (error) => expect.fail(String(error)) }),
  ],
  ...['udp:127.0.0.1:0', 'udp:[::1]:0'].map((listen): [string, string, () => Make] => [
    `UDP in batches, ${listen}`,
    listen,
    () => (specs) => {
      const onError = (error: unknown): void => expect.fail(String(error));
      return new UdpTransport(specs, { tap: new Tap(() => {}), onError, open: openBatched });
    },
  ]),
  ...['udp:127.0.0.1:0', 'tcp:127.0.0.1:0', 'tls:127.0.0.1:0', 'ws:[::1]:0', 'wss:127.0.0.1:0'].map(
    (listen): [string, string, () => Make] => [
      `memory, ${listen}`,
      listen,
      () => {
        const network = new MemoryNetwork(new RealClock());
        return (specs) => new MemoryTransport(network, specs);
      },
    ],
  ),
];

describe.each(kinds)('%s', (_, listen, newMake) => {
  const open: Transport[] = [];
  afterEach(async () => {
    for (const transport of open.splice(0)) await transport.close();
  });

  async function start(
    make: Make,
    ...texts: string[]
  ): Promise<{ transport: Transport; sockets: readonly LocalSocket[]; inbox: Inbox }> {
    const transport = make(texts.map((text) => parseListen(text)));
    const inbox = new Inbox();
    await transport.open(inbox);
    open.push(transport);
    return { transport, sockets: transport.sockets, inbox };
  }

  it('names its sockets', async () => {
    const { sockets } = await start(newMake(), `${listen} advertise sip.example.org name one`);
    const [socket] = sockets;
    const { proto, ip, family } = parseListen(listen);
    expect(sockets).toHaveLength(1);
    expect(socket).toMatchObject({ proto, ip, family, name: 'one', advertisedHost: 'sip.example.org' });
    expect(socket?.port).toBeGreaterThan(0);
    expect(socket?.advertisedPort).toBe(socket?.port);
    expect(socket?.text).toBe(`${proto}:${ip.includes(':') ? `[${ip}]` : ip}:${socket?.port}`);
  });

  it('carries a message and its answer, octet for octet', async () => {
    const make = newMake();
    const [server, client] = [await start(make, listen), await start(make, listen)];
    const [from, to] = [client.sockets[0]!, server.sockets[0]!];
    server.inbox.answer = ({ text, socket, ip, port, flow }) => void expect(socket.send(`${text}!`, ip, port, flow)).toBe(true);
    expect(from.send(octets, to.ip, to.port, 0)).toBe(true);
    const [there] = await server.inbox.until(1);
    const [back] = await client.inbox.until(1);
    expect(there).toMatchObject({ text: octets, ip: from.ip });
    expect(back).toMatchObject({ text: `${octets}!`, ip: to.ip, port: to.port });
    expect(there?.socket === to && back?.socket === from).toBe(true);
    expect(there?.flow === 0).toBe(from.proto === 'udp');
  });

  it('keeps the order, and ends each batch', async () => {
    const make = newMake();
    const [server, client] = [await start(make, listen), await start(make, listen)];
    const [from, to] = [client.sockets[0]!, server.sockets[0]!];
    for (let n = 0; n < 50; n++) expect(from.send(request(n), to.ip, to.port, 0)).toBe(true);
    const arrivals = await server.inbox.until(50);
    expect(arrivals.map(({ text }) => text)).toEqual(Array.from({ length: 50 }, (__, n) => request(n)));
    expect(server.inbox.batches.reduce((sum, batch) => sum + batch, 0)).toBe(50);
    expect(new Set(arrivals.map(({ flow }) => flow)).size).toBe(1);
  });

  it('does not hand anything over while it is sending', async () => {
    const make = newMake();
    const [server, client] = [await start(make, listen), await start(make, listen)];
    const [from, to] = [client.sockets[0]!, server.sockets[0]!];
    let sending = false;
    server.inbox.answer = () => void expect(sending).toBe(false);
    sending = true;
    from.send(request(1), to.ip, to.port, 0);
    sending = false;
    await server.inbox.until(1);
  });

  it('tells where a message arrived', async () => {
    const make = newMake();
    const [server, client] = [await start(make, listen, listen), await start(make, listen)];
    for (const socket of server.sockets) client.sockets[0]!.send(request(socket.port), socket.ip, socket.port, 0);
    const arrivals = await server.inbox.until(2);
    expect(arrivals.map(({ text, socket }) => text === request(socket.port))).toEqual([true, true]);
    expect(new Set(arrivals.map(({ socket }) => socket))).toEqual(new Set(server.sockets));
  });

  it.each([
    ['another family', (ip: string) => (ip.includes(':') ? '127.0.0.1' : '::1'), 5060],
    ['port 0', (ip: string) => ip, 0],
    ['a port beyond 65535', (ip: string) => ip, 65_536],
    ['a name', () => 'localhost', 5060],
  ])('refuses %s', async (__, address, port) => {
    const { sockets } = await start(newMake(), listen);
    const socket = sockets[0]!;
    expect(socket.send(request(1), address(socket.ip), port, 0)).toBe(false);
  });

  it('finds an address that is taken', async () => {
    const make = newMake();
    const { sockets } = await start(make, listen);
    const second = make([parseListen(sockets[0]!.text)]);
    await expect(second.open(new Inbox())).rejects.toMatchObject({
      code: 'E_LISTEN_IN_USE',
      facts: { address: sockets[0]!.text },
    });
    expect(second.sockets).toEqual([]);
  });

  it('frees what it bound when a later address fails', async () => {
    const make = newMake();
    const { sockets } = await start(make, listen);
    const probe = await start(make, listen);
    const free = probe.sockets[0]!.text;
    await probe.transport.close();
    await expect(make([parseListen(free), parseListen(sockets[0]!.text)]).open(new Inbox())).rejects.toThrow(/in use/);
    const again = await start(make, free);
    expect(again.sockets[0]?.text).toBe(free);
  });

  it('is silent when closed', async () => {
    const make = newMake();
    const [server, client] = [await start(make, listen), await start(make, listen)];
    const [from, to] = [client.sockets[0]!, server.sockets[0]!];
    await server.transport.close();
    from.send(request(1), to.ip, to.port, 0);
    expect(to.send(request(1), from.ip, from.port, 0)).toBe(false);
    const other = await start(make, listen);
    from.send(request(2), other.sockets[0]!.ip, other.sockets[0]!.port, 0);
    await other.inbox.until(1);
    expect(server.inbox.arrivals).toEqual([]);
  });
});
