import { describe, expect, it } from 'vitest';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { Destination } from '../../../runtime/routing/destination.ts';
import { Method } from '../../../runtime/sip/method.ts';
import { START, bindingValues } from '../usrloc/values.ts';
import { registrarServer, request, type RegistrarServer } from './harness.ts';
import type { BindingValues } from '../../../modules/usrloc/api.ts';
import type { Settings } from '../../../modules/registrar/registrar.ts';

const A = 'sip:alice@192.0.2.4:5062';
const B = 'sip:alice@192.0.2.5:5062';

async function server(
  contacts: readonly Partial<BindingValues>[],
  settings: Partial<Settings> = {},
  usrloc: Record<string, unknown> = {},
): Promise<RegistrarServer> {
  const made = await registrarServer(settings, usrloc);
  for (const contact of contacts) made.table.insert('alice', bindingValues(contact));
  return made;
}

function lookup(made: RegistrarServer, text: string = request()): { result: unknown; cx: RouteContext } {
  const cx = made.context(text);
  return { result: made.call('lookup', ['location'], cx), cx };
}

function branchUris(cx: RouteContext): string[] {
  return (cx.branches ?? []).map(({ uri }) => uri);
}

describe('lookup', () => {
  it('makes the first contact the destination, with all that is known of it', async () => {
    const made = await server([
      {
        uri: A,
        received: 'sip:203.0.113.77:40000',
        q: 500,
        cflags: 64,
        userAgent: 'phone/1.0',
        socket: 'udp:198.51.100.11:5070',
        instance: '<urn:uuid:1>',
        regId: 2,
        flow: '0:1:0',
      },
    ]);
    const { result, cx } = lookup(made);
    expect(result).toBe(1);
    expect(cx.requestUri).toBe(A);
    expect(cx.targetUsable).toBe(true);
    expect(cx.target).toMatchObject({
      uri: A,
      dstUri: 'sip:203.0.113.77:40000',
      path: '',
      q: 500,
      flags: 64,
      instance: '<urn:uuid:1>',
      regId: 2,
      ruid: made.bindings()[0]!.ruid,
      userAgent: 'phone/1.0',
      flow: 0,
    });
    expect(cx.target.socket!.text).toBe('udp:198.51.100.11:5070');
    expect(cx.branches).toBeNull();
  });

  it('finds nobody, and changes nothing', async () => {
    const made = await server([]);
    const { result, cx } = lookup(made);
    expect(result).toBe(-1);
    expect(cx.requestUri).toBe('sip:alice@example.com');
    expect(cx.target).toEqual(new Destination());
    expect(made.call('lookup', ['nosuchtable'])).toBe(-1);
    expect(made.usrloc.table('nosuchtable')).toBeUndefined();
  });

  it.each(['sip:ALICE@other.example:5999;x=y', 'sips:alice@example.com', 'sip:al%69ce@example.com', 'tel:alice'])(
    'takes %s for the same AoR',
    async (uri) => {
      const { result, cx } = lookup(await server([{ uri: A }]), request(uri));
      expect([result, cx.requestUri]).toEqual([1, A]);
    },
  );

  it('looks at the Request-URI as it is now', async () => {
    const made = await server([{ uri: A }]);
    const cx = made.context(request('sip:bob@example.com'));
    cx.requestUri = 'sip:alice@example.com';
    expect(made.call('lookup', ['location'], cx)).toBe(1);
  });

  it.each(['garbage', 'sip:', 'http://alice@example.com'])('of the URI %j finds nobody', async (uri) => {
    const made = await server([{ uri: A }]);
    expect(made.call('lookup_uri', ['location', uri])).toBe(-1);
    expect(made.call('registered_uri', ['location', uri])).toBe(-1);
  });

  it('of another URI', async () => {
    const made = await server([{ uri: A }]);
    const cx = made.context(request('sip:bob@example.com'));
    expect(made.call('lookup_uri', ['location', 'sip:alice@example.com'], cx)).toBe(1);
    expect(cx.requestUri).toBe(A);
  });

  it('clears the next hop of before', async () => {
    const made = await server([{ uri: A }]);
    const cx = made.context(request());
    cx.target.dstUri = 'sip:198.51.100.99';
    made.call('lookup', ['location'], cx);
    expect(cx.target.dstUri).toBe('');
  });

  it('adds the branch flags of the contact to those of the message', async () => {
    const made = await server([
      { uri: A, cflags: 64 },
      { uri: B, cflags: 4 },
    ]);
    const cx = made.context(request());
    cx.target.flags = 9;
    made.call('lookup', ['location'], cx);
    expect(cx.target.flags).toBe(73);
    expect(cx.branches![0]!.flags).toBe(4);
  });

  it('does not use what has expired', async () => {
    const made = await server([
      { uri: A, expires: START },
      { uri: B, expires: START + 1 },
    ]);
    expect(lookup(made).cx.requestUri).toBe(B);
    made.wait(1);
    expect(lookup(made).result).toBe(-1);
  });

  it('uses it when told so', async () => {
    const made = await server([{ uri: A, expires: START }], { use_expired_contacts: 1 });
    expect(lookup(made)).toMatchObject({ result: 1 });
  });

  it('uses what never expires', async () => {
    const made = await server([{ uri: A, expires: 0 }]);
    made.wait(100_000);
    expect(lookup(made).result).toBe(1);
  });

  it.each([
    { flow: '0:4:17', connection: 17 },
    { flow: '3:4:17', connection: 0 },
    { flow: '', connection: 0 },
    { flow: 'broken', connection: 0 },
    { flow: '0:0:0', connection: 0 },
  ])('with the flow $flow takes connection $connection', async ({ flow, connection }) => {
    const made = await server([{ uri: A, flow, connectionId: 17 }]);
    expect(lookup(made).cx.target.flow).toBe(connection);
  });

  it.each([
    { socket: 'tcp:198.51.100.10:5060', found: 'tcp:198.51.100.10:5060' },
    { socket: 'udp:203.0.113.200:5090', found: 'udp:198.51.100.12:5060' },
    { socket: 'udp:192.0.2.99:5060', found: null },
    { socket: '', found: null },
    { socket: 'nonsense', found: null },
  ])('with the stored socket $socket sends from $found', async ({ socket, found }) => {
    const made = await server([{ uri: A, socket }]);
    expect(lookup(made).cx.target.socket?.text ?? null).toBe(found);
    expect(lookup(made).cx.target.socket?.text ?? null).toBe(found);
  });
});

describe('branches', () => {
  it('are the further contacts, in order', async () => {
    const made = await server([
      { uri: 'sip:1', q: 100, received: 'sip:203.0.113.1' },
      { uri: 'sip:2', q: 900 },
      { uri: 'sip:3', q: 500, cflags: 8 },
    ]);
    const { cx } = lookup(made);
    expect([cx.requestUri, ...branchUris(cx)]).toEqual(['sip:2', 'sip:3', 'sip:1']);
    expect(cx.branches![0]).toMatchObject({ q: 500, flags: 8, dstUri: '' });
    expect(cx.branches![1]).toMatchObject({ q: 100, flags: 0, dstUri: 'sip:203.0.113.1' });
    expect(cx.branches![0]!.ruid).toBe(made.bindings()[1]!.ruid);
  });

  it('are none when only the first contact is used', async () => {
    const { cx } = lookup(await server([{ uri: A }, { uri: B }], { append_branches: 0 }));
    expect(cx.branches).toBeNull();
  });

  it('stand behind those that were there', async () => {
    const made = await server([{ uri: A }, { uri: B }]);
    const cx = made.context(request());
    const before = new Destination();
    before.uri = 'sip:x@192.0.2.99';
    cx.branches = [before];
    made.call('lookup', ['location'], cx);
    expect(branchUris(cx)).toEqual(['sip:x@192.0.2.99', B]);
  });

  it('are as many as there may be, the Request-URI among them', async () => {
    const made = await server(Array.from({ length: 20 }, (_, i) => ({ uri: `sip:${i}` })));
    const { result, cx } = lookup(made);
    expect(result).toBe(1);
    expect(branchUris(cx)).toEqual(Array.from({ length: 11 }, (_, i) => `sip:${i + 1}`));
    expect(made.server.log.texts('warn')).toHaveLength(1);
  });
});

describe('a stored Path', () => {
  it('is the way, its first URI the next hop', async () => {
    const path = '<sip:p1.example.com;lr;received=sip:1.2.3.4>, <sip:p2.example.com;lr>';
    const { cx } = lookup(await server([{ uri: A, path, received: 'sip:203.0.113.77' }]));
    expect(cx.target).toMatchObject({ path, dstUri: 'sip:p1.example.com;lr;received=sip:1.2.3.4' });
  });

  it.each([
    { path: '<sip:198.51.100.10;lr>, <sip:p1;lr>', ahead: '<sip:p1;lr>', dst: 'sip:p1;lr' },
    { path: '<sip:198.51.100.10;lr>', ahead: '', dst: 'sip:203.0.113.77' },
  ])('without our own part when told so: $path', async ({ path, ahead, dst }) => {
    const made = await server([{ uri: A, path, received: 'sip:203.0.113.77' }], { path_check_local: 1 });
    expect(lookup(made).cx.target).toMatchObject({ path: ahead, dstUri: dst });
  });

  it('is kept with each branch', async () => {
    const { cx } = lookup(await server([{ uri: A }, { uri: B, path: '<sip:p1;lr>' }]));
    expect(cx.target.path).toBe('');
    expect(cx.branches![0]).toMatchObject({ path: '<sip:p1;lr>', dstUri: 'sip:p1;lr' });
  });
});

describe('method_filtering', () => {
  const both = [
    { uri: A, methods: Method.INVITE | Method.ACK },
    { uri: B, methods: Method.MESSAGE },
  ];

  it.each([
    { method: 'INVITE', uris: [A] },
    { method: 'MESSAGE', uris: [B] },
    { method: 'SUBSCRIBE', uris: [] },
    { method: 'FOO', uris: [] },
  ])('$method goes to $uris', async ({ method, uris }) => {
    const made = await server(both, { method_filtering: 1 });
    const { result, cx } = lookup(made, request('sip:alice@example.com', method));
    expect(result).toBe(uris.length > 0 ? 1 : -2);
    expect(cx.requestUri).toBe(uris[0] ?? 'sip:alice@example.com');
    expect(cx.branches).toBeNull();
  });

  it('is for requests that begin a dialog', async () => {
    const made = await server(both, { method_filtering: 1 });
    const { cx } = lookup(made, request('sip:alice@example.com', 'BYE', ';tag=t'));
    expect([cx.requestUri, ...branchUris(cx)]).toEqual([A, B]);
  });

  it('is off unless it is asked for', async () => {
    expect(lookup(await server(both), request('sip:alice@example.com', 'SUBSCRIBE')).result).toBe(1);
  });

  it('lets everything through to who named no methods', async () => {
    const made = await server([{ uri: A }], { method_filtering: 1 });
    expect(lookup(made, request('sip:alice@example.com', 'FOO')).result).toBe(1);
  });

  it('says -1 when there was nobody at all', async () => {
    const made = await server([{ uri: A, methods: 1, expires: START - 1 }], { method_filtering: 1 });
    expect(lookup(made, request('sip:alice@example.com', 'FOO')).result).toBe(-1);
  });
});

describe('lookup_filter_mode', () => {
  it.each([
    { mask: 8, uris: [A] },
    { mask: 16, uris: [B] },
    { mask: 24, uris: [A, B] },
    { mask: 1, uris: [] },
    { mask: 0, uris: [A, B] },
    { mask: null, uris: [A, B] },
    { mask: '8', uris: [A, B] },
  ])('with the mask $mask finds $uris', async ({ mask, uris }) => {
    const made = await server(
      [
        { uri: A, cflags: 8 },
        { uri: B, cflags: 16 },
      ],
      { lookup_filter_mode: 1, xavp_cfg: 'reg' },
    );
    const cx = made.context(request());
    const list = cx.variables.xavp.empty();
    if (mask !== null) list.add('rlf_bflags', mask);
    cx.variables.xavp.add('reg', list);
    expect(made.call('lookup', ['location'], cx)).toBe(uris.length > 0 ? 1 : -1);
    if (uris.length > 0) expect([cx.requestUri, ...branchUris(cx)]).toEqual(uris);
  });
});

describe('a GRUU', () => {
  const contacts = [
    { uri: A, instance: '<urn:uuid:1>' },
    { uri: B, instance: '<urn:uuid:2>' },
  ];

  it('leads to one contact', async () => {
    const { result, cx } = lookup(await server(contacts), request('sip:alice@example.com;gr=urn:uuid:2'));
    expect([result, cx.requestUri, cx.branches]).toEqual([1, B, null]);
  });

  it('that is temporary leads there too, whatever the user', async () => {
    const made = await server(contacts);
    const [first] = made.bindings();
    const { headers } = made.save({ contacts: [], headers: ['Supported: gruu'], cseq: 9 });
    const gruu = /temp-gruu="([^"]*)"/.exec(headers[0]!)![1]!;
    const { result, cx } = lookup(made, request(gruu));
    expect([result, cx.requestUri, cx.target.ruid]).toEqual([1, A, first!.ruid]);
  });

  it.each([
    ['of nobody', 'sip:alice@example.com;gr=urn:uuid:9'],
    ['of another user', 'sip:bob@example.com;gr=urn:uuid:1'],
    ['that is temporary and of nobody', 'sip:uloc-1-2@example.com;gr'],
  ])('%s leads nowhere', async (_, uri) => {
    expect(lookup(await server(contacts), request(uri)).result).toBe(-1);
  });

  it('of an expired contact leads nowhere', async () => {
    const made = await server([{ uri: A, instance: '<urn:uuid:1>', expires: START }]);
    expect(lookup(made, request('sip:alice@example.com;gr=urn:uuid:1')).result).toBe(-1);
  });

  it('minds methods', async () => {
    const made = await server([{ uri: A, instance: '<urn:uuid:1>', methods: Method.MESSAGE }], { method_filtering: 1 });
    expect(lookup(made, request('sip:alice@example.com;gr=urn:uuid:1')).result).toBe(-2);
  });

  it('is a URI like any other while GRUUs are off', async () => {
    const made = await server(contacts, { gruu_enabled: 0 });
    expect(lookup(made, request('sip:alice@example.com;gr=urn:uuid:2')).cx.requestUri).toBe(A);
  });
});

describe('lookup_to_dset', () => {
  it('makes all contacts branches', async () => {
    const made = await server([{ uri: A }, { uri: B, received: 'sip:203.0.113.5' }]);
    const cx = made.context(request('sip:bob@example.com'));
    cx.target.dstUri = 'sip:192.0.2.1';
    expect(made.call('lookup_to_dset', ['location', 'sip:alice@example.com'], cx)).toBe(1);
    expect([cx.requestUri, cx.target.dstUri]).toEqual(['sip:bob@example.com', 'sip:192.0.2.1']);
    expect(branchUris(cx)).toEqual([A, B]);
    expect(cx.branches![1]!.dstUri).toBe('sip:203.0.113.5');
  });

  it('of an empty URI takes the Request-URI', async () => {
    const made = await server([{ uri: A }]);
    const cx = made.context(request());
    expect(made.call('lookup_to_dset', ['location', ''], cx)).toBe(1);
    expect([cx.requestUri, ...branchUris(cx)]).toEqual(['sip:alice@example.com', A]);
  });

  it('of nobody changes nothing', async () => {
    const made = await server([]);
    const cx = made.context(request());
    expect(made.call('lookup_to_dset', ['location', 'sip:bob@example.com'], cx)).toBe(-1);
    expect(cx.branches).toBeNull();
  });
});

describe('lookup_branches', () => {
  function branch(uri: string, some: Partial<Destination> = {}): Destination {
    return Object.assign(new Destination(), { uri, ...some });
  }

  async function run(
    before: Destination[],
    uri: string = 'sip:alice@example.com',
  ): Promise<{ result: unknown; cx: RouteContext }> {
    const made = await server([{ uri: A }, { uri: B }]);
    made.table.insert('bob', bindingValues({ uri: 'sip:bob@192.0.2.7', received: 'sip:203.0.113.7' }));
    made.table.insert('bob', bindingValues({ uri: 'sip:bob@192.0.2.8' }));
    const cx = made.context(request(uri));
    if (before.length > 0) cx.branches = before;
    return { result: made.call('lookup_branches', ['location'], cx), cx };
  }

  it('looks up the Request-URI and the branches, in place', async () => {
    const { result, cx } = await run([branch('sip:bob@example.com')]);
    expect(result).toBe(1);
    expect(cx.requestUri).toBe(A);
    expect(branchUris(cx)).toEqual(['sip:bob@192.0.2.7', B, 'sip:bob@192.0.2.8']);
    expect(cx.branches![0]!.dstUri).toBe('sip:203.0.113.7');
  });

  it('leaves a branch that is not found', async () => {
    const { result, cx } = await run([branch('sip:nobody@example.com')]);
    expect([result, ...branchUris(cx)]).toEqual([1, 'sip:nobody@example.com', B]);
  });

  it.each([
    { name: 'a next hop', some: { dstUri: 'sip:192.0.2.1' } },
    { name: 'a path', some: { path: '<sip:p;lr>' } },
    { name: 'flags', some: { flags: 1 } },
  ])('leaves a branch that has $name already', async ({ some }) => {
    const { cx } = await run([branch('sip:bob@example.com', some)]);
    expect(branchUris(cx)).toEqual(['sip:bob@example.com', B]);
  });

  it('finds branches though the Request-URI has nobody', async () => {
    const { result, cx } = await run([branch('sip:bob@example.com')], 'sip:nobody@example.com');
    expect(result).toBe(1);
    expect([cx.requestUri, ...branchUris(cx)]).toEqual(['sip:nobody@example.com', 'sip:bob@192.0.2.7', 'sip:bob@192.0.2.8']);
  });

  it('without branches is lookup', async () => {
    expect((await run([])).cx.requestUri).toBe(A);
    expect((await run([], 'sip:nobody@example.com')).result).toBe(-1);
  });
});

describe('what lookup leaves', () => {
  it('is what it found, newest first, and the attributes', async () => {
    const made = await registrarServer({ xavp_rcd: 'rcd' }, { xavp_contact: 'ca' });
    const attributes = made.context(request()).variables.xavp.empty();
    attributes.add('k', 'v1');
    made.table.insert('alice', bindingValues({ uri: A, attributes }));
    made.table.insert('alice', bindingValues({ uri: B }));
    const { cx } = lookup(made);
    const list = cx.variables.xavp.list('rcd')!;
    expect([list.value('contact'), list.value('contact', 1)]).toEqual([B, A]);
    expect(list.value('expires')).toBe(3600);
    expect(cx.variables.xavp.list('ca')!.value('k')).toBe('v1');
    cx.variables.xavp.list('ca')!.set('k', 'changed');
    expect(made.bindings()[0]!.attributes!.value('k')).toBe('v1');
  });

  it('is nothing when nobody asked', async () => {
    expect(lookup(await server([{ uri: A }])).cx.variablesIfAny).toBeNull();
  });
});
