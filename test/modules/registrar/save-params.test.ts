import { describe, expect, it } from 'vitest';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import type { Value } from '../../../runtime/routing/avps.ts';
import type { Settings } from '../../../modules/registrar/registrar.ts';
import { contactHeader, register, registrarServer } from './harness.ts';

const A = 'sip:alice@192.0.2.4:5062';

function configure(cx: RouteContext, fields: Readonly<Record<string, Value>>, name: string = 'reg'): void {
  const list = cx.variables.xavp.empty();
  for (const [field, value] of Object.entries(fields)) list.add(field, value);
  cx.variables.xavp.add(name, list);
}

describe('received', () => {
  it.each([
    { name: 'the AVP', avp: 'sip:203.0.113.77:5060', contact: '', stored: 'sip:203.0.113.77:5060' },
    {
      name: 'the parameter of the contact, which wins',
      avp: 'sip:203.0.113.77:5060',
      contact: ';received="sip:1.2.3.4"',
      stored: 'sip:1.2.3.4',
    },
    { name: 'nothing', avp: '', contact: '', stored: '' },
    { name: 'nothing, when the AVP is a number', avp: 5, contact: '', stored: '' },
  ])('is $name', async ({ avp, contact, stored }) => {
    const made = await registrarServer({ received_avp: '$avp(s:rcv)' });
    const cx = made.context(register({ contacts: [`<${A}>${contact}`] }));
    if (avp !== '') cx.avps.add('rcv', avp);
    made.saveIn(cx);
    expect(made.bindings()[0]!.received).toBe(stored);
  });

  it('of an AVP that the registrar was not told of is not stored', async () => {
    const made = await registrarServer();
    const cx = made.context(register());
    cx.avps.add('rcv', 'sip:203.0.113.77:5060');
    made.saveIn(cx);
    expect(made.bindings()[0]!.received).toBe('');
  });

  it.each([
    { param: 'received', shown: ';received="sip:1.2.3.4"' },
    { param: 'rcv', shown: ';rcv="sip:1.2.3.4"' },
    { param: '', shown: '' },
  ])('is shown as $param', async ({ param, shown }) => {
    const made = await registrarServer({ received_param: param });
    const { headers } = made.save({ contacts: [`<${A}>;received="sip:1.2.3.4"`] });
    expect(headers).toEqual([contactHeader(`<${A}>;expires=3600${shown}`)]);
  });

  it('of the first Path URI wins over all when told so, and marks the contact', async () => {
    const made = await registrarServer(
      { use_path: 1, path_mode: 0, path_use_received: 1, received_avp: '$avp(rcv)' },
      { nat_bflag: 6 },
    );
    const cx = made.context(
      register({ contacts: [`<${A}>;received="sip:1.2.3.4"`], headers: ['Path: <sip:p;lr;received=sip:203.0.113.5:4444>'] }),
    );
    cx.avps.add('rcv', 'sip:203.0.113.77:5060');
    cx.target.flags = 8;
    made.saveIn(cx);
    expect(made.bindings()[0]).toMatchObject({ received: 'sip:203.0.113.5:4444', cflags: 8 | 64 });
  });

  it('of a Path without it is that of the contact', async () => {
    const made = await registrarServer({ use_path: 1, path_mode: 0, path_use_received: 1 }, { nat_bflag: 6 });
    made.save({ contacts: [`<${A}>;received="sip:1.2.3.4"`], headers: ['Path: <sip:p;lr>'] });
    expect(made.bindings()[0]).toMatchObject({ received: 'sip:1.2.3.4', cflags: 0 });
  });
});

describe('q', () => {
  it.each([
    { name: 'of the contact', settings: {}, contact: ';q=0.3', q: 300 },
    { name: 'none', settings: {}, contact: '', q: -1 },
    { name: 'the default', settings: { default_q: 400 }, contact: '', q: 400 },
    { name: 'of the contact though there is a default', settings: { default_q: 400 }, contact: ';q=0.3', q: 300 },
    { name: 'at most 1', settings: { default_q: 5000 }, contact: '', q: 1000 },
    { name: 'none for a negative default', settings: { default_q: -7 }, contact: '', q: -1 },
  ])('is $name', async ({ settings, contact, q }) => {
    const made = await registrarServer(settings);
    made.save({ contacts: [`<${A}>${contact}`] });
    expect(made.bindings()[0]!.q).toBe(q);
  });

  it.each([
    ['0.7', 1, 700],
    ['0', 1, 0],
    ['1', 1, 1000],
    [0.5, 1, 500],
    ['2', -1, 200],
    ['', -1, 200],
    [null, -1, 200],
    ['high', -1, 200],
  ])('set_q_override(%j) is %d', async (argument, result, q) => {
    const made = await registrarServer();
    const cx = made.context(register({ contacts: [`<${A}>;q=0.2`] }));
    expect(made.call('set_q_override', [argument], cx)).toBe(result);
    made.saveIn(cx);
    expect(made.bindings()[0]!.q).toBe(q);
    expect(made.server.log.texts('error')).toHaveLength(result === 1 ? 0 : 1);
  });

  it('of set_q_override is for one message', async () => {
    const made = await registrarServer();
    const cx = made.context(register());
    made.call('set_q_override', ['0.7'], cx);
    made.saveIn(cx);
    made.save({ user: 'bob' });
    expect(made.bindings('bob')[0]!.q).toBe(-1);
  });
});

describe('xavp_cfg', () => {
  it.each<{ name: string; fields: Record<string, Value>; contact?: string; headers?: string[]; expected: object }>([
    { name: 'the time', fields: { expires: 777 }, expected: { expires: 1_767_225_600 + 777 } },
    {
      name: 'the time instead of the field',
      fields: { expires: 777 },
      headers: ['Expires: 100'],
      expected: { expires: 1_767_225_600 + 777 },
    },
    {
      name: 'not the time of the contact',
      fields: { expires: 777 },
      contact: ';expires=100',
      expected: { expires: 1_767_225_600 + 100 },
    },
    { name: 'a q as text', fields: { q: '0.5' }, contact: ';q=0.1', expected: { q: 500 } },
    { name: 'a q in thousandths', fields: { q: 250 }, expected: { q: 250 } },
    { name: 'no q that is none', fields: { q: 'x' }, contact: ';q=0.1', expected: { q: 100 } },
    { name: 'no q above 1', fields: { q: 1001 }, contact: ';q=0.1', expected: { q: 100 } },
    {
      name: 'a socket',
      fields: { socket: 'udp:198.51.100.11:5070' },
      expected: { socket: 'udp:198.51.100.11:5070', flow: '0:1:0' },
    },
    {
      name: 'no socket of somebody else',
      fields: { socket: 'udp:192.0.2.99:5060' },
      expected: { socket: 'udp:198.51.100.10:5060' },
    },
    { name: 'a connection', fields: { tcpconn_id: 12 }, expected: { connectionId: 12, flow: '0:0:12' } },
    {
      name: 'no negative numbers',
      fields: { expires: -5, tcpconn_id: -1 },
      expected: { expires: 1_767_225_600 + 3600, connectionId: 0 },
    },
    { name: 'no texts for numbers', fields: { expires: '5' }, expected: { expires: 1_767_225_600 + 3600 } },
  ])('sets $name', async ({ fields, contact = '', headers = [], expected }) => {
    const made = await registrarServer({ xavp_cfg: 'reg' });
    const cx = made.context(register({ contacts: [`<${A}>${contact}`], headers }));
    configure(cx, fields);
    expect(made.saveIn(cx).result).toBe(1);
    expect(made.bindings()[0]).toMatchObject(expected);
  });

  it('is not looked at when another list is meant', async () => {
    const made = await registrarServer({ xavp_cfg: 'other' });
    const cx = made.context(register());
    configure(cx, { expires: 777 });
    made.saveIn(cx);
    expect(made.bindings()[0]!.expires).toBe(1_767_225_600 + 3600);
  });
});

describe('the socket that is stored', () => {
  const header = 'Sock-Info: udp:198.51.100.11:5070';

  it.each<{ name: string; settings: Partial<Settings>; flags: number; headers: string[]; stored: string }>([
    { name: 'the receiving one', settings: {}, flags: 0, headers: [header], stored: 'udp:198.51.100.12:5060' },
    { name: 'what it advertises', settings: { sock_mode: 1 }, flags: 0, headers: [], stored: 'udp:203.0.113.200:5090' },
    {
      name: 'that of the header',
      settings: { sock_flag: 7, sock_hdr_name: 'Sock-Info' },
      flags: 128,
      headers: [header],
      stored: 'udp:198.51.100.11:5070',
    },
    {
      name: 'not that of the header without flag',
      settings: { sock_flag: 7, sock_hdr_name: 'Sock-Info' },
      flags: 64,
      headers: [header],
      stored: 'udp:198.51.100.12:5060',
    },
    {
      name: 'not that of the header without parameter',
      settings: { sock_hdr_name: 'Sock-Info' },
      flags: -1,
      headers: [header],
      stored: 'udp:198.51.100.12:5060',
    },
    {
      name: 'the receiving one without header',
      settings: { sock_flag: 7, sock_hdr_name: 'Sock-Info' },
      flags: 128,
      headers: [],
      stored: 'udp:198.51.100.12:5060',
    },
    {
      name: 'not one of somebody else',
      settings: { sock_flag: 7, sock_hdr_name: 'Sock-Info' },
      flags: 128,
      headers: ['Sock-Info: udp:192.0.2.99:5060'],
      stored: 'udp:198.51.100.12:5060',
    },
    {
      name: 'not what is no socket',
      settings: { sock_flag: 7, sock_hdr_name: 'Sock-Info' },
      flags: 128,
      headers: ['Sock-Info: ???'],
      stored: 'udp:198.51.100.12:5060',
    },
  ])('is $name', async ({ settings, flags, headers, stored }) => {
    const made = await registrarServer(settings);
    const cx = made.context(register({ headers }), { dst: { ip: '198.51.100.12', port: 5060, proto: 'udp' } });
    cx.flags = flags;
    made.saveIn(cx);
    expect(made.bindings()[0]!.socket).toBe(stored);
  });
});

describe('outbound', () => {
  it('is said in the answer', async () => {
    const made = await registrarServer({ outbound_mode: 1, flow_timer: 25 });
    expect(made.save({ headers: ['Supported: outbound'] }).headers).toEqual([
      contactHeader(`<${A}>;expires=3600`),
      'Supported: outbound',
      'Require: outbound',
      'Flow-Timer: 25',
    ]);
  });

  it('through a proxy that does not know it is refused with 439', async () => {
    const made = await registrarServer({ outbound_mode: 1 });
    const answer = made.save({
      contacts: [`<${A}>;+sip.instance="<x>";reg-id=1`],
      headers: ['Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKp', 'Supported: outbound'],
    });
    expect(answer).toMatchObject({ result: -1, status: '439 First Hop Lacks Outbound Support' });
    expect(made.uris()).toEqual([]);
  });
});

describe('xavp_rcd', () => {
  it('holds what was stored', async () => {
    const made = await registrarServer({ xavp_rcd: 'rcd', use_path: 1, path_mode: 0 });
    const { cx } = made.save({
      contacts: [`<${A}>;expires=500;received="sip:1.2.3.4"`, '<sip:b>;expires=600'],
      headers: ['Path: <sip:p;lr>'],
    });
    const list = cx.variables.xavp.list('rcd')!;
    expect(list.count('ruid')).toBe(2);
    expect([list.value('contact'), list.value('contact', 1)]).toEqual(['sip:b', A]);
    expect([list.value('expires'), list.value('expires', 1)]).toEqual([600, 500]);
    expect([list.value('received'), list.count('received')]).toEqual(['sip:1.2.3.4', 1]);
    expect([list.value('path'), list.count('path')]).toEqual(['<sip:p;lr>', 2]);
  });

  it.each([
    { mask: 1, without: 'ruid' },
    { mask: 2, without: 'contact' },
    { mask: 4, without: 'expires' },
    { mask: 8, without: 'received' },
    { mask: 16, without: 'path' },
  ])('without $without', async ({ mask, without }) => {
    const made = await registrarServer({ xavp_rcd: 'rcd', xavp_rcd_mask: mask, use_path: 1, path_mode: 0 });
    const { cx } = made.save({ contacts: [`<${A}>;received="sip:1.2.3.4"`], headers: ['Path: <sip:p;lr>'] });
    const names = ['ruid', 'contact', 'expires', 'received', 'path'].filter((name) => name !== without);
    expect(cx.variables.xavp.list('rcd')!.names().sort()).toEqual(names.sort());
  });

  it('is not there when nothing was stored, or nobody asked', async () => {
    const made = await registrarServer({ xavp_rcd: 'rcd' });
    expect(made.save({ contacts: [] }).cx.variablesIfAny).toBeNull();
    const off = await registrarServer();
    expect(off.save().cx.variablesIfAny).toBeNull();
  });
});

describe('the attributes of a contact', () => {
  it('are kept as they were', async () => {
    const made = await registrarServer({}, { xavp_contact: 'ca' });
    const cx = made.context(register());
    configure(cx, { k: 'v1' }, 'ca');
    made.saveIn(cx);
    cx.variables.xavp.list('ca')!.set('k', 'v2');
    expect(made.bindings()[0]!.attributes!.value('k')).toBe('v1');
  });

  it('go with a refresh that has none', async () => {
    const made = await registrarServer({}, { xavp_contact: 'ca' });
    const cx = made.context(register());
    configure(cx, { k: 'v1' }, 'ca');
    made.saveIn(cx);
    made.save({ cseq: 2 });
    expect(made.bindings()[0]!.attributes).toBeNull();
  });
});
