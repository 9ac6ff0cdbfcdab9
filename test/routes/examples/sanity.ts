import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/sanity.ts';
import { play } from './play.ts';

it('answers what is malformed', async () => {
  const on = await play(example, { sanity: {} });
  await on.alice.sends('MESSAGE', { branch: 'm1', headers: ['Expires: soon'] });
  expect(on.got()).toEqual({ alice: ['400 MESSAGE'] });
  await on.alice.sends('MESSAGE', { branch: 'm2', headers: ['Expires: 60'] });
  expect(on.got()).toEqual({ bob: ['MESSAGE'] });
});
