import type { RouteContext } from '../../runtime/routing/context.ts';
import { forward } from '../../runtime/routing/forward.ts';
import { forwardedReply } from '../../runtime/routing/stateful/upstream.ts';
import { validate } from '../../runtime/sip/validate.ts';
import { parseMessage } from '../../runtime/sip/parser.ts';
import { serialize } from '../../runtime/sip/serialize.ts';
import { testServer, type TestServer } from '../support/context.ts';
import { wire } from '../support/wire.ts';
import { sameMessage, sameValue } from './compare.ts';
import {
  expected,
  paramsOf,
  type Call,
  type Difference,
  type Expectation,
  type Format,
  type FunctionCase,
  type Outcome,
  type Result,
} from './format.ts';

/** Cases of one function called on one message. */
export const FUNCTION_CASES: Format = {
  accepts: (vector) => 'fn' in vector && 'args' in vector && 'input' in vector,
  run: (vector, module) => runFunctionCase(vector as FunctionCase, module),
};

async function runFunctionCase(vector: FunctionCase, module: string): Promise<Outcome> {
  const expect = expected(vector);
  const params = paramsOf(vector.modparams, module);
  const server = await testServer({ params });
  try {
    const missing = [...missingModules(server, Object.keys(params)), ...missingFunctions(server, vector)];
    if (missing.length > 0) return { missing, differences: [] };
    const differences: Difference[] = [];
    if (expect.dropped === true) {
      const message = parseMessage(wire(vector.input));
      const refused = message === null || validate(message, server.core.options.limits) !== null;
      if (!refused) differences.push({ part: 'dropped', expected: true, actual: false });
      return { missing, differences };
    }
    applied(server, vector, expect, differences);
    if (expect.forwarded !== undefined) await forwarded(vector, module, expect, differences);
    if (isFailure(expect)) return { missing, differences: differences.filter((d) => d.part === 'threw') };
    if (differences.length === 0) return { missing, differences };
    // some cases are about variables that do not exist: one is missing only where it makes the difference
    const variables = missingVariables(server, vector, differences);
    return variables.length > 0 ? { missing: variables, differences: [] } : { missing, differences };
  } finally {
    await server.stop();
  }
}

/** The recorded server failed here: any sane result will do. */
function isFailure(expect: Expectation): boolean {
  return expect.crash !== undefined || expect.hang !== undefined || expect.garbage !== undefined || expect.error !== undefined;
}

function allCalls(vector: FunctionCase): Call[] {
  return [...(vector.pre ?? []), vector, ...(vector.then ?? [])].filter(({ fn }) => fn !== 'pv:');
}

// a module that has parameters in the recording was part of it
function missingModules(server: TestServer, names: readonly string[]): string[] {
  return names.filter((name) => !server.host.contributions.has(name)).map((name) => `module ${name}`);
}

function missingFunctions(server: TestServer, vector: FunctionCase): string[] {
  const cx = arrived(server, vector);
  return allCalls(vector)
    .map(({ fn }) => fn)
    .filter((fn) => server.find(cx, fn) === null);
}

function missingVariables(server: TestServer, vector: FunctionCase, differences: readonly Difference[]): string[] {
  const read = differences.filter(({ part }) => part.startsWith('pv:')).map(({ part }) => part.slice(3));
  // what a call reads or writes may show anywhere but in the value of a variable that exists
  const called = allCalls(vector).flatMap(({ fn, args }) => (fn.startsWith('pv.') ? [String(args[0])] : []));
  const unknown = read.flatMap((name) => missingVariable(server, name));
  return unknown.length === read.length ? [...called.flatMap((name) => missingVariable(server, name)), ...unknown] : [];
}

function missingVariable(server: TestServer, name: string): string[] {
  if (server.pv.exists(wire(name))) return [];
  const transformation = /\{(\w+\.\w+)/.exec(name);
  return [transformation === null ? (/^\$\(?\w+/.exec(name)?.[0] ?? name) : `{${transformation[1]}}`];
}

function arrived(server: TestServer, vector: FunctionCase): RouteContext {
  return server.context(wire(vector.input), { kind: vector.kind, src: vector.src, dst: vector.dst });
}

// The calls, the variables, then the changes applied: what `message` was recorded with
function applied(server: TestServer, vector: FunctionCase, expect: Expectation, differences: Difference[]): void {
  const cx = arrived(server, vector);
  const compare = (part: string, wanted: unknown, actual: unknown): void => {
    if (!sameValue(octets(wanted), actual)) differences.push({ part, expected: octets(wanted), actual });
  };
  const pre = calls(server, cx, vector.pre ?? [], differences);
  for (const [i, result] of (expect.pre ?? []).entries()) compare('pre', result, pre[i]);
  if (vector.fn !== 'pv:') {
    const [ret] = calls(server, cx, [vector], differences);
    if (expect.ret !== undefined) compare('ret', expect.ret, ret);
  }
  for (const [name, value] of Object.entries(expect.pv ?? {})) compare(`pv:${name}`, value, server.pv.get(cx, wire(name)));
  const then = calls(server, cx, vector.then ?? [], differences);
  for (const [i, result] of (expect.then ?? []).entries()) compare('then', result, then[i]);
  const same = (part: string, wanted: string, actual: string): void => {
    if (!sameMessage(wire(wanted), actual)) differences.push({ part, expected: wire(wanted), actual });
  };
  if (expect.buffer !== undefined) same('buffer', expect.buffer, cx.message.text);
  const result = apply(server, cx);
  compare('apply_ret', expect.apply_ret ?? 1, result);
  if (expect.message !== undefined && result === 1) same('message', expect.message ?? vector.input, cx.message.text);
  if (expect.reply !== undefined) {
    const sent = server.sent.map(({ text }) => text);
    if (sent.length !== expect.reply.length) compare('reply', expect.reply.length, sent.length);
    for (const [i, text] of expect.reply.entries()) if (i < sent.length) same('reply', text, sent[i] as string);
  }
}

function octets(value: unknown): unknown {
  return typeof value === 'string' ? wire(value) : value;
}

function calls(server: TestServer, cx: RouteContext, list: readonly Call[], differences: Difference[]): Result[] {
  return list.map(({ fn, args }) => {
    try {
      const result = server.call(cx, fn, ...args.map(octets));
      return result === undefined ? true : (result as Result);
    } catch (error) {
      if (!cx.exitRaised) differences.push({ part: 'threw', expected: 'no exception', actual: error });
      return null;
    }
  });
}

/** Applies the changes as `KSR.textopsx.msg_apply_changes()` does. @returns its result */
export function apply(server: TestServer, cx: RouteContext): unknown {
  const own = server.find(cx, 'textopsx.msg_apply_changes');
  if (own !== null) return own();
  // until textopsx is there
  const line = cx.message.isRequest && cx.target.uri !== '' ? `${cx.message.method} ${cx.target.uri} SIP/2.0\r\n` : '';
  const message = parseMessage(serialize(cx.message, line, [], null));
  if (message === null) return -1;
  cx.message = message;
  return 1;
}

// The same calls again; then the message is forwarded with its changes still recorded
async function forwarded(vector: FunctionCase, module: string, expect: Expectation, differences: Difference[]): Promise<void> {
  const server = await testServer({ params: paramsOf(vector.modparams, module) });
  const cx = arrived(server, vector);
  calls(server, cx, vector.pre ?? [], differences);
  if (vector.fn !== 'pv:') calls(server, cx, [vector], differences);
  calls(server, cx, vector.then ?? [], differences);
  const actual = vector.kind === 'reply' ? forwardedReply(cx.message) : forwardedRequest(server, cx, vector);
  const wanted = expect.forwarded ?? null;
  const same = wanted === null || actual === null ? wanted === actual : sameMessage(wire(wanted), actual);
  if (!same) differences.push({ part: 'forwarded', expected: octets(wanted), actual });
  await server.stop();
}

function forwardedRequest(server: TestServer, cx: RouteContext, vector: FunctionCase): string | null {
  server.sent.length = 0;
  const target = vector.dst.ip.includes(':') ? 'sip:[2001:db8::99]:5099' : 'sip:198.51.100.99:5099';
  forward(cx, vector.forward_to ?? target);
  return server.sent[0]?.text ?? null;
}
