import { describe, expect, it } from 'vitest';
import { START } from '../usrloc/values.ts';
import { contactHeader, register, registrarServer, type RegisterParts } from './harness.ts';

const A = 'sip:alice@192.0.2.4:5062';
const B = 'sip:alice@192.0.2.5:5062';
const C = 'sip:alice@192.0.2.6:5062';

describe('save', () => {
  it('stores what a REGISTER says, and what it came with', async () => {
    const made = await registrarServer();
    const { result, status, headers } = made.save({
      contacts: [`"Alice" <${A}>;q=0.7;expires=600;+sip.instance="<urn:uuid:1>";reg-id=2;received="sip:203.0.113.5:4444"`],
      cseq: 4711,
      callId: 'a-call-id@host',
      headers: ['User-Agent: phone/1.0', 'Allow: INVITE, BYE'],
    });
    expect([result, status]).toEqual([1, '200 OK']);
    expect(headers).toEqual([
      contactHeader(`<${A}>;q=0.7;expires=600;received="sip:203.0.113.5:4444";+sip.instance="<urn:uuid:1>";reg-id=2`),
    ]);
    expect(made.bindings()[0]).toMatchObject({
      uri: A,
      received: 'sip:203.0.113.5:4444',
      path: '',
      expires: START + 600,
      q: 700,
      callId: 'a-call-id@host',
      cseq: 4711,
      flags: 0,
      cflags: 0,
      userAgent: 'phone/1.0',
      socket: 'udp:198.51.100.10:5060',
      methods: 9,
      instance: '<urn:uuid:1>',
      regId: 2,
      serverId: 0,
      connectionId: 0,
      flow: '0:0:0',
      lastModified: START,
      attributes: null,
    });
  });

  it('stores the connection of a stream, and the flow that names it', async () => {
    const made = await registrarServer();
    made.save({}, 0, { src: { ip: '203.0.113.77', port: 40000, proto: 'tcp' } });
    expect(made.bindings()[0]).toMatchObject({ socket: 'tcp:198.51.100.10:5060', connectionId: 1, flow: '0:4:1' });
  });

  it('stores the branch flags', async () => {
    const made = await registrarServer();
    const cx = made.context(register());
    cx.target.flags = 72;
    made.saveIn(cx);
    expect(made.bindings()[0]!.cflags).toBe(72);
  });

  it('cuts a long User-Agent and takes one line of a folded one', async () => {
    const made = await registrarServer();
    made.save({ headers: [`User-Agent: ${'x'.repeat(300)}`] });
    made.save({ user: 'bob', headers: ['User-Agent: one\r\n two'] });
    expect(made.bindings()[0]!.userAgent).toBe('x'.repeat(255));
    expect(made.bindings('bob')[0]!.userAgent).toBe('one');
  });

  it.each<{ name: string; steps: readonly [RegisterParts, unknown][]; uris: string[] }>([
    { name: 'a new contact', steps: [[{}, 1]], uris: [A] },
    {
      name: 'the same again',
      steps: [
        [{}, 1],
        [{ cseq: 2 }, 2],
      ],
      uris: [A],
    },
    {
      name: 'another one',
      steps: [
        [{}, 1],
        [{ cseq: 2, contacts: [`<${B}>`] }, 1],
      ],
      uris: [A, B],
    },
    {
      name: 'a new one and a known one',
      steps: [
        [{}, 1],
        [{ cseq: 2, contacts: [`<${A}>`, `<${B}>`] }, 1],
      ],
      uris: [A, B],
    },
    {
      name: 'a removed one',
      steps: [
        [{}, 1],
        [{ cseq: 2, contacts: [`<${A}>;expires=0`] }, 3],
      ],
      uris: [],
    },
    { name: 'an unknown one that is to go', steps: [[{ contacts: [`<${A}>;expires=0`] }, 1]], uris: [] },
    {
      name: 'one that goes and one that comes',
      steps: [
        [{}, 1],
        [{ cseq: 2, contacts: [`<${A}>;expires=0`, `<${B}>`] }, 1],
      ],
      uris: [B],
    },
    {
      name: 'one that goes and one that stays',
      steps: [
        [{ contacts: [`<${A}>`, `<${B}>`] }, 1],
        [{ cseq: 2, contacts: [`<${A}>;expires=0`, `<${B}>`] }, 2],
      ],
      uris: [B],
    },
    {
      name: 'all removed',
      steps: [
        [{ contacts: [`<${A}>`, `<${B}>`] }, 1],
        [{ cseq: 2, contacts: ['*'], headers: ['Expires: 0'] }, 3],
      ],
      uris: [],
    },
    { name: 'all removed of nothing', steps: [[{ contacts: ['*'], headers: ['Expires: 0'] }, 3]], uris: [] },
    {
      name: 'a query',
      steps: [
        [{}, 1],
        [{ cseq: 2, contacts: [] }, 4],
      ],
      uris: [A],
    },
    { name: 'a query of nothing', steps: [[{ contacts: [] }, 4]], uris: [] },
    { name: 'one twice in a request', steps: [[{ contacts: [`<${A}>;q=0.1`, `<${A}>;q=0.9`] }, 1]], uris: [A] },
    { name: 'one that comes and goes in a request', steps: [[{ contacts: [`<${A}>`, `<${A}>;expires=0`] }, 1]], uris: [] },
    {
      name: 'one that goes and comes in a request',
      steps: [
        [{}, 1],
        [{ cseq: 2, contacts: [`<${A}>;expires=0`, `<${A}>`] }, 2],
      ],
      uris: [A],
    },
    {
      name: 'one that is refreshed and goes in a request',
      steps: [
        [{}, 1],
        [{ cseq: 2, contacts: [`<${A}>`, `<${A}>;expires=0`] }, 3],
      ],
      uris: [],
    },
    { name: 'one that comes, goes and comes', steps: [[{ contacts: [`<${A}>`, `<${A}>;expires=0`, `<${A}>`] }, 1]], uris: [A] },
  ])('$name', async ({ steps, uris }) => {
    const made = await registrarServer();
    for (const [parts, result] of steps) expect(made.save(parts).result).toBe(result);
    expect(made.uris()).toEqual(uris);
  });

  it('takes the last of two that mean the same contact', async () => {
    const made = await registrarServer();
    const { headers } = made.save({ contacts: [`<${A}>;q=0.1;expires=100`, `<${A}>;q=0.9;expires=200`] });
    expect(headers).toEqual([contactHeader(`<${A}>;q=0.9;expires=200`)]);
  });

  it('lists all contacts with the seconds that are left, expired ones not', async () => {
    const made = await registrarServer();
    made.save({ contacts: [`<${A}>;expires=100`, `<${B}>;expires=300;q=0.5`, `<${C}>;expires=60`] });
    made.wait(60);
    expect(made.save({ contacts: [], cseq: 2 }).headers).toEqual([
      contactHeader(`<${B}>;q=0.5;expires=240`, `<${A}>;expires=40`),
    ]);
  });

  it('refreshes an expired contact that is still there', async () => {
    const made = await registrarServer();
    const first = made.save({ contacts: [`<${A}>;expires=60`] });
    expect(first.result).toBe(1);
    made.wait(61);
    expect(made.save({ cseq: 2 }).result).toBe(2);
    expect(made.table.contacts).toBe(1);
  });

  it('keeps AoRs apart', async () => {
    const made = await registrarServer();
    made.save({ user: 'alice' });
    made.save({ user: 'bob' });
    made.save({ user: 'alice', contacts: ['*'], headers: ['Expires: 0'] });
    expect(made.uris('bob')).toEqual(['sip:bob@192.0.2.4:5062']);
    expect(made.uris('alice')).toEqual([]);
  });

  it('makes the table, and keeps tables apart', async () => {
    const made = await registrarServer();
    expect(made.usrloc.table('other')).toBeUndefined();
    made.saveIn(made.context(register()), 0, 'other');
    expect(made.usrloc.table('other')!.contacts).toBe(1);
    expect(made.uris()).toEqual([]);
  });

  it('stores the AoR of another URI', async () => {
    const made = await registrarServer();
    expect(made.call('save_uri', ['location', 0, 'sip:Carol@elsewhere.example'], made.context(register()))).toBe(1);
    expect(made.uris('carol')).toEqual([A]);
    expect(made.uris('alice')).toEqual([]);
  });

  it('of an empty URI is that of To', async () => {
    const made = await registrarServer();
    expect(made.call('save_uri', ['location', 0, ''], made.context(register()))).toBe(1);
    expect(made.uris()).toEqual([A]);
  });

  it('has AoRs with a domain when told so', async () => {
    const made = await registrarServer({}, { use_domain: 1 });
    made.save({ to: '<sip:alice@one.example>' });
    made.save({ to: '<sip:alice@two.example>', contacts: [`<${B}>`] });
    expect(made.uris('alice@one.example')).toEqual([A]);
    expect(made.uris('alice@two.example')).toEqual([B]);
  });

  it('does not look at the method', async () => {
    const made = await registrarServer();
    expect(made.save({ method: 'PUBLISH' })).toMatchObject({ result: 1, status: '200 OK' });
  });
});

describe('a contact with an instance', () => {
  const instance = '+sip.instance="<urn:uuid:1>"';

  it('is refreshed at its new address', async () => {
    const made = await registrarServer();
    made.save({ contacts: [`<${A}>;${instance}`] });
    expect(made.save({ cseq: 2, callId: 'other', contacts: [`<${B}>;${instance}`] }).result).toBe(2);
    expect(made.uris()).toEqual([B]);
  });

  it('has a binding for each flow', async () => {
    const made = await registrarServer();
    made.save({ contacts: [`<${A}>;${instance};reg-id=1`] });
    expect(made.save({ cseq: 2, contacts: [`<${B}>;${instance};reg-id=2`] }).result).toBe(1);
    expect(made.uris()).toEqual([A, B]);
    expect(made.save({ cseq: 3, contacts: [`<${C}>;${instance};reg-id=2`] }).result).toBe(2);
    expect(made.uris()).toEqual([A, C]);
  });

  it('goes with its instance', async () => {
    const made = await registrarServer();
    made.save({ contacts: [`<${A}>;${instance}`] });
    expect(made.save({ cseq: 2, contacts: [`<${B}>;${instance};expires=0`] }).result).toBe(3);
    expect(made.uris()).toEqual([]);
  });

  it('has no reg-id without it', async () => {
    const made = await registrarServer();
    made.save({ contacts: [`<${A}>;reg-id=3`] });
    expect(made.bindings()[0]!.regId).toBe(0);
  });

  it('gets GRUUs when the phone supports them', async () => {
    const made = await registrarServer();
    const { headers } = made.save({ contacts: [`<${A}>;${instance}`], headers: ['Supported: gruu'] });
    const { ruid } = made.bindings()[0]!;
    expect(headers[0]).toContain(';pub-gruu="sip:alice@example.com;gr=urn:uuid:1"');
    expect(headers[0]).toContain(`;temp-gruu="sip:${ruid}-`);
    expect(headers[0]).toMatch(/@example\.com;gr";\+sip\.instance="<urn:uuid:1>"$/);
  });

  it.each([
    { name: 'switched off', settings: { gruu_enabled: 0 as const }, to: '<sip:alice@example.com>', headers: ['Supported: gruu'] },
    { name: 'not supported', settings: {}, to: '<sip:alice@example.com>', headers: [] },
    { name: 'of a telephone number', settings: {}, to: '<tel:+1555>', headers: ['Supported: gruu'] },
  ])('gets none when they are $name', async ({ settings, to, headers }) => {
    const made = await registrarServer(settings);
    const answer = made.save({ to, contacts: [`<${A}>;${instance}`], headers });
    expect(answer.status).toBe('200 OK');
    expect(answer.headers.join()).not.toContain('gruu');
  });
});

describe('the id of a contact', () => {
  it('stays when it is refreshed, and is new when it comes again', async () => {
    const made = await registrarServer();
    made.save();
    const first = made.bindings()[0]!.ruid;
    made.save({ cseq: 2 });
    expect(made.bindings()[0]!.ruid).toBe(first);
    made.save({ cseq: 3, contacts: [`<${A}>;expires=0`] });
    made.save({ cseq: 4 });
    expect(made.bindings()[0]!.ruid).not.toBe(first);
  });
});

describe('CSeq', () => {
  it.each([
    { name: 'higher', second: { cseq: 6 }, after: 0, result: 2, status: '200 OK' },
    { name: 'lower', second: { cseq: 4 }, after: 0, result: -1, status: '400 Bad Request' },
    {
      name: 'the same at once: a retransmission',
      second: { cseq: 5, contacts: [`<${A}>;q=0.9`] },
      after: 0,
      result: 1,
      status: '200 OK',
    },
    { name: 'the same 19 seconds later', second: { cseq: 5 }, after: 19, result: 1, status: '200 OK' },
    { name: 'the same 20 seconds later', second: { cseq: 5 }, after: 20, result: -1, status: '400 Bad Request' },
    { name: 'lower, of another Call-ID', second: { cseq: 1, callId: 'other' }, after: 0, result: 2, status: '200 OK' },
    { name: 'the same, of another contact', second: { cseq: 5, contacts: [`<${B}>`] }, after: 0, result: 1, status: '200 OK' },
    {
      name: 'lower, to remove',
      second: { cseq: 4, contacts: [`<${A}>;expires=0`] },
      after: 0,
      result: -1,
      status: '400 Bad Request',
    },
    {
      name: 'the same, to remove: a retransmission',
      second: { cseq: 5, contacts: [`<${A}>;expires=0`] },
      after: 0,
      result: 1,
      status: '200 OK',
    },
    {
      name: 'lower, to remove all',
      second: { cseq: 4, contacts: ['*'], headers: ['Expires: 0'] },
      after: 0,
      result: 3,
      status: '200 OK',
    },
    { name: 'lower, to ask', second: { cseq: 4, contacts: [] }, after: 0, result: 4, status: '200 OK' },
  ])('$name', async ({ second, after, result, status }) => {
    const made = await registrarServer();
    made.save({ cseq: 5 });
    const before = made.bindings().map(({ cseq, q }) => [cseq, q]);
    made.wait(after);
    expect(made.save(second)).toMatchObject({ result, status });
    if (result === -1 || second.cseq === 5)
      expect(
        made
          .bindings()
          .map(({ cseq, q }) => [cseq, q])
          .slice(0, 1),
      ).toEqual(before);
  });

  it('of an expired contact that is still there counts as well', async () => {
    const made = await registrarServer();
    made.save({ cseq: 5, contacts: [`<${A}>;expires=60`] });
    made.wait(61);
    expect(made.save({ cseq: 4 }).result).toBe(-1);
  });

  it('beyond 31 bits is compared as it is', async () => {
    const made = await registrarServer();
    made.save({ cseq: 2_147_483_647 });
    expect(made.save({ cseq: 2_147_483_648 }).result).toBe(2);
    expect(made.save({ cseq: 4_294_967_295 }).result).toBe(2);
    expect(made.save({ cseq: 2_147_483_648 }).result).toBe(-1);
  });

  it('listens to cseq_delay', async () => {
    const made = await registrarServer({}, { cseq_delay: 0 });
    made.save({ cseq: 5 });
    expect(made.save({ cseq: 5 }).result).toBe(-1);
  });
});

describe('flag 4: one contact', () => {
  it.each<{ name: string; second: RegisterParts; result: number; uris: string[] }>([
    { name: 'a new one', second: { contacts: [`<${C}>`] }, result: 1, uris: [C] },
    { name: 'a known one', second: { contacts: [`<${B}>`] }, result: 2, uris: [B] },
    { name: 'the first of several', second: { contacts: [`<${C}>`, `<${A}>`] }, result: 1, uris: [C] },
    {
      name: 'the first that is to be kept',
      second: { contacts: [`<${A}>;expires=0`, `<${C}>`, `<${B}>`] },
      result: 1,
      uris: [C],
    },
    { name: 'none when all go', second: { contacts: [`<${A}>;expires=0`, `<${B}>;expires=0`] }, result: 3, uris: [] },
    { name: 'what nobody mentioned when one goes', second: { contacts: [`<${A}>;expires=0`] }, result: 3, uris: [B] },
  ])('keeps $name', async ({ second, result, uris }) => {
    const made = await registrarServer({ max_contacts: 2 });
    made.save({ contacts: [`<${A}>`, `<${B}>`] });
    expect(made.save({ cseq: 2, ...second }, 4).result).toBe(result);
    expect(made.uris()).toEqual(uris);
  });

  it('leaves all as it is for a retransmission', async () => {
    const made = await registrarServer();
    made.save({ contacts: [`<${A}>`, `<${B}>`] });
    expect(made.save({ contacts: [`<${A}>`] }, 4).result).toBe(1);
    expect(made.uris()).toEqual([A, B]);
  });

  it('refuses what is broken behind the first contact', async () => {
    const made = await registrarServer();
    expect(made.save({ contacts: [`<${A}>`, `<${B}>;q=9`] }, 4)).toMatchObject({ result: -1, status: '400 Bad Request' });
    expect(made.uris()).toEqual([]);
  });

  it('leaves expired ones no room either', async () => {
    const made = await registrarServer();
    made.save({ contacts: [`<${A}>;expires=60`] });
    made.wait(61);
    made.save({ cseq: 2, contacts: [`<${B}>`] }, 4);
    expect(made.table.contacts).toBe(1);
  });
});

describe('flag 8: times as asked for', () => {
  it('does not vary them', async () => {
    const made = await registrarServer({ expires_range: 100, default_expires_range: 100 });
    for (let i = 0; i < 20; i++) {
      made.save({ user: `user${i}`, contacts: [`<${A}>;expires=1000`, `<${B}>`] }, 8);
      expect(made.bindings(`user${i}`).map(({ expires }) => expires - START)).toEqual([1000, 3600]);
    }
  });
});

describe('arguments of the wrong type', () => {
  it.each([
    { table: undefined, flags: undefined, result: 1 },
    { table: null, flags: '2', result: 1 },
    { table: 5, flags: NaN, result: 1 },
    { table: {}, flags: 'x', result: 1 },
  ])('are taken for what they can be: $table, $flags', async ({ table, flags, result }) => {
    const made = await registrarServer();
    expect(made.saveIn(made.context(register()), flags, table).result).toBe(result);
  });
});

describe('a contact that a script changed', () => {
  it('is stored as the script left it', async () => {
    const made = await registrarServer();
    const cx = made.context(register());
    cx.message.contacts![0]!.replaceUri('sip:alice@203.0.113.77:40000;alias=203.0.113.77~40000~1');
    made.saveIn(cx);
    expect(made.uris()).toEqual(['sip:alice@203.0.113.77:40000;alias=203.0.113.77~40000~1']);
  });
});
