import type { Subject } from '../subject.ts';
import { callText } from '../../messages.ts';
import { arrived, functions, inviteText, parsed, phoneServer, registerText } from './phone.ts';

const PHONES = 10_000;

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
    const calls = Array.from({ length: PHONES }, (_, i) => parsed(inviteText(i, `sip:user${callText(i)}@198.51.100.10`)));
    return (i) => {
      const cx = arrived(server, calls[(i * 7919) % PHONES]!);
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
