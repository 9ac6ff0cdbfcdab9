import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/maxfwd.ts';
import { header } from '../../runtime/routing/scene.ts';
import { play } from './play.ts';

it('counts, and refuses at the end', async () => {
  const on = await play(example, { maxfwd: {} });
  await on.alice.sends('MESSAGE', { branch: 'm1', maxForwards: 3 });
  expect(header(on.bob.last('MESSAGE'), 'Max-Forwards')).toBe('2');
  await on.alice.sends('MESSAGE', { branch: 'm2', maxForwards: 0 });
  expect(on.got()).toEqual({ alice: ['483 MESSAGE'], bob: ['MESSAGE'] });
});
