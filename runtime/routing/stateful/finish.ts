import { Header } from '../../sip/header-type.ts';
import type { Branch } from './branch.ts';
import type { StatefulProxy } from './proxy.ts';
import { ownReply, relayReply } from './upstream.ts';

/** Sends the best answer upstream (RFC 3261 16.7 steps 6 to 9; spec/modules.md 9.7 step 5). */
export function finish(proxy: StatefulProxy, best: Branch): void {
  const { options } = proxy.core.stateful;
  const { status, message, reason } = best.answer!;
  if ((status === 401 || status === 407) && options.aggregateChallenges) {
    const merged = challenges(proxy);
    if (merged !== '') {
      ownReply(proxy, proxy.cx, 401, 'Unauthorized', merged);
      return;
    }
  }
  if (message !== null) {
    // 16.7 step 6: a 503 says that this element is overloaded, which is not what the callee meant
    if (status === 503 && options.remap503) ownReply(proxy, proxy.cx, 500, 'Service Unavailable');
    else relayReply(proxy, message, status);
    return;
  }
  if (proxy.cancelled && proxy.isInvite) ownReply(proxy, proxy.cx, 487, 'Request Terminated');
  else ownReply(proxy, proxy.cx, status, reason);
}

// 16.7 step 7: the challenges of all branches, when there is more than one with some
function challenges(proxy: StatefulProxy): string {
  let lines = '';
  let branches = 0;
  for (const { answer, forgotten } of proxy.branches) {
    if (forgotten || answer === null || answer.message === null || (answer.status !== 401 && answer.status !== 407)) continue;
    branches++;
    const { message } = answer;
    for (const field of message.headers) {
      if (field.type === Header.WwwAuthenticate || field.type === Header.ProxyAuthenticate)
        lines += message.text.slice(field.start, field.end);
    }
  }
  return branches > 1 ? lines : '';
}
