// registered, unregister, reg_from_user, reg_fetch_contacts, add_sock_hdr: what reads and removes contacts.

import { describe, expect, it } from 'vitest';
import { serialize } from '../../../runtime/sip/serialize.ts';
import { START, bindingValues } from '../usrloc/values.ts';
import { register, registrarServer, request, type RegistrarServer } from './harness.ts';
import type { BindingValues } from '../../../modules/usrloc/api.ts';

const A = 'sip:alice@192.0.2.4:5062';
const B = 'sip:alice@192.0.2.5:5062';
const ALICE = 'sip:alice@example.com';

async function server(
  contacts: readonly Partial<BindingValues>[],
  settings: object = {},
  usrloc: Record<string, unknown> = {},
): Promise<RegistrarServer> {
  const made = await registrarServer(settings, usrloc);
  for (const contact of contacts) made.table.insert('alice', bindingValues(contact));
  return made;
}

describe('registered', () => {
  it.each([
    { name: 'a contact', contacts: [{}], result: 1 },
    { name: 'none', contacts: [], result: -1 },
    { name: 'an expired one', contacts: [{ expires: START }], result: -1 },
    { name: 'an expired one and another', contacts: [{ expires: START }, { uri: B }], result: 1 },
  ])('with $name', async ({ contacts, result }) => {
    const made = await server(contacts);
    expect(made.call('registered', ['location'])).toBe(result);
    expect(made.call('registered_uri', ['location', ALICE])).toBe(result);
    expect(made.call('registered_uri', ['location', ''])).toBe(result);
    expect(made.call('registered_flags', ['location', ALICE, 7])).toBe(result);
  });

  it('uses expired ones when told so', async () => {
    expect((await server([{ expires: START }], { use_expired_contacts: 1 })).call('registered', ['location'])).toBe(1);
  });

  it.each([
    ['nosuchtable', ALICE],
    ['location', 'garbage'],
    ['location', 'sip:bob@example.com'],
  ])('is false in %s for %s', async (table, uri) => {
    const made = await server([{}]);
    expect(made.call('registered_uri', [table, uri])).toBe(-1);
    expect(made.usrloc.table('nosuchtable')).toBeUndefined();
  });

  it('does not change the destination', async () => {
    const made = await server([{ received: 'sip:203.0.113.5' }]);
    const cx = made.context(request());
    made.call('registered', ['location'], cx);
    expect([cx.requestUri, cx.target.dstUri]).toEqual([ALICE, '']);
  });

  it.each([
    { match: 0, fields: { match_callid: 'other' }, result: 1 },
    { match: 1, fields: { match_callid: 'call-1' }, result: 1 },
    { match: 1, fields: { match_callid: 'other' }, result: -1 },
    { match: 1, fields: {}, result: 1 },
    { match: 1, fields: { match_callid: '' }, result: 1 },
    { match: 1, fields: { match_callid: 5 }, result: 1 },
    { match: 2, fields: { match_received: 'sip:203.0.113.5' }, result: 1 },
    { match: 2, fields: { match_received: 'sip:203.0.113.6' }, result: -1 },
    { match: 4, fields: { match_contact: A }, result: 1 },
    { match: 4, fields: { match_contact: A.toUpperCase() }, result: -1 },
    { match: 7, fields: { match_callid: 'call-1', match_received: 'sip:203.0.113.5', match_contact: A }, result: 1 },
    { match: 7, fields: { match_callid: 'call-1', match_received: 'sip:203.0.113.5', match_contact: B }, result: -1 },
    { match: 4, fields: { match_callid: 'other', match_contact: A }, result: 1 },
  ])('flags $match with $fields: $result', async ({ match, fields, result }) => {
    const made = await server([{ uri: A, received: 'sip:203.0.113.5' }], { xavp_cfg: 'reg' });
    const cx = made.context(request());
    const list = cx.variables.xavp.empty();
    for (const [name, value] of Object.entries(fields)) list.add(name, value);
    cx.variables.xavp.add('reg', list);
    expect(made.call('registered_flags', ['location', ALICE, match], cx)).toBe(result);
  });

  it.each([
    { action: 0, attributes: false, found: true },
    { action: 1, attributes: true, found: true },
    { action: 2, attributes: false, found: false },
    { action: 3, attributes: true, found: false },
  ])('action $action', async ({ action, attributes, found }) => {
    const made = await registrarServer({ xavp_rcd: 'rcd' }, { xavp_contact: 'ca' });
    const stored = made.context(request()).variables.xavp.empty();
    stored.add('k', 'v1');
    made.table.insert('alice', bindingValues({ attributes: stored }));
    const cx = made.context(request());
    expect(made.call('registered_action', ['location', ALICE, 0, action], cx)).toBe(1);
    expect(cx.variables.xavp.list('ca') !== null).toBe(attributes);
    expect(cx.variables.xavp.list('rcd') !== null).toBe(found);
  });
});

describe('unregister', () => {
  it('removes all contacts', async () => {
    const made = await server([{ uri: A }, { uri: B }]);
    expect(made.call('unregister', ['location', ALICE])).toBe(1);
    expect(made.uris()).toEqual([]);
    expect(made.call('unregister', ['location', ALICE])).toBe(-3);
  });

  it.each([
    { table: 'nosuchtable', uri: ALICE, result: -1 },
    { table: 'location', uri: 'garbage', result: -1 },
    { table: 'location', uri: 'sip:bob@example.com', result: -3 },
  ])('in $table of $uri: $result', async ({ table, uri, result }) => {
    const made = await server([{}]);
    expect(made.call('unregister', [table, uri])).toBe(result);
    expect(made.call('unregister_ruid', [table, uri, 'uloc-x'])).toBe(result);
    expect(made.uris()).toEqual([A]);
  });

  it('removes one contact by its id', async () => {
    const made = await server([{ uri: A }, { uri: B }]);
    const [first] = made.bindings();
    expect(made.call('unregister_ruid', ['location', ALICE, first!.ruid])).toBe(1);
    expect(made.uris()).toEqual([B]);
    expect(made.call('unregister_ruid', ['location', ALICE, first!.ruid])).toBe(-3);
  });

  it('does not remove the contact of another AoR', async () => {
    const made = await server([{}]);
    const other = made.table.insert('bob', bindingValues());
    expect(made.call('unregister_ruid', ['location', ALICE, other.ruid])).toBe(-3);
    expect(made.table.contacts).toBe(2);
  });

  it('by an empty id removes all', async () => {
    const made = await server([{ uri: A }, { uri: B }]);
    expect(made.call('unregister_ruid', ['location', ALICE, ''])).toBe(1);
    expect(made.table.contacts).toBe(0);
  });
});

describe('reg_from_user', () => {
  const udp = { ip: '203.0.113.77', port: 5060, proto: 'udp' } as const;
  const tcp = { ip: '203.0.113.77', port: 40000, proto: 'tcp' } as const;
  const v6 = { ip: '2001:db8::77', port: 5062, proto: 'udp' } as const;

  it.each([
    { src: udp, received: 'sip:203.0.113.77:5099', mode: 0, result: 1 },
    { src: udp, received: 'sip:203.0.113.5:5060', mode: 0, result: -1 },
    { src: udp, received: 'sip:203.0.113.77:5060', mode: 1, result: 1 },
    { src: udp, received: 'sip:203.0.113.77', mode: 1, result: 1 },
    { src: udp, received: 'sip:203.0.113.77:5061', mode: 1, result: -1 },
    { src: udp, received: 'sips:203.0.113.77', mode: 1, result: -1 },
    { src: udp, received: 'sip:203.0.113.77:5060', mode: 2, result: -1 },
    { src: udp, received: 'sip:203.0.113.77:5060;transport=udp', mode: 3, result: 1 },
    { src: tcp, received: 'sip:203.0.113.77:40000;transport=tcp', mode: 3, result: 1 },
    { src: tcp, received: 'sip:203.0.113.77:40000;transport=TCP', mode: 2, result: 1 },
    { src: tcp, received: 'sip:203.0.113.77:40000;transport=udp', mode: 2, result: -1 },
    { src: v6, received: 'sip:[2001:0db8:0:0:0:0:0:77]:5062', mode: 1, result: 1 },
    { src: v6, received: 'sip:[2001:db8::78]:5062', mode: 0, result: -1 },
    { src: udp, received: 'sip:phone.example.com', mode: 0, result: -1 },
    { src: udp, received: 'nonsense', mode: 0, result: -1 },
  ])('from $src.ip with $received, mode $mode: $result', async ({ src, received, mode, result }) => {
    const made = await server([{ received }]);
    expect(made.call('reg_from_user', ['location', ALICE, mode], made.context(request(), { src }))).toBe(result);
  });

  it('looks at the contact when there is no received', async () => {
    const made = await server([{ uri: 'sip:alice@203.0.113.77:5062' }]);
    expect(made.call('reg_from_user', ['location', ALICE, 0])).toBe(1);
    expect(made.call('reg_from_user', ['location', ALICE, 1])).toBe(-1);
    expect(made.call('reg_from_user', ['location', '', 0])).toBe(1);
  });

  it('takes ws in a URI for a secure one, too', async () => {
    const made = await server([{ received: 'sip:203.0.113.77:40000;transport=ws' }]);
    const src = { ip: '203.0.113.77', port: 40000, proto: 'wss' } as const;
    expect(made.call('reg_from_user', ['location', ALICE, 3], made.context(request(), { src }))).toBe(1);
  });

  it('looks at all contacts that are valid', async () => {
    const made = await server([{ uri: 'sip:alice@203.0.113.77', expires: START }, { uri: 'sip:alice@192.0.2.1' }]);
    expect(made.call('reg_from_user', ['location', ALICE, 0])).toBe(-1);
    made.table.insert('alice', bindingValues({ uri: 'sip:alice@203.0.113.77' }));
    expect(made.call('reg_from_user', ['location', ALICE, 0])).toBe(1);
  });

  it.each([
    ['nosuchtable', ALICE],
    ['location', 'garbage'],
    ['location', 'sip:bob@example.com'],
  ])('is false in %s for %s', async (table, uri) => {
    expect((await server([{}])).call('reg_from_user', [table, uri, 0])).toBe(-1);
  });
});

describe('reg_fetch_contacts', () => {
  it('copies what there is to read', async () => {
    const made = await server([
      { uri: A, q: 900 },
      { uri: B, q: 100, received: 'sip:1.2.3.4', instance: '<x>', regId: 1 },
    ]);
    const cx = made.context(request());
    expect(made.call('reg_fetch_contacts', ['location', ALICE, 'p'], cx)).toBe(1);
    const { pv } = made.server;
    expect(pv.get(cx, '$ulc(p=>count)')).toBe(2);
    expect(pv.get(cx, '$ulc(p=>aor)')).toBe('alice');
    expect(pv.get(cx, '$ulc(p=>domain)')).toBe('location');
    expect(pv.get(cx, '$ulc(p=>addr)')).toBe(A);
    expect(pv.get(cx, '$(ulc(p=>addr)[1])')).toBe(B);
    expect(pv.get(cx, '$(ulc(p=>instance)[0])')).toBeNull();
    expect(pv.get(cx, '$(ulc(p=>instance)[1])')).toBe('<x>');
    expect(pv.get(cx, '$(ulc(p=>addr)[2])')).toBeNull();
    expect(pv.get(cx, '$ulc(p=>nosuchfield)')).toBeNull();
    expect(pv.get(cx, '$ulc(p=>constructor)')).toBeNull();
    expect(pv.get(cx, '$ulc(q=>count)')).toBeNull();
    expect(pv.get(cx, '$ulc(p)')).toBeNull();
  });

  it.each([
    ['addr', A],
    ['expires', START + 3600],
    ['q', 500],
    ['callid', 'call-1'],
    ['cseq', 1],
    ['flags', 0],
    ['cflags', 64],
    ['user_agent', 'phone/1.0'],
    ['socket', 'udp:198.51.100.10:5060'],
    ['modified', START],
    ['methods', 9],
    ['received', ''],
    ['path', ''],
    ['regid', 0],
    ['conid', 7],
    ['server_id', 3],
    ['instance', 0],
    ['nosuchfield', 0],
    ['__proto__', 0],
  ])('gives %s to ulc_cget', async (field, value) => {
    const made = await server([{ uri: A, q: 500, cflags: 64, methods: 9, connectionId: 7, serverId: 3 }]);
    const cx = made.context(request());
    made.call('reg_fetch_contacts', ['location', ALICE, 'p'], cx);
    expect(made.call('ulc_cget', ['p', field, 0], cx)).toBe(value);
  });

  it('gives count and AoR to ulc_rget', async () => {
    const made = await server([{}]);
    const cx = made.context(request());
    made.call('reg_fetch_contacts', ['location', ALICE, 'p'], cx);
    expect(['count', 'aor', 'domain', 'x'].map((field) => made.call('ulc_rget', ['p', field], cx))).toEqual([1, 'alice', 0, 0]);
    expect(made.call('ulc_rget', ['q', 'count'], cx)).toBe(0);
    expect(made.call('ulc_cget', ['p', 'addr', 1], cx)).toBe(0);
    expect(made.call('ulc_cget', ['p', 'addr', -1], cx)).toBe(0);
    expect(made.call('ulc_cget', ['q', 'addr', 0], cx)).toBe(0);
  });

  it('stays as it was when contacts change', async () => {
    const made = await server([{ uri: A }]);
    const cx = made.context(request());
    made.call('reg_fetch_contacts', ['location', ALICE, 'p'], cx);
    made.call('unregister', ['location', ALICE], cx);
    expect(made.call('ulc_cget', ['p', 'addr', 0], cx)).toBe(A);
  });

  it('is forgotten when it is freed, or fetched again in vain', async () => {
    const made = await server([{}]);
    const cx = made.context(request());
    made.call('reg_fetch_contacts', ['location', ALICE, 'p'], cx);
    expect(made.call('reg_free_contacts', ['p'], cx)).toBe(1);
    expect(made.server.pv.get(cx, '$ulc(p=>count)')).toBeNull();
    made.call('reg_fetch_contacts', ['location', ALICE, 'p'], cx);
    expect(made.call('reg_fetch_contacts', ['location', 'sip:bob@example.com', 'p'], cx)).toBe(-1);
    expect(made.server.pv.get(cx, '$ulc(p=>count)')).toBeNull();
    expect(made.call('reg_free_contacts', ['never'], cx)).toBe(1);
  });

  it('belongs to its message', async () => {
    const made = await server([{}]);
    made.call('reg_fetch_contacts', ['location', ALICE, 'p'], made.context(request()));
    expect(made.server.pv.get(made.context(request()), '$ulc(p=>count)')).toBeNull();
  });

  it.each([
    ['nosuchtable', ALICE],
    ['location', 'garbage'],
  ])('in %s of %s: -1', async (table, uri) => {
    expect((await server([{}])).call('reg_fetch_contacts', [table, uri, 'p'])).toBe(-1);
  });
});

describe('variables', () => {
  it('$ruid and $location_ua are of the contact that was found', async () => {
    const made = await server([{ userAgent: 'phone/1.0' }]);
    const cx = made.context(request());
    expect([made.server.pv.get(cx, '$ruid'), made.server.pv.get(cx, '$location_ua')]).toEqual([null, null]);
    made.call('lookup', ['location'], cx);
    expect(made.server.pv.get(cx, '$ruid')).toBe(made.bindings()[0]!.ruid);
    expect(made.server.pv.get(cx, '$location_ua')).toBe('phone/1.0');
  });
});

describe('add_sock_hdr', () => {
  it('adds the receiving socket', async () => {
    const made = await registrarServer();
    const cx = made.context(register(), { dst: { ip: '198.51.100.11', port: 5070, proto: 'udp' } });
    expect(made.call('add_sock_hdr', ['Sock-Info'], cx)).toBe(1);
    expect(serialize(cx.message, '', [], null)).toBe(
      register().replace('\r\n\r\n', '\r\nSock-Info: udp:198.51.100.11:5070\r\n\r\n'),
    );
  });

  it('is what sock_hdr_name reads', async () => {
    const made = await registrarServer({ sock_hdr_name: 'Sock-Info', sock_flag: 1 });
    const proxied = made.context(register(), { dst: { ip: '198.51.100.11', port: 5070, proto: 'udp' } });
    made.call('add_sock_hdr', ['Sock-Info'], proxied);
    const cx = made.context(serialize(proxied.message, '', [], null));
    cx.flags = 2;
    made.saveIn(cx);
    expect(made.bindings()[0]!.socket).toBe('udp:198.51.100.11:5070');
  });

  it.each(['', 'Sock Info', 'Sock-Info:', 'X\r\nY', 'X\0', '\u20ac', null, undefined])('refuses the name %j', async (name) => {
    const made = await registrarServer();
    const cx = made.context(register());
    expect(made.call('add_sock_hdr', [name], cx)).toBe(-1);
    expect(cx.message.edits.size).toBe(0);
    expect(made.server.log.texts('error')).toHaveLength(1);
  });
});
