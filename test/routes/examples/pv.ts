import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/pv.ts';
import { play } from './play.ts';

it('tries twice, not three times', async () => {
  const on = await play(example);
  await on.alice.sends('INVITE');
  expect(on.got()).toEqual({ alice: ['100 INVITE'], bob: ['INVITE'] });
  await on.bob.replies('INVITE', 486);
  expect(on.got()).toEqual({ bob: ['ACK'], carol: ['INVITE'] });
  await on.carol.replies('INVITE', 486);
  expect(on.got()).toEqual({ alice: ['486 INVITE'], carol: ['ACK'] });
});
