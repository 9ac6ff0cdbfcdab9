import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { readContacts } from '../../../modules/registrar/contacts.ts';
import { REFUSED, Refusal } from '../../../modules/registrar/refusal.ts';
import { register } from './harness.ts';

function read(contacts: readonly string[], expires: number = -1): unknown {
  const result = readContacts(parseMessage(register({ contacts }))!, expires);
  return result instanceof Refusal ? result : { star: result.star, uris: result.list.map(({ uriText }) => uriText) };
}

describe('readContacts', () => {
  it.each([
    { contacts: [], uris: [] },
    { contacts: ['<sip:a@b>'], uris: ['sip:a@b'] },
    { contacts: ['sip:a@b;expires=5'], uris: ['sip:a@b'] },
    { contacts: ['<sip:a@b>, <sip:c@d>;q=1'], uris: ['sip:c@d', 'sip:a@b'] },
    { contacts: ['<sip:a@b>', '<sip:c@d>'], uris: ['sip:a@b', 'sip:c@d'] },
    { contacts: ['<sip:a@b>,<sip:c@d>', 'sip:e@f', '"G, H" <sip:g@h>'], uris: ['sip:c@d', 'sip:a@b', 'sip:e@f', 'sip:g@h'] },
    { contacts: ['<foo>'], uris: ['foo'] },
  ])('finds $uris', ({ contacts, uris }) => {
    expect(read(contacts)).toEqual({ star: false, uris });
  });

  it.each([
    { contacts: ['*'], expires: 0 },
    { contacts: ['*;expires=0'], expires: 0 },
    { contacts: ['*, <sip:a@b>'], expires: 0 },
    { contacts: ['*  '], expires: 0 },
  ])('takes $contacts for a star', ({ contacts, expires }) => {
    expect(read(contacts, expires)).toEqual({ star: true, uris: [] });
  });

  it.each([
    { name: 'a star without Expires', contacts: ['*'], expires: -1, refusal: REFUSED.starExpires },
    { name: 'a star with a time', contacts: ['*'], expires: 5, refusal: REFUSED.starExpires },
    { name: 'a star with an Expires that is no number', contacts: ['*'], expires: -2, refusal: REFUSED.starExpires },
    { name: 'a star with a parameter only', contacts: ['*;expires=0'], expires: -1, refusal: REFUSED.starExpires },
    { name: 'a star and a contact', contacts: ['*', '<sip:a@b>'], expires: 0, refusal: REFUSED.starContacts },
    { name: 'two stars', contacts: ['*', '*'], expires: 0, refusal: REFUSED.starContacts },
    { name: 'a contact and a star', contacts: ['<sip:a@b>', '*'], expires: 0, refusal: REFUSED.starContacts },
    { name: 'nothing in the field', contacts: [''], expires: -1, refusal: REFUSED.contact },
    { name: 'nothing in the second field', contacts: ['<sip:a@b>', ''], expires: -1, refusal: REFUSED.contact },
    { name: 'an open bracket', contacts: ['<sip:a@b'], expires: -1, refusal: REFUSED.contact },
    { name: 'an open quote', contacts: ['"Al <sip:a@b>'], expires: -1, refusal: REFUSED.contact },
    { name: 'a comma with nothing behind it', contacts: ['<sip:a@b>,'], expires: -1, refusal: REFUSED.contact },
    { name: 'an open bracket in the second field', contacts: ['<sip:a@b>', '<sip:c'], expires: -1, refusal: REFUSED.contact },
  ])('refuses $name', ({ contacts, expires, refusal }) => {
    expect(read(contacts, expires)).toBe(refusal);
  });

  it.each([
    { name: 'in one field', contacts: (n: number) => [Array.from({ length: n }, (_, i) => `<sip:${i}>`).join(',')] },
    { name: 'in fields of their own', contacts: (n: number) => Array.from({ length: n }, (_, i) => `<sip:${i}>`) },
  ])('takes 64 contacts and no more, $name', ({ contacts }) => {
    expect(read(contacts(64))).toMatchObject({ star: false });
    expect(read(contacts(65))).toBe(REFUSED.contactCount);
  });

  it('sees the URI that a script put into a contact', () => {
    const message = parseMessage(register({ contacts: ['<sip:a@10.0.0.1>, <sip:b@10.0.0.2>', '<sip:c@10.0.0.3>'] }))!;
    message.contacts![0]!.replaceUri('sip:a@203.0.113.77:40000');
    const result = readContacts(message, -1);
    expect(result instanceof Refusal ? [] : result.list.map(({ uriText }) => uriText)).toEqual([
      'sip:b@10.0.0.2',
      'sip:a@203.0.113.77:40000',
      'sip:c@10.0.0.3',
    ]);
  });
});
