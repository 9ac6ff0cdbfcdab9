import { beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { parseMessage } from '../../../../runtime/sip/parser.ts';
import type { TestServer } from '../../../support/context.ts';
import { bareServer, ok } from '../arrive.ts';
import { Called } from './facade.ts';

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});

describe('the Request-URI', () => {
  it.each([
    ['seturi', 'sip:carol@c', true, 'sip:carol@c'],
    ['seturi', 'garbage', true, 'garbage'],
    ['seturi', '', false, 'sip:bob@biloxi.example.com'],
    ['seturi', 'sip:a b', false, 'sip:bob@biloxi.example.com'],
    ['seturi', 'sip:a\r\nX: y', false, 'sip:bob@biloxi.example.com'],
    ['seturi', null, false, 'sip:bob@biloxi.example.com'],
    ['setuser', 'carol', true, 'sip:carol@biloxi.example.com'],
    ['setuser', '', true, 'sip:biloxi.example.com'],
    ['setuser', 5, true, 'sip:5@biloxi.example.com'],
    ['setuser', 'a\tb', false, 'sip:bob@biloxi.example.com'],
    ['sethost', 'c', true, 'sip:bob@c'],
    ['sethost', 'c:5070', true, 'sip:bob@c:5070'],
    ['sethost', 'c\n', false, 'sip:bob@biloxi.example.com'],
  ] as const)('%s(%j)', (fn, value, result, uri) => {
    const called = new Called(server);
    expect(called.ksr[fn](value as string)).toBe(result);
    expect(called.get('$ru')).toBe(uri);
  });

  it.each(['seturi', 'setuser', 'sethost'] as const)('%s does nothing in replies', (fn) => {
    expect(new Called(server, ok()).ksr[fn]('sip:x')).toBe(false);
  });

  it('can not change parts of what it can not read', () => {
    const called = new Called(server);
    called.ksr.seturi('garbage');
    expect([called.ksr.setuser('x'), called.ksr.sethost('x')]).toEqual([false, false]);
  });

  it('is refused with a line in the log', () => {
    server.log.lines.length = 0;
    new Called(server).ksr.seturi('a\r\nb');
    expect(server.log.texts('error')).toHaveLength(1);
  });
});

describe('the next hop', () => {
  it('is set and cleared', () => {
    const called = new Called(server);
    expect(called.ksr.isdsturiset()).toBe(false);
    expect(called.ksr.setdsturi('sip:h')).toBe(true);
    expect([called.ksr.isdsturiset(), called.get('$du')]).toEqual([true, 'sip:h']);
    expect(called.ksr.resetdsturi()).toBe(true);
    expect(called.ksr.isdsturiset()).toBe(false);
    called.ksr.setdsturi('sip:h');
    expect(called.ksr.setdsturi('')).toBe(true);
    expect(called.ksr.isdsturiset()).toBe(false);
    expect(called.ksr.resetdsturi()).toBe(true);
  });
  it('does not make a relayed Request-URI usable again (2.6)', () => {
    const called = new Called(server);
    called.cx.targetUsable = false;
    called.ksr.setdsturi('sip:h');
    expect(called.cx.targetUsable).toBe(false);
    called.ksr.seturi(called.cx.requestUri);
    expect(called.cx.targetUsable).toBe(true);
  });
  it('works in replies', () => {
    expect(new Called(server, ok()).ksr.setdsturi('sip:h')).toBe(true);
  });
  it('refuses what would break a line', () => {
    const called = new Called(server);
    expect(called.ksr.setdsturi('sip:h\r\n')).toBe(false);
    expect(called.ksr.isdsturiset()).toBe(false);
  });
});

it('never breaks the message, whatever is set', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('seturi', 'setuser', 'sethost'),
      fc.string({ unit: fc.constantFrom(...'sip:ab@;?<> \t\r\n\0čÿ') }),
      (fn, value) => {
        const called = new Called(server);
        const count = called.cx.message.headers.length;
        called.ksr[fn](value);
        const message = parseMessage(called.leaving);
        expect([message?.fault, message?.headers.length]).toEqual(['', count]);
        expect(message?.requestUri).toBe(called.cx.requestUri);
      },
    ),
  );
});
