import type { Subject } from '../subject.ts';
import { arrived, functions, inviteText, parsed, phoneServer } from './phone.ts';

/** The tests of a message that routes use most, each of which finds the NAT. */
export const natUacTest: Subject = {
  name: 'nat_uac_test',
  operation: 'nat_uac_test(1), (2), (8) and (16) of an INVITE',
  async setUp() {
    const server = await phoneServer();
    const messages = Array.from({ length: 64 }, (_, i) => parsed(inviteText(i)));
    return (i) => {
      const nathelper = functions<Nathelper>(server, arrived(server, messages[i & 63]!), 'nathelper');
      const found =
        nathelper.nat_uac_test(1) + nathelper.nat_uac_test(2) + nathelper.nat_uac_test(8) + nathelper.nat_uac_test(16);
      if (found !== 4) throw new Error(`nat_uac_test() finds ${found} of 4`);
      return found;
    };
  },
};

interface Nathelper {
  nat_uac_test(flags: number): number;
}
