import { Header } from '../../sip/header-type.ts';
import { parseMessage } from '../../sip/parser.ts';
import type { Hop } from '../../transaction/hop.ts';
import { SEND_ERROR } from '../errors.ts';
import { hopToFirst } from '../next-hop.ts';
import { ownVia } from '../via.ts';
import { Branch } from './branch.ts';
import { startWith } from './send.ts';

// The next address of a next hop's name (RFC 3263 4.3; spec/modules.md 9.9). It gets a branch of its own, for a server may not
// see the same branch from two requests (RFC 3261 8.1.1.7), which belongs to the leg of the one that failed.

/** @returns whether a final reply is one behind which the next address is tried: 503, and those of failover_reply_codes */
export function failsOver(branch: Branch, status: number): boolean {
  return status === 503 || branch.proxy.core.stateful.options.failoverStatuses.has(status);
}

/**
 * A branch failed, and its answer is known: the request goes to the next address, unless that is of no use any more. The answer
 * still is one of those that the best is chosen from.
 * @returns whether another branch has begun
 */
export function failOver(branch: Branch): boolean {
  return branch.client?.hop.further !== undefined && nextBranch(branch, true, []);
}

/**
 * A branch could not be sent: the request goes to the next address. Nobody hears of the one that failed.
 * @param tried gets the branches that were made, those that failed included
 * @returns whether another branch has begun; else the last one that was tried is without an answer
 */
export function failOverUnsent(branch: Branch, tried: Branch[]): boolean {
  return branch.client?.hop.further !== undefined && nextBranch(branch, false, tried);
}

function nextBranch(failed: Branch, sent: boolean, tried: Branch[]): boolean {
  let last = failed;
  for (let hop = nextHopOf(last); hop !== null; hop = nextHopOf(last)) {
    const { proxy, destination, whenTimedOut } = last;
    const branch = new Branch(proxy, proxy.branches.length, destination.copy(), whenTimedOut, failed);
    const id = proxy.branchId(branch.index);
    const text = rewritten(last, id, hop);
    if (last !== failed || !sent) unsent(last);
    proxy.addBranch(branch);
    tried.push(branch);
    if (startWith(branch, proxy.cx, id, last.client!.method, text, hop)) return true;
    last = branch;
  }
  if (last !== failed && sent) unsent(last);
  return false;
}

function mayGoOn({ proxy, cancelWanted, cancel }: Branch): boolean {
  if (proxy.noFailover || proxy.cancelled || proxy.answered || proxy.over || cancelWanted || cancel !== null) return false;
  return proxy.lifeLeft > 0 && proxy.branches.length < proxy.core.options.maxBranches;
}

// One that never left can not be the best answer
function unsent(branch: Branch): void {
  branch.answer = { status: SEND_ERROR.status, message: null, reason: SEND_ERROR.reason, made: true };
  branch.forgotten = true;
}

// null when there is none, or nobody waits for it any more
function nextHopOf(branch: Branch): Hop | null {
  const { proxy, destination } = branch;
  const { hop } = branch.client!;
  const endpoints = hop.further?.endpoints ?? [];
  if (endpoints.length === 0 || !mayGoOn(branch)) return null;
  const next = { host: '', port: 0, proto: hop.socket.proto };
  const found = hopToFirst(proxy.cx, next, endpoints, destination.socket, 0, true);
  return typeof found === 'string' ? null : found;
}

// As it was sent, with everything that callbacks made of it (reparse_on_dns_failover), but for our Via
function rewritten({ client, proxy }: Branch, id: string, hop: Hop): string {
  const { further, socket } = client!.hop;
  const text = further!.request;
  const via = parseMessage(text)!.header(Header.Via)!;
  const line = text.slice(via.start, via.end);
  const own = socket === hop.socket ? line.replace(client!.branch, id) : ownVia(proxy.cx, hop.socket, id);
  return text.slice(0, via.start) + own + text.slice(via.end);
}
