import { replyStateless, type RouteContext } from '../../runtime/module.ts';
import * as checks from './checks.ts';
import { authorization, digestCredentials } from './credentials.ts';
import { fault, type Fault } from './fault.ts';
import { sizes, type Sizes } from './sizes.ts';
import { uris } from './uris.ts';

/** What the checks need of the module's parameters. */
export interface SanityState extends Sizes {
  readonly default_checks: number;
  readonly uri_checks: number;
  /** Requests are answered by sanity_reply(). */
  readonly noreply: boolean;
  /** Option tags in lower case. */
  readonly supported: ReadonlySet<string>;
  /** Where a context keeps what is wrong with its message. */
  readonly slot: symbol;
}

const NOTHING_WRONG: Fault = fault(500, 'Server Sanity Failure');

/** Runs the checks of a mask, the one with the lowest bit first. @returns what the first one found that failed, or null */
export function inspect(cx: RouteContext, mask: number, uriMask: number, state: SanityState): Fault | null {
  const { message } = cx;
  let wrong: Fault | null = null;
  if ((mask & 1) !== 0) wrong = checks.version(message);
  if (wrong === null && (mask & 2) !== 0) wrong = checks.scheme(cx);
  if (wrong === null && (mask & 4) !== 0) wrong = checks.required(message);
  // 8 and 16, version and protocol of Via, are switched off upstream too
  if (wrong === null && (mask & 32) !== 0) wrong = checks.cseqMethod(message);
  if (wrong === null && (mask & 64) !== 0) wrong = checks.cseqNumber(message);
  if (wrong === null && (mask & 128) !== 0) wrong = checks.contentLength(message);
  if (wrong === null && (mask & 256) !== 0) wrong = checks.expires(message);
  if (wrong === null && (mask & 512) !== 0) wrong = checks.proxyRequire(message, state.supported);
  if (wrong === null && (mask & 1024) !== 0) wrong = uris(cx, uriMask);
  if (wrong === null && (mask & 2048) !== 0) wrong = digestCredentials(message);
  if (wrong === null && (mask & 4096) !== 0) wrong = checks.tags(message);
  if (wrong === null && (mask & 8192) !== 0) wrong = authorization(message);
  if (wrong === null && (mask & 16384) !== 0) wrong = checks.topmostVia(message);
  if (wrong === null && (mask & 32768) !== 0) wrong = checks.rfc3261Only(message);
  if (wrong === null && (mask & 65536) !== 0) wrong = sizes(cx, state);
  return wrong;
}

/**
 * Inspects a message and answers a request that is wrong, or remembers what is wrong for `answer`.
 * @returns 1 good · -1 wrong
 */
export function judge(cx: RouteContext, mask: number, uriMask: number, state: SanityState): 1 | -1 {
  const wrong = inspect(cx, mask, uriMask, state);
  if (wrong === null) return 1;
  if (state.noreply) cx.setSlot(state.slot, wrong);
  else send(cx, wrong);
  return -1;
}

/** Answers a request with what was remembered, or with 500. @returns 1, also for what is not answered: ACK and replies */
export function answer(cx: RouteContext, state: SanityState): 1 {
  send(cx, cx.slot<Fault>(state.slot) ?? NOTHING_WRONG);
  return 1;
}

function send(cx: RouteContext, { status, reason, headers }: Fault): void {
  if (status > 0) replyStateless(cx, status, reason, headers);
}
