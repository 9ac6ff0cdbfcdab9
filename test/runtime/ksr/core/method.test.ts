import { beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../../support/context.ts';
import { bareServer, invite, ok } from '../arrive.ts';
import { Called } from './facade.ts';

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});
const of = (method: string): Called =>
  new Called(server, invite({ line: `${method} sip:b SIP/2.0`, fields: [`CSeq: 1 ${method}`] }));

const METHODS = [
  ['INVITE', 'I'],
  ['ACK', 'A'],
  ['BYE', 'B'],
  ['CANCEL', 'C'],
  ['MESSAGE', 'M'],
  ['REGISTER', 'R'],
  ['PRACK', 'E'],
  ['PUBLISH', 'P'],
  ['SUBSCRIBE', 'S'],
  ['NOTIFY', 'N'],
  ['OPTIONS', 'O'],
  ['REFER', 'F'],
  ['UPDATE', 'U'],
  ['KDMQ', 'K'],
  ['GET', 'G'],
  ['POST', 'T'],
  ['PUT', 'V'],
  ['DELETE', 'D'],
  ['INFO', ''],
] as const;

describe.each(METHODS)('%s', (method, letter) => {
  it('is itself and nothing else', () => {
    const { ksr } = of(method);
    for (const [other] of METHODS) {
      const is = ksr[`is_${other}`].bind(ksr);
      expect(is()).toBe(other === method);
      expect(ksr.is_method(other)).toBe(other === method);
    }
  });
  it('has its letter', () => {
    const { ksr } = of(method);
    const all = METHODS.map(([, of]) => of).join('');
    expect(ksr.is_method_in(all)).toBe(letter !== '');
    expect(ksr.is_method_in(all.toLowerCase())).toBe(letter !== '');
    if (letter !== '') {
      expect(ksr.is_method_in(letter)).toBe(true);
      expect(ksr.is_method_in(all.replace(letter, ''))).toBe(false);
    }
  });
});

describe('is_method', () => {
  it.each([
    ['INVITE', 'invite', true],
    ['INVITE', ' INVITE ', false],
    ['INVITE', 'INVITE|BYE', true],
    ['BYE', 'INVITE|BYE', true],
    ['BYE', 'invite | bye', true],
    ['ACK', 'INVITE|BYE', false],
    ['INVITE', 'INVITE|PING', false],
    ['INVITE', 'INVITE|', false],
    ['INVITE', '|', false],
    ['INVITE', 'INVITE,BYE', false],
    ['INVITE', '', false],
    ['INVITE', ' ', false],
    ['PING', 'PING', true],
    ['PING', 'ping ', false],
    ['PING', 'PONG', false],
    ['PING', 'INVITE', false],
    ['INVITE', 5, false],
    ['INVITE', null, false],
  ])('of %s, %j: %j', (method, asked, result) => {
    expect(of(method).ksr.is_method(asked as string)).toBe(result);
  });

  it('says what is wrong with a list', () => {
    server.log.lines.length = 0;
    of('INVITE').ksr.is_method('INVITE|PING');
    expect(server.log.texts('error')).toEqual(['a list of methods may hold standard ones only']);
  });

  it('reads the method of a reply in CSeq', () => {
    const { ksr } = new Called(server, ok({ fields: ['CSeq: 2 BYE'] }));
    expect([ksr.is_BYE(), ksr.is_INVITE(), ksr.is_method('INVITE|BYE'), ksr.is_method_in('B')]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});

describe('is_method_in', () => {
  it.each([
    ['', false, 0],
    ['Z', false, 1],
    ['ZI', true, 1],
    ['IZ', true, 0],
    ['_', false, 1],
    ['__proto__', false, 9],
  ])('%j', (letters, result, warnings) => {
    server.log.lines.length = 0;
    expect(of('INVITE').ksr.is_method_in(letters)).toBe(result);
    // P, R, O and T are letters of methods
    expect(server.log.texts('warn').length).toBe(letters === '__proto__' ? 4 : warnings);
  });
});
