// Methods: their numbers, and one string for each of those that are in every second message.

import { equalsIgnoreCase } from './chars.ts';

/** Methods by number, so that the hot path compares integers. The numbers are Kamailio's (`$rmid`). */
export const Method = {
  Other: 65536,
  INVITE: 1,
  CANCEL: 2,
  ACK: 4,
  BYE: 8,
  INFO: 16,
  REGISTER: 32,
  SUBSCRIBE: 64,
  NOTIFY: 128,
  MESSAGE: 256,
  OPTIONS: 512,
  PRACK: 1024,
  UPDATE: 2048,
  REFER: 4096,
  PUBLISH: 8192,
  KDMQ: 16384,
  GET: 131072,
  POST: 262144,
  PUT: 524288,
  DELETE: 1048576,
} as const;

interface Known {
  readonly name: string;
  readonly id: number;
}

const UNKNOWN: Known = { name: '', id: Method.Other };

// By length and first letter; no two methods share both.
const BY_PLACE: readonly Known[] = Array.from({ length: 16 * 32 }, (_, place) => {
  for (const [name, id] of Object.entries(Method)) {
    if (name !== 'Other' && (name.length << 5) + (name.charCodeAt(0) & 31) === place) return { name, id };
  }
  return UNKNOWN;
});

/**
 * @param name method in any case: Kamailio takes `invite` for INVITE, and so does a script that tests for it
 * @returns its number, `Method.Other` for one that is not in the table
 */
export function methodId(name: string): number {
  const known = candidate(name, 0, name.length);
  return equalsIgnoreCase(known.name, name) ? known.id : Method.Other;
}

/** @returns the method in [from, to) as written; for those of the table always the same string, not a new one */
export function methodName(text: string, from: number, to: number): string {
  const { name } = candidate(text, from, to);
  return name !== '' && text.startsWith(name, from) ? name : text.slice(from, to);
}

function candidate(text: string, from: number, to: number): Known {
  const length = to - from;
  return length > 0 && length < 16 ? BY_PLACE[(length << 5) + (text.charCodeAt(from) & 31)]! : UNKNOWN;
}
