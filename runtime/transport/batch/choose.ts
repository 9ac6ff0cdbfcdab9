import type { Clock } from '../../timer/clock.ts';
import type { OpenDatagramPort } from '../datagrams.ts';
import { openDgram } from '../dgram.ts';
import { batched } from './port.ts';
import { loadSystemCalls, type SystemCalls } from './system-calls.ts';

/** What the choice depends on. */
export interface Choice {
  readonly clock: Clock;
  /** `KSR_PLAIN_DGRAM=1` forces node:dgram; `KSR_NO_SEGMENTS=1` has each datagram leave by itself. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Takes one sentence, at most once, when datagrams are moved one by one. */
  readonly tell: (text: string) => void;
  /** Finds the system calls; only tests give another way. */
  readonly load?: () => SystemCalls | string;
}

/** @returns what moves datagrams: many with one system call where that is possible, else node:dgram */
export function chooseDatagrams(choice: Choice): OpenDatagramPort {
  let told = false;
  const tell = (why: string): void => {
    if (!told) choice.tell(`datagrams are read and written one by one: ${why}`);
    told = true;
  };
  const calls = choice.env['KSR_PLAIN_DGRAM'] === '1' ? 'KSR_PLAIN_DGRAM is set' : (choice.load ?? loadSystemCalls)();
  if (typeof calls !== 'string') {
    const whole = choice.env['KSR_NO_SEGMENTS'] === '1' ? { ...calls, cuts: () => false } : calls;
    return batched(whole, choice.clock, () => tell('this Node does not tell the descriptor of a socket'));
  }
  return (ip, family, port, sink) => {
    tell(calls);
    return openDgram(ip, family, port, sink);
  };
}
