import { expect, it } from 'vitest';
import * as example from '../../../routes/examples/sdpops.ts';
import { bodyOf } from '../../runtime/routing/scene.ts';
import { play } from './play.ts';

const OFFER = [
  'v=0',
  'o=alice 1 1 IN IP4 198.51.100.21',
  's=-',
  'c=IN IP4 198.51.100.21',
  't=0 0',
  'm=audio 40000 RTP/AVP 0 8 101',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:101 telephone-event/8000',
  'm=video 40002 RTP/AVP 96',
  'a=rtpmap:96 VP8/90000',
  '',
].join('\r\n');

it('takes video and other codecs out of the offer', async () => {
  const on = await play(example, { sdpops: {} });
  await on.alice.sends('INVITE', { headers: ['Content-Type: application/sdp'], body: OFFER });
  const lines = bodyOf(on.bob.last('INVITE')).split('\r\n');
  expect(lines.filter((line) => line.startsWith('m='))).toEqual(['m=audio 40000 RTP/AVP 8 101']);
  expect(lines.filter((line) => line.startsWith('a='))).toEqual(['a=rtpmap:8 PCMA/8000', 'a=rtpmap:101 telephone-event/8000']);
});
