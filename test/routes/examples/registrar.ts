import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/registrar.ts';
import { play } from './play.ts';

it('finds who has registered', async () => {
  const on = await play(example, { usrloc: {}, registrar: {} });
  await on.alice.sends('MESSAGE', { uri: 'sip:bob@192.0.2.10', branch: 'm1' });
  expect(on.got()).toEqual({ alice: ['404 MESSAGE'] });
  await on.bob.sends('REGISTER', { uri: 'sip:192.0.2.10', headers: ['Contact: <sip:bob@203.0.113.31:5080>'] });
  await on.alice.sends('MESSAGE', { uri: 'sip:bob@192.0.2.10', branch: 'm2', callId: 'call-2' });
  expect(on.got()).toEqual({ bob: ['200 REGISTER', 'MESSAGE'] });
});
