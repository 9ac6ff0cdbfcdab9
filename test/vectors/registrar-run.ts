import type { RouteContext } from '../../runtime/routing/context.ts';
import { forward } from '../../runtime/routing/forward.ts';
import { testServer, type Endpoint, type ModuleParams, type TestServer } from '../support/context.ts';
import { wire } from '../support/wire.ts';
import { sameMessage, sameValue } from './compare.ts';
import type { Call, Difference, Format, Outcome, Result } from './format.ts';

/** What the server did in one step. */
export interface StepExpectation {
  readonly ret?: readonly Result[];
  readonly reply?: readonly string[];
  readonly pv?: Readonly<Record<string, string | number | null>>;
  readonly forwarded?: string;
}

/** A message and what the request route does with it, or a time to wait. */
export interface Step {
  /** Seconds. */
  readonly wait?: number;
  readonly input?: string;
  readonly src?: Endpoint;
  readonly dst?: Endpoint;
  readonly calls?: readonly Call[];
  /** The message is forwarded after the calls. */
  readonly forward?: boolean;
  readonly expect?: StepExpectation;
  readonly expect_newer?: StepExpectation;
}

/** Messages that arrive one after the other at one server. */
export interface Scenario {
  readonly name: string;
  readonly modparams: ModuleParams;
  readonly steps: readonly Step[];
}

/** Scenarios of the registrar. */
export const REGISTRAR_SCENARIOS: Format = {
  accepts: (vector) => 'steps' in vector && 'modparams' in vector,
  run: (vector) => runScenario(vector as Scenario),
};

const RUID = /uloc-[a-z0-9]+-[a-z0-9]+/g;

/** Runs a scenario at a server of its own. */
export async function runScenario(scenario: Scenario): Promise<Outcome> {
  const server = await testServer({ params: scenario.modparams });
  try {
    await server.host.start();
    const missing = missingIn(server, scenario);
    if (missing.length > 0) return { missing, differences: [] };
    const differences: Difference[] = [];
    const ruids = new Ruids();
    for (const step of scenario.steps) {
      if (step.wait !== undefined) await server.clock.advanceAsync(step.wait * 1000);
      if (step.input !== undefined) runStep(server, step, ruids, differences);
    }
    return { missing, differences };
  } finally {
    await server.stop();
  }
}

function missingIn(server: TestServer, { steps }: Scenario): string[] {
  const step = steps.find(({ input }) => input !== undefined);
  if (step === undefined) return [];
  const cx = arrived(server, step);
  const calls = steps.flatMap((one) => one.calls ?? []);
  const variables = steps.flatMap((one) => Object.keys(one.expect?.pv ?? {}));
  return [
    ...calls.map(({ fn }) => fn).filter((fn) => server.find(cx, fn) === null),
    ...variables.filter((name) => !server.pv.exists(name)).map((name) => /^\$\(?\w+/.exec(name)?.[0] ?? name),
  ];
}

function arrived(server: TestServer, { input, src, dst }: Step): RouteContext {
  return server.context(wire(input ?? ''), { ...(src && { src }), ...(dst && { dst }) });
}

function runStep(server: TestServer, step: Step, ruids: Ruids, differences: Difference[]): void {
  const expect = step.expect_newer ?? step.expect ?? {};
  const add = (part: string, expected: unknown, actual: unknown): void => void differences.push({ part, expected, actual });
  const cx = arrived(server, step);
  server.sent.length = 0;
  const results = (step.calls ?? []).map(({ fn, args }) => {
    const result = server.call(cx, fn, ...args.map((arg) => (typeof arg === 'string' ? wire(arg) : arg)));
    return result === undefined ? true : result;
  });
  for (const [i, ret] of (expect.ret ?? []).entries()) {
    if (!sameValue(ret, ruids.named(results[i]))) add('ret', ret, results[i]);
  }
  if (expect.reply !== undefined) {
    const sent = server.sent.map(({ text }) => ruids.named(text) as string);
    if (sent.length !== expect.reply.length) add('reply', expect.reply.length, sent.length);
    for (const [i, text] of expect.reply.entries()) {
      if (i < sent.length && !sameMessage(wire(text), sent[i]!)) add('reply', wire(text), sent[i]);
    }
  }
  for (const [name, value] of Object.entries(expect.pv ?? {})) {
    const actual = ruids.named(server.pv.get(cx, name));
    if (!sameValue(value, actual)) add(`pv:${name}`, value, actual);
  }
  if (step.forward !== true) return;
  server.sent.length = 0;
  forward(cx, 'sip:198.51.100.99:5099');
  const text = server.sent[0]?.text ?? '';
  if (!sameMessage(wire(expect.forwarded ?? ''), text)) add('forwarded', wire(expect.forwarded ?? ''), text);
}

/** Ids of bindings as recordings write them: `@RUID1@`, `@RUID2@`, in order of appearance. */
class Ruids {
  private readonly seen: string[] = [];

  named(value: unknown): unknown {
    if (typeof value !== 'string') return value;
    return value.replaceAll(RUID, (ruid) => {
      if (!this.seen.includes(ruid)) this.seen.push(ruid);
      return `@RUID${this.seen.indexOf(ruid) + 1}@`;
    });
  }
}

/** A REGISTER through nathelper's functions, and a request for who registered. */
interface RegisterFlow {
  readonly name: string;
  readonly modparams: ModuleParams;
  readonly register: string;
  readonly expect: {
    readonly register_reply: string;
    readonly lookup: {
      readonly ret: number;
      readonly $ru: string;
      readonly $du: string | null;
      readonly nat_bflag: boolean;
      readonly 'nat_uac_test(512)': number;
    };
  };
}

/** nathelper/register-flow.json. */
export const REGISTER_FLOWS: Format = {
  accepts: (vector) => 'register' in vector && 'modparams' in vector && 'register_reply' in (vector as RegisterFlow).expect,
  run: (vector) => runRegisterFlow(vector as RegisterFlow),
};

const NAT_FLAG = 6;
const SOURCE: Endpoint = { ip: '203.0.113.77', port: 40000, proto: 'udp' };
const INVITE = [
  'INVITE sip:alice@example.com SIP/2.0',
  'Via: SIP/2.0/UDP 203.0.113.99:5060;branch=z9hG4bKinv',
  'Max-Forwards: 70',
  'From: <sip:bob@example.com>;tag=i1',
  'To: <sip:alice@example.com>',
  'Call-ID: inv1',
  'CSeq: 1 INVITE',
  'Content-Length: 0',
  '',
  '',
].join('\r\n');

// What the recorded script did for each word of X-Fix, in its order.
const FIXES: readonly (readonly [string, string, readonly unknown[]])[] = [
  ['register', 'nathelper.fix_nated_register', []],
  ['contact', 'nathelper.fix_nated_contact', []],
  ['set_alias', 'nathelper.set_contact_alias', []],
  ['add_alias', 'nathelper.add_contact_alias', []],
  ['rcv0', 'nathelper.add_rcv_param', [0]],
  ['rcv1', 'nathelper.add_rcv_param', [1]],
  ['apply', 'textopsx.msg_apply_changes', []],
];

async function runRegisterFlow(flow: RegisterFlow): Promise<Outcome> {
  const { modparams, register, expect } = flow;
  const server = await testServer({
    params: {
      ...modparams,
      registrar: { use_path: 1, path_mode: 0, ...modparams['registrar'] },
      usrloc: { nat_bflag: NAT_FLAG, ...modparams['usrloc'] },
    },
  });
  try {
    const cx = server.context(wire(register), { src: SOURCE });
    const words = fieldOf(register, 'X-Fix').split(',');
    const fixes = FIXES.filter(([word]) => words.includes(word));
    const used = [...fixes.map(([, fn]) => fn), 'registrar.save', 'registrar.lookup', 'nathelper.nat_uac_test'];
    const missing = used.filter((fn) => server.find(cx, fn) === null);
    if (missing.length > 0) return { missing, differences: [] };
    for (const [, fn, args] of fixes) server.call(cx, fn, ...args);
    for (const flag of fieldOf(register, 'X-BFlags').split(',')) if (flag !== '') server.call(cx, 'setbflag', Number(flag));
    server.call(cx, 'registrar.save', 'location', 0);
    const differences: Difference[] = [];
    const reply = expect.register_reply.replace(/(\r\nTo: [^\r]*;tag=)[^\r;]*/, '$1@TAG@');
    const sent = server.sent[0]?.text ?? '';
    if (!sameMessage(wire(reply), sent)) differences.push({ part: 'reply', expected: reply, actual: sent });
    lookedUp(server, expect.lookup, differences);
    return { missing, differences };
  } finally {
    await server.stop();
  }
}

function lookedUp(server: TestServer, expect: RegisterFlow['expect']['lookup'], differences: Difference[]): void {
  const cx = server.context(INVITE);
  const actual = {
    ret: server.call(cx, 'registrar.lookup', 'location'),
    $ru: server.pv.get(cx, '$ru'),
    $du: server.pv.get(cx, '$du'),
    nat_bflag: server.call(cx, 'isbflagset', NAT_FLAG),
    'nat_uac_test(512)': server.call(cx, 'nathelper.nat_uac_test', 512),
  };
  for (const [part, value] of Object.entries(expect)) {
    const got = actual[part as keyof typeof actual];
    if (got !== value) differences.push({ part, expected: value, actual: got });
  }
}

function fieldOf(message: string, name: string): string {
  const line = message.split('\r\n').find((one) => one.startsWith(`${name}:`));
  return line === undefined ? '' : line.slice(name.length + 1).trim();
}
