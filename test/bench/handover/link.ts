/** What is handed over: a usual SIP message behind a line that says where it came from and on which socket. */
export const MESSAGE: string = `0 192.0.2.33:5060\n${'INVITE sip:bob@example.org SIP/2.0\r\n'.padEnd(682, 'x')}`;

/** One end of a way between two processes or threads. Messages are texts at both ends, one character per octet. */
export interface Link {
  /** Sends the message so many times, with as few calls as the way allows. */
  send(count: number): void;
  close(): void;
}

/** Makes an end. @param batch messages in one call @param received is told how many came */
export type OpenLink = (batch: number, received: (count: number) => void) => Link;

/** What the measuring side asks the other for; anything else on the channel is a message. */
export type Order = { readonly open: string; readonly batch: number; readonly window: number } | { readonly usage: true };

/** process.send or a MessagePort. */
export interface Channel {
  post(value: unknown): void;
  listen(take: (value: unknown) => void): void;
}

/** Octets that shared memory has for each direction between threads. */
export interface Rings {
  readonly there: SharedArrayBuffer;
  readonly back: SharedArrayBuffer;
}

/** Opens a way whose receiver answers one message for each `window` that came. */
export function answering(open: OpenLink, batch: number, window: number): Link {
  let waiting = 0;
  const link = open(batch, (count) => {
    for (waiting += count; waiting >= window; waiting -= window) link.send(1);
  });
  return link;
}
