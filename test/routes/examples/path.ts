import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/path.ts';
import { header } from '../../runtime/routing/scene.ts';
import { play } from './play.ts';

it('puts itself into the path to the phone', async () => {
  const on = await play(example, { path: {}, rr: {} });
  await on.alice.sends('REGISTER', { uri: 'sip:example.org', headers: ['Contact: <sip:alice@10.0.0.7>'] });
  const register = on.bob.last('REGISTER');
  expect(header(register, 'Path')).toBe('<sip:192.0.2.10;lr;received=sip:198.51.100.21:5070>');
  expect(header(register, 'Supported')).toBe('path');
});
