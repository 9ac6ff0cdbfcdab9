import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';
import { testServer } from '../../support/context.ts';
import { invite, message } from './request.ts';

const server = await testServer({ modules: ['siputils'] });
const OURS = 'sip:198.51.100.10:5060';

function contact(value: string): RouteContext {
  return server.context(message({ fields: [`Contact: ${value}`] }));
}
function sent(cx: RouteContext): string {
  return /^Contact: (.*)\r$/m.exec(serialize(cx.message, '', [], null))?.[1] ?? '';
}
function base64(text: string): string {
  return Buffer.from(text).toString('base64url');
}

describe('contact_param_encode', () => {
  it.each([
    ['<sip:a@192.0.2.1>', '<sip:198.51.100.10:5060;pxa={sip:a@192.0.2.1}>'],
    ['"A" <sip:a@192.0.2.1;x=y>;q=1', '"A" <sip:198.51.100.10:5060;pxa={sip:a@192.0.2.1;x=y}>;q=1'],
    ['sip:a@192.0.2.1', '<sip:198.51.100.10:5060;pxa={sip:a@192.0.2.1}>'],
    ['sip:a@192.0.2.1;q=1', '<sip:198.51.100.10:5060;pxa={sip:a@192.0.2.1}>;q=1'],
    ['<sip:a@h>, <sip:b@h>', '<sip:198.51.100.10:5060;pxa={sip:a@h}>, <sip:198.51.100.10:5060;pxa={sip:b@h}>'],
    ['*', '*'],
  ])('%s becomes %s', (value, expected) => {
    const cx = contact(value);
    expect(server.call(cx, 'siputils.contact_param_encode', 'pxa', OURS)).toBe(1);
    expect(sent(cx)).toBe(expected.replaceAll(/\{(.*?)\}/g, (_, uri: string) => base64(uri)));
  });

  it('adds the source as alias, IPv6 in brackets', () => {
    for (const [ip, shown] of [
      ['203.0.113.77', '203.0.113.77'],
      ['2001:db8::77', '[2001:db8::77]'],
    ] as const) {
      const cx = server.context(message({ fields: ['Contact: <sip:a@h>'] }), { src: { ip, port: 5062, proto: 'udp' } });
      expect(server.call(cx, 'siputils.contact_param_encode_alias', 'pxa', OURS)).toBe(1);
      expect(sent(cx)).toBe(`<${OURS};pxa=${base64(`sip:a@h;alias=${shown}~5062~1`)}>`);
    }
  });

  it.each([
    ['', OURS],
    ['pxa', ''],
    ['p\r\nX', OURS],
    ['pxa', 'sip:x>\r\nX: 1'],
    ['pxa', 'sip:x>'],
  ])('refuses the arguments %j, %j', (param, address) => {
    const cx = contact('<sip:a@h>');
    expect(server.call(cx, 'siputils.contact_param_encode', param, address)).toBe(-1);
    expect(cx.message.edits.size).toBe(0);
  });

  it('needs nothing to do, and readable contacts', () => {
    expect(server.call(server.context(message()), 'siputils.contact_param_encode', 'pxa', OURS)).toBe(1);
    expect(server.call(contact('<sip:a@h'), 'siputils.contact_param_encode', 'pxa', OURS)).toBe(-1);
  });

  it('comes back as it was', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abc019.-_~!'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(word, word, word, (user, host, param) => {
        const uri = `sip:${user}@${host};${param}=1`;
        const there = contact(`<${uri}>;q=1`);
        server.call(there, 'siputils.contact_param_encode', 'pxa', OURS);
        const back = contact(sent(there));
        expect(server.call(back, 'siputils.contact_param_decode', 'pxa')).toBe(1);
        expect(sent(back)).toBe(`<${uri}>;q=1`);
      }),
    );
  });
});

describe('contact_param_decode', () => {
  it.each([
    [`<${OURS};pxa=${base64('sip:a@192.0.2.1:5062')}>;q=1`, 1, '<sip:a@192.0.2.1:5062>;q=1'],
    [`<${OURS};PXA=${base64('sip:a@h')}>`, 1, '<sip:a@h>'],
    [`<${OURS};pxa=>`, 1, `<${OURS};pxa=>`],
    [`<${OURS};pxa>`, 1, `<${OURS};pxa>`],
    [`<${OURS}>`, 1, `<${OURS}>`],
    [`<${OURS};pxa=!!!!>`, -1, `<${OURS};pxa=!!!!>`],
    [`<${OURS};pxa=abcde>`, -1, `<${OURS};pxa=abcde>`],
    [`<${OURS};pxa=${base64('x>\r\nEvil: 1')}>`, -1, `<${OURS};pxa=${base64('x>\r\nEvil: 1')}>`],
    ['*', 1, '*'],
  ])('%s gives %i and %s', (value, result, expected) => {
    const cx = contact(value);
    expect(server.call(cx, 'siputils.contact_param_decode', 'pxa')).toBe(result);
    expect(sent(cx)).toBe(expected);
  });

  it.each([
    [`${OURS};pxa=${base64('sip:a@192.0.2.1:5062')};z=1`, 1, 'sip:a@192.0.2.1:5062'],
    [`${OURS};pxa=`, 1, `${OURS};pxa=`],
    [OURS, 1, OURS],
    [`${OURS};pxa=${base64('sip:a b')}`, -1, `${OURS};pxa=${base64('sip:a b')}`],
    [`${OURS};pxa=%41`, -1, `${OURS};pxa=%41`],
    ['http://x', -1, 'http://x'],
  ])('Request-URI %s gives %i and %s', (uri, result, expected) => {
    const cx = server.context(invite(uri));
    expect(server.call(cx, 'siputils.contact_param_decode_ruri', 'pxa')).toBe(result);
    expect(cx.requestUri).toBe(expected);
  });
});

describe('contact_param_rm and contact_param_check', () => {
  it.each([
    ['<sip:a@h;x=y;z>', 1, '<sip:a@h;z>'],
    ['<sip:a@h;X=y>;x=1', 1, '<sip:a@h>;x=1'],
    ['<sip:a@h>, <sip:b@h;x>', -1, '<sip:a@h>, <sip:b@h>'],
    ['sip:a@h;x=1', -1, 'sip:a@h;x=1'],
    ['<tel:+1;x=1>', 1, '<tel:+1>'],
    ['*', -1, '*'],
  ])('%s: has it %i, without %s', (value, has, without) => {
    const cx = contact(value);
    expect(server.call(cx, 'siputils.contact_param_check', 'x')).toBe(has);
    expect(server.call(cx, 'siputils.contact_param_rm', 'x')).toBe(1);
    expect(sent(cx)).toBe(without);
  });

  it('no Contact counts as having it', () => {
    expect(server.call(server.context(message()), 'siputils.contact_param_check', 'x')).toBe(1);
    expect(server.call(server.context(message()), 'siputils.contact_param_rm', 'x')).toBe(1);
  });
  it('says when a contact can not be read', () => {
    expect(server.call(contact('<sip:a@h'), 'siputils.contact_param_check', 'x')).toBe(-1);
    expect(server.call(contact('<sip:a@h'), 'siputils.contact_param_rm', 'x')).toBe(-1);
    expect(server.call(contact('<sip:a@h'), 'siputils.contact_param_decode', 'x')).toBe(-1);
  });
});

describe('encode_contact', () => {
  it.each([
    ['<sip:alice@192.0.2.1:5062>', 1, '<sip:p*alice**192.0.2.1*5062*@ours>'],
    ['"A" <sip:al:pw@h;transport=tcp;x=y>;q=1', 1, '"A" <sip:p*al*pw*h**tcp@ours>;q=1'],
    ['sip:alice@h', 1, 'sip:p*alice**h**@ours'],
    ['<sip:a@h>, <sip:b@h>', 1, '<sip:p*a**h**@ours>, <sip:p*b**h**@ours>'],
    ['<tel:+1>', 1, '<tel:p*+1****@ours>'],
    ['*', 1, '*'],
    ['<urn:service:sos>', -509, '<urn:service:sos>'],
    ['<http:x>', -2, '<http:x>'],
    ['<sip:a@h', -2, '<sip:a@h'],
  ])('%s gives %i and %s', (value, result, expected) => {
    const cx = contact(value);
    expect(server.call(cx, 'siputils.encode_contact', 'p', 'ours')).toBe(result);
    expect(sent(cx)).toBe(expected);
  });

  it('refuses what would break the field', () => {
    expect(server.call(contact('<sip:a@h>'), 'siputils.encode_contact', 'p>', 'ours')).toBe(-3);
    expect(server.call(contact('<sip:a@h>'), 'siputils.encode_contact', 'p', 'o\r\nX: 1')).toBe(-3);
    expect(server.call(server.context(message()), 'siputils.encode_contact', 'p', 'ours')).toBe(-1);
  });
});

describe('decode_contact', () => {
  it.each([
    ['sip:p*alice**192.0.2.1*5062*udp@ours', 1, 'sip:alice@192.0.2.1:5062;transport=udp'],
    ['sip:p*alice**192.0.2.1*5062*udp@ours;x=y', 1, 'sip:alice@192.0.2.1:5062;transport=udp;x=y'],
    ['sip:p*al*pw*h**@ours', 1, 'sip:al:pw@h'],
    ['sip:p***h*5062*@ours', 1, 'sip:h:5062'],
    ['tel:p*+1****@ours', 1, 'tel:+1'],
    ['sip:alice@h', -26, 'sip:alice@h'],
    ['sip:h', -23, 'sip:h'],
    ['tel:+1', -23, 'tel:+1'],
    ['sip:p*alice*h*5062*udp@ours', -26, 'sip:p*alice*h*5062*udp@ours'],
    ['sip:p*a**h**udp*more@ours', -26, 'sip:p*a**h**udp*more@ours'],
    ['urn:service:sos', -509, 'urn:service:sos'],
    ['http://x', -2, 'http://x'],
  ])('%s gives %i and %s', (uri, result, expected) => {
    const cx = server.context(invite(uri));
    expect(server.call(cx, 'siputils.decode_contact')).toBe(result);
    expect(cx.requestUri).toBe(expected);
    if (result === -2) return; // no Contact of that kind can be read
    const header = contact(`<${uri}>`);
    expect(server.call(header, 'siputils.decode_contact_header')).toBe(result);
    expect(sent(header)).toBe(`<${expected}>`);
  });

  it('needs a Contact that can be read', () => {
    expect(server.call(server.context(message()), 'siputils.decode_contact_header')).toBe(-1);
    expect(server.call(contact('<sip:a@h'), 'siputils.decode_contact_header')).toBe(-2);
    expect(server.call(contact('<http:x>'), 'siputils.decode_contact_header')).toBe(-2);
  });

  it('takes another separator', async () => {
    const own = await testServer({ modules: ['siputils'], params: { siputils: { contact_flds_separator: '#' } } });
    const cx = own.context(message({ fields: ['Contact: <sip:a@h>'] }));
    expect(own.call(cx, 'siputils.encode_contact', 'p', 'ours')).toBe(1);
    expect(sent(cx)).toBe('<sip:p#a##h##@ours>');
  });
});
