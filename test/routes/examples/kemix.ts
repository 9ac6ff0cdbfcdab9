import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/kemix.ts';
import { play } from './play.ts';

it('refuses a call to nobody, and relays others', async () => {
  const on = await play(example);
  await on.alice.sends('MESSAGE', { uri: 'sip:203.0.113.31:5080', branch: 'm1' });
  expect(on.got()).toEqual({ alice: ['484 MESSAGE'] });
  await on.alice.sends('MESSAGE', { branch: 'm2' });
  expect(on.got()).toEqual({ bob: ['MESSAGE'] });
  expect(on.log.texts('info')).toContain('MESSAGE from udp:198.51.100.21:5070');
});
