import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/core.ts';
import { header } from '../../runtime/routing/scene.ts';
import { play } from './play.ts';

it('answers what is for the server, and sends the rest on', async () => {
  const on = await play(example);
  await on.alice.sends('MESSAGE', { uri: 'sip:192.0.2.10', branch: 'm1' });
  expect(on.got()).toEqual({ alice: ['200 MESSAGE'] });
  await on.alice.sends('MESSAGE', { uri: 'sip:carol@example.org', branch: 'm2' });
  expect(on.got()).toEqual({ bob: ['MESSAGE'] });
  expect(header(on.bob.last('MESSAGE'), 'X-From')).toBe('198.51.100.21');
});
