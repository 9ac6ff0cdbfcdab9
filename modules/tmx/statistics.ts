import type { Core } from '../../runtime/module.ts';

/** Counters of transactions by Kamailio's names (spec/modules.md 9.11), read when somebody asks. */
export function transactionStatistics({ transactions, stateful, locals, counters }: Core): Record<string, () => number> {
  const finals = (digit: number) => (): number => stateful.finals[digit]!;
  return {
    UAS_transactions: () => transactions.counters.serverCreated,
    UAC_transactions: () => locals.created,
    '2xx_transactions': finals(2),
    '3xx_transactions': finals(3),
    '4xx_transactions': finals(4),
    '5xx_transactions': finals(5),
    '6xx_transactions': finals(6),
    inuse_transactions: () => transactions.servers.size + transactions.stored.finished.size + locals.size,
    active_transactions: () => transactions.servers.unanswered + locals.size,
    rpl_received: () => counters.replies,
    rpl_absorbed: () => stateful.repliesAbsorbed,
    rpl_generated: () => stateful.repliesGenerated,
    rpl_relayed: () => stateful.repliesRelayed,
    rpl_sent: () => stateful.repliesGenerated + stateful.repliesRelayed,
  };
}
