import { RouteContext } from '../context.ts';
import { named } from '../events.ts';
import type { Branch } from './branch.ts';
import { callbackContext, routeName, routeOf, writeBack } from './callbacks.ts';
import type { StatefulProxy } from './proxy.ts';

/**
 * Runs the failure callback of the picked branch's leg, on a copy of the request (spec/modules.md 9.7 step 3). All callbacks
 * but those for replies are disarmed first.
 * @returns a promise when the callback is asynchronous
 */
export function runFailure(proxy: StatefulProxy, best: Branch): Promise<void> | undefined {
  const reference = best.onFailure;
  if (reference === '') return undefined;
  // a leg that the callback starts has to arm its own
  proxy.onFailure = '';
  proxy.onBranch = '';
  proxy.onBranchFailure = '';
  const cx = failureContext(proxy, 'failure', reference, best);
  const route = routeOf(proxy.cx, reference);
  if (route === undefined) return undefined;
  const running = proxy.core.run(cx, route);
  if (running === undefined) {
    writeBack(proxy, cx);
    return undefined;
  }
  return running.then(() => writeBack(proxy, cx));
}

/**
 * Runs the branch failure callback of a branch: next hop, path, flags and socket are the branch's, the Request-URI that of the
 * request, as in failure callbacks.
 */
export function runBranchFailure(branch: Branch): Promise<void> | undefined {
  const reference = branch.onBranchFailure;
  if (reference === '') return undefined;
  branch.onBranchFailure = '';
  const { proxy } = branch;
  const route = routeOf(proxy.cx, reference);
  if (route === undefined) return undefined;
  const cx = failureContext(proxy, 'branch_failure', reference, branch);
  const { uri } = cx.target;
  cx.target = branch.destination.copy();
  cx.target.uri = uri;
  proxy.deciding++;
  const running = proxy.core.run(cx, named(route, `tm:branch-failure:${routeName(reference)}`));
  const end = (): void => {
    proxy.deciding--;
    writeBack(proxy, cx);
  };
  if (running === undefined) {
    end();
    return undefined;
  }
  return running.then(end);
}

function failureContext(
  proxy: StatefulProxy,
  kind: 'failure' | 'branch_failure',
  reference: Branch['onFailure'],
  branch: Branch,
): RouteContext {
  const message = proxy.cx.message.copy();
  message.edits = proxy.edits.copy();
  const cx = callbackContext(proxy, kind, reference, message, proxy.cx.source);
  cx.adoptSlots(proxy.cx);
  cx.target = proxy.cx.target.copy();
  cx.targetUsable = false;
  cx.branchIndex = branch.index;
  cx.statusCode = branch.answer?.status ?? 0;
  return cx;
}
