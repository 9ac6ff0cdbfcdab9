import { beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../support/context.ts';
import { NAT, invite, natServer } from './request.ts';

let server: TestServer;
beforeAll(async () => {
  server = await natServer({ received_avp: '$avp(rcv)' });
});

describe('$rr_count and $rr_top_count (spec/nathelper.md 6)', () => {
  it.each([
    [[], 0, 0],
    [['Record-Route: <sip:a;lr>'], 1, 1],
    [['Record-Route: <sip:a;R2=on;lr>, <sip:b>'], 2, 2],
    [['Record-Route: <sip:a;lr>, <sip:b>', 'record-route: "C, D" <sip:c>'], 3, 1],
    [['Record-Route: <sip:a;lr>;r2=on'], 1, 1],
    [['Record-Route: <xyz>'], 1, null],
    [['Record-Route: sip:a;lr'], null, null],
    [['Record-Route: <sip:a;lr>', 'Record-Route: sip:b'], null, 1],
    [['Record-Route: <sip:a;lr'], null, null],
    [['Record-Route:'], null, null],
  ])('%j: %j, %j', (more, count, top) => {
    const cx = server.context(invite({ more }));
    expect(server.pv.get(cx, '$rr_count')).toBe(count);
    expect(server.pv.get(cx, '$rr_top_count')).toBe(top);
  });

  it('can not be written', () => {
    expect(server.pv.writable('$rr_count')).toBe(false);
  });
});

describe('select rewrite_contact', () => {
  const CONTACTS = ['Contact: "A" <sip:a@10.0.0.1;ob>;q=1, <sip:b@10.0.0.2>', 'm: sip:c@10.0.0.3;expires=5'];
  it.each([
    ['nathelper.rewrite_contact[1]', '"A" <sip:a@203.0.113.77:4321;ob>;q=1'],
    ['nathelper.rewrite_contact[2]', '<sip:b@203.0.113.77:4321>'],
    ['nathelper.rewrite_contact[3]', 'sip:c@203.0.113.77:4321;expires=5'],
    ['nathelper.rewrite_contact[4]', null],
    ['nathelper.rewrite_contact[0]', null],
    ['nathelper.rewrite_contact[-1]', null],
    ['nathelper.rewrite_contact[x]', null],
    ['nathelper.rewrite_contact[]', null],
    ['nathelper.rewrite_contact', null],
    ['nathelper.other[1]', null],
    ['nathelper', null],
    ['nathelper.rewrite_contact[1].nameaddr.uri', 'sip:a@203.0.113.77:4321;ob'],
    ['nathelper.rewrite_contact[1].nameaddr.name', '"A"'],
    ['nathelper.rewrite_contact[2].nameaddr.name', ''],
    ['nathelper.rewrite_contact[1].nameaddr', null],
    ['nathelper.rewrite_contact[1].nameaddr.other', null],
    ['nathelper.rewrite_contact[1].other.uri', null],
    ['nathelper.rewrite_contact[1].nameaddr.uri.user', null],
  ])('%s: %j', (select, value) => {
    const cx = server.context(invite({ contact: CONTACTS }), NAT);
    expect(server.pv.get(cx, `$sel(${select})`)).toBe(value);
  });

  it.each([
    ['*', null],
    ['<tel:+49>', null],
    ['<sip:a', null],
    ['<foo:a@b>', null],
  ])('of %s: %j', (contact, value) => {
    const cx = server.context(invite({ contact: [`Contact: ${contact}`] }), NAT);
    expect(server.pv.get(cx, '$sel(nathelper.rewrite_contact[1])')).toBe(value);
  });

  it('leaves the default port out, and survives fix_nated_contact', () => {
    const cx = server.context(invite());
    expect(server.pv.get(cx, '$sel(nathelper.rewrite_contact[1])')).toBe('<sip:alice@203.0.113.77>');
    server.call(cx, 'nathelper.fix_nated_contact');
    expect(server.pv.get(cx, '$sel(nathelper.rewrite_contact[1])')).toBe('<sip:alice@203.0.113.77>');
  });
});

describe('fix_nated_register (4.9)', () => {
  it('adds the source in front of older values', () => {
    const cx = server.context(invite({ contact: [] }), { src: { ip: '2001:db8::77', port: 1, proto: 'tcp' } });
    cx.avps.add('rcv', 'old');
    expect(server.call(cx, 'nathelper.fix_nated_register')).toBe(1);
    expect(cx.avps.all('rcv')).toEqual(['sip:[2001:db8::77]:1;transport=tcp', 'old']);
  });

  it('does nothing without received_avp', async () => {
    const without = await natServer();
    const cx = without.context(invite());
    expect(without.call(cx, 'nathelper.fix_nated_register')).toBe(1);
    expect(cx.avpsIfAny).toBe(null);
  });
});
