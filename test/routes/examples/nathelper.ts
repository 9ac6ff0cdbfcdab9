import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/nathelper.ts';
import { header } from '../../runtime/routing/scene.ts';
import { play } from './play.ts';

it('tells the other side where a phone behind a NAT is', async () => {
  const on = await play(example, { nathelper: {} });
  await on.alice.sends('INVITE', { headers: ['Contact: <sip:alice@192.168.1.5:5060>'] });
  expect(header(on.bob.last('INVITE'), 'Contact')).toBe('<sip:alice@192.168.1.5:5060;alias=198.51.100.21~5070~1>');
  await on.bob.replies('INVITE', 200, { headers: ['Contact: <sip:bob@10.0.0.7>'] });
  expect(header(on.alice.last('200 INVITE'), 'Contact')).toBe('<sip:bob@10.0.0.7;alias=203.0.113.31~5080~1>');
});
