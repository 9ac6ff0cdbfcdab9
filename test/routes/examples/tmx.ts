import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/tmx.ts';
import { play } from './play.ts';

it('stops the other phone when one is being answered', async () => {
  const on = await play(example);
  await on.alice.sends('INVITE');
  await on.carol.replies('INVITE', 180);
  await on.bob.replies('INVITE', 183);
  expect(on.got()).toMatchObject({ bob: ['INVITE'], carol: ['INVITE', 'CANCEL'] });
});
