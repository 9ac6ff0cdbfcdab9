import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/xlog.ts';
import { play } from './play.ts';

it('writes a line', async () => {
  const on = await play(example, { xlog: {} });
  await on.alice.sends('MESSAGE');
  expect(on.got()).toEqual({ bob: ['MESSAGE'] });
  expect(on.log.texts('info').join()).toContain('MESSAGE sip:bob@203.0.113.31:5080 from 198.51.100.21:5070');
});
