import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/ipops.ts';
import { play } from './play.ts';

it('lets neighbours in, and nobody without a name', async () => {
  const on = await play(example, { ipops: {} });
  await on.alice.sends('MESSAGE');
  await on.bob.replies('MESSAGE', 200);
  await on.carol.sends('MESSAGE', { callId: 'call-2' });
  await on.settle(10_000);
  expect(on.got()).toEqual({ alice: ['200 MESSAGE'], bob: ['MESSAGE'], carol: ['403 MESSAGE'] });
});
