import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/counters.ts';
import { play } from './play.ts';

it('counts calls', async () => {
  const on = await play(example, { counters: { script_counter: 'calls' } });
  await on.alice.sends('MESSAGE', { branch: 'm1' });
  await on.alice.sends('INVITE');
  expect(on.log.texts('info')).toEqual(expect.arrayContaining(['0 calls', '1 calls']));
  expect(on.got()).toEqual({ alice: ['100 INVITE'], bob: ['MESSAGE', 'INVITE'] });
});
