import { createSocket, type Socket } from 'node:dgram';
import { createRequire } from 'node:module';

import { Destinations } from '../../../runtime/transport/batch/destinations.ts';
import { Inbox } from '../../../runtime/transport/batch/inbox.ts';
import { Outbox } from '../../../runtime/transport/batch/outbox.ts';
import { loadSystemCalls, type SystemCalls } from '../../../runtime/transport/batch/system-calls.ts';
import { MessageTable } from '../../../runtime/transport/batch/table.ts';
import { MESSAGE, type Link, type OpenLink } from './link.ts';

type Octets = Buffer & { latin1Slice(start: number, end: number): string };

/** The handle inside of a socket of node:dgram: it watches any descriptor that has datagrams, those of unix sockets as well. */
interface Handle {
  readonly fd: number;
  open(fd: number): number;
  recvStart(): number;
  close(): void;
  onmessage: (length: number, handle: Handle, octets: Octets | undefined) => void;
}

/** @returns a function of the C library */
export function native(prototype: string): (...parameters: unknown[]) => number {
  type Koffi = { load(path: null): { func(text: string): (...parameters: unknown[]) => number } };
  return (createRequire(import.meta.url)('koffi') as Koffi).load(null).func(prototype);
}

/** @returns the server's own calls; throws where there are none, for then there is nothing to compare with */
export function systemCalls(): SystemCalls {
  const calls = loadSystemCalls();
  if (typeof calls === 'string') throw new Error(calls);
  return calls;
}

/** @returns the handle inside of a socket */
export function handleOf(socket: Socket): Handle {
  for (const symbol of Object.getOwnPropertySymbols(socket)) {
    const state: unknown = Reflect.get(socket, symbol);
    if (typeof state === 'object' && state !== null && 'handle' in state) return state.handle as Handle;
  }
  throw new Error('this Node keeps the handle elsewhere');
}

/** Loopback UDP by what the server itself uses: the base line. */
export function udp(socket: Socket, port: number): OpenLink {
  return (batch, received) => {
    const calls = systemCalls();
    const inbox = new Inbox(4, calls);
    const outbox = new Outbox(4, calls);
    const to = new Destinations(4).find('127.0.0.1')!;
    const { fd } = handleOf(socket);
    socket.setRecvBufferSize(BUFFER);
    socket.removeAllListeners('message');
    socket.on('message', (message) => {
      let count = (message as Octets).latin1Slice(0, message.length).length > 0 ? 1 : 0;
      // one at a time means that libuv reads them all
      for (let n = batch; n === batch && n > 1; count += Math.max(0, n)) {
        n = inbox.receive(fd);
        for (let i = 0; i < n; i++) inbox.text(i);
      }
      received(count);
    });
    const returned = { refused: () => {}, later: () => -1 };
    return {
      send(count) {
        for (let sent = 0; sent < count;) {
          for (let i = 0; i < batch && sent < count; i++, sent++) outbox.add(MESSAGE, to, port);
          outbox.flush(fd, returned, false);
        }
      },
      close: () => {},
    };
  };
}

const MOST = 64;
const BUFFER = 4 * 1024 * 1024;
const ROOM = 65_536 + 192;

/** A pair of unix datagram sockets: recvmmsg and sendmmsg without addresses. */
export function unixDatagrams(fd: number): OpenLink {
  const watched = createSocket('udp4');
  const handle = handleOf(watched);
  handle.open(fd);
  const calls = systemCalls();
  const inbound = new Table(calls);
  const outbound = new Table(calls);
  let deliver: (length: number, octets: Octets | undefined) => void = () => {};
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a handle has no other
  handle.onmessage = (length, _, octets) => deliver(length, octets);
  handle.recvStart();
  return (batch, received): Link => {
    deliver = (length, octets) => {
      if (octets === undefined) return;
      let count = octets.latin1Slice(0, length).length > 0 ? 1 : 0;
      for (let n = batch; n === batch && n > 1; count += Math.max(0, n)) {
        n = calls.receive(fd, inbound.from(0), batch);
        for (let i = 0; i < n; i++) inbound.text(i);
      }
      received(count);
    };
    return {
      send(count) {
        for (let sent = 0; sent < count;) {
          const n = Math.min(batch, count - sent);
          for (let i = 0; i < n; i++) outbound.write(i, MESSAGE);
          // the window fits into the buffers, so nothing is refused
          for (let i = 0; i < n;) i += Math.max(0, calls.send(fd, outbound.from(i), n - i));
          sent += n;
        }
      },
      close: () => {},
    };
  };
}

/** The server's table of messages, with room for each and no addresses. */
class Table extends MessageTable {
  private readonly room: Octets = Buffer.alloc(MOST * ROOM) as Octets;
  private readonly start: number;

  constructor(calls: SystemCalls) {
    super(MOST, 4, calls);
    this.start = Number(calls.address(this.room));
    for (let i = 0; i < MOST; i++) {
      this.octets.writeBigUInt64LE(0n, i * 64);
      this.octets.writeUInt32LE(0, i * 64 + 8);
      this.place(i, this.start + i * ROOM, ROOM);
    }
  }

  write(i: number, text: string): void {
    this.place(i, this.start + i * ROOM, this.room.write(text, i * ROOM, 'latin1'));
  }
  text(i: number): string {
    return this.room.latin1Slice(i * ROOM, i * ROOM + this.received(i));
  }
}
