import { createRequire } from 'node:module';

/**
 * Sleeps until there is something to read on one of two descriptors, or so many milliseconds are over. It is exact where Node's timers
 * know whole milliseconds only, and leaves the processor to others where waiting in a loop would not.
 */
export type Doze = (one: number, other: number, milliseconds: number) => void;

interface Koffi {
  load(path: null): { func(prototype: string): (...parameters: unknown[]) => number };
}

const POLLIN = 1;

/** @returns null where ppoll(2) can not be called; whoever waits then asks again and again */
export function loadDoze(): Doze | null {
  if (process.platform !== 'linux') return null;
  let koffi: Koffi;
  try {
    koffi = createRequire(import.meta.url)('koffi') as Koffi;
  } catch {
    return null;
  }
  const ppoll = koffi.load(null).func('int ppoll(void *, unsigned long, void *, void *)');
  const descriptors = Buffer.alloc(16); // struct pollfd { int fd; short events; short revents; } twice
  descriptors.writeInt16LE(POLLIN, 4);
  descriptors.writeInt16LE(POLLIN, 12);
  const time = Buffer.alloc(16); // struct timespec { long seconds; long nanoseconds; }
  return (one, other, milliseconds) => {
    descriptors.writeInt32LE(one, 0);
    descriptors.writeInt32LE(other, 8);
    time.writeUInt32LE(Math.floor(milliseconds / 1000), 0);
    time.writeUInt32LE(Math.floor((milliseconds % 1000) * 1e6), 8);
    ppoll(descriptors, 2, time, null);
  };
}
