import { describe, expect, it } from 'vitest';
import type { RouteKind } from '../../../runtime/routing/route-kind.ts';
import { bindingValues } from '../usrloc/values.ts';
import { register, registrarServer, request } from './harness.ts';

const KINDS: readonly RouteKind[] = ['request', 'reply', 'tm_reply', 'branch', 'failure', 'branch_failure', 'event'];

async function worksIn(name: string, args: readonly unknown[], text: string): Promise<RouteKind[]> {
  const works: RouteKind[] = [];
  for (const kind of KINDS) {
    const made = await registrarServer();
    made.table.insert('alice', bindingValues());
    const cx = made.inRoute(kind, text);
    const before = made.server.log.lines.length;
    made.call(name, args, cx);
    if (made.server.log.lines.length === before) works.push(kind);
  }
  return works;
}

describe('where functions work', () => {
  it.each([
    { name: 'save', args: ['location', 0], text: register(), kinds: ['request', 'reply', 'tm_reply', 'failure'] },
    { name: 'save_uri', args: ['location', 0, ''], text: register(), kinds: ['request', 'reply', 'tm_reply', 'failure'] },
    { name: 'lookup', args: ['location'], text: request(), kinds: ['request', 'failure', 'branch_failure'] },
    { name: 'lookup_uri', args: ['location', ''], text: request(), kinds: ['request', 'failure', 'branch_failure'] },
    { name: 'lookup_to_dset', args: ['location', ''], text: request(), kinds: ['request', 'failure', 'branch_failure'] },
    { name: 'lookup_branches', args: ['location'], text: request(), kinds: ['request', 'failure', 'branch_failure'] },
    { name: 'add_sock_hdr', args: ['X'], text: request(), kinds: ['request'] },
    { name: 'registered_uri', args: ['location', 'sip:alice@example.com'], text: request(), kinds: KINDS },
    { name: 'unregister', args: ['location', 'sip:alice@example.com'], text: request(), kinds: KINDS },
  ])('$name in $kinds', async ({ name, args, text, kinds }) => {
    expect(await worksIn(name, args, text)).toEqual(kinds);
  });

  it('elsewhere is -1 and changes nothing', async () => {
    const made = await registrarServer();
    made.table.insert('alice', bindingValues());
    const branch = made.inRoute('branch', request());
    expect(made.call('lookup', ['location'], branch)).toBe(-1);
    expect(branch.requestUri).toBe('sip:alice@example.com');
    expect(made.call('save', ['location', 0], made.inRoute('branch', register({ user: 'bob' })))).toBe(-1);
    expect(made.table.contacts).toBe(1);
    expect(made.server.sent).toEqual([]);
  });
});

describe('the functions', () => {
  it('are those of Kamailio', async () => {
    const made = await registrarServer();
    const names = [
      'add_sock_hdr',
      'lookup',
      'lookup_branches',
      'lookup_xavp',
      'lookup_to_dset',
      'lookup_uri',
      'reg_fetch_contacts',
      'reg_free_contacts',
      'reg_from_user',
      'reg_send_reply',
      'registered',
      'registered_action',
      'registered_flags',
      'registered_uri',
      'save',
      'save_uri',
      'set_q_override',
      'ulc_cget',
      'ulc_rget',
      'unregister',
      'unregister_ruid',
    ];
    for (const name of names) expect(made.server.find(made.context(request()), `registrar.${name}`)).toBeTypeOf('function');
  });

  it.each<[string, unknown[]]>([
    ['lookup', []],
    ['lookup_uri', [undefined, {}]],
    ['lookup_to_dset', [null, null]],
    ['lookup_branches', [7]],
    ['registered', [undefined]],
    ['registered_uri', ['location', 5]],
    ['registered_flags', ['location', null, 'x']],
    ['registered_action', []],
    ['unregister', [{}, []]],
    ['unregister_ruid', ['location', 'sip:alice@example.com', Symbol.iterator]],
    ['reg_fetch_contacts', [1, 2, 3]],
    ['reg_free_contacts', []],
    ['ulc_rget', []],
    ['ulc_cget', [null, null, null]],
    ['reg_from_user', ['location', 'sip:bob@example.com', {}]],
    ['set_q_override', [{}]],
  ])('%s does not throw for arguments of the wrong type', async (name, args) => {
    const made = await registrarServer();
    expect(() => made.call(name, args)).not.toThrow();
  });
});
