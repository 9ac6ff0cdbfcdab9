// Where log lines leave the process. Written in the background, so that whoever reads them slowly, or not at all, never holds
// up a call; and given up without a word when nobody reads them any more: a server serves without its log as well.
//
// Not pino's own destination: its flushSync never returns when the reader of the pipe has gone, so `ksr | head` would not end.

import { write as fsWrite, writeSync as fsWriteSync } from 'node:fs';

/** The two functions of node:fs that are used; tests have others. */
export interface Writer {
  write(fd: number, octets: Uint8Array, done: (error: NodeJS.ErrnoException | null, written: number) => void): void;
  /** @returns octets written; throws what the system refuses */
  writeSync(fd: number, octets: Uint8Array): number;
}

/** Milliseconds until a reader that takes nothing is tried again. */
const RETRY = 20;

/** How often `flushSync` tries a reader that takes nothing: it must not wait. */
const TRIES = 100;

const FILE_SYSTEM: Writer = { write: fsWrite, writeSync: fsWriteSync };

/** A file, pipe or terminal that takes lines in their order, in the background. */
export class LogOutput {
  private readonly fd: number;
  private readonly limit: number;
  private readonly writer: Writer;
  /** Lines that no write has been begun for. */
  private waiting: string;
  /** What is being written. */
  private current: Uint8Array | null;
  private broken: boolean;
  private drained: (() => void)[];

  /** @param limit characters that may wait for a slow reader; lines beyond that are lost */
  constructor(fd: number, limit: number, writer: Writer = FILE_SYSTEM) {
    this.fd = fd;
    this.limit = limit;
    this.writer = writer;
    this.waiting = '';
    this.current = null;
    this.broken = false;
    this.drained = [];
  }

  write(line: string): void {
    if (this.broken || this.waiting.length + line.length > this.limit) return;
    this.waiting += line;
    if (this.current === null) this.next();
  }

  /** Resolves when everything is written, or nobody reads it any more. */
  flush(): Promise<void> {
    if (this.current === null) return Promise.resolve();
    return new Promise((resolve) => this.drained.push(resolve));
  }

  /**
   * Writes at once what no write has been begun for, as far as the reader takes it: for a process that ends now.
   */
  flushSync(): void {
    let octets: Uint8Array = Buffer.from(this.waiting);
    this.waiting = '';
    for (let tries = 0; octets.length > 0 && tries < TRIES && !this.broken; tries++) {
      try {
        octets = octets.subarray(this.writer.writeSync(this.fd, octets));
      } catch (error) {
        this.broken = !isBusy(error);
      }
    }
  }

  private next(): void {
    if (this.waiting === '') {
      this.current = null;
      for (const resolve of this.drained.splice(0)) resolve();
      return;
    }
    this.current = Buffer.from(this.waiting);
    this.waiting = '';
    this.push();
  }

  private push(): void {
    const { current } = this;
    if (current === null) return;
    this.writer.write(this.fd, current, (error, written) => {
      if (error && isBusy(error)) {
        setTimeout(() => this.push(), RETRY);
      } else if (error) {
        this.broken = true;
        this.waiting = '';
        this.next();
      } else if (written < current.length) {
        this.current = current.subarray(written);
        this.push();
      } else this.next();
    });
  }
}

/** A pipe that others set to non-blocking is full. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
}
