// The real system calls where the machine has them, for tests that run everywhere.

import { RealClock } from '../../../../runtime/timer/real.ts';
import { batched } from '../../../../runtime/transport/batch/port.ts';
import { loadSystemCalls, type SystemCalls } from '../../../../runtime/transport/batch/system-calls.ts';
import type { OpenDatagramPort } from '../../../../runtime/transport/datagrams.ts';
import { openDgram } from '../../../../runtime/transport/dgram.ts';

/** @returns the machine's calls; throws where it has none */
export function realCalls(): SystemCalls {
  const calls = loadSystemCalls();
  if (typeof calls === 'string') throw new Error(calls);
  return calls;
}

/** Batches on Linux; elsewhere what a server has there. */
export const openBatched: OpenDatagramPort =
  process.platform === 'linux' ? batched(realCalls(), new RealClock(), () => expectDescriptor()) : openDgram;

function expectDescriptor(): never {
  throw new Error('this Node does not tell the descriptor of a socket');
}
