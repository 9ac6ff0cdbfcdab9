import { describe, expect, it } from 'vitest';
import { Method } from '../../../runtime/sip/method.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { ALL_METHODS, MethodLists, allowedMethods, parseMethods } from '../../../modules/registrar/methods.ts';
import { register } from './harness.ts';

describe('parseMethods', () => {
  it.each([
    ['INVITE', Method.INVITE],
    ['INVITE,BYE', Method.INVITE | Method.BYE],
    ['INVITE, ACK ,BYE', Method.INVITE | Method.ACK | Method.BYE],
    [' OPTIONS ', Method.OPTIONS],
    ['\tNOTIFY\t,\r\n REFER', Method.NOTIFY | Method.REFER],
    ['INVITE,INVITE', Method.INVITE],
    ['FOO', Method.Other],
    ['MESSAGE,FOO,BAR', Method.MESSAGE | Method.Other],
    ['invite', Method.INVITE],
  ])('reads %j', (text, methods) => {
    expect(parseMethods(text)).toBe(methods);
  });

  it.each(['', ' ', ',', 'INVITE,', ',INVITE', 'INVITE BYE', 'INVITE;BYE', '"INVITE"', 'INVITE,,BYE', '<INVITE>'])(
    'refuses %j',
    (text) => {
      expect(parseMethods(text)).toBe(-1);
    },
  );

  it('reads a part', () => {
    expect(parseMethods('"INVITE,BYE"', 1, 11)).toBe(Method.INVITE | Method.BYE);
  });
});

describe('MethodLists', () => {
  it.each(['INVITE, BYE', 'INVITE BYE', '', '__proto__'])('reads %j twice as once', (text) => {
    const lists = new MethodLists();
    expect([lists.read(text), lists.read(text)]).toEqual([parseMethods(text), parseMethods(text)]);
    expect(lists.size).toBe(1);
  });

  it('remembers neither too many nor long ones', () => {
    const lists = new MethodLists();
    const long = 'INVITE,'.repeat(100) + 'BYE';
    expect(lists.read(long)).toBe(Method.INVITE | Method.BYE);
    expect(lists.size).toBe(0);
    for (let i = 0; i < 1000; i++) expect(lists.read(`X${i}`)).toBe(Method.Other);
    expect(lists.size).toBe(256);
    expect(lists.read('ACK')).toBe(Method.ACK);
  });
});

describe('allowedMethods', () => {
  it.each([
    { headers: [], methods: ALL_METHODS },
    { headers: ['Allow: INVITE, BYE'], methods: Method.INVITE | Method.BYE },
    { headers: ['Allow: INVITE', 'Allow: BYE'], methods: Method.INVITE | Method.BYE },
    { headers: ['Allow: '], methods: ALL_METHODS },
    { headers: ['Allow: INVITE BYE'], methods: ALL_METHODS },
    { headers: ['Allow: ???', 'Allow: ACK'], methods: Method.ACK },
    { headers: ['allow: options'], methods: Method.OPTIONS },
  ])('of $headers', ({ headers, methods }) => {
    expect(allowedMethods(parseMessage(register({ headers }))!, new MethodLists())).toBe(methods);
  });
});
