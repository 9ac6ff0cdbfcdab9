import { MESSAGE, type OpenLink } from './link.ts';

type Octets = Buffer & { latin1Slice(start: number, end: number): string };

const SLOTS = 256;
const SLOT = 1024;
const WRITTEN = 0;
const READ = 1;

/** @returns memory for one direction */
export function ringMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(64 + SLOTS * SLOT);
}

/** Two rings in memory that threads share: slots of one message, woken by Atomics.notify once a batch. */
export function ring(inbound: SharedArrayBuffer, outbound: SharedArrayBuffer): OpenLink {
  return (batch, received) => {
    const inState = new Int32Array(inbound, 0, 16);
    const outState = new Int32Array(outbound, 0, 16);
    const inOctets = Buffer.from(inbound, 64) as Octets;
    const outOctets = Buffer.from(outbound, 64);
    const link = { open: true };
    const wait = (): void => {
      while (link.open) {
        const written = Atomics.load(inState, WRITTEN);
        const read = Atomics.load(inState, READ);
        for (let i = read; i !== written; i++) {
          const at = (i % SLOTS) * SLOT;
          inOctets.latin1Slice(at + 4, at + 4 + inOctets.readUInt32LE(at));
        }
        Atomics.store(inState, READ, written);
        if (written !== read) received(written - read);
        const woken = Atomics.waitAsync(inState, WRITTEN, written);
        if (!woken.async) continue;
        void woken.value.then(wait);
        return;
      }
    };
    queueMicrotask(wait);
    return {
      send(count) {
        for (let sent = 0; sent < count;) {
          const n = Math.min(batch, count - sent);
          const from = Atomics.load(outState, WRITTEN);
          for (let i = from; i < from + n; i++) {
            const at = (i % SLOTS) * SLOT;
            outOctets.writeUInt32LE(outOctets.write(MESSAGE, at + 4, 'latin1'), at);
          }
          Atomics.store(outState, WRITTEN, from + n);
          Atomics.notify(outState, WRITTEN);
          sent += n;
        }
      },
      close() {
        link.open = false;
        Atomics.notify(inState, WRITTEN);
      },
    };
  };
}
