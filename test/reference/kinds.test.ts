import { expect, it } from 'vitest';
import { readNamespaces } from '../../runtime/cli/declarations.ts';
import { EXIT } from '../../runtime/routing/exit.ts';
import type { RouteKind } from '../../runtime/routing/route-kind.ts';
import { invite, ok } from '../runtime/ksr/arrive.ts';
import { testServer } from '../support/context.ts';

// Where a function may be called by its type, it does not say that it may not.

/** Functions that end this process, or need a transaction, which is not made here. */
const LEFT_OUT: readonly string[] = [
  'cfgutils.abort',
  'tm.t_relay',
  'tm.t_relay_to_flags',
  'tm.t_relay_to_proto',
  'tm.t_relay_to_proxy',
  'tm.t_relay_to_proxy_flags',
  'tm.t_drop_replies',
  'tm.t_drop_replies_all',
  'tmx.t_cancel_branches',
  'tmx.t_reuse_branch',
];

/** What `@in` names, as the runtime tells them apart. */
const RUNS: Readonly<Record<string, readonly RouteKind[]>> = {
  request: ['request'],
  reply: ['reply', 'tm_reply'],
  branch: ['branch'],
  failure: ['failure'],
  branch_failure: ['branch_failure'],
  event: ['event'],
};

const server = await testServer();
const refused: string[] = [];
server.core.misplaced = ({ kind }, name) => void refused.push(`${name} in ${kind}`);

function call(name: string, kind: RouteKind, types: readonly string[]): void {
  const cx = server.context(kind === 'reply' || kind === 'tm_reply' ? ok() : invite(), { kind });
  try {
    const result = server.call(cx, name, ...types.map((type) => (type.includes('string') || type.startsWith("'") ? '' : 0)));
    if (result instanceof Promise) result.catch(() => {});
  } catch (error) {
    if (error !== EXIT) refused.push(`${name} in ${kind}: ${String(error)}`);
  }
}

it.each(readNamespaces().map((one) => [one.name, one] as const))(
  'functions of %s work where their types have them',
  (space, { functions }) => {
    refused.length = 0;
    for (const one of functions) {
      const name = `${space}.${one.name}`.slice('KSR.'.length);
      if (LEFT_OUT.includes(name)) continue;
      for (const kind of one.in.flatMap((each) => RUNS[each]!)) {
        call(
          name,
          kind,
          one.params.map(({ type }) => type),
        );
      }
    }
    expect(refused).toEqual([]);
  },
);
