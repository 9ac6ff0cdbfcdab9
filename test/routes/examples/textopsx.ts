import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/textopsx.ts';
import { header } from '../../runtime/routing/scene.ts';
import { play } from './play.ts';

it('sees what it added, and changes a reply', async () => {
  const on = await play(example, { textopsx: {} });
  await on.alice.sends('INVITE', { headers: ['Supported: timer'] });
  expect(on.log.texts('info')).toContain('goes out with inside');
  expect(header(on.bob.last('INVITE'), 'X-Zone')).toBe('inside');
  expect(header(on.bob.last('INVITE'), 'Supported')).toBe('timer,path');
  await on.bob.replies('INVITE', 480);
  expect(on.got()['alice']).toEqual(['100 INVITE', '486 INVITE']);
});
