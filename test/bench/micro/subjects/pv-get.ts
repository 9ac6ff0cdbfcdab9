import type { Subject } from '../subject.ts';
import { arrived, functions, inviteText, parsed, phoneServer } from './phone.ts';

const NAMES: readonly string[] = ['$rm', '$ru', '$rU', '$fU', '$si', '$ci', '$hdr(User-Agent)', '$(fu{uri.host})'];

/** What routes ask of a message most. */
export const pvGet: Subject = {
  name: 'pv.get',
  operation: `pv.get() of ${NAMES.join(' ')}`,
  async setUp() {
    const server = await phoneServer();
    const message = parsed(inviteText(1));
    return () => {
      const pv = functions<Pv>(server, arrived(server, message), 'pv');
      let length = 0;
      for (const name of NAMES) length += String(pv.get(name)).length;
      return length;
    };
  },
};

interface Pv {
  get(name: string): unknown;
}
