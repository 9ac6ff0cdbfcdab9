import type { RouteContext } from '../../runtime/routing/context.ts';
import { testServer, type Endpoint, type TestServer } from '../support/context.ts';
import { wire } from '../support/wire.ts';
import { sameMessage, sameValue } from './compare.ts';
import { expected, paramsOf, type Difference, type Expectation, type Format, type Outcome } from './format.ts';
import { apply } from './function-case.ts';

/** A statement of Kamailio's own language. */
interface NativeCase {
  readonly name: string;
  readonly statement: string;
  readonly modparams: Readonly<Record<string, unknown>>;
  /** Script variables set before. */
  readonly vars: Readonly<Record<string, string | number>>;
  readonly src: Endpoint;
  readonly input: string;
  readonly expect: NativeExpectation;
  readonly expect_newer?: NativeExpectation;
}

interface NativeExpectation extends Expectation {
  readonly pv: Readonly<Record<string, string | number | null>>;
}

/**
 * nathelper/native-cfg.json: the functions called from Kamailio's own language, which has optional arguments where KEMI has
 * functions of their own. The statements are translated; the results have to be the same.
 */
export const NATIVE_CASES: Format = {
  accepts: (vector) => 'statement' in vector,
  run: (vector) => runNative(vector as NativeCase),
};

// The KEMI function for a native one with that many arguments
const KEMI: Readonly<Record<string, string>> = {
  'add_contact_alias/3': 'add_contact_alias_addr',
  'add_rcv_param/0': 'add_rcv_param',
  'fix_nated_sdp/2': 'fix_nated_sdp_ip',
  'handle_ruri_alias/1': 'handle_ruri_alias_mode',
};

async function runNative(vector: NativeCase): Promise<Outcome> {
  const server = await testServer({ params: paramsOf(vector.modparams, 'nathelper') });
  const cx = server.context(wire(vector.input), { src: vector.src });
  for (const [name, value] of Object.entries(vector.vars)) server.pv.set(cx, name, value);
  const differences: Difference[] = [];
  const compare = (part: string, wanted: unknown, actual: unknown): void => {
    if (!sameValue(wanted, actual)) differences.push({ part, expected: wanted, actual });
  };
  const expect = expected(vector);
  const select = /^\$var\(s\) = @(.+)$/.exec(vector.statement)?.[1];
  if (select === undefined) compare('ret', expect.ret, statement(server, cx, vector.statement));
  for (const [name, value] of Object.entries(expect.pv as NativeExpectation['pv'])) {
    compare(`pv:${name}`, value, server.pv.get(cx, name === 'select' ? `$sel(${select})` : name));
  }
  apply(server, cx);
  const message = wire(expect.message ?? vector.input);
  if (!sameMessage(message, cx.message.text)) differences.push({ part: 'message', expected: message, actual: cx.message.text });
  await server.stop();
  return { missing: [], differences };
}

function statement(server: TestServer, cx: RouteContext, text: string): unknown {
  const [, name = '', list = ''] = /^(\w+)\((.*)\)$/.exec(text) ?? [];
  const args = list === '' ? [] : list.split(', ').map((arg) => (arg.startsWith('"') ? arg.slice(1, -1) : Number(arg)));
  // where the native function wants a variable itself, its name stays
  const values = name === 'set_alias_to_pv' ? args : args.map((arg) => value(server, cx, arg));
  if (name === 'add_rcv_param') return server.call(cx, 'nathelper.add_rcv_param', values[0] ?? 0);
  if (name === 'set_contact_alias') {
    return server.call(cx, Number(values[0] ?? 0) > 0 ? 'nathelper.set_contact_alias_trim' : 'nathelper.set_contact_alias');
  }
  return server.call(cx, `nathelper.${KEMI[`${name}/${args.length}`] ?? name}`, ...values);
}

function value(server: TestServer, cx: RouteContext, arg: string | number): string | number {
  if (typeof arg === 'number' || !arg.startsWith('$')) return arg;
  return server.pv.get(cx, arg) ?? '';
}
