import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/statistics.ts';
import { play } from './play.ts';

it('counts octets', async () => {
  const on = await play(example, { statistics: { variable: 'octets' } });
  await on.alice.sends('MESSAGE', { branch: 'm1', body: 'hello' });
  await on.alice.sends('MESSAGE', { branch: 'm2', body: 'world!' });
  expect(on.log.texts('info')).toEqual(expect.arrayContaining(['5 octets', '11 octets']));
});
