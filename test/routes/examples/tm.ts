import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/tm.ts';
import { play } from './play.ts';

it('goes to voicemail when the phone is busy', async () => {
  const on = await play(example);
  const voicemail = on.phone('udp:203.0.113.50:5060');
  await on.alice.sends('INVITE');
  await on.bob.replies('INVITE', 486);
  expect(voicemail.got()).toEqual(['INVITE']);
  await voicemail.replies('INVITE', 200);
  expect(on.got()).toEqual({ alice: ['100 INVITE', '200 INVITE'], bob: ['INVITE', 'ACK'] });
  expect(on.errors).toEqual([]);
});

it('does not when the caller has hung up', async () => {
  const on = await play(example);
  const voicemail = on.phone('udp:203.0.113.50:5060');
  await on.alice.sends('INVITE');
  await on.bob.replies('INVITE', 180);
  await on.alice.sends('CANCEL');
  await on.bob.replies('INVITE', 487);
  expect(voicemail.got()).toEqual([]);
  expect(on.alice.got()).toEqual(['100 INVITE', '180 INVITE', '200 CANCEL', '487 INVITE']);
});
