import type { Subject } from '../subject.ts';
import { arrived, functions, parsed, phoneServer, registerText } from './phone.ts';

const PHONES = 1_000;

/** A phone registers again, and gets its answer. */
export const save: Subject = {
  name: 'save',
  operation: `save() of a REGISTER, each of ${PHONES} phones again and again`,
  async setUp() {
    const server = await phoneServer();
    // CSeq in ten digits, to be replaced
    const halves = Array.from({ length: PHONES }, (_, i) => registerText(i, 1_000_000_000).split('1000000000'));
    return (i) => {
      const [head, tail] = halves[i % PHONES]!;
      const message = parsed(`${head}${1_000_000_000 + i}${tail}`);
      const saved = functions<Registrar>(server, arrived(server, message), 'registrar').save('location', 0);
      server.sent.length = 0;
      if (saved < 1) throw new Error(`save() is ${saved}`);
      return saved;
    };
  },
};

interface Registrar {
  save(table: string, flags: number): number;
}
