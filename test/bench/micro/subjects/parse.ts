import { DEFAULT_LIMITS } from '../../../../runtime/sip/limits.ts';
import { validate } from '../../../../runtime/sip/validate.ts';
import type { Subject } from '../subject.ts';
import { inviteText, parsed } from './phone.ts';

/** Octets to a message that has passed the first checks. */
export const parse: Subject = {
  name: 'parse',
  operation: 'an INVITE with SDP, and its first checks',
  setUp() {
    const texts = Array.from({ length: 64 }, (_, i) => inviteText(i));
    return (i) => validate(parsed(texts[i & 63]!), DEFAULT_LIMITS);
  },
};
