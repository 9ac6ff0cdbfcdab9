import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/corex.ts';
import { play } from './play.ts';

it('rings two phones', async () => {
  const on = await play(example);
  await on.alice.sends('INVITE', { uri: 'sip:bob@example.org' });
  expect(on.got()).toEqual({ alice: ['100 INVITE'], bob: ['INVITE'], carol: ['INVITE'] });
});
