// What it costs to hand a message of 700 octets over to another worker, by way and batch. One command, some seconds:
//   node test/bench/handover/run.ts
import { fork } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { posted, unixStream } from './channels.ts';
import { MESSAGE, type Channel, type OpenLink, type Order } from './link.ts';
import { ring, ringMemory } from './ring.ts';
import { measureSteering } from './steering.ts';
import { native, udp, unixDatagrams } from './sockets.ts';

const MESSAGES = 12_800;
/** What is under way at most: it fits into the smallest of the buffers. */
const WINDOW = 128;
const ROUNDS = 5;
const PINGS = 400;

/** The other side. */
interface Peer {
  readonly channel: Channel;
  ask(order: Order): Promise<Record<string, unknown>>;
  readonly ready: Promise<Record<string, unknown>>;
  end(): void;
}

function peer(on: (take: (value: unknown) => void) => void, post: (value: unknown) => void, end: () => void): Peer {
  const answers = new EventEmitter();
  let take: (value: unknown) => void = () => {};
  on((value) => void (typeof value === 'string' || Array.isArray(value) ? take(value) : answers.emit('answer', value)));
  const answer = async (): Promise<Record<string, unknown>> => (await once(answers, 'answer'))[0] as Record<string, unknown>;
  return {
    channel: { post, listen: (taker) => void (take = taker) },
    ask(order) {
      post(order);
      return answer();
    },
    ready: answer(),
    end,
  };
}

/** Both sides' processor time and the way's delay. */
interface Cost {
  readonly us: number;
  readonly delay: number;
}

async function measure(way: string, open: OpenLink, other: Peer, batch: number): Promise<Cost> {
  let arrived: () => void = () => {};
  const link = open(batch, () => arrived());
  const answered = (): Promise<void> => new Promise((resolve) => void (arrived = resolve));
  const used = async (): Promise<number> => {
    const { usage } = await other.ask({ usage: true });
    const { user, system } = process.cpuUsage();
    return user + system + (usage as number);
  };
  await other.ask({ open: way, batch, window: WINDOW });
  let us = Infinity;
  for (let round = 0; round <= ROUNDS; round++) {
    const before = await used();
    for (let sent = 0; sent < MESSAGES; sent += WINDOW) {
      const answer = answered();
      link.send(WINDOW);
      await answer;
    }
    const each = ((await used()) - before) / MESSAGES;
    if (round > 0) us = Math.min(us, each); // the first one warms up
  }
  await other.ask({ open: way, batch, window: 1 });
  const delays: number[] = [];
  for (let i = 0; i < PINGS; i++) {
    const answer = answered();
    const before = performance.now();
    link.send(1);
    await answer;
    delays.push((performance.now() - before) * 500);
  }
  link.close();
  return { us, delay: delays.toSorted((a, b) => a - b)[PINGS / 2]! };
}

/** @returns both ends of a pair of unix sockets; node can make none */
function socketPair(type: number): readonly [number, number] {
  const ends = Buffer.alloc(8);
  native('int socketpair(int, int, int, void *)')(AF_UNIX, type, 0, ends);
  return [ends.readInt32LE(0), ends.readInt32LE(4)];
}

const AF_UNIX = 1;
const STREAM = 1;
const DATAGRAM = 2;
const here = (file: string): URL => new URL(file, import.meta.url);

const socket = createSocket('udp4').bind(0, '127.0.0.1');
await once(socket, 'listening');
const datagrams = socketPair(DATAGRAM);
const stream = socketPair(STREAM);
const child = fork(here('peer.ts'), [String(socket.address().port)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc', datagrams[1], stream[1]],
});
const process2 = peer(
  (take) => void child.on('message', take),
  (value) => void child.send(value as object),
  () => void child.kill(),
);
const { port } = await process2.ready;
const rings = { there: ringMemory(), back: ringMemory() };
const worker = new Worker(here('peer.ts'), { workerData: rings });
const thread = peer(
  (take) => void worker.on('message', take),
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not a window
  (value) => worker.postMessage(value),
  () => void worker.terminate(),
);
await thread.ready;

const toPort = udp(socket, port as number);
const toDatagrams = unixDatagrams(datagrams[0]);
const toStream = unixStream(stream[0]);
const rows: readonly (readonly [string, string, OpenLink, Peer, readonly number[]])[] = [
  ['loopback UDP, as the server does it', 'udp', toPort, process2, [1, 8, 32, 64]],
  ['unix datagrams, recvmmsg and sendmmsg', 'datagrams', toDatagrams, process2, [1, 8, 32, 64]],
  ['unix stream, node:net', 'stream', toStream, process2, [1, 8, 32, 64]],
  ['process.send', 'posted', posted(process2.channel), process2, [1, 32]],
  ['thread: MessagePort', 'posted', posted(thread.channel), thread, [1, 32]],
  ['thread: ring in shared memory', 'ring', ring(rings.back, rings.there), thread, [1, 8, 32, 64]],
];
const costs: { name: string; batch: number; cost: Cost }[] = [];
for (const [name, way, open, other, batches] of rows) {
  for (const batch of batches) costs.push({ name, batch, cost: await measure(way, open, other, batch) });
}
const unit = costs.find(({ batch }) => batch === 32)!.cost.us;
console.log(
  `${MESSAGE.length} octets; µs of processor time at both ends, least of ${ROUNDS} rounds; 1.00 is the first way with batches of 32\n`,
);
console.log('way                                      batch     µs  ratio  delay µs');
for (const { name, batch, cost } of costs) {
  const numbers = [String(batch).padStart(5), cost.us.toFixed(2).padStart(6), (cost.us / unit).toFixed(2).padStart(6)];
  console.log(`${name.padEnd(40)} ${numbers.join(' ')} ${batch === 1 ? cost.delay.toFixed(0).padStart(9) : ''}`);
}
process2.end();
thread.end();
console.log(await measureSteering());
process.exit(0);
