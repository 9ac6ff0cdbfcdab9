import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/usrloc.ts';
import { header, type Phone } from '../../runtime/routing/scene.ts';
import { play } from './play.ts';

it('keeps the flag with the contact', async () => {
  const on = await play(example, { usrloc: { nat_bflag: 6 }, registrar: {}, nathelper: {} });
  const flagOf = async (user: string, phone: Phone): Promise<string> => {
    const contact = `Contact: <sip:${user}@${phone.address.slice('udp:'.length)}>`;
    await phone.sends('REGISTER', { uri: 'sip:192.0.2.10', callId: user, headers: [contact] });
    await on.alice.sends('MESSAGE', { uri: 'sip:bob@192.0.2.10', branch: user, callId: `to ${user}` });
    await phone.sends('REGISTER', {
      uri: 'sip:192.0.2.10',
      callId: user,
      cseq: 2,
      branch: `r${user}`,
      headers: [`${contact};expires=0`],
    });
    return header(phone.last('MESSAGE'), 'X-Behind-NAT');
  };
  expect(await flagOf('public', on.bob)).toBe('');
  expect(await flagOf('private', on.phone('udp:10.0.0.7:5060'))).toBe('yes');
  expect(on.errors).toEqual([]);
});
