import {
  replyTransaction,
  RpcFault,
  transactionId,
  type Core,
  type RpcCommand,
  type StatefulProxy,
  type Value,
} from '../../runtime/module.ts';
import { cancelCall, transactionOf } from './calls.ts';
import { cleanUp } from './clean.ts';
import { uacSend } from './uac-send.ts';

const TOO_FEW: RpcFault = new RpcFault(400, 'too few parameters');
const NO_TRANSACTION: RpcFault = new RpcFault(404, 'transaction not found');

/** The commands of the control interface for transactions (spec/modules.md 9.11). */
export function transactionCommands(core: Core): readonly RpcCommand[] {
  return [
    {
      name: 'tm.stats',
      summary: 'How many transactions there are, and how they ended.',
      run: () => stats(core),
    },
    {
      name: 'tm.cancel',
      summary: 'Cancels the branches of an INVITE: Call-ID, CSeq number.',
      run: (args) => {
        const [callId, cseq] = args.map(String);
        if (callId === undefined || cseq === undefined) return TOO_FEW;
        return cancelCall(core, callId, cseq, 0, 0) === 1 ? 'ok' : NO_TRANSACTION;
      },
    },
    {
      name: 'tm.reply_callid',
      summary: 'Answers a request: status, reason, Call-ID, CSeq number.',
      run: (args) => reply(core, args),
    },
    {
      name: 'tm.retransmit_reply_callid',
      summary: 'Sends the last reply to a request without a final one again: Call-ID, CSeq number.',
      run: (args) => {
        const [callId, cseq] = args.map(String);
        if (callId === undefined || cseq === undefined) return TOO_FEW;
        const proxy = transactionOf(core, callId, cseq, false);
        if (proxy === null) return NO_TRANSACTION;
        return proxy.server.repeated() ? 'ok' : new RpcFault(500, 'nothing to send again');
      },
    },
    {
      name: 'tm.list',
      summary:
        'Transactions: index and label as `$T(id_index)` and `$T(id_label)`, method, Call-ID, CSeq number, last status, branches. At most 1000, or as many as the argument says; those that rest without an object are not among them.',
      run: (args) => list(core, args),
    },
    {
      name: 'tm.clean',
      summary: 'Ends transactions whose life is over since long. Gives their number.',
      run: () => cleanUp(core),
    },
    {
      name: 'tm.t_uac_start',
      summary: 'Sends a request of this server: method, Request-URI, next hop or `.`, socket or `.`, header lines, body.',
      run: (args) => start(core, args),
    },
  ];
}

function stats({ transactions, stateful, locals, counters }: Core): Record<string, number> {
  const { finals } = stateful;
  return {
    current: transactions.servers.size + locals.size,
    waiting: transactions.stored.finished.size,
    total: transactions.counters.serverCreated + locals.created,
    total_local: locals.created,
    rpl_received: counters.replies,
    rpl_generated: stateful.repliesGenerated,
    rpl_sent: stateful.repliesGenerated + stateful.repliesRelayed,
    '6xx': finals[6]!,
    '5xx': finals[5]!,
    '4xx': finals[4]!,
    '3xx': finals[3]!,
    '2xx': finals[2]!,
  };
}

const MOST_LISTED = 1000;

function list(core: Core, args: readonly Value[]): unknown {
  const most = args[0] === undefined ? MOST_LISTED : Math.floor(Number(args[0]));
  if (!(most >= 0)) return new RpcFault(400, 'how many is no number');
  const found: Record<string, Value>[] = [];
  for (const proxy of core.transactions.servers) {
    if (found.length >= most) break;
    found.push(shown(core, proxy));
  }
  return found;
}

function shown(core: Core, { key, branches, server }: StatefulProxy): Record<string, Value> {
  const { index, label } = transactionId(core, key);
  return {
    tindex: index,
    tlabel: label,
    method: key.method,
    callid: key.callId,
    cseq: key.cseq,
    status: server.lastStatus,
    outgoings: branches.length,
  };
}

function reply(core: Core, args: readonly Value[]): unknown {
  const [status, reason, callId, cseq] = args;
  if (reason === undefined || callId === undefined || cseq === undefined) return TOO_FEW;
  const proxy = transactionOf(core, String(callId), String(cseq), false);
  if (proxy === null) return NO_TRANSACTION;
  return replyTransaction(proxy, Number(status), String(reason)) === 1 ? 'ok' : new RpcFault(500, 'not sent');
}

function start(core: Core, args: readonly Value[]): unknown {
  const [method, uri, nextHop, socket, headers, body] = args.map(String);
  if (method === undefined || uri === undefined || nextHop === undefined || socket === undefined || headers === undefined)
    return TOO_FEW;
  const sent = uacSend(core, { method, uri, nextHop, socket, headers, body: body ?? '' });
  return sent === 1 ? 'ok' : new RpcFault(500, 'not sent; the log says why');
}
