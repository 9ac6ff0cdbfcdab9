import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/sl.ts';
import { header } from '../../runtime/routing/scene.ts';
import { play } from './play.ts';

it('refuses other methods and keeps nothing', async () => {
  const on = await play(example);
  await on.alice.sends('SUBSCRIBE');
  expect(on.got()).toEqual({ alice: ['405 SUBSCRIBE'] });
  expect(header(on.alice.last('405 SUBSCRIBE'), 'Allow')).toBe('INVITE, ACK, CANCEL, BYE');
  expect(on.serverCount).toBe(0);
  await on.alice.sends('BYE');
  expect(on.got()).toEqual({ bob: ['BYE'] });
});
