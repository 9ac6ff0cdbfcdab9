import type { Subject } from '../subject.ts';
import { callText } from '../../messages.ts';
import { arrived, functions, inviteText, parsed, phoneServer, registerText } from './phone.ts';

const PHONES = 10_000;
/** Those that are called: what is measured is the table, not the memory that the messages are in. */
const CALLED = 500;

/** A call finds where the callee registered. */
export const lookup: Subject = {
  name: 'lookup',
  operation: `lookup() among ${PHONES} contacts`,
  async setUp() {
    const server = await phoneServer();
    for (let i = 0; i < PHONES; i++) {
      functions<Registrar>(server, arrived(server, parsed(registerText(i, 1))), 'registrar').save('location', 0);
    }
    server.sent.length = 0;
    const uri = (i: number): string => `sip:user${callText(i * (PHONES / CALLED))}@198.51.100.10`;
    const calls = Array.from({ length: CALLED }, (_, i) => parsed(inviteText(i, uri(i))));
    return (i) => {
      const cx = arrived(server, calls[i % CALLED]!);
      const found = functions<Registrar>(server, cx, 'registrar').lookup('location');
      if (found !== 1) throw new Error(`lookup() is ${found}`);
      return found;
    };
  },
};

interface Registrar {
  save(table: string, flags: number): number;
  lookup(table: string): number;
}
