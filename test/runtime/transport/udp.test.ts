import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';

import type { DatagramPort, DatagramSink, OpenDatagramPort } from '../../../runtime/transport/datagrams.ts';
import { openDgram } from '../../../runtime/transport/dgram.ts';
import { parseListen } from '../../../runtime/transport/listen.ts';
import { Tap } from '../../../runtime/transport/tap.ts';
import type { LocalSocket, Receiver } from '../../../runtime/transport/types.ts';
import { type UdpOptions, type UdpSocket, UdpTransport } from '../../../runtime/transport/udp.ts';
import { openBatched } from './batch/real.ts';

const MESSAGE = 'OPTIONS sip:a@example.org SIP/2.0\r\nCall-ID: 1\r\n\r\n';

/** Datagrams that never reach a kernel. */
class FakePort implements DatagramPort {
  readonly port: number;
  readonly sink: DatagramSink;
  readonly sent: string[] = [];
  result: number = 0;
  closed: boolean = false;

  constructor(port: number, sink: DatagramSink) {
    this.port = port === 0 ? 40_000 : port;
    this.sink = sink;
  }
  send(text: string, ip: string, port: number): number {
    this.sent.push(`${ip} ${port} ${text}`);
    return this.result;
  }
  async close(): Promise<void> {
    this.closed = true;
  }
}

class Collected implements Receiver {
  readonly seen: unknown[] = [];
  react: () => void = () => {};

  received(text: string, socket: LocalSocket, ip: string, port: number, flow: number): void {
    this.seen.push([text, socket.text, ip, port, flow]);
    this.react();
  }
  drained(): void {
    this.seen.push('drained');
    this.react();
  }
}

interface Fixture {
  readonly transport: UdpTransport;
  readonly ports: FakePort[];
  readonly receiver: Collected;
  readonly errors: unknown[];
  readonly tap: Tap;
  readonly socket: UdpSocket;
  readonly port: FakePort;
}

async function setUp(listen: string[], options: Partial<UdpOptions> = {}): Promise<Fixture> {
  const ports: FakePort[] = [];
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const tap = new Tap(onError);
  const open: OpenDatagramPort = async (_ip, _family, port, sink) => {
    const made = new FakePort(port, sink);
    ports.push(made);
    return made;
  };
  const specs = listen.map((text) => parseListen(text));
  const transport = new UdpTransport(specs, { tap, onError, open, ...options });
  const receiver = new Collected();
  await transport.open(receiver);
  return { transport, ports, receiver, errors, tap, socket: transport.sockets[0]!, port: ports[0]! };
}

describe('UdpSocket', () => {
  it('is what the configuration says', async () => {
    const { transport } = await setUp([
      'udp:192.0.2.1:5060 name a',
      'udp:[2001:db8::1]:5070 advertise sip.example.org',
      'udp:127.0.0.1:0 advertise 203.0.113.1',
    ]);
    expect(transport.sockets).toMatchObject([
      {
        proto: 'udp',
        ip: '192.0.2.1',
        family: 4,
        port: 5060,
        name: 'a',
        advertisedHost: '',
        advertisedPort: 0,
        text: 'udp:192.0.2.1:5060',
      },
      { ip: '2001:db8::1', family: 6, advertisedHost: 'sip.example.org', advertisedPort: 5070, text: 'udp:[2001:db8::1]:5070' },
      { port: 40_000, advertisedHost: '203.0.113.1', advertisedPort: 40_000, text: 'udp:127.0.0.1:40000' },
    ]);
  });

  it('hands on what arrives, batch by batch', async () => {
    const { port, receiver, socket } = await setUp(['udp:192.0.2.1:5060']);
    port.sink.datagram(MESSAGE, '198.51.100.1', 5070);
    port.sink.datagram(`${MESSAGE}2`, '198.51.100.2', 1);
    port.sink.drained();
    expect(receiver.seen).toEqual([
      [MESSAGE, 'udp:192.0.2.1:5060', '198.51.100.1', 5070, 0],
      [`${MESSAGE}2`, 'udp:192.0.2.1:5060', '198.51.100.2', 1, 0],
      'drained',
    ]);
    expect(socket.counters).toMatchObject({ received: 2, receivedOctets: 2 * MESSAGE.length + 1, tooShort: 0 });
  });

  it.each([
    ['2001:db8::5', '2001:db8::5'],
    ['fe80::5%eth0', 'fe80::5'],
    ['::1.2.3.4', '::102:304'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
  ])('a source that the system writes %s is %s', async (written, ip) => {
    const { port, receiver } = await setUp(['udp:[2001:db8::1]:5060']);
    port.sink.datagram(MESSAGE, written, 5070);
    expect(receiver.seen).toEqual([[MESSAGE, 'udp:[2001:db8::1]:5060', ip, 5070, 0]]);
  });

  it.each([
    ['probes', '\r\n\r\n', 5070, { tooShort: 1, fromNowhere: 0, received: 0 }],
    ['zero octets', '\0\0\0\0', 5070, { tooShort: 1, fromNowhere: 0, received: 0 }],
    ['what comes from port 0', MESSAGE, 0, { tooShort: 0, fromNowhere: 1, received: 0 }],
  ])('drops and counts %s', async (_, text, source, counters) => {
    const { port, receiver, socket } = await setUp(['udp:192.0.2.1:5060']);
    port.sink.datagram(text, '198.51.100.1', source);
    port.sink.drained();
    expect(receiver.seen).toEqual(['drained']);
    expect(socket.counters).toMatchObject(counters);
  });

  it('an exception above is reported and stops nothing', async () => {
    const { port, receiver, socket, errors } = await setUp(['udp:192.0.2.1:5060']);
    receiver.react = () => {
      throw new Error('defect');
    };
    expect(() => {
      port.sink.datagram(MESSAGE, '198.51.100.1', 5070);
      port.sink.drained();
    }).not.toThrow();
    expect(errors).toEqual([new Error('defect'), new Error('defect')]);
    expect(socket.counters).toMatchObject({ received: 1, defects: 2 });
  });

  it('sends', async () => {
    const { port, socket } = await setUp(['udp:192.0.2.1:5060']);
    expect(socket.send(MESSAGE, '198.51.100.1', 5070, 9)).toBe(true);
    expect(port.sent).toEqual([`198.51.100.1 5070 ${MESSAGE}`]);
    expect(socket.counters).toMatchObject({ sent: 1, sentOctets: MESSAGE.length, sendErrors: 0 });
  });

  it('says when the kernel refuses, and counts it', async () => {
    const { port, socket } = await setUp(['udp:192.0.2.1:5060']);
    port.result = -101;
    expect(socket.send(MESSAGE, '198.51.100.1', 5070)).toBe(false);
    port.sink.failed(new Error('later'));
    expect(socket.counters).toMatchObject({ sent: 0, sendErrors: 1, socketErrors: 1 });
  });

  it('counts what the kernel refuses later', async () => {
    const { port, socket } = await setUp(['udp:192.0.2.1:5060']);
    expect(socket.send(MESSAGE, '198.51.100.1', 5070)).toBe(true);
    port.sink.failed(Object.assign(new Error('ENETUNREACH'), { syscall: 'sendmmsg' }));
    port.sink.failed(null);
    expect(socket.counters).toMatchObject({ sent: 1, sendErrors: 1, socketErrors: 1 });
  });

  it.each([
    ['udp:192.0.2.1:5060', '2001:db8::5', 5070],
    ['udp:[2001:db8::1]:5060', '192.0.2.5', 5070],
    ['udp:192.0.2.1:5060', '198.51.100.1', 0],
    ['udp:192.0.2.1:5060', '198.51.100.1', -1],
    ['udp:192.0.2.1:5060', '198.51.100.1', 65_536],
    ['udp:192.0.2.1:5060', '198.51.100.1', NaN],
  ])('%s does not send to %s port %d', async (listen, ip, to) => {
    const { port, socket } = await setUp([listen]);
    expect(socket.send(MESSAGE, ip, to)).toBe(false);
    expect(port.sent).toEqual([]);
    expect(socket.counters).toMatchObject({ sent: 0, unsendable: 1 });
  });

  it.each([
    [65_507, true],
    [65_508, false],
  ])('a text of %d octets can be sent: %s', async (length, sent) => {
    const { socket } = await setUp(['udp:192.0.2.1:5060']);
    expect(socket.send('x'.repeat(length), '198.51.100.1', 5070)).toBe(sent);
  });

  it('shows both directions to the tap, probes too, and nothing that was not sent', async () => {
    const { port, socket, tap } = await setUp(['udp:[2001:db8::1]:5060']);
    const seen: unknown[] = [];
    tap.subscribe((direction, text, at, ip, from, flow) => seen.push([direction, text, at.text, ip, from, flow]));
    port.sink.datagram('\r\n\r\n', 'fe80::1%eth0', 5070);
    socket.send(MESSAGE, '2001:db8::5', 5080);
    port.result = -1;
    socket.send(MESSAGE, '2001:db8::6', 5080);
    socket.send(MESSAGE, '192.0.2.6', 5080);
    expect(seen).toEqual([
      ['in', '\r\n\r\n', 'udp:[2001:db8::1]:5060', 'fe80::1', 5070, 0],
      ['out', MESSAGE, 'udp:[2001:db8::1]:5060', '2001:db8::5', 5080, 0],
    ]);
  });
});

describe('any datagram', () => {
  const octet = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 13, 10)).map((code) => String.fromCharCode(code));
  const datagram = fc.record({ text: fc.string({ unit: octet, maxLength: 80 }), port: fc.constantFrom(0, 1, 5060, 65_535) });

  it('is counted once, and handed on unchanged or not at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(datagram, { maxLength: 20 }), fc.boolean(), async (datagrams, faulty) => {
        const { port, receiver, socket, errors, tap } = await setUp(['udp:192.0.2.1:5060']);
        let watched = 0;
        tap.subscribe(() => watched++);
        if (faulty) {
          receiver.react = () => {
            throw new Error('defect');
          };
        }
        for (const { text, port: source } of datagrams) port.sink.datagram(text, '198.51.100.1', source);
        const { received, receivedOctets, tooShort, fromNowhere, defects } = socket.counters;
        expect(received + tooShort + fromNowhere).toBe(datagrams.length);
        expect(watched).toBe(datagrams.length);
        expect(receiver.seen).toHaveLength(received);
        const texts = receiver.seen.map((seen) => (seen as [string])[0]);
        expect(texts.join('').length).toBe(receivedOctets);
        expect(texts).toEqual(
          datagrams.filter(({ text, port: source }) => texts.includes(text) && source !== 0).map(({ text }) => text),
        );
        expect([defects, errors.length]).toEqual(faulty ? [received, received] : [0, 0]);
      }),
    );
  });
});

describe('UdpTransport', () => {
  const codes: [string, string][] = [
    ['EADDRINUSE', 'E_LISTEN_IN_USE'],
    ['EACCES', 'E_LISTEN_PERMISSION'],
    ['EPERM', 'E_LISTEN_PERMISSION'],
    ['EADDRNOTAVAIL', 'E_LISTEN_ADDRESS'],
    ['EAFNOSUPPORT', 'E_LISTEN_ADDRESS'],
    ['EINVAL', 'E_LISTEN_ADDRESS'],
  ];
  it.each(codes)('%s is %s, and closes what was bound before', async (system, code) => {
    const ports: FakePort[] = [];
    const open: OpenDatagramPort = async (ip, _family, port, sink) => {
      if (ip === '192.0.2.3') throw Object.assign(new Error('bind'), { code: system });
      const made = new FakePort(port, sink);
      ports.push(made);
      return made;
    };
    const specs = ['udp:192.0.2.1', 'udp:192.0.2.2', 'udp:192.0.2.3:5070', 'udp:192.0.2.4'].map((text) => parseListen(text));
    const tap = new Tap(() => {});
    const transport = new UdpTransport(specs, { tap, onError: () => {}, open, addresses: ['192.0.2.1', '192.0.2.2'] });
    const receiver = new Collected();
    await expect(transport.open(receiver)).rejects.toMatchObject({ code, facts: { address: 'udp:192.0.2.3:5070' } });
    expect(ports.map((port) => port.closed)).toEqual([true, true]);
    expect(transport.sockets).toEqual([]);
    ports[0]!.sink.datagram(MESSAGE, '198.51.100.1', 5070);
    expect(receiver.seen).toEqual([]);
  });

  it('names the addresses there are', async () => {
    const open: OpenDatagramPort = async () => {
      throw Object.assign(new Error('bind'), { code: 'EADDRNOTAVAIL' });
    };
    const opening = setUp(['udp:203.0.113.1'], { open, addresses: ['192.0.2.1', '127.0.0.1'] });
    await expect(opening).rejects.toMatchObject({ remedy: expect.stringContaining('(192.0.2.1, 127.0.0.1)') });
  });

  it('an error that has nothing to do with the address stays what it is', async () => {
    const error = Object.assign(new Error('too many open files'), { code: 'EMFILE' });
    await expect(setUp(['udp:192.0.2.1'], { open: () => Promise.reject(error) })).rejects.toBe(error);
  });

  it('serves nothing before all addresses are bound', async () => {
    let early: DatagramSink | null = null;
    const open: OpenDatagramPort = async (_ip, _family, port, sink) => {
      early?.datagram(MESSAGE, '198.51.100.1', 5070);
      early = sink;
      return new FakePort(port, sink);
    };
    const { receiver } = await setUp(['udp:192.0.2.1', 'udp:192.0.2.2'], { open });
    expect(receiver.seen).toEqual([]);
    early!.datagram(MESSAGE, '198.51.100.1', 5070);
    expect(receiver.seen).toHaveLength(1);
  });

  it('close ends both directions', async () => {
    const { transport, socket, ports, receiver } = await setUp(['udp:192.0.2.1', 'udp:192.0.2.2']);
    await transport.close();
    await transport.close();
    expect(ports.map((port) => port.closed)).toEqual([true, true]);
    expect(socket.send(MESSAGE, '198.51.100.1', 5070)).toBe(false);
    ports[0]!.sink.datagram(MESSAGE, '198.51.100.1', 5070);
    ports[0]!.sink.drained();
    expect(receiver.seen).toEqual([]);
  });
});

describe.each<[string, OpenDatagramPort]>([
  ['one by one', openDgram],
  ['in batches', openBatched],
])('UdpTransport on the machine’s own network, %s', (_name, open) => {
  const running: UdpTransport[] = [];
  afterEach(async () => {
    for (const transport of running.splice(0)) await transport.close();
  });

  async function start(listen: string, received: Receiver['received']): Promise<UdpSocket> {
    const onError = (error: unknown): void => expect.fail(String(error));
    const transport = new UdpTransport([parseListen(listen)], { tap: new Tap(onError), onError, open });
    await transport.open({ received, drained: () => {} });
    running.push(transport);
    return transport.sockets[0]!;
  }

  it.each(['127.0.0.1', '[::1]'])('%s: any octets go there and come back', async (host) => {
    let answer: (text: string) => void = () => {};
    const echo = await start(`udp:${host}:0`, (text, socket, ip, port, flow) => void socket.send(text, ip, port, flow));
    const client = await start(`udp:${host}:0`, (text) => answer(text));
    const octets = fc.string({ unit: fc.nat(255).map((octet) => String.fromCharCode(octet)), minLength: 32, maxLength: 2000 });
    await fc.assert(
      fc.asyncProperty(octets, async (text) => {
        const back = new Promise<string>((resolve) => (answer = resolve));
        expect(client.send(text, echo.ip, echo.port, 0)).toBe(true);
        expect(await back).toBe(text);
      }),
      { numRuns: 50 },
    );
    expect(echo.counters).toMatchObject({ received: 50, sent: 50, sendErrors: 0, defects: 0 });
  });

  it('says that a port is taken, with its address', async () => {
    const first = await start('udp:127.0.0.1:0', () => {});
    const opening = start(`udp:127.0.0.1:${first.port}`, () => {});
    await expect(opening).rejects.toMatchObject({
      code: 'E_LISTEN_IN_USE',
      message: `udp:127.0.0.1:${first.port} is in use already`,
    });
  });

  it('says that an address is not of this machine', async () => {
    await expect(start('udp:192.0.2.123:0', () => {})).rejects.toMatchObject({ code: 'E_LISTEN_ADDRESS' });
  });

  it('a destination that can not be reached is told at once', async () => {
    const socket = await start('udp:127.0.0.1:0', () => {});
    expect(socket.send(MESSAGE, '192.0.2.1', 5060)).toBe(false);
    expect(socket.send(MESSAGE, 'localhost', 5060)).toBe(false);
    expect(socket.counters).toMatchObject({ sent: 0, sendErrors: 2 });
  });
});
