import { Socket } from 'node:net';

import { MESSAGE, type Channel, type OpenLink } from './link.ts';

/** One message a call, or an array of them. Control orders go over the same channel: they are objects. */
export function posted(channel: Channel): OpenLink {
  return (batch, received) => {
    channel.listen((value) => {
      if (typeof value === 'string') received(1);
      else if (Array.isArray(value)) received(value.length);
    });
    return {
      send(count) {
        for (let sent = 0; sent < count; sent += batch) {
          const n = Math.min(batch, count - sent);
          channel.post(n === 1 ? MESSAGE : Array.from({ length: n }, () => MESSAGE));
        }
      },
      close: () => channel.listen(() => {}),
    };
  };
}

type Octets = Buffer & { latin1Slice(start: number, end: number): string };

const DIGITS = 4; // hexadecimal length in front of each message

/** A pair of unix stream sockets by node:net alone: a batch is one write. */
export function unixStream(fd: number): OpenLink {
  const socket = new Socket({ fd, readable: true, writable: true });
  return (batch, received) => {
    let rest: Octets = Buffer.alloc(0) as Octets;
    socket.removeAllListeners('data').on('data', (octets) => {
      const all = (rest.length === 0 ? octets : Buffer.concat([rest, octets])) as Octets;
      let count = 0;
      let at = 0;
      for (; at + DIGITS <= all.length; count++) {
        const end = at + DIGITS + parseInt(all.latin1Slice(at, at + DIGITS), 16);
        if (end > all.length) break;
        all.latin1Slice(at + DIGITS, end); // a text of its own: a piece of the whole would keep all of it in memory
        at = end;
      }
      rest = all.subarray(at) as Octets;
      if (count > 0) received(count);
    });
    return {
      send(count) {
        for (let sent = 0; sent < count;) {
          let text = '';
          for (let i = 0; i < batch && sent < count; i++, sent++)
            text += MESSAGE.length.toString(16).padStart(DIGITS, '0') + MESSAGE;
          socket.write(text, 'latin1');
        }
      },
      close: () => {},
    };
  };
}
