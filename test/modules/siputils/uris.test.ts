import { describe, expect, it } from 'vitest';
import { testServer } from '../../support/context.ts';
import { invite, message, ok } from './request.ts';

const server = await testServer({ modules: ['siputils'] });

function ask(name: string, ...args: unknown[]): unknown {
  return server.call(server.context(message()), `siputils.${name}`, ...args);
}

describe('text tests', () => {
  it.each([
    ['is_uri', 'sip:a@b', 1],
    ['is_uri', 'tel:+1', 1],
    ['is_uri', 'sip:a@[::1]', 1],
    ['is_uri', 'urn:service:sos', 1],
    ['is_uri', 'sip:a@b;x=y?z=1', 1],
    ['is_uri', 'sip:', -1],
    ['is_uri', 'sip:a@b:99999', -1],
    ['is_uri', '<sip:a@b>', -1],
    ['is_uri', '', -1],
    ['is_uri', undefined, -1],
    ['is_tel_number', '+12345', 1],
    ['is_tel_number', '00441234567890123456', 1],
    ['is_tel_number', '+', -2],
    ['is_tel_number', '123a', -2],
    ['is_tel_number', '1+2', -2],
    ['is_tel_number', '*99', -2],
    ['is_tel_number', '', -2],
    ['is_tel_number', 123, 1],
    ['is_numeric', '0123', 1],
    ['is_numeric', '+1', -2],
    ['is_numeric', '-1', -2],
    ['is_numeric', '1.0', -2],
    ['is_numeric', '', -2],
    ['is_alphanum', 'abcXYZ129', 1],
    ['is_alphanum', 'A B', -3],
    ['is_alphanum', '\u00e9', -3],
    ['is_alphanum', '[', -3],
    ['is_alphanum', '', -2],
  ])('%s(%j): %i', (name, text, result) => {
    expect(ask(name, text)).toBe(result);
  });

  it.each([
    ['a.b', '._', 1],
    ['a b', ' ', 1],
    ['abc', '', 1],
    ['abc-1_', '-', -3],
    ['', '-', -2],
    ['\u00e9', '\u00e9', 1],
  ])('is_alphanumex(%j, %j): %i', (text, more, result) => {
    expect(ask('is_alphanumex', text, more)).toBe(result);
  });
});

describe('comparisons', () => {
  // cmp_uri, cmp_aor
  it.each([
    ['sip:a@b', 'sip:a@b', 1, 1],
    ['sip:a@B.com', 'sip:a@b.COM', 1, 1],
    ['SIP:a@b', 'sip:a@b', 1, 1],
    ['sip:A@b', 'sip:a@b', -1, -1],
    ['sip:a:x@b', 'sip:a:y@b', -1, 1],
    ['sip:a@b', 'sip:a@b:5060', -1, 1],
    ['sip:a@b:5061', 'sip:a@b', -1, -1],
    ['sip:a@b;x=1;y=2', 'sip:a@b;y=2;x=1', 1, 1],
    ['sip:a@b;x=1', 'sip:a@b;x=2', -1, 1],
    ['sip:a@b;X=A', 'sip:a@b;x=a', 1, 1],
    ['sip:a@b;x=1', 'sip:a@b', 1, 1],
    ['sip:a@b;x', 'sip:a@b;x=', 1, 1],
    ['sip:a@b;maddr=1.2.3.4', 'sip:a@b', -1, 1],
    ['sip:a@b', 'sip:a@b;transport=udp', -1, 1],
    ['sip:a@b;user=phone', 'sip:a@b', -1, 1],
    ['sips:a@b', 'sip:a@b', -1, 1],
    ['sip:%61@b', 'sip:a@b', -1, -1],
    ['sip:a@b?x=1', 'sip:a@b', 1, 1],
    ['sip:b', 'sip:a@b', -1, -1],
    ['tel:+12', 'tel:+12', 1, 1],
    ['tel:+1-2', 'tel:+12', -1, -1],
    ['garbage', 'sip:a@b', -2, -2],
    ['sip:a@b', '', -2, -2],
  ])('%s and %s: %i, %i', (left, right, uris, aors) => {
    expect(ask('cmp_uri', left, right)).toBe(uris);
    expect(ask('cmp_uri', right, left)).toBe(uris);
    expect(ask('cmp_aor', left, right)).toBe(aors);
    expect(ask('cmp_aor', right, left)).toBe(aors);
  });

  it.each([
    ['Via', 'via', 1],
    ['v', 'Via', 1],
    ['X-A', 'x-a', 1],
    ['X-A', 'X-B', -2],
    ['Via', 'X-A', -1],
    ['Via', 'From', -1],
    ['m', 'contact', 1],
    ['x', 'Session-Expires', 1],
    ['', 'Via', -2],
    ['', '', -2],
  ])('cmp_hdr_name(%s, %s): %i', (left, right, result) => {
    expect(ask('cmp_hdr_name', left, right)).toBe(result);
  });
});

const PARAMS = 'sip:bob@biloxi.example.com;transport=udp;lr;x=1;empty=';

describe('parameters of the Request-URI', () => {
  it.each([
    [PARAMS, 'lr', 1],
    [PARAMS, 'x', -1],
    [PARAMS, 'empty', 1],
    [PARAMS, 'LR', -1],
    [PARAMS, '', -1],
    ['sip:bob@biloxi.example.com;LR', 'lr', -1],
    ['sip:bob@biloxi.example.com?lr', 'lr', -1],
    ['sip:bob;lr@biloxi.example.com', 'lr', -1],
    ['tel:+1;lr', 'lr', 1],
    ['http://x;lr', 'lr', -1],
  ])('uri_param on %s: %s gives %i', (uri, name, result) => {
    expect(server.call(server.context(invite(uri)), 'siputils.uri_param', name)).toBe(result);
  });

  it.each([
    [PARAMS, 'x', 1],
    [PARAMS, 'X', 1],
    [PARAMS, 'transport', 1],
    [PARAMS, 'nope', -1],
    [PARAMS, '', -1],
    ['sip:bob@biloxi.example.com', 'x', -1],
  ])('uri_param_any on %s: %s gives %i', (uri, name, result) => {
    expect(server.call(server.context(invite(uri)), 'siputils.uri_param_any', name)).toBe(result);
  });

  it.each([
    [PARAMS, 'x', '1', 1],
    [PARAMS, 'x', '2', -1],
    [PARAMS, 'lr', '', 1],
    [PARAMS, 'empty', '', 1],
    [PARAMS, 'transport', 'UDP', -1],
    ['sip:b@h;x=1;x=2', 'x', '1', -1],
    ['sip:b@h;x=1;x=2', 'x', '2', 1],
  ])('uri_param_value on %s: %s=%s gives %i', (uri, name, value, result) => {
    expect(server.call(server.context(invite(uri)), 'siputils.uri_param_value', name, value)).toBe(result);
  });

  it.each([
    [PARAMS, 'x', 'sip:bob@biloxi.example.com;transport=udp;lr;empty='],
    [PARAMS, 'TRANSPORT', 'sip:bob@biloxi.example.com;lr;x=1;empty='],
    [PARAMS, 'empty', 'sip:bob@biloxi.example.com;transport=udp;lr;x=1'],
    [PARAMS, 'nope', PARAMS],
    [PARAMS, '', PARAMS],
    ['sip:b@h;x=1?h=v', 'x', 'sip:b@h?h=v'],
    ['sip:b@h;x=1;x=2', 'x', 'sip:b@h;x=2'],
    ['tel:+1;x=1', 'x', 'tel:+1'],
    ['sip:b;x=1@h;y', 'x', 'sip:b;x=1@h;y'],
  ])('uri_param_rm on %s: without %s it is %s', (uri, name, changed) => {
    const cx = server.context(invite(uri));
    expect(server.call(cx, 'siputils.uri_param_rm', name)).toBe(1);
    expect(cx.requestUri).toBe(changed);
  });

  it.each([
    ['sip:b@h', 'lr', 1, 'sip:b@h;lr'],
    ['sip:b@h', 'a=b;c=d', 1, 'sip:b@h;a=b;c=d'],
    ['sip:b@h', '', 1, 'sip:b@h'],
    ['sip:b@h;x', 'y=2', 1, 'sip:b@h;x;y=2'],
    ['sip:b@h;x?h=v', 'y=2', 1, 'sip:b@h;x;y=2?h=v'],
    ['sip:b@h?h=v', 'y', 1, 'sip:b@h;y?h=v'],
    ['tel:+1;phone-context=x', 'y', 1, 'tel:+1;phone-context=x;y'],
    ['sip:b@h', 'a b', -1, 'sip:b@h'],
    ['sip:b@h', 'a\r\nX: 1', -1, 'sip:b@h'],
    ['sip:b@h', 'a>', -1, 'sip:b@h'],
    ['sip:b@h', 'a?b', -1, 'sip:b@h'],
    ['sip:b@h', '\u010d', 1, 'sip:b@h;\u00c4\u008d'],
    ['http://x', 'a', -1, 'http://x'],
  ])('add_uri_param on %s: %j gives %i and %s', (uri, added, result, changed) => {
    const cx = server.context(invite(uri));
    expect(server.call(cx, 'siputils.add_uri_param', added)).toBe(result);
    expect(cx.requestUri).toBe(changed);
  });

  it.each(['uri_param', 'uri_param_any', 'uri_param_rm', 'add_uri_param'])('%s: replies have no Request-URI', (name) => {
    expect(server.call(server.context(ok()), `siputils.${name}`, 'x')).toBe(-1);
  });

  it('change what was changed before', () => {
    const cx = server.context(invite('sip:b@h;x=1'));
    server.call(cx, 'siputils.add_uri_param', 'y=2');
    server.call(cx, 'siputils.uri_param_rm', 'x');
    expect(cx.requestUri).toBe('sip:b@h;y=2');
    expect(server.call(cx, 'siputils.uri_param_value', 'y', '2')).toBe(1);
  });
});
