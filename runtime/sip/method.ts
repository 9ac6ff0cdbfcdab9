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

const BY_NAME: ReadonlyMap<string, number> = new Map(Object.entries(Method).filter(([name]) => name !== 'Other'));

// Names by length and first letter; no two share both.
const BY_PLACE: readonly (string | undefined)[] = Array.from({ length: 16 * 32 }, (_, place) =>
  BY_NAME.keys().find((name) => (name.length << 5) + (name.charCodeAt(0) & 31) === place),
);

/**
 * @param name method in any case: Kamailio takes `invite` for INVITE, and so does a script that tests for it
 * @returns its number, `Method.Other` for one that is not in the table
 */
export function methodId(name: string): number {
  return BY_NAME.get(name) ?? BY_NAME.get(name.toUpperCase()) ?? Method.Other;
}

/** @returns the method in [from, to) as written; for those of the table always the same string, not a new one */
export function methodName(text: string, from: number, to: number): string {
  const length = to - from;
  const name = length < 16 ? BY_PLACE[(length << 5) + (text.charCodeAt(from) & 31)] : undefined;
  return name !== undefined && text.startsWith(name, from) ? name : text.slice(from, to);
}
