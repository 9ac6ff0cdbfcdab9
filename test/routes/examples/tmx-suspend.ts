import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/tmx-suspend.ts';
import { play } from './play.ts';

it('lets a call wait until the phone registers', async () => {
  const on = await play(example, { usrloc: {}, registrar: {} });
  await on.alice.sends('INVITE', { uri: 'sip:bob@192.0.2.10' });
  expect(on.got()).toEqual({ alice: ['100 INVITE'] });
  await on.bob.sends('REGISTER', { uri: 'sip:192.0.2.10', callId: 'call-b', headers: ['Contact: <sip:bob@203.0.113.31:5080>'] });
  expect(on.got()).toEqual({ bob: ['200 REGISTER', 'INVITE'] });
  expect(on.errors).toEqual([]);
});
