// The other side, as a process or as a thread: does what it is told, and answers by the way that is measured.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';

import { posted, unixStream } from './channels.ts';
import { answering, type Channel, type Link, type OpenLink, type Order, type Rings } from './link.ts';
import { ring } from './ring.ts';
import { udp, unixDatagrams } from './sockets.ts';

/** Descriptors that the measuring process hands down. */
const DATAGRAMS = 4;
const STREAM = 5;

async function processWays(channel: Channel): Promise<Readonly<Record<string, OpenLink>>> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  channel.post({ port: socket.address().port });
  return {
    udp: udp(socket, Number(process.argv[2])),
    datagrams: unixDatagrams(DATAGRAMS),
    stream: unixStream(STREAM),
    posted: posted(channel),
  };
}

function threadWays(channel: Channel): Readonly<Record<string, OpenLink>> {
  const { there, back } = workerData as Rings;
  channel.post({ port: 0 });
  return { ring: ring(there, back), posted: posted(channel) };
}

/** @returns the channel to whoever started this side */
function upwards(): Channel {
  let take: (value: unknown) => void = () => {};
  if (isMainThread) process.on('message', (value) => take(value));
  else parentPort!.on('message', (value) => take(value));
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not a window
    post: (value) => void (isMainThread ? process.send!(value) : parentPort!.postMessage(value)),
    listen: (taker) => void (take = taker),
  };
}

const channel = upwards();
const messages: Channel = { post: channel.post, listen: (take) => void (forward = take) };
let forward: (value: unknown) => void = () => {};
const ways = isMainThread ? await processWays(messages) : threadWays(messages);
let link: Link | null = null;
channel.listen((value) => {
  if (typeof value === 'string' || Array.isArray(value)) {
    forward(value);
    return;
  }
  const order = value as Order;
  if ('open' in order) {
    link?.close();
    link = answering(ways[order.open]!, order.batch, order.window);
    channel.post({ opened: order.open });
  } else {
    const { user, system } = process.cpuUsage();
    channel.post({ usage: isMainThread ? user + system : 0 }); // a thread's time is in the process's already
  }
});
