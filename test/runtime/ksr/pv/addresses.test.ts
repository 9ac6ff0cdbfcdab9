import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseMessage } from '../../../../runtime/sip/parser.ts';
import type { TestServer } from '../../../support/context.ts';
import { Arrived, bareServer, invite, ok } from '../arrive.ts';

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});
const from = (body: string): Arrived => new Arrived(server, invite({ fields: [`From: ${body}`] }));
const names = ['$fu', '$fU', '$fd', '$fn', '$ft'];

describe('reading From', () => {
  it.each([
    ['Alice <sip:alice@a.example.com>;tag=1', 'sip:alice@a.example.com', 'alice', 'a.example.com', 'Alice', '1'],
    ['"A, B" <sip:alice@a>;tag=1', 'sip:alice@a', 'alice', 'a', '"A, B"', '1'],
    ['<sip:a>;tag=1', 'sip:a', null, 'a', null, '1'],
    ['sip:alice@a;tag=x;y=z', 'sip:alice@a', 'alice', 'a', null, 'x'],
    ['"" <sip:a@b>', 'sip:a@b', 'a', 'b', '""', null],
    ['<tel:+1>;tag=2', 'tel:+1', '+1', null, null, '2'],
    ['"Alice"\r\n <sip:alice@a>\r\n\t;tag=f', 'sip:alice@a', 'alice', 'a', '"Alice"', 'f'],
    ['A <http://x>;tag=1', 'http://x', null, null, 'A', '1'],
  ])('%j', (body, ...values) => {
    const at = from(body);
    expect(names.map((name) => at.get(name))).toEqual(values);
    expect(at.get('$from')).toBe(values[0]);
    expect(at.get('$ful')).toBe(values[0]!.length);
  });

  it('has no value when From can not be read', () => {
    const at = from('"open <sip:a@b>');
    for (const name of [...names, '$ful', '$fUl']) expect(at.get(name)).toBeNull();
    expect(at.set('$fu', 'sip:x@y')).toBe(false);
    expect(at.set('$fn', 'X')).toBe(false);
  });

  it('reads To alike, in replies too', () => {
    const at = new Arrived(server, ok());
    expect(['$tu', '$tU', '$td', '$tn', '$tt', '$to', '$tUl'].map((name) => at.get(name))).toEqual([
      'sip:bob@biloxi.example.com',
      'bob',
      'biloxi.example.com',
      'Bob',
      'a6c85cf',
      'sip:bob@biloxi.example.com',
      3,
    ]);
  });
});

describe('writing From', () => {
  const named = 'Alice <sip:alice@a.example.com>;tag=1';
  const bare = 'sip:alice@a.example.com;tag=1';
  const bracketed = '<sip:alice@a.example.com>;tag=1';
  it.each([
    [named, [['$fu', 'sip:x@y']], 'Alice <sip:x@y>;tag=1'],
    [bare, [['$fu', 'sip:x@y']], 'sip:x@y;tag=1'],
    [named, [['$fU', 'x']], 'Alice <sip:x@a.example.com>;tag=1'],
    [named, [['$fU', null]], 'Alice <sip:a.example.com>;tag=1'],
    [named, [['$fd', 'y']], 'Alice <sip:alice@y>;tag=1'],
    [named, [['$fn', 'New']], 'New <sip:alice@a.example.com>;tag=1'],
    [named, [['$fn', '"New, Name"']], '"New, Name" <sip:alice@a.example.com>;tag=1'],
    [named, [['$fn', null]], '<sip:alice@a.example.com>;tag=1'],
    [bracketed, [['$fn', 'New']], 'New <sip:alice@a.example.com>;tag=1'],
    [bracketed, [['$fn', null]], bracketed],
    [bare, [['$fn', 'New']], 'New <sip:alice@a.example.com>;tag=1'],
    // what was written before is the ground for what is written next
    [
      named,
      [
        ['$fU', 'x'],
        ['$fd', 'y'],
      ],
      'Alice <sip:x@y>;tag=1',
    ],
    [
      named,
      [
        ['$fu', 'sip:x@y'],
        ['$fU', 'z'],
      ],
      'Alice <sip:z@y>;tag=1',
    ],
    [
      named,
      [
        ['$fu', 'sip:x@y'],
        ['$fu', 'sip:z@y'],
      ],
      'Alice <sip:z@y>;tag=1',
    ],
    [
      named,
      [
        ['$fn', 'A'],
        ['$fn', 'B'],
      ],
      'B <sip:alice@a.example.com>;tag=1',
    ],
    [
      named,
      [
        ['$fu', 'sip:x@y'],
        ['$fn', 'B'],
      ],
      'B <sip:x@y>;tag=1',
    ],
    [
      named,
      [
        ['$fn', 'B'],
        ['$fu', 'sip:x@y'],
      ],
      'B <sip:x@y>;tag=1',
    ],
    [
      bare,
      [
        ['$fu', 'sip:x@y'],
        ['$fn', 'B'],
      ],
      'B <sip:x@y>;tag=1',
    ],
    [
      bare,
      [
        ['$fn', 'B'],
        ['$fu', 'sip:x@y'],
      ],
      'B <sip:x@y>;tag=1',
    ],
    [
      bare,
      [
        ['$fn', 'B'],
        ['$fn', null],
      ],
      'sip:alice@a.example.com;tag=1',
    ],
  ] as const)('%s %j', (body, writes, leaving) => {
    const at = from(body);
    for (const [name, value] of writes) expect(at.set(name, value)).toBe(true);
    expect(at.line('From')?.replace(/ +</, ' <')).toBe(`From: ${leaving}`);
    // readers see what was received until it has left
    expect(at.get('$fu')).toBe('sip:alice@a.example.com');
  });

  it.each([
    ['$fu', 5],
    ['$fu', ''],
    ['$fu', 'sip:a@b\r\nX: y'],
    ['$fU', 5],
    ['$fU', 'a\nb'],
    ['$fd', ''],
    ['$fd', 7],
    ['$fn', 5],
    ['$fn', 'A\r\nEvil: 1\r\n'],
    ['$fn', 'A\0'],
  ])('%s = %j is refused', (name, value) => {
    const at = from(named);
    expect(at.set(name, value)).toBe(false);
    expect(at.leaving).toBe(at.cx.message.text);
  });

  it.each(['$fu', '$fd', '$tu', '$td', '$ft', '$tt'])('null leaves %s as it is', (name) => {
    const at = from(named);
    expect(at.set(name, null)).toBe(true);
    expect(at.leaving).toBe(at.cx.message.text);
  });

  it('changes From and To apart', () => {
    const at = from(named);
    at.set('$tU', 'carol');
    at.set('$fU', 'ann');
    expect(at.line('From')).toBe('From: Alice <sip:ann@a.example.com>;tag=1');
    expect(at.line('To')).toBe('To: Bob <sip:carol@biloxi.example.com>');
  });

  it('begins anew once the changes were applied', () => {
    const at = from(named);
    at.set('$fU', 'x');
    at.cx.message = parseMessage(at.leaving)!;
    expect(at.get('$fU')).toBe('x');
    at.set('$fd', 'y');
    expect(at.line('From')).toBe('From: Alice <sip:x@y>;tag=1');
  });

  it('goes on behind a field that was overwritten in place', () => {
    const at = from(named);
    at.set('$fU', 'x');
    const hops = at.cx.message.text.indexOf(': 70') + 2;
    at.cx.message.overwrite(hops, '69');
    at.set('$fU', 'y');
    expect(at.line('From')).toBe('From: Alice <sip:y@a.example.com>;tag=1');
    expect(at.line('Max-Forwards')).toBe('Max-Forwards: 69');
  });

  it('keeps to its own copy of the message', () => {
    const at = from(named);
    at.set('$fU', 'x');
    const copy = at.cx.message.copy();
    at.set('$fU', 'y');
    const received = at.cx.message;
    at.cx.message = copy;
    expect(at.line('From')).toBe('From: Alice <sip:x@a.example.com>;tag=1');
    at.cx.message = received;
    expect(at.line('From')).toBe('From: Alice <sip:y@a.example.com>;tag=1');
  });

  it('never breaks the message, whatever is written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('$fu', '$fU', '$fd', '$fn', '$tu', '$tU', '$td', '$tn'),
        fc.string({ unit: fc.constantFrom(...'ab"<>@;: \r\n\0č') }),
        fc.constantFrom(named, bare, bracketed),
        (name, value, body) => {
          const at = from(body);
          const count = at.cx.message.headers.length;
          at.set(name, value);
          const message = parseMessage(at.leaving);
          expect(message?.fault).toBe('');
          expect(message?.headers.length).toBe(count);
        },
      ),
    );
  });
});
