import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/rr.ts';
import { header } from '../../runtime/routing/scene.ts';
import { play } from './play.ts';

it('stays in the path', async () => {
  const on = await play(example, { rr: {} });
  await on.alice.sends('INVITE');
  const route = header(on.bob.last('INVITE'), 'Record-Route');
  expect(route).toMatch(/^<sip:192\.0\.2\.10;lr;ftag=a1;caller=known>$/);
  await on.bob.replies('INVITE', 200);
  expect(on.got()).toEqual({ alice: ['100 INVITE', '200 INVITE'], bob: ['INVITE'] });
  await on.alice.sends('BYE', { toTag: 'b1', cseq: 2, headers: [`Route: ${route}`] });
  expect(on.got()).toEqual({ bob: ['BYE'] });
  expect(header(on.bob.last('BYE'), 'Route')).toBe('');
});
