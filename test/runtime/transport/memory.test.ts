import { describe, expect, it } from 'vitest';

import { VirtualClock } from '../../../runtime/timer/virtual.ts';
import { parseListen } from '../../../runtime/transport/listen.ts';
import {
  type MemoryMessage,
  MemoryNetwork,
  type MemoryNetworkOptions,
  MemoryTransport,
} from '../../../runtime/transport/memory.ts';
import { Tap } from '../../../runtime/transport/tap.ts';
import type { LocalSocket, Receiver } from '../../../runtime/transport/types.ts';

const MESSAGE = 'OPTIONS sip:a@example.org SIP/2.0\r\nCall-ID: 1\r\n\r\n';
const SERVER = [
  'udp:192.0.2.10:5060',
  'udp:[2001:db8::10]:5060',
  'tcp:192.0.2.10:5060',
  'tls:192.0.2.10:5061',
  'wss:192.0.2.10:8443',
];

type Received = (text: string, socket: LocalSocket, ip: string, port: number, flow: number) => void;

/** A server that notes what arrives and then does what the test says. */
class Server implements Receiver {
  readonly seen: string[] = [];
  react: Received = () => {};

  received(text: string, socket: LocalSocket, ip: string, port: number, flow: number): void {
    this.seen.push(`${socket.text} < ${ip} ${port} flow ${flow}: ${text.length > 8 ? text.slice(0, 7) : text}`);
    this.react(text, socket, ip, port, flow);
  }
  drained(): void {
    this.seen.push('drained');
  }
}

interface Fixture {
  readonly clock: VirtualClock;
  readonly network: MemoryNetwork;
  readonly server: Server;
  readonly transport: MemoryTransport;
  readonly tap: Tap;
  readonly socket: (proto: string) => LocalSocket;
}

async function setUp(options: MemoryNetworkOptions = {}, listen: readonly string[] = SERVER): Promise<Fixture> {
  const clock = new VirtualClock();
  const network = new MemoryNetwork(clock, options);
  const server = new Server();
  const tap = new Tap(() => {});
  const transport = new MemoryTransport(
    network,
    listen.map((text) => parseListen(text)),
    { tap },
  );
  await transport.open(server);
  return {
    clock,
    network,
    server,
    transport,
    tap,
    socket: (proto) => transport.sockets.find((socket) => socket.proto === proto)!,
  };
}

describe('datagrams', () => {
  it('arrive when run() is called, and answers with them', async () => {
    const { network, server } = await setUp();
    server.react = (text, socket, ip, port, flow) => void socket.send(`re: ${text}`, ip, port, flow);
    const peer = network.peer('udp:198.51.100.21:5070');
    expect(peer.send(MESSAGE, 'udp:192.0.2.10:5060')).toBe(true);
    expect(server.seen).toEqual([]);
    network.run();
    expect(server.seen).toEqual(['udp:192.0.2.10:5060 < 198.51.100.21 5070 flow 0: OPTIONS', 'drained']);
    expect(peer.received).toMatchObject([{ text: `re: ${MESSAGE}`, from: 'udp:192.0.2.10:5060', at: 0 }]);
  });

  it('arrive by themselves with the next microtask', async () => {
    const { network, server, clock } = await setUp();
    network.peer('udp:198.51.100.21:5070').send(MESSAGE, 'udp:192.0.2.10:5060');
    await Promise.resolve();
    expect(server.seen).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });

  it('arrive when the clock moves, at the time they were sent', async () => {
    const { network, server, clock, socket } = await setUp();
    const peer = network.peer('udp:198.51.100.21:5070', (message) => void message.reply(MESSAGE));
    clock.after(500, () => void socket('udp').send(MESSAGE, '198.51.100.21', 5070, 0));
    let at = -1;
    server.react = () => (at = clock.now());
    clock.advance('5s');
    expect(peer.received.map((message) => message.at)).toEqual([500]);
    expect(at).toBe(500);
  });

  it('never nest, and keep their order', async () => {
    const { network, server } = await setUp();
    let depth = 0;
    server.react = (text, socket, ip, port) => {
      expect(depth++).toBe(0);
      if (text.length < 40) socket.send(`${text}!`, ip, port, 0);
      depth--;
    };
    const peer = network.peer('udp:198.51.100.21:5070', (message) => {
      expect(depth).toBe(0);
      message.reply(message.text);
    });
    for (const n of [1, 2, 3]) peer.send(`${'x'.repeat(36)}${n}`, 'udp:192.0.2.10:5060');
    network.run();
    expect(peer.received.map((message) => message.text.slice(36))).toEqual([
      '1!',
      '2!',
      '3!',
      '1!!',
      '2!!',
      '3!!',
      '1!!!',
      '2!!!',
      '3!!!',
    ]);
  });

  it('come in batches: one drained for all that was under way', async () => {
    const { network, server } = await setUp();
    const peer = network.peer('udp:198.51.100.21:5070');
    for (let i = 0; i < 3; i++) peer.send(MESSAGE, 'udp:192.0.2.10:5060');
    network.run();
    expect(server.seen.filter((line) => line === 'drained')).toHaveLength(1);
    expect(server.seen.at(-1)).toBe('drained');
  });

  it('take the latency', async () => {
    const { network, server, clock } = await setUp({ latency: 20 });
    const peer = network.peer('udp:198.51.100.21:5070', () => {});
    server.react = (_, socket, ip, port) => void socket.send(MESSAGE, ip, port, 0);
    peer.send(MESSAGE, 'udp:192.0.2.10:5060');
    clock.advance(19);
    expect(server.seen).toEqual([]);
    clock.advance(1);
    expect(server.seen).toHaveLength(2);
    clock.advance(100);
    expect(peer.received.map((message) => message.at)).toEqual([40]);
  });

  it('are lost and doubled as the test says', async () => {
    const { network, server } = await setUp();
    const peer = network.peer('udp:198.51.100.21:5070');
    const copies = [0, 2, 1];
    network.copies = ({ from, to, text }) => {
      expect([from.ip, to.port, text]).toEqual(['198.51.100.21', 5060, MESSAGE]);
      return copies.shift()!;
    };
    for (let i = 0; i < 3; i++) expect(peer.send(MESSAGE, 'udp:192.0.2.10:5060')).toBe(true);
    network.run();
    expect(server.seen).toHaveLength(4);
  });

  it('probes stop at the transport, but the tap sees them', async () => {
    const { network, server, tap } = await setUp();
    const seen: string[] = [];
    tap.subscribe((direction, text, socket, ip, port, flow) =>
      seen.push(`${direction} ${text.length} ${socket.text} ${ip} ${port} ${flow}`),
    );
    network.peer('udp:198.51.100.21:5070').send('\r\n\r\n', 'udp:192.0.2.10:5060');
    network.run();
    expect(server.seen).toEqual(['drained']);
    expect(seen).toEqual(['in 4 udp:192.0.2.10:5060 198.51.100.21 5070 0']);
  });

  it('may be sent from any address', async () => {
    const { network, server } = await setUp();
    network.datagram({ proto: 'udp', ip: '203.0.113.66', port: 9 }, { proto: 'udp', ip: '192.0.2.10', port: 5060 }, MESSAGE);
    network.run();
    expect(server.seen[0]).toBe('udp:192.0.2.10:5060 < 203.0.113.66 9 flow 0: OPTIONS');
  });

  it('a loop of two that answer each other ends in an error', async () => {
    const { network } = await setUp();
    network.peer('udp:198.51.100.21:5070', (message) => void message.reply(message.text));
    const peer = network.peer('udp:198.51.100.22:5070', (message) => void message.reply(message.text));
    peer.send('x', 'udp:198.51.100.21:5070');
    network.mostDeliveries = 1000;
    expect(() => network.run()).toThrow('1000 deliveries without an end');
  });
});

describe('what can not be sent', () => {
  it.each<[string, string, string, number]>([
    ['the other family', 'udp', '2001:db8::5', 5070],
    ['port 0', 'udp', '198.51.100.21', 0],
    ['a port that can not be', 'udp', '198.51.100.21', 70_000],
    ['a name', 'udp', 'example.org', 5060],
    ['brackets', 'udp', '[2001:db8::5]', 5060],
    ['nobody listening', 'tcp', '198.51.100.21', 5070],
  ])('%s', async (_, proto, ip, port) => {
    const { socket } = await setUp();
    expect(socket(proto).send(MESSAGE, ip, port, 0)).toBe(false);
  });

  it('too large a datagram; a stream takes it', async () => {
    const { network, socket } = await setUp();
    network.peer('tcp:198.51.100.21:5070');
    expect(socket('udp').send('x'.repeat(65_508), '198.51.100.21', 5070, 0)).toBe(false);
    expect(socket('tcp').send('x'.repeat(65_508), '198.51.100.21', 5070, 0)).toBe(true);
  });

  it('a datagram to nobody vanishes; in a strict network it is refused', async () => {
    const { network, socket } = await setUp();
    expect(socket('udp').send(MESSAGE, '240.1.2.3', 5060, 0)).toBe(true);
    network.run();
    network.strict = true;
    expect(socket('udp').send(MESSAGE, '240.1.2.3', 5060, 0)).toBe(false);
    const peer = network.peer('udp:198.51.100.21:5070');
    expect(socket('udp').send(MESSAGE, '198.51.100.21', 9, 0)).toBe(true); // the address is there, the port is not
    expect(socket('udp').send(MESSAGE, '198.51.100.2', 5070, 0)).toBe(false);
    peer.close();
    expect(socket('udp').send(MESSAGE, '198.51.100.21', 9, 0)).toBe(false);
  });

  it('what the test makes unreachable', async () => {
    const { network, socket, server } = await setUp({ reachable: (ip) => ip !== '198.51.100.21' });
    const peer = network.peer('udp:198.51.100.21:5070');
    network.peer('tcp:198.51.100.21:5070');
    expect(socket('udp').send(MESSAGE, '198.51.100.21', 5070, 0)).toBe(false);
    expect(socket('tcp').send(MESSAGE, '198.51.100.21', 5070, 0)).toBe(false);
    expect(peer.send(MESSAGE, 'udp:192.0.2.10:5060')).toBe(true);
    network.reachable = () => false;
    expect(peer.send(MESSAGE, 'udp:192.0.2.10:5060')).toBe(false);
    network.run();
    expect(server.seen).toHaveLength(2);
  });
});

describe('connections', () => {
  it.each(['tcp', 'tls', 'wss'])('%s: a flow leads back over the connection, wherever it came from', async (proto) => {
    const { network, server, socket } = await setUp();
    server.react = (text, at, ip, port, flow) => void at.send(`re: ${text}`, ip, port, flow);
    const phone = network.peer(`${proto}:198.51.100.22:5071`, () => {}, { listen: false });
    expect(phone.send(MESSAGE, socket(proto).text)).toBe(true);
    expect(phone.send(MESSAGE, socket(proto).text)).toBe(true);
    network.run();
    expect(phone.connections).toBe(1);
    expect(server.seen).toEqual([
      `${socket(proto).text} < 198.51.100.22 5071 flow 1: OPTIONS`,
      `${socket(proto).text} < 198.51.100.22 5071 flow 1: OPTIONS`,
      'drained',
    ]);
    expect(phone.received.map((message) => message.text)).toEqual([`re: ${MESSAGE}`, `re: ${MESSAGE}`]);
    expect(phone.received[0]?.from).toBe(socket(proto).text);
  });

  it('the flow counts, then the address, then a new connection', async () => {
    const { network, socket, transport } = await setUp();
    const phone = network.peer('tcp:198.51.100.22:5071', () => {}, { listen: false });
    const other = network.peer('tcp:198.51.100.23:5071');
    const tcp = socket('tcp');
    phone.connect(tcp.text);
    // by flow, though the address says otherwise
    expect(tcp.send('a', '203.0.113.1', 9, 1)).toBe(true);
    // by address, with a flow that is gone
    expect(tcp.send('b', '198.51.100.22', 5071, 77)).toBe(true);
    // by a new connection
    expect(tcp.send('c', '198.51.100.23', 5071, 0)).toBe(true);
    expect(tcp.send('d', '198.51.100.23', 5071, 0)).toBe(true);
    network.run();
    expect(phone.received.map((message) => message.text)).toEqual(['a', 'b']);
    expect(other.received.map((message) => message.text)).toEqual(['c', 'd']);
    expect(transport.sockets.find((s) => s.proto === 'tcp')?.connections).toBe(2);
  });

  it('a peer that is called answers over the same connection', async () => {
    const { network, server, socket } = await setUp();
    const callee = network.peer('tcp:198.51.100.23:5071', (message) => void message.reply(`re: ${message.text}`));
    socket('tcp').send(MESSAGE, '198.51.100.23', 5071, 0);
    network.run();
    expect(callee.received[0]?.from).toMatch(/^tcp:192\.0\.2\.10:49\d\d\d$/);
    expect(server.seen).toEqual(['tcp:192.0.2.10:5060 < 198.51.100.23 5071 flow 1: re: OPT', 'drained']);
    // and by its own doing too: its last connection to that server
    expect(callee.send(MESSAGE, 'tcp:192.0.2.10:5060')).toBe(true);
    expect(callee.connections).toBe(1);
  });

  it('one that does not listen can not be called', async () => {
    const { network, socket } = await setUp();
    network.peer('tcp:198.51.100.22:5071', () => {}, { listen: false });
    expect(socket('tcp').send(MESSAGE, '198.51.100.22', 5071, 0)).toBe(false);
  });

  it('hang resets them: the flow is gone on both sides', async () => {
    const { network, server, socket, transport } = await setUp();
    const phone = network.peer('tcp:198.51.100.22:5071', () => {}, { listen: false });
    phone.send(MESSAGE, 'tcp:192.0.2.10:5060');
    phone.hang();
    network.run();
    expect(server.seen).toEqual([]); // what was under way is lost
    expect(phone.connections).toBe(0);
    expect(transport.sockets.map((s) => s.connections)).toEqual([0, 0, 0, 0, 0]);
    expect(socket('tcp').send(MESSAGE, '198.51.100.22', 5071, 1)).toBe(false);
    phone.send(MESSAGE, 'tcp:192.0.2.10:5060');
    network.run();
    expect(server.seen[0]).toContain('flow 2');
  });

  it('a second connection leaves from another port', async () => {
    const { network, server } = await setUp();
    const phone = network.peer('tcp:198.51.100.22:5071', () => {}, { listen: false });
    const [a, b] = [phone.connect('tcp:192.0.2.10:5060'), phone.connect('tcp:192.0.2.10:5060')];
    a?.send(MESSAGE);
    b?.send(MESSAGE);
    network.run();
    expect(server.seen).toEqual([
      'tcp:192.0.2.10:5060 < 198.51.100.22 5071 flow 1: OPTIONS',
      expect.stringMatching(/^tcp:192\.0\.2\.10:5060 < 198\.51\.100\.22 49\d\d\d flow 2: OPTIONS$/),
      'drained',
    ]);
  });

  it('the tap sees them with their flow', async () => {
    const { network, socket, tap } = await setUp();
    const seen: unknown[] = [];
    tap.subscribe((direction, _text, at, ip, port, flow) => seen.push([direction, at.text, ip, port, flow]));
    const phone = network.peer('tcp:198.51.100.22:5071', () => {}, { listen: false });
    phone.send(MESSAGE, 'tcp:192.0.2.10:5060');
    network.run();
    socket('tcp').send(MESSAGE, '203.0.113.1', 9, 1);
    expect(seen).toEqual([
      ['in', 'tcp:192.0.2.10:5060', '198.51.100.22', 5071, 1],
      ['out', 'tcp:192.0.2.10:5060', '198.51.100.22', 5071, 1],
    ]);
  });
});

describe('MemoryTransport', () => {
  it('has the sockets it was told to have', async () => {
    const { transport } = await setUp({}, ['udp:192.0.2.10:0 advertise sip.example.org name a', 'tls:[2001:db8::1]']);
    expect(transport.sockets).toMatchObject([
      {
        proto: 'udp',
        ip: '192.0.2.10',
        port: 49_152,
        advertisedHost: 'sip.example.org',
        advertisedPort: 49_152,
        name: 'a',
        text: 'udp:192.0.2.10:49152',
      },
      { proto: 'tls', ip: '2001:db8::1', family: 6, port: 5061, text: 'tls:[2001:db8::1]:5061' },
    ]);
  });

  it('finds an address that is taken, and then takes none', async () => {
    const { network } = await setUp();
    const specs = ['udp:192.0.2.11:5060', 'udp:192.0.2.10:5060'].map((text) => parseListen(text));
    const second = new MemoryTransport(network, specs);
    await expect(second.open(new Server())).rejects.toMatchObject({
      code: 'E_LISTEN_IN_USE',
      facts: { address: 'udp:192.0.2.10:5060' },
    });
    expect(network.peer('udp:192.0.2.11:5060').text).toBe('udp:192.0.2.11:5060'); // free again
    expect(() => network.peer('udp:192.0.2.10:5060')).toThrow(/taken/);
  });

  it('does not take an address that stands for all', async () => {
    await expect(setUp({}, ['udp:0.0.0.0:5060'])).rejects.toMatchObject({ code: 'E_LISTEN_ADDRESS' });
  });

  it('is silent when closed, and leaves its addresses', async () => {
    const { network, server, transport, socket } = await setUp();
    const peer = network.peer('udp:198.51.100.21:5070');
    const phone = network.peer('tcp:198.51.100.22:5071', () => {}, { listen: false });
    phone.connect('tcp:192.0.2.10:5060');
    peer.send(MESSAGE, 'udp:192.0.2.10:5060');
    await transport.close();
    network.run();
    expect(server.seen).toEqual([]);
    expect(phone.connections).toBe(0);
    expect(socket('udp').send(MESSAGE, '198.51.100.21', 5070, 0)).toBe(false);
    await new MemoryTransport(network, [parseListen('udp:192.0.2.10:5060')]).open(server);
  });

  it('shows the test what the server throws', async () => {
    const { network, server } = await setUp();
    server.react = () => {
      throw new Error('defect');
    };
    network.peer('udp:198.51.100.21:5070').send(MESSAGE, 'udp:192.0.2.10:5060');
    expect(() => network.run()).toThrow('defect');
  });

  it('or reports it, and goes on', async () => {
    const network = new MemoryNetwork(new VirtualClock());
    const errors: unknown[] = [];
    const transport = new MemoryTransport(network, [parseListen('udp:192.0.2.10:5060')], {
      onError: (error) => errors.push(error),
    });
    await transport.open({
      received: () => {
        throw new Error('received');
      },
      drained: () => {
        throw new Error('drained');
      },
    });
    const peer = network.peer('udp:198.51.100.21:5070');
    peer.send(MESSAGE, 'udp:192.0.2.10:5060');
    peer.send(MESSAGE, 'udp:192.0.2.10:5060');
    network.run();
    expect(errors).toEqual([new Error('received'), new Error('received'), new Error('drained')]);
  });
});

describe('MemoryPeer', () => {
  it.each(['198.51.100.21:5070', 'udp:example.org:5070', 'http:1.2.3.4:5', '', 'udp:1.2.3.4:99999'])(
    '%j is no address',
    (text) => {
      expect(() => new MemoryNetwork(new VirtualClock()).peer(text)).toThrow(RangeError);
    },
  );

  it('has the port of its protocol unless told', () => {
    const network = new MemoryNetwork(new VirtualClock());
    expect(network.peer('tls:198.51.100.21').text).toBe('tls:198.51.100.21:5061');
    expect(network.peer('udp:[2001:DB8::21]').text).toBe('udp:[2001:db8::21]:5060');
  });

  it('sends by its own protocol only', () => {
    const peer = new MemoryNetwork(new VirtualClock()).peer('udp:198.51.100.21:5070');
    expect(() => peer.send(MESSAGE, 'tcp:192.0.2.10:5060')).toThrow(RangeError);
  });

  it('peers talk to each other', () => {
    const network = new MemoryNetwork(new VirtualClock());
    const seen: MemoryMessage[] = [];
    const a = network.peer('tcp:198.51.100.21:5070', (message) => void seen.push(message));
    network.peer('tcp:198.51.100.22:5070', (message) => void message.reply(`re: ${message.text}`));
    a.send('hello', 'tcp:198.51.100.22:5070');
    network.run();
    expect(seen.map((message) => message.text)).toEqual(['re: hello']);
  });

  it('somebody may have all ports of an address', () => {
    const network = new MemoryNetwork(new VirtualClock());
    const seen: number[] = [];
    const endpoint = {
      datagram: (packet: { to: { port: number } }) => void seen.push(packet.to.port),
      accept: () => false,
      drained: () => {},
    };
    const box = { proto: 'udp', ip: '203.0.113.1', port: 0 } as const;
    expect(network.attach(box, endpoint)).toBe(true);
    expect(network.attach(box, endpoint)).toBe(false);
    const one = network.peer('udp:203.0.113.1:1000');
    const peer = network.peer('udp:198.51.100.21:5070');
    for (const port of [1000, 2000]) peer.send('x', `udp:203.0.113.1:${port}`);
    network.run();
    expect(seen).toEqual([2000]);
    expect(one.received).toHaveLength(1);
    network.detach(box, endpoint);
    peer.send('x', 'udp:203.0.113.1:3000');
    network.run();
    expect(seen).toEqual([2000]);
  });
});
