import { describe, expect, it } from 'vitest';

import { loadSystemCalls } from '../../../runtime/transport/batch/system-calls.ts';
import { openDgram, type DgramPort } from '../../../runtime/transport/dgram.ts';
import { loadDoze } from './doze.ts';

const QUIET = { datagram(): void {}, drained(): void {}, failed(): void {} };
const doze = loadDoze();

async function sockets(): Promise<[DgramPort, DgramPort]> {
  return [await openDgram('127.0.0.1', 4, 0, QUIET), await openDgram('127.0.0.1', 4, 0, QUIET)];
}

describe('dozing', () => {
  it('is possible wherever the system calls of the server are', () => {
    expect(doze !== null).toBe(typeof loadSystemCalls() !== 'string');
  });

  it('ends when the time is over, not before', async () => {
    const [a, b] = await sockets();
    const start = performance.now();
    doze?.(a.fd, b.fd, 2.5);
    const took = performance.now() - start;
    expect(doze === null || took >= 2.5).toBe(true);
    await Promise.all([a.close(), b.close()]);
  });

  it.each([0, 1])('ends when something arrives on socket %i', async (which) => {
    const pair = await sockets();
    pair[0].send('x', '127.0.0.1', pair[which]!.port);
    const start = performance.now();
    doze?.(pair[0].fd, pair[1].fd, 60_000);
    expect(performance.now() - start).toBeLessThan(50_000);
    await Promise.all(pair.map((port) => port.close()));
  });
});
