import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { addressUri, changeAddress } from '../../../runtime/ksr/address-edit.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import type { TestServer } from '../../support/context.ts';
import { Arrived, bareServer, invite } from './arrive.ts';

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});
const from = (body: string): Arrived => new Arrived(server, invite({ fields: [`From: ${body}`] }));

describe('changeAddress', () => {
  it.each([
    // received, change, what leaves
    ['<sip:a@h>;tag=1', { uri: 'sip:b@i' }, '<sip:b@i>;tag=1'],
    ['<sip:a@h>;tag=1', { uri: 'sip:b@i;x=y' }, '<sip:b@i;x=y>;tag=1'],
    ['sip:a@h;tag=1', { uri: 'sip:b@i' }, 'sip:b@i;tag=1'],
    // parameters of a URI without brackets would become those of the field (RFC 3261 20.10)
    ['sip:a@h;tag=1', { uri: 'sip:b@i;x=y' }, '<sip:b@i;x=y>;tag=1'],
    ['sip:a@h;tag=1', { uri: 'sip:b@i?x=y' }, '<sip:b@i?x=y>;tag=1'],
    ['sip:a@h;tag=1', { uri: 'sip:b,c@i' }, '<sip:b,c@i>;tag=1'],
    ['sip:a@h;tag=1', { display: 'B' }, 'B <sip:a@h>;tag=1'],
    ['sip:a@h;tag=1', { display: '"B"', uri: 'sip:b@i;x' }, '"B" <sip:b@i;x>;tag=1'],
    ['"A" <sip:a@h>;tag=1', { display: '"B"' }, '"B" <sip:a@h>;tag=1'],
    ['"A" <sip:a@h>;tag=1', { uri: 'sip:b@i', display: 'B' }, 'B <sip:b@i>;tag=1'],
    ['"A" <sip:a@h>;tag=1', { display: null }, '"A" <sip:a@h>;tag=1'],
    ['"A" <sip:a@h>;tag=1', { uri: 'sip:b@i', display: null }, '"A" <sip:b@i>;tag=1'],
    ['<sip:a@h>;tag=1', { display: '"\u20ac"' }, '"\u00e2\u0082\u00ac" <sip:a@h>;tag=1'],
  ])('%s with %j', (body, change, leaves) => {
    const at = from(body);
    expect(changeAddress(at.cx, 'from', change)).toBe(true);
    expect(at.line('From')).toBe(`From: ${leaves}`);
  });
  it('the last text counts, part by part', () => {
    const at = from('"A" <sip:a@h>;tag=1');
    changeAddress(at.cx, 'from', { uri: 'sip:1' });
    changeAddress(at.cx, 'from', { display: 'One' });
    changeAddress(at.cx, 'from', { uri: 'sip:2' });
    expect(at.line('From')).toBe('From: One <sip:2>;tag=1');
    changeAddress(at.cx, 'from', { display: null });
    expect(at.line('From')).toBe('From: "A" <sip:2>;tag=1');
  });
  it.each(['\r', '\n', '\0', 'a\r\nX: y'])('refuses %j in either', (text) => {
    const at = from('<sip:a@h>;tag=1');
    server.log.lines.length = 0;
    expect(changeAddress(at.cx, 'from', { uri: `sip:${text}` })).toBe(false);
    expect(changeAddress(at.cx, 'from', { display: text })).toBe(false);
    expect(at.leaving).toBe(at.cx.message.text);
    expect(server.log.texts('error')).toHaveLength(2);
  });
  it('keeps what was written before when it refuses', () => {
    const at = from('<sip:a@h>;tag=1');
    changeAddress(at.cx, 'from', { uri: 'sip:b' });
    changeAddress(at.cx, 'from', { uri: 'sip:\n' });
    expect(at.line('From')).toBe('From: <sip:b>;tag=1');
    expect(addressUri(at.cx, 'from')).toBe('sip:b');
  });
  it('can not change what can not be read', () => {
    const at = from('"open <sip:a@h>');
    expect(changeAddress(at.cx, 'from', { uri: 'sip:b' })).toBe(false);
    expect(addressUri(at.cx, 'from')).toBeNull();
  });
  it('tells the URI that will leave', () => {
    const at = from('<sip:a@h>;tag=1');
    expect([addressUri(at.cx, 'from'), addressUri(at.cx, 'to')]).toEqual(['sip:a@h', 'sip:bob@biloxi.example.com']);
    changeAddress(at.cx, 'from', { uri: 'sip:b' });
    changeAddress(at.cx, 'from', { display: 'B' });
    expect([addressUri(at.cx, 'from'), addressUri(at.cx, 'to')]).toEqual(['sip:b', 'sip:bob@biloxi.example.com']);
    expect(at.get('$fu')).toBe('sip:a@h');
  });
  it('what was written is what the next one reads', () => {
    const word = fc.string({ unit: fc.constantFrom(...'ab01;=.?,'), minLength: 1, maxLength: 8 });
    const received = fc.constantFrom('sip:a@h;tag=1', '<sip:a@h>;tag=1', 'A <sip:a@h;x>;tag=1', '"A" <sip:a@h>;tag=1');
    fc.assert(
      fc.property(received, fc.array(fc.tuple(word, fc.boolean()), { minLength: 1, maxLength: 4 }), (body, writes) => {
        const at = from(body);
        for (const [text, isName] of writes)
          changeAddress(at.cx, 'from', isName ? { display: `"${text}"` } : { uri: `sip:h;${text}` });
        const left = parseMessage(at.leaving)!;
        expect(left.from!.param('tag')).toBe('1');
        const uri = writes.findLast(([, isName]) => !isName);
        if (uri !== undefined) expect(left.from!.uriText).toBe(`sip:h;${uri[0]}`);
        const name = writes.findLast(([, isName]) => isName);
        if (name !== undefined) {
          expect(left.from!.text.slice(left.from!.displayStart, left.from!.displayEnd)).toBe(`"${name[0]}"`);
        }
      }),
    );
  });
});
