import { transactionId, type PseudoVariable, type RouteContext, type TransactionId, type Value } from '../../runtime/module.ts';
import { statusCode } from '../tm/api.ts';
import { invOf, reqOf, rplOf } from './other-messages.ts';

type Read = (cx: RouteContext) => Value | null;

const FIELDS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['id_index', (cx) => idOf(cx)?.index ?? null],
  ['id_label', (cx) => idOf(cx)?.label ?? null],
  ['id_index_n', (cx) => idOf(cx)?.index ?? idToBe(cx)?.index ?? null],
  ['id_label_n', (cx) => idOf(cx)?.label ?? idToBe(cx)?.label ?? null],
  ['reply_code', replyCode],
  ['reply_reason', replyReason],
  ['reply_last', replyLast],
  ['reply_type', (cx) => (isOwnReply(cx) ? 1 : 0)],
  ['branch_index', branchIndex],
  ['ruid', replyRuid],
]);

const TRANSACTION =
  'the transaction: `id_index` and `id_label` name it for `t_continue` (`id_index_n`, `id_label_n` also before it is made); `reply_code`, `reply_reason`, `reply_last`, `branch_index` and `ruid` as the variables below; `reply_type` in failure callbacks 1 for a reply that was made here, 0 for one of a callee';
const BRANCH_INDEX =
  'index of the branch that the callback is about; in request routes how many were appended; in failure callbacks how many there are, appended ones too; -1 elsewhere';
const STATUS = 'status of the reply in reply callbacks, of the winner in failure callbacks, elsewhere of the last reply sent';

/**
 * Pseudo-variables of the module (spec/modules.md 5.1): `$T(...)`, `$T_branch(...)`, `$T_branch_idx`, `$T_reply_code`,
 * `$T_reply_reason`, `$T_reply_last`, `$T_reply_ruid`, and `$T_req(...)`, `$T_rpl(...)`, `$T_inv(...)` on other messages.
 */
export const variables: readonly PseudoVariable[] = [
  { name: 'T', summary: TRANSACTION, inner: 'text', get: (cx, inner) => FIELDS.get(inner.trim())?.(cx) ?? null },
  {
    name: 'T_branch',
    summary: 'branch that the callback is about: `$T_branch(uri)` its Request-URI, `$T_branch(flags)` its flags',
    inner: 'text',
    get: (cx, inner) => branchField(cx, inner.trim()),
  },
  { name: 'T_branch_idx', summary: BRANCH_INDEX, inner: 'none', get: branchIndex },
  { name: 'T_reply_code', summary: `${STATUS}; 0 without one`, inner: 'none', get: replyCode },
  { name: 'T_reply_reason', summary: 'its reason', inner: 'none', get: replyReason },
  {
    name: 'T_reply_last',
    summary: 'status that the branch of a reply or failure callback got last',
    inner: 'none',
    get: replyLast,
  },
  {
    name: 'T_reply_ruid',
    summary: 'record id of the contact that the branch of the reply went to',
    inner: 'none',
    get: replyRuid,
  },
  {
    name: 'T_req',
    summary: 'variable of the request, in reply routes: `$T_req($ru)`',
    inner: 'text',
    rawInner: true,
    get: (cx, inner) => readOn(cx, reqOf(cx), inner),
  },
  {
    name: 'T_rpl',
    summary: 'variable of the reply that a failure callback runs for: `$T_rpl($rs)`; null for one made here',
    inner: 'text',
    rawInner: true,
    get: (cx, inner) => readOn(cx, rplOf(cx), inner),
  },
  {
    name: 'T_inv',
    summary: 'variable of the INVITE that a CANCEL is for: `$T_inv($fU)`',
    inner: 'text',
    rawInner: true,
    get: (cx, inner) => readOn(cx, invOf(cx), inner),
  },
];

function readOn(cx: RouteContext, other: RouteContext | null, text: string): Value | null {
  return other === null ? null : cx.core.expressions.expression(text).read(other);
}

function idOf({ core, proxy }: RouteContext): TransactionId | null {
  return proxy === null ? null : transactionId(core, proxy.key);
}

// of the transaction that the request would make
function idToBe({ core, message, kind }: RouteContext): TransactionId | null {
  if (kind !== 'request' || message.via1 === null) return null;
  return transactionId(core, core.transactions.servers.keyOf(message));
}

function replyCode(cx: RouteContext): number {
  return Math.max(0, statusCode(cx));
}

// The branch that the callback is about; where there is none, how many branches there are already
function branchIndex(cx: RouteContext): number {
  const appended = cx.branches?.length ?? 0;
  switch (cx.kind) {
    case 'request':
      return appended;
    case 'failure':
      return (cx.proxy?.branches.length ?? 0) + appended;
    default:
      return cx.branchIndex;
  }
}

// Of the reply in reply callbacks, of the winner in failure callbacks, of the last one sent elsewhere
function replyReason(cx: RouteContext): string | null {
  if (!cx.message.isRequest) return cx.message.reason;
  const { proxy } = cx;
  if (proxy === null) return null;
  if (cx.kind === 'failure' || cx.kind === 'branch_failure') return proxy.branches[cx.branchIndex]?.answer?.reason ?? null;
  const { lastReply } = proxy.server;
  // behind `SIP/2.0 200 `
  return lastReply === '' ? null : lastReply.slice(12, lastReply.indexOf('\r\n'));
}

// The last status that came in for the branch of the callback
function replyLast(cx: RouteContext): number | null {
  switch (cx.kind) {
    case 'tm_reply':
    case 'failure':
    case 'branch_failure':
      return cx.statusCode;
    default:
      return null;
  }
}

// Made here: the winner in failure callbacks, the last one sent elsewhere
function isOwnReply(cx: RouteContext): boolean {
  if (cx.kind !== 'failure' && cx.kind !== 'branch_failure') return false;
  return cx.proxy?.branches[cx.branchIndex]?.answer?.made === true;
}

function branchField(cx: RouteContext, field: string): Value | null {
  const branch = cx.branchIndex < 0 ? undefined : cx.proxy?.branches[cx.branchIndex];
  if (branch === undefined) return null;
  switch (field) {
    case 'flags':
      return branch.destination.flags | 0;
    case 'uri':
      return branch.destination.uri || branch.proxy.cx.message.requestUri;
    default:
      return null;
  }
}

function replyRuid(cx: RouteContext): string | null {
  const ruid = cx.branchIndex < 0 ? '' : cx.proxy?.branches[cx.branchIndex]?.destination.ruid;
  return ruid === undefined || ruid === '' ? null : ruid;
}
