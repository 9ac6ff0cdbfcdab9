import { describe, expect, it } from 'vitest';
import { authorize, authorizedUser } from '../../../runtime/routing/authorized.ts';
import { testServer } from '../../support/context.ts';
import { request } from '../rr/request.ts';

const server = await testServer({ modules: ['siputils'] });
const CLAIM =
  'Authorization: Digest username="alice", realm="r", nonce="n", uri="sip:b", response="7587245234b3434cc3412213e5f113a5"';

describe('is_user', () => {
  it.each(['alice', 'Alice', 'bob', '', 'alice@r', null])('%j: what a request says of itself proves nothing', (name) => {
    const cx = server.context(request({ fields: [CLAIM] }));
    expect(authorizedUser(cx)).toBe('');
    expect(server.call(cx, 'siputils.is_user', name)).toBe(-1);
  });
  it.each([
    ['alice', 1],
    ['Alice', -1],
    ['alice ', -1],
    ['bob', -1],
    ['', -1],
  ])('%j once the credentials of alice were checked: %i', (name, result) => {
    const cx = server.context(request({ fields: [CLAIM] }));
    authorize(cx, 'alice');
    expect(server.call(cx, 'siputils.is_user', name)).toBe(result);
  });
});
