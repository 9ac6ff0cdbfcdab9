import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/siputils.ts';
import { play } from './play.ts';

it('answers OPTIONS, and relays calls to numbers', async () => {
  const on = await play(example);
  await on.alice.sends('OPTIONS', { uri: 'sip:192.0.2.10' });
  await on.alice.sends('MESSAGE', { uri: 'sip:bob@203.0.113.31:5080', branch: 'm1' });
  expect(on.got()).toEqual({ alice: ['200 OPTIONS', '404 MESSAGE'] });
  await on.alice.sends('MESSAGE', { uri: 'sip:+4930123@203.0.113.31:5080', branch: 'm2' });
  expect(on.got()).toEqual({ bob: ['MESSAGE'] });
});
