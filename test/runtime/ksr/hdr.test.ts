import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KsrHdr } from '../../../runtime/ksr/hdr.ts';
import type { TestServer } from '../../support/context.ts';
import { Arrived, bareServer, invite, ok } from './arrive.ts';

let server: TestServer;
let at: Arrived;
let hdr: KsrHdr;
beforeAll(async () => {
  server = await bareServer();
});
beforeEach(() => {
  server.log.lines.length = 0;
  at = new Arrived(
    server,
    invite({ fields: ['X-A: 1', 'X-B: bee', 'x-a: 2', 'X-A:3 ', 's: short', 'X-F: one\r\n two'], body: 'body' }),
  );
  hdr = new KsrHdr(at.cx);
});
const lines = (): string[] => at.leaving.split('\r\n\r\n')[0]!.split('\r\n');

describe('adding', () => {
  it('appends behind the last', () => {
    expect(hdr.append('X-New: v\r\n')).toBe(1);
    expect(hdr.append('X-Two: 2')).toBe(1);
    expect(lines().slice(-3)).toEqual(['Content-Length: 4', 'X-New: v', 'X-Two: 2']);
    expect(at.leaving.endsWith('\r\n\r\nbody')).toBe(true);
  });
  it('inserts before the first', () => {
    expect(hdr.insert('X-New: v\r\n')).toBe(1);
    expect(lines()[1]).toBe('X-New: v');
    expect(lines()[2]).toMatch(/^Via:/);
  });
  it.each([
    ['X-A', 'X-A: 1', 1],
    ['x-b', 'X-B: bee', 1],
    ['Subject', 's: short', 1],
    ['X-F', ' two', 1],
    ['Nope', 'Content-Length: 4', 1],
  ])('appends behind the first %s', (name, line, result) => {
    expect(hdr.append_after('X-New: v\r\n', name)).toBe(result);
    expect(lines()[lines().indexOf('X-New: v') - 1]).toBe(line);
  });
  it.each([
    ['X-A', 'X-A: 1'],
    ['s', 's: short'],
    ['v', 'Via: SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bKnashds8'],
    ['Nope', 'Via: SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bKnashds8'],
  ])('inserts before the first %s', (name, line) => {
    expect(hdr.insert_before('X-New: v\r\n', name)).toBe(1);
    expect(lines()[lines().indexOf('X-New: v') + 1]).toBe(line);
  });
  it('takes an empty text for nothing to do', () => {
    expect([hdr.append(''), hdr.insert(''), hdr.append_after('', 'X-A'), hdr.insert_before('', 'X-A')]).toEqual([1, 1, 1, 1]);
    expect(at.cx.message.edits.size).toBe(0);
  });
  it.each(['no colon', 'X: a\r\n\r\nbody', 'X: a\nEvil: b\r\n', 'X: \0'])('refuses %j', (text) => {
    expect([
      hdr.append(text),
      hdr.insert(text),
      hdr.append_after(text, 'X-A'),
      hdr.insert_before(text, 'X-A'),
      hdr.rmappend('X-A', text),
      hdr.rminsert('X-A', text),
      hdr.append_to_reply(text),
    ]).toEqual([-1, -1, -1, -1, -1, -1, -1]);
    expect(at.leaving).toBe(at.cx.message.text);
    expect(at.cx.replyHeaders).toBe('');
    expect(server.log.texts('error')).toHaveLength(7);
  });
  it('needs a name', () => {
    expect([
      hdr.append_after('X: y', ''),
      hdr.insert_before('X: y', ''),
      hdr.remove(''),
      hdr.rmappend('', 'X: y'),
      hdr.rminsert('', 'X: y'),
    ]).toEqual([-1, -1, -1, -1, -1]);
    expect(at.cx.message.edits.size).toBe(0);
  });
});

describe('removing', () => {
  it.each([
    ['X-A', ['X-A: 1', 'x-a: 2', 'X-A:3 ']],
    ['x-b', ['X-B: bee']],
    ['Subject', ['s: short']],
    ['s', ['s: short']],
    ['X-F', ['X-F: one', ' two']],
    ['X-', []],
    ['X-A ', []],
    ['Nope', []],
  ])('%s', (name, gone) => {
    const before = lines();
    expect(hdr.remove(name)).toBe(1);
    expect(lines()).toEqual(before.filter((line) => !gone.includes(line)));
  });
  it('can be asked twice', () => {
    hdr.remove('X-B');
    hdr.remove('X-B');
    expect(lines()).not.toContain('X-B: bee');
    expect(lines()).toContain('X-A: 1');
  });
  it('and adding in one', () => {
    expect(hdr.rmappend('X-A', 'X-A: only\r\n')).toBe(1);
    expect(lines().filter((line) => line.toLowerCase().startsWith('x-a'))).toEqual(['X-A: only']);
    expect(lines().at(-1)).toBe('X-A: only');
    expect(hdr.rminsert('X-B', 'X-B: first')).toBe(1);
    expect(lines()[1]).toBe('X-B: first');
    expect(hdr.rmappend('X-F', '')).toBe(1);
    expect(lines()).not.toContain(' two');
  });
  it('is not seen by readers before it leaves', () => {
    hdr.remove('X-A');
    hdr.append('X-New: v');
    expect([hdr.is_present('X-A'), hdr.get('X-A'), hdr.is_present('X-New')]).toEqual([1, '1', -1]);
  });
});

describe('reading', () => {
  it.each([
    ['X-A', '1'],
    ['x-a', '1'],
    ['X-A ', '1'],
    ['Subject', 'short'],
    ['X-F', 'one\r\n two'],
    ['X-A:', null],
    ['X-.*', null],
    ['', null],
    [null, null],
  ])('get(%j)', (name, value) => {
    expect(hdr.get(name as string)).toBe(value);
    expect(hdr.gete(name as string)).toBe(value ?? '');
    expect(hdr.getw(name as string)).toBe(value ?? '<null>');
  });
  it.each([
    [0, '1'],
    [2, '3 '],
    [3, null],
    [-1, '3 '],
    [-3, '1'],
    [-4, null],
    ['1', '2'],
    ['x', null],
    [NaN, null],
  ])('get_idx(X-A, %j)', (index, value) => {
    expect(hdr.get_idx('X-A', index as number)).toBe(value);
    expect(hdr.gete_idx('X-A', index as number)).toBe(value ?? '');
    expect(hdr.getw_idx('X-A', index as number)).toBe(value ?? '<null>');
  });
  it.each([
    ['X-A', 1],
    ['s', 1],
    ['SUBJECT', 1],
    ['X-A ', -1],
    ['Nope', -1],
    ['', -1],
  ])('is_present(%j)', (name, result) => {
    expect(hdr.is_present(name)).toBe(result);
  });
});

describe('match_content', () => {
  beforeEach(() => {
    at = new Arrived(server, invite({ fields: ['X-A: Alpha beta ', 'X-A: gamma', 'X-A: alphabet'] }));
    hdr = new KsrHdr(at.cx);
  });
  it.each([
    ['eq', 'alpha beta', { f: true, l: false, a: false, o: true }],
    ['eq', 'GAMMA', { f: false, l: false, a: false, o: true }],
    ['eq', 'zzz', { f: false, l: false, a: false, o: false }],
    ['ne', 'gamma', { f: true, l: true, a: false, o: true }],
    ['ne', 'zzz', { f: true, l: true, a: true, o: true }],
    ['sw', 'alpha', { f: true, l: true, a: false, o: true }],
    ['sw', '', { f: true, l: true, a: true, o: true }],
    ['in', 'a', { f: true, l: true, a: true, o: true }],
    ['in', 'bet', { f: true, l: true, a: false, o: true }],
    ['in', 'amm', { f: false, l: false, a: false, o: true }],
    ['re', 'alpha', { f: false, l: false, a: false, o: false }],
    ['nope', 'alpha', { f: false, l: false, a: false, o: false }],
  ] as const)('%s %j', (op, value, results) => {
    for (const index of ['f', 'l', 'a', 'o'] as const) {
      expect([index, hdr.match_content('X-A', op as 'eq', value, index)]).toEqual([index, results[index]]);
      expect(hdr.match_content('X-Nope', op as 'eq', value, index)).toBe(false);
    }
    expect(hdr.match_content('X-A', op as 'eq', value, 'z' as 'f')).toBe(false);
  });
});

describe('append_to_reply', () => {
  it('keeps lines for the replies of this server', () => {
    expect(hdr.append_to_reply('X-1: a\r\n')).toBe(1);
    expect(hdr.append_to_reply('X-2: b')).toBe(1);
    expect(at.cx.replyHeaders).toBe('X-1: a\r\nX-2: b\r\n');
    expect(hdr.append_to_reply('')).toBe(-1);
  });
  it('is for requests', () => {
    const reply = new Arrived(server, ok());
    expect(new KsrHdr(reply.cx).append_to_reply('X-1: a')).toBe(-1);
    expect(reply.cx.replyHeaders).toBe('');
  });
});
