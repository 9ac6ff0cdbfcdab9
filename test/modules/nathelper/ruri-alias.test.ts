import { beforeAll, describe, expect, it } from 'vitest';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import type { TestServer } from '../../support/context.ts';
import { invite, natServer, reply } from './request.ts';

let server: TestServer;
beforeAll(async () => {
  server = await natServer();
});

function handle(ruri: string, mode: number = 0): [unknown, RouteContext] {
  const cx = server.context(invite({ ruri }));
  const name = mode === 0 ? 'nathelper.handle_ruri_alias' : 'nathelper.handle_ruri_alias_mode';
  return [server.call(cx, name, ...(mode === 0 ? [] : [mode])), cx];
}

describe('handle_ruri_alias (spec/nathelper.md 4.7)', () => {
  it.each([
    ['sip:b@h;alias=1.1.1.1~11~1', 'sip:b@h', 'sip:1.1.1.1:11'],
    ['sip:b@h;alias=1.1.1.1~11~2', 'sip:b@h', 'sip:1.1.1.1:11;transport=tcp'],
    ['sip:b@h;alias=1.1.1.1~11~3', 'sip:b@h', 'sip:1.1.1.1:11;transport=tls'],
    ['sip:b@h;alias=1.1.1.1~11~4', 'sip:b@h', 'sip:1.1.1.1:11;transport=sctp'],
    ['sip:b@h;alias=1.1.1.1~11~5', 'sip:b@h', 'sip:1.1.1.1:11;transport=ws'],
    ['sip:b@h;alias=1.1.1.1~11~6', 'sip:b@h', 'sip:1.1.1.1:11;transport=ws'],
    ['sip:b@h;alias=[2001:db8::1]~11~1', 'sip:b@h', 'sip:[2001:db8::1]:11'],
    ['sip:b@h;alias=2001:db8::1~11~1', 'sip:b@h', 'sip:[2001:db8::1]:11'],
    ['sip:b@h;ob;alias=1.1.1.1~11~1;lr?X=y', 'sip:b@h;ob;lr?X=y', 'sip:1.1.1.1:11'],
    ['sip:b@h;alias=1.1.1.1~11~1;alias=2.2.2.2~22~2', 'sip:b@h;alias=2.2.2.2~22~2', 'sip:1.1.1.1:11'],
    ['sip:b@h:5070;alias=1.1.1.1~11~1', 'sip:b@h:5070', 'sip:1.1.1.1:11'],
    ['sip:h;alias=host.example.com~11~1', 'sip:h', 'sip:host.example.com:11'],
    ['sip:b@h;alias=1.1.1.1~0~1', 'sip:b@h', 'sip:1.1.1.1:0'],
    ['sip:b;alias=9.9.9.9~9~1@h;alias=1.1.1.1~11~1', 'sip:b;alias=9.9.9.9~9~1@h', 'sip:1.1.1.1:11'],
    ['sip:b@h;alias=1.1.1.1~11~1?alias=2.2.2.2~2~2', 'sip:b@h?alias=2.2.2.2~2~2', 'sip:1.1.1.1:11'],
  ])('%s', (ruri, rest, next) => {
    const [result, cx] = handle(ruri);
    expect([result, cx.requestUri, cx.target.dstUri]).toEqual([1, rest, next]);
  });

  it.each([
    'sip:b@h',
    'sip:b@h;lr',
    'sip:b@h;ALIAS=1.1.1.1~11~1',
    'sip:b@h;xalias=1.1.1.1~11~1',
    'sip:b@h;aliases=1.1.1.1~11~1',
    'sip:b@h;alias',
    'sip:b@h;alias=',
    'sip:b;alias=1.1.1.1~11~1@h',
    'sip:b@h?alias=1.1.1.1~11~1',
    'tel:+49;alias=1.1.1.1~11~1',
  ])('%s: no alias', (ruri) => {
    const [result, cx] = handle(ruri);
    expect([result, cx.target.uri, cx.target.dstUri]).toEqual([2, '', '']);
  });

  it.each([
    'sip:b@h;alias=1.1.1.1',
    'sip:b@h;alias=1.1.1.1~11',
    'sip:b@h;alias=1.1.1.1~11~',
    'sip:b@h;alias=1.1.1.1~11~;ob',
    'sip:b@h;alias=1.1.1.1~11~0',
    'sip:b@h;alias=1.1.1.1~11~7',
    'sip:b@h;alias=1.1.1.1~11~x',
    'sip:b@h;alias=1.1.1.1~11~12',
    'sip:b@h;alias=1.1.1.1~11~1,',
    'sip:b@h;alias=;ob',
    `sip:b@h;alias=${'1'.repeat(896)}~11~1`,
    `sip:${'b'.repeat(1000)}@h;alias=1.1.1.1~11~1`,
    'foo:b@h;alias=1.1.1.1~11~1',
    'sip:;alias=1.1.1.1~11~1',
  ])('%s: can not be used, and stays', (ruri) => {
    const [result, cx] = handle(ruri);
    expect([result, cx.requestUri, cx.target.dstUri]).toEqual([-1, ruri, '']);
    expect(cx.message.requestUri).toBe(ruri);
  });

  it.each([
    ['sip:b@h;alias=1.1.1.1~11~1', 1, 1, 'sip:b@h', 'sip:1.1.1.1:11'],
    ['sip:b@h;alias=1.1.1.1~11~1;alias=2.2.2.2~22~2', 1, 1, 'sip:b@h;alias=1.1.1.1~11~1', 'sip:2.2.2.2:22;transport=tcp'],
    ['sip:b@h;alias=1.1.1.1~11~1;alias=2.2.2.2~22~1;ob', -1, 1, 'sip:b@h;alias=1.1.1.1~11~1;ob', 'sip:2.2.2.2:22'],
    ['sip:b@h;alias=1.1.1.1~11~1;alias=', 1, 1, 'sip:b@h;alias=', 'sip:1.1.1.1:11'],
    ['sip:b@h;alias=1.1.1.1~11~1;alias=bad', 1, -1, 'sip:b@h;alias=1.1.1.1~11~1;alias=bad', ''],
  ])('%s in mode %i', (ruri, mode, expected, rest, next) => {
    const [result, cx] = handle(ruri, mode);
    expect([result, cx.requestUri, cx.target.dstUri]).toEqual([expected, rest, next]);
  });

  it('consumes one alias with each call, and replaces the next hop', () => {
    const [, cx] = handle('sip:b@h;alias=1.1.1.1~11~1;alias=2.2.2.2~22~1');
    expect(cx.target.dstUri).toBe('sip:1.1.1.1:11');
    expect(server.call(cx, 'nathelper.handle_ruri_alias')).toBe(1);
    expect([cx.requestUri, cx.target.dstUri]).toEqual(['sip:b@h', 'sip:2.2.2.2:22']);
    expect(server.call(cx, 'nathelper.handle_ruri_alias')).toBe(2);
  });

  it('makes the Request-URI a branch again', () => {
    const cx = server.context(invite({ ruri: 'sip:b@h;alias=1.1.1.1~11~1' }));
    cx.targetUsable = false;
    server.call(cx, 'nathelper.handle_ruri_alias');
    expect(cx.targetUsable).toBe(true);
  });

  it('keeps the edits that were made before', () => {
    const cx = server.context(invite({ ruri: 'sip:b@h;alias=1.1.1.1~11~1' }));
    server.call(cx, 'nathelper.set_contact_alias');
    server.call(cx, 'nathelper.handle_ruri_alias');
    expect(cx.message.edits.size).toBe(1);
    expect(cx.message.contacts?.[0]?.replaced).not.toBe('');
  });

  it('does not work in replies, and says so', () => {
    const cx = server.context(reply());
    expect(server.call(cx, 'nathelper.handle_ruri_alias')).toBe(-1);
    expect(server.call(cx, 'nathelper.handle_ruri_alias_mode', 1)).toBe(-1);
    expect(server.log.texts('warn').join('\n')).toContain('nathelper.handle_ruri_alias');
  });

  it('reads the name of alias_name', async () => {
    const named = await natServer({ alias_name: 'saddr' });
    const cx = named.context(invite({ ruri: 'sip:b@h;alias=1.1.1.1~11~1;saddr=2.2.2.2~22~1' }));
    expect(named.call(cx, 'nathelper.handle_ruri_alias')).toBe(1);
    expect([cx.requestUri, cx.target.dstUri]).toEqual(['sip:b@h;alias=1.1.1.1~11~1', 'sip:2.2.2.2:22']);
  });
});

describe('set_alias_to_pv (4.8)', () => {
  it.each([
    ['<sip:a@h;alias=1.1.1.1~11~1>', 'sip:1.1.1.1:11;transport=udp'],
    ['<sip:a@h;alias=1.1.1.1~11~6;ob>', 'sip:1.1.1.1:11;transport=ws'],
    ['<sip:a@h;alias=1.1.1.1~11~2?X=y>', 'sip:1.1.1.1:11;transport=tcp'],
    ['sip:a@h;alias=1.1.1.1~11~3', 'sip:1.1.1.1:11;transport=tls'],
    ['<sip:a@h>;alias=1.1.1.1~11~4;q=1', 'sip:1.1.1.1:11;transport=sctp'],
    ['<sip:a@h;alias=1.1.1.1~11~1;alias=2.2.2.2~22~1>', 'sip:1.1.1.1:11;transport=udp'],
    ['<sip:a@h;alias=[2001:db8::1]~11~1>', 'sip:[2001:db8::1]:11;transport=udp'],
  ])('%s', (contact, uri) => {
    const cx = server.context(invite({ contact: [`Contact: ${contact}`] }));
    expect(server.call(cx, 'nathelper.set_alias_to_pv', '$avp(x)')).toBe(1);
    expect(cx.avps.first('x')).toBe(uri);
  });

  it.each([
    '<sip:a@h>',
    '<sip:a@h;alias=1.1.1.1~11~0>',
    '<sip:a@h;alias=1.1.1.1~11~7>',
    '<sip:a@h;alias=1.1.1.1~11~x>',
    '<sip:a@h;alias=1.1.1.1~11~12>',
    '<sip:a@h;alias=1.1.1.1~11~>',
    '<sip:a@h;alias=1.1.1.1~11>',
    '<sip:a@h;alias=1.1.1.1>',
    '<sip:a@h;alias=>',
    '<sip:a@h;ALIAS=1.1.1.1~11~1>',
    '<sip:a@h;alias=1.1.1.1~11~1>, <sip:b@h>',
    '*',
  ])('%s: none', (contact) => {
    const cx = server.context(invite({ contact: [`Contact: ${contact}`] }));
    expect(server.call(cx, 'nathelper.set_alias_to_pv', '$avp(x)')).toBe(-1);
    expect(cx.avps.first('x')).toBe(null);
  });

  it('does not look into the next header', () => {
    const more = ['X-Other: ;alias=1.1.1.1~11~1'];
    const cx = server.context(invite({ more }));
    expect(server.call(cx, 'nathelper.set_alias_to_pv', '$avp(x)')).toBe(-1);
  });

  it.each(['notapv', '$si', '', undefined, null, 5])('refuses the variable %j', (name) => {
    const cx = server.context(invite({ contact: ['Contact: <sip:a@h;alias=1.1.1.1~11~1>'] }));
    expect(server.call(cx, 'nathelper.set_alias_to_pv', name)).toBe(-1);
  });

  it('sets the next hop, and adds to an AVP', () => {
    const cx = server.context(invite({ contact: ['Contact: <sip:a@h;alias=1.1.1.1~11~1>'] }));
    cx.avps.add('x', 'old');
    expect(server.call(cx, 'nathelper.set_alias_to_pv', '$du')).toBe(1);
    expect(server.call(cx, 'nathelper.set_alias_to_pv', '$avp(x)')).toBe(1);
    expect(cx.target.dstUri).toBe('sip:1.1.1.1:11;transport=udp');
    expect(cx.avps.all('x')).toEqual(['sip:1.1.1.1:11;transport=udp', 'old']);
  });
});
