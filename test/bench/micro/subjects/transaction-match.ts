import type { Subject } from '../subject.ts';
import { arrived, functions, inviteText, parsed, phoneServer } from './phone.ts';

const TRANSACTIONS = 10_000;

/** A retransmission finds its transaction among many. */
export const transactionMatch: Subject = {
  name: 'transaction match',
  operation: `t_check_trans() of a retransmission among ${TRANSACTIONS} transactions`,
  async setUp() {
    const server = await phoneServer();
    const repeated = Array.from({ length: TRANSACTIONS }, (_, i) => parsed(inviteText(i)));
    for (const message of repeated) functions<Tm>(server, arrived(server, message), 'tm').t_newtran();
    server.sent.length = 0;
    return (i) => {
      const cx = arrived(server, repeated[(i * 7919) % TRANSACTIONS]!);
      const found = functions<Tm>(server, cx, 'tm').t_check_trans();
      if (found !== 0) throw new Error(`t_check_trans() is ${found}`);
      return found;
    };
  },
};

interface Tm {
  t_newtran(): number;
  t_check_trans(): number;
}
