import type { Subject } from '../subject.ts';
import { arrived, functions, inviteText, parsed, phoneServer } from './phone.ts';

const TRANSACTIONS = 10_000;
/** Those that are repeated: what is measured is the table, not the memory that the messages are in. */
const REPEATED = 500;

/** A retransmission finds its transaction among many. */
export const transactionMatch: Subject = {
  name: 'transaction match',
  operation: `t_check_trans() of a retransmission among ${TRANSACTIONS} transactions`,
  async setUp() {
    const server = await phoneServer();
    for (let i = 0; i < TRANSACTIONS; i++) functions<Tm>(server, arrived(server, parsed(inviteText(i))), 'tm').t_newtran();
    const repeated = Array.from({ length: REPEATED }, (_, i) => parsed(inviteText(i * (TRANSACTIONS / REPEATED))));
    server.sent.length = 0;
    return (i) => {
      const cx = arrived(server, repeated[i % REPEATED]!);
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
