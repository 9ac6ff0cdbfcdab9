// Lets the kernel find the worker. A program in the classic BPF at the group of sockets looks for the first branch of a message: in
// a reply the letter behind the cookie is the number of the socket, in a request what follows is hashed, which is the same for an
// INVITE and its CANCEL. It needs no privilege: setsockopt(2) through koffi.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

import { handleOf, native, systemCalls } from './sockets.ts';

const SOL_SOCKET = 1;
const SO_ATTACH_REUSEPORT_CBPF = 51;
/** A result that is no socket's number leaves the choice to the hash of the addresses. */
const BY_ADDRESS = 0xffff_ffff;
/** Odd, its bits well mixed: 2^32 over the golden ratio. */
const MIX = 0x9e37_79b1;

/** Operation codes (linux/bpf_common.h): what they do with the registers A and X. */
const Op = {
  loadWord: 0x20, // A = 32 bits at k
  loadWordX: 0x40, // at X + k
  loadOctetX: 0x50,
  setX: 0x01,
  save: 0x02, // M[k] = A
  loadX: 0x61, // X = M[k]
  xorX: 0xac,
  subtract: 0x14,
  multiply: 0x24,
  modulo: 0x94,
  shiftRight: 0x74,
  jump: 0x05,
  ifEqual: 0x15,
  finish: 0x06, // with k
  finishA: 0x16,
} as const;

type Instruction = readonly [code: number, k: number, yes?: number, no?: number];

const word = (text: string): number => Buffer.from(text, 'latin1').readUInt32BE();
const BEHIND_COOKIE = 'z9hG4bK'.length;

/** There are no loops: four instructions for each place where the branch may begin. */
function program(from: number, to: number, workers: number): readonly Instruction[] {
  const search: Instruction[] = [];
  for (let at = from; at < to; at++) {
    search.push([Op.loadWord, at], [Op.ifEqual, word('z9hG'), 0, 2], [Op.setX, at], [Op.jump, (to - at - 1) * 4 + 1]);
  }
  const named: Instruction[] = [
    [Op.loadOctetX, BEHIND_COOKIE],
    [Op.subtract, 'a'.charCodeAt(0)],
    [Op.finishA, 0],
  ];
  const hashed: Instruction[] = [0, 1, 2].flatMap((i): Instruction[] => [
    [Op.loadWordX, BEHIND_COOKIE + 4 * i],
    [Op.save, i],
  ]);
  hashed.push([Op.multiply, MIX]);
  for (const i of [1, 0]) hashed.push([Op.loadX, i], [Op.xorX, 0], [Op.multiply, MIX]);
  hashed.push([Op.shiftRight, 16], [Op.modulo, workers], [Op.finishA, 0]);
  return [...search, [Op.finish, BY_ADDRESS], [Op.loadWord, 0], [Op.ifEqual, word('SIP/'), 0, named.length], ...named, ...hashed];
}

/** @returns 0, or -1 when the kernel refused it */
function attach(socket: Socket, instructions: readonly Instruction[]): number {
  const code = Buffer.alloc(instructions.length * 8);
  for (const [i, [op, k, yes = 0, no = 0]] of instructions.entries()) {
    code.writeUInt16LE(op, i * 8);
    code.set([yes, no], i * 8 + 2);
    code.writeUInt32LE(k, i * 8 + 4);
  }
  const option = Buffer.alloc(16);
  option.writeUInt16LE(instructions.length);
  option.writeBigUInt64LE(systemCalls().address(code), 8);
  const setsockopt = native('int setsockopt(int, int, int, void *, unsigned int)');
  return setsockopt(handleOf(socket).fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, option, option.length);
}

const WORKERS = 4;
const MESSAGES = 4000;
const BURST = 100;
const ROUNDS = 8;
/** Addresses that send; the second half sends what follows the first message of a pair. */
const HALF = 16;
const BUFFER = 4 * 1024 * 1024;

/** Sends from many addresses and looks at which of the sockets the messages arrive. @returns sentences */
export async function measureSteering(): Promise<string> {
  let arrived: (worker: number, text: string) => void = () => {};
  let seen = 0;
  const group: Socket[] = [];
  let port = 0;
  for (let i = 0; i < WORKERS; i++) {
    const socket = await bound(port, true);
    socket.setRecvBufferSize(BUFFER);
    socket.on('message', (octets: Buffer) => {
      seen++;
      arrived(i, octets.toString('latin1', 0, 200));
    });
    ({ port } = socket.address());
    group.push(socket);
  }
  const peers: Socket[] = [];
  while (peers.length < 2 * HALF) peers.push(await bound(0, false));
  const send = async (texts: (i: number) => readonly string[]): Promise<number> => {
    let us = Infinity;
    for (let round = 0; round < ROUNDS; round++) {
      const before = process.cpuUsage();
      for (let i = 0; i < MESSAGES; i++) {
        // each of one half with each of the other
        const from = [(i >> 2) % HALF, HALF + ((i >> 6) % HALF)] as const;
        for (const [k, text] of texts(i).entries()) peers[from[k]!]!.send(text, port, '127.0.0.1');
        if (i % BURST === 0) await new Promise((resolve) => void setTimeout(resolve, 1));
      }
      // until nothing comes any more: what is late would be counted in the next round
      for (let before = -1; before !== seen;) {
        before = seen;
        await new Promise((resolve) => void setTimeout(resolve, 20));
      }
      const { user, system } = process.cpuUsage(before);
      us = Math.min(us, (user + system) / MESSAGES);
    }
    return us;
  };

  const lines: string[] = [];
  for (const how of ['address', 'branch']) {
    if (how === 'branch' && attach(group[0]!, program(20, 420, WORKERS)) !== 0) return 'the kernel refused the program';
    const replies = { right: 0, wrong: 0 };
    arrived = (worker, text) => void replies[text.includes(`z9hG4bK${letter(worker)}`) ? 'right' : 'wrong']++;
    const us = await send((i) => [message('SIP/2.0 180 Ringing', `${letter(i % WORKERS)}0123456789abcdef.0`)]);
    const of = new Map<string, number>();
    const cancels = { right: 0, wrong: 0 };
    arrived = (worker, text) => {
      const branch = text.slice(text.indexOf('z9hG4bK'), text.indexOf('\r\n\r\n'));
      const first = of.get(branch);
      if (first === undefined) of.set(branch, worker);
      else cancels[first === worker ? 'right' : 'wrong']++;
    };
    let turn = 0;
    await send(() => {
      const branch = `${(turn++ * MIX) >>> 0}`;
      return [message('INVITE sip:bob@example.org SIP/2.0', branch), message('CANCEL sip:bob@example.org SIP/2.0', branch)];
    });
    lines.push(
      `${WORKERS} sockets, chosen by ${how}: ${percent(replies)} of the replies reach the worker that their branch names (${us.toFixed(2)} µs each), ` +
        `${percent(cancels)} of the CANCELs from another port the worker of their INVITE`,
    );
  }
  for (const socket of [...group, ...peers]) socket.close();
  return lines.join('\n');
}

async function bound(port: number, reusePort: boolean): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reusePort }).bind(port, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

function letter(worker: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + worker);
}

// of those that arrived: on a busy machine the kernel drops some, which says nothing about where they would have gone
function percent({ right, wrong }: { readonly right: number; readonly wrong: number }): string {
  const lost = MESSAGES * ROUNDS - right - wrong;
  return `${((100 * right) / (right + wrong)).toFixed(1)} %${lost > 0 ? ` (${lost} lost)` : ''}`;
}

function message(startLine: string, branch: string): string {
  return `${startLine}\r\nVia: SIP/2.0/UDP 203.0.113.200:5060;branch=z9hG4bK${branch}\r\n\r\n`.padEnd(700, 'x');
}
