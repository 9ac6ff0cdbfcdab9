import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/textops.ts';
import { header } from '../../runtime/routing/scene.ts';
import { play } from './play.ts';

it('drops scanners and cleans the rest', async () => {
  const on = await play(example, { textops: {} });
  await on.alice.sends('MESSAGE', { branch: 'm1', headers: ['User-Agent: friendly-scanner'] });
  expect(on.got()).toEqual({});
  await on.alice.sends('MESSAGE', { branch: 'm2', headers: ['Subject: re: Re: lunch', 'X-Secret: 1'] });
  expect(header(on.bob.last('MESSAGE'), 'Subject')).toBe('Re: lunch');
  expect(header(on.bob.last('MESSAGE'), 'X-Secret')).toBe('');
});
