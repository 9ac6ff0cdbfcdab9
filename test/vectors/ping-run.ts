import { RpcFault } from '../../runtime/module/contract.ts';
import type { RouteGeneration } from '../../runtime/routing/routes.ts';
import { parseMessage } from '../../runtime/sip/parser.ts';
import type { Usrloc } from '../../modules/usrloc/api.ts';
import { NO_ROUTES } from '../support/core.ts';
import { testServer, type Arrival, type ModuleParams, type TestServer } from '../support/context.ts';
import type { IpPacket } from '../support/raw.ts';
import { RECORDED_SOCKETS, type Sent, type SocketFacts } from '../support/sockets.ts';
import type { Difference, Format, Outcome } from './format.ts';
import { REGISTER_PARAMS, registerRoute } from './register-script.ts';

/** One ping that left the server. */
interface RecordedPing {
  readonly from?: string;
  readonly to?: string;
  readonly message?: string;
  readonly payload_hex?: string;
  /** Sent with a header of its own: what that says. */
  readonly raw?: boolean;
  readonly src?: string;
  readonly dst?: string;
  readonly ip_id?: number;
  readonly ttl?: number;
  readonly tos?: number;
  readonly udp_checksum?: number;
}

interface PingExpectation {
  readonly pings: readonly RecordedPing[];
  readonly rpc?: readonly { readonly args: readonly string[]; readonly reply: string; readonly pings_in_2s: number }[];
  readonly replies_seen_by_reply_route?: number;
  readonly contacts_left?: number;
}

/** A registration, and the pings that followed. */
interface PingCase {
  readonly name: string;
  readonly modparams: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly listen?: string;
  readonly register: string;
  readonly expect?: PingExpectation;
  readonly expect_newer?: PingExpectation;
}

/** nathelper/ping-wire.json. */
export const PING_CASES: Format = {
  accepts: (vector) =>
    'register' in vector && 'pings' in ((vector as PingCase).expect_newer ?? (vector as PingCase).expect ?? {}),
  run: (vector) => runPings(vector as PingCase),
};

// The recorded server was number 1 and listened on one more port
const SERVER_ID = 1;
const MORE_SOCKETS: readonly SocketFacts[] = [{ proto: 'udp', ip: '198.51.100.10', port: 5070 }];

async function runPings(vector: PingCase): Promise<Outcome> {
  const expect = (vector.expect_newer ?? vector.expect) as PingExpectation;
  const counted = { replies: 0 };
  const server = await testServer({
    params: paramsOf(vector),
    sockets: [...RECORDED_SOCKETS.map((facts) => advertised(facts, vector.listen)), ...MORE_SOCKETS],
    options: { serverId: SERVER_ID },
    routes: routes(counted),
  });
  const broken = server.broken.get('nathelper');
  if (broken !== undefined) throw new Error('nathelper is not there', { cause: broken });
  await server.host.start();
  server.receive(vector.register, registeredFrom(vector.register));
  const differences: Difference[] = [];
  server.sent.length = 0;
  pings(server, vector, expect, differences);
  if (expect.replies_seen_by_reply_route !== undefined) {
    compare(differences, 'replies_seen_by_reply_route', expect.replies_seen_by_reply_route, counted.replies);
  }
  if (expect.contacts_left !== undefined) {
    compare(differences, 'contacts_left', expect.contacts_left, contacts(server.contribution('usrloc')!.api as Usrloc));
  }
  for (const call of expect.rpc ?? []) rpc(server, call, differences);
  await server.stop();
  return { missing: [], differences };
}

// Runs as long as it takes to ping the contacts as often as recorded
function pings(server: TestServer, vector: PingCase, expect: PingExpectation, differences: Difference[]): void {
  const interval = Number(vector.modparams['nathelper']?.['natping_interval'] ?? 1);
  const contacts = new Set(expect.pings.map((ping) => ping.to ?? ping.dst)).size;
  const rounds = contacts === 0 ? 3 : expect.pings.length / contacts;
  const answers = expect.replies_seen_by_reply_route !== undefined;
  let answered = 0;
  const wait = (seconds: number): void => {
    for (let second = 0; second < seconds; second++) {
      server.clock.advance('1s');
      if (!answers) continue;
      for (; answered < server.sent.length; answered++) answer(server, server.sent[answered]!);
    }
  };
  if (expect.contacts_left === 0) {
    wait(16);
    // the recorded phase of the clock left room for three pings before the contact was given up; ours may have one more
    compare(differences, 'given up', true, server.sent.length - expect.pings.length <= 1);
    server.sent.length = Math.min(server.sent.length, expect.pings.length);
  } else wait(rounds * interval);
  const actual = [...server.sent.map(describe), ...server.raw.sent.map(describeRaw)].sort();
  const wanted = expect.pings.map(described).sort();
  for (let i = 0; i < Math.max(actual.length, wanted.length); i++) compare(differences, 'ping', wanted[i], actual[i]);
}

function contacts(usrloc: Usrloc): number {
  let valid = 0;
  usrloc.table('location')?.slice(0, 1, (binding) => {
    if (binding.isValid(usrloc.now())) valid++;
  });
  return valid;
}

// The phone's answer, with our Via and From
function answer(server: TestServer, { text, ip, port }: Sent): void {
  const request = parseMessage(text)!;
  const keep = request.headers.filter((field) =>
    ['via', 'from', 'to', 'call-id', 'cseq'].includes(request.fieldName(field).toLowerCase()),
  );
  const fields = keep.map((field) => text.slice(field.start, field.end)).join('');
  server.receive(`SIP/2.0 200 OK\r\n${fields}Content-Length: 0\r\n\r\n`, { src: { ip, port, proto: 'udp' } });
}

function rpc(server: TestServer, call: NonNullable<PingExpectation['rpc']>[number], differences: Difference[]): void {
  const command = server.contribution('nathelper')!.rpc!.find(({ name }) => name === 'nathelper.enable_ping')!;
  const result = command.run(call.args);
  const reply = result instanceof RpcFault ? `error: ${result.code} - ${result.message}` : result;
  compare(differences, `rpc ${call.args.join(' ')}`, call.reply, reply);
  server.sent.length = 0;
  server.clock.advance('2200ms');
  // how many fall into 2.2 seconds depends on the phase
  compare(differences, `pings after ${call.args.join(' ')}`, call.pings_in_2s > 0, server.sent.length >= 2);
}

function compare(differences: Difference[], part: string, expected: unknown, actual: unknown): void {
  if (expected !== actual) differences.push({ part, expected, actual });
}

function described(ping: RecordedPing): string {
  if (ping.raw)
    return headerText(ping.src, ping.dst, [ping.ip_id, ping.ttl, ping.tos, ping.udp_checksum], ping.payload_hex ?? '');
  return `${ping.from} > ${ping.to} ${ping.payload_hex ?? withoutChance(ping.message ?? '')}`;
}

function describe({ socket, ip, port, text }: Sent): string {
  const payload = text.startsWith('\0') ? Buffer.from(text, 'latin1').toString('hex') : withoutChance(text);
  return `${host(socket.ip)}:${socket.port} > ${host(ip)}:${port} ${payload}`;
}

function describeRaw({ src, dst, id, ttl, tos, udpChecksum, payload }: IpPacket): string {
  return headerText(src, dst, [id, ttl, tos, udpChecksum], Buffer.from(payload, 'latin1').toString('hex'));
}

function headerText(src: string | undefined, dst: string | undefined, header: readonly unknown[], payload: string): string {
  return `raw ${src} > ${dst} id, ttl, tos, checksum ${header.join(', ')}: ${payload}`;
}

function host(ip: string): string {
  return ip.includes(':') ? `[${ip}]` : ip;
}

// Names what is different in each ping; what does not look as documented stays and differs
function withoutChance(message: string): string {
  return message
    .replace(/(;branch=z9hG4bK)[1-9][0-9]{6}\r/, '$1@BRANCH@\r')
    .replace(/;tag=uloc-[0-9a-z]+(?:-[0-9a-z]+)+-([0-9a-f]{1,8})-[0-9a-f]{1,8}\r/, ';tag=@RUID@-$1-@COUNTER@\r')
    .replace(/(Call-ID: )[0-9a-f]{1,8}-[0-9a-f]{1,8}-[0-9a-f]{1,8}@/, '$1@FIXED@-@COUNTER@-@TICKS@@');
}

function paramsOf(vector: PingCase): ModuleParams {
  const all: Record<string, Record<string, unknown>> = {};
  for (const module of new Set([...Object.keys(REGISTER_PARAMS), ...Object.keys(vector.modparams)])) {
    all[module] = { ...REGISTER_PARAMS[module], ...vector.modparams[module] };
  }
  return all;
}

// `udp:198.51.100.10:5060 advertise 192.0.2.44:6060`
function advertised(facts: SocketFacts, listen: string | undefined): SocketFacts {
  const [, proto, ip, port, advertisedHost, advertisedPort] = /^(\w+):(.+):(\d+) advertise (.+):(\d+)$/.exec(listen ?? '') ?? [];
  if (facts.proto !== proto || facts.ip !== ip || facts.port !== Number(port)) return facts;
  return { ...facts, advertisedHost: advertisedHost!, advertisedPort: Number(advertisedPort) };
}

// from the address in its Via
function registeredFrom(register: string): Arrival {
  const via = parseMessage(register)!.via1!;
  return { src: { ip: via.hostBare, port: via.port, proto: 'udp' } };
}

function routes(counted: { replies: number }): RouteGeneration {
  return {
    ...NO_ROUTES,
    requestRoute: registerRoute,
    onReplyRoute: () => {
      counted.replies++;
    },
  };
}
