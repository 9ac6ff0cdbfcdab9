import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/cfgutils.ts';
import { play } from './play.ts';

it('handles requests of one call one after the other', async () => {
  const on = await play(example, { cfgutils: {} });
  await on.alice.sends('MESSAGE', { branch: 'm1' });
  await on.alice.sends('MESSAGE', { branch: 'm2', cseq: 2 });
  expect(on.got()).toEqual({});
  await on.settle(25);
  expect(on.got()).toEqual({ bob: ['MESSAGE'] });
  await on.settle(25);
  expect(on.got()).toEqual({ bob: ['MESSAGE'] });
});
