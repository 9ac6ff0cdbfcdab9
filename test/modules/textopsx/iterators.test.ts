import { describe, expect, it } from 'vitest';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { testServer } from '../../support/context.ts';
import { leaving, message } from './message.ts';

const server = await testServer({ modules: ['textopsx', 'maxfwd'] });

function call(cx: RouteContext, name: string, ...args: unknown[]): unknown {
  return server.call(cx, `textopsx.${name}`, ...args);
}

describe('header iterators', () => {
  it('walk over all fields', () => {
    const cx = server.context(message(['X-A: one\r\n  two', 's: x']));
    expect(call(cx, 'hf_iterator_start', 'i')).toBe(1);
    expect([call(cx, 'hf_iterator_hname', 'i'), call(cx, 'hf_iterator_hbody', 'i')]).toEqual([null, null]);
    const seen: unknown[] = [];
    while (call(cx, 'hf_iterator_next', 'i') === 1)
      seen.push([call(cx, 'hf_iterator_hname', 'i'), call(cx, 'hf_iterator_hbody', 'i')]);
    expect(seen.slice(-4)).toEqual([
      ['CSeq', '1 INVITE'],
      ['X-A', 'one\r\n  two'],
      ['s', 'x'],
      ['Content-Length', '0'],
    ]);
    expect(seen).toHaveLength(9);
    expect(call(cx, 'hf_iterator_hname', 'i')).toBeNull();
    expect(call(cx, 'hf_iterator_next', 'i')).toBe(-1);
    expect(call(cx, 'hf_iterator_prev', 'i')).toBe(1);
    expect(call(cx, 'hf_iterator_hname', 'i')).toBe('Content-Length');
    expect(call(cx, 'hf_iterator_end', 'i')).toBe(1);
    expect(call(cx, 'hf_iterator_end', 'i')).toBe(1);
    expect(call(cx, 'hf_iterator_end', 'j')).toBe(-1);
    expect(call(cx, 'hf_iterator_next', 'i')).toBe(-1);
  });

  it('go back to the front', () => {
    const cx = server.context(message());
    call(cx, 'hf_iterator_start', 'i');
    expect(call(cx, 'hf_iterator_prev', 'i')).toBe(1);
    call(cx, 'hf_iterator_next', 'i');
    expect(call(cx, 'hf_iterator_prev', 'i')).toBe(1);
    expect(call(cx, 'hf_iterator_hname', 'i')).toBeNull();
    expect(call(cx, 'hf_iterator_next', 'i')).toBe(1);
    expect(call(cx, 'hf_iterator_hname', 'i')).toBe('Via');
    expect(call(cx, 'hf_iterator_start', 'i')).toBe(1);
    expect(call(cx, 'hf_iterator_hname', 'i')).toBeNull();
  });

  it.each([
    ['', 1, -1],
    ['x'.repeat(31), 1, 1],
    ['x'.repeat(32), -1, -1],
  ])('name %j: %i, then %i', (name, start, next) => {
    const cx = server.context(message());
    expect([call(cx, 'hf_iterator_start', name), call(cx, 'hf_iterator_next', name)]).toEqual([start, next]);
  });

  it('are apart by name, by message and by kind, and no more than four', () => {
    const cx = server.context(message([], 'a\r\n'));
    for (let i = 0; i < 4; i++) expect(call(cx, 'hf_iterator_start', `i${i}`)).toBe(1);
    expect(call(cx, 'hf_iterator_start', 'more')).toBe(-1);
    expect(call(cx, 'hf_iterator_start', 'i3')).toBe(1);
    // an ended one keeps its place
    call(cx, 'hf_iterator_end', 'i3');
    expect(call(cx, 'hf_iterator_start', 'more')).toBe(-1);
    call(cx, 'hf_iterator_next', 'i1');
    call(cx, 'hf_iterator_next', 'i1');
    call(cx, 'hf_iterator_next', 'i2');
    expect(call(cx, 'bl_iterator_start', 'i1')).toBe(1);
    expect(call(cx, 'bl_iterator_value', 'i1')).toBeNull();
    expect([call(cx, 'hf_iterator_hbody', 'i1'), call(cx, 'hf_iterator_hbody', 'i2')]).toEqual([
      'SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bK1',
      'SIP/2.0/UDP 198.51.100.10;branch=z9hG4bK2',
    ]);
    expect(call(server.context(message()), 'hf_iterator_next', 'i1')).toBe(-1);
  });

  it('change the message where they stand', () => {
    const cx = server.context(message(['X-A: 1', 'X-B: 2']));
    call(cx, 'hf_iterator_start', 'i');
    for (const name of ['hf_iterator_rm']) expect(call(cx, name, 'i')).toBe(-1);
    for (const name of ['hf_iterator_append', 'hf_iterator_insert']) expect(call(cx, name, 'i', 'X: 1\r\n')).toBe(-1);
    while (call(cx, 'hf_iterator_hname', 'i') !== 'X-A') call(cx, 'hf_iterator_next', 'i');
    expect(call(cx, 'hf_iterator_insert', 'i', 'X-0: 0\r\n')).toBe(1);
    expect(call(cx, 'hf_iterator_append', 'i', 'X-1: 1')).toBe(1);
    expect(call(cx, 'hf_iterator_append', 'i', '')).toBe(1);
    expect(call(cx, 'hf_iterator_append', 'i', 'no header\r\n')).toBe(-1);
    expect(call(cx, 'hf_iterator_append', 'i', 'X: 1\r\n\r\n')).toBe(-1);
    expect(call(cx, 'hf_iterator_rm', 'i')).toBe(1);
    expect(call(cx, 'hf_iterator_hname', 'i')).toBe('X-A');
    expect(call(cx, 'hf_iterator_next', 'i')).toBe(1);
    expect(leaving(cx)).toBe(message(['X-0: 0', 'X-1: 1', 'X-B: 2']));
  });

  it('go on when octets were overwritten, and end when the message was rebuilt', () => {
    const cx = server.context(message(['Max-Forwards: 70']));
    call(cx, 'hf_iterator_start', 'i');
    call(cx, 'hf_iterator_next', 'i');
    server.call(cx, 'maxfwd.process_maxfwd', 70);
    expect(call(cx, 'hf_iterator_hname', 'i')).toBe('Via');
    server.call(cx, 'hdr.append', 'X: 1\r\n');
    call(cx, 'msg_apply_changes');
    expect(call(cx, 'hf_iterator_hname', 'i')).toBeNull();
    expect(call(cx, 'hf_iterator_next', 'i')).toBe(-1);
  });
});

describe('body line iterators', () => {
  it.each([
    ['one\r\ntwo\r\n', ['one\r\n', 'two\r\n']],
    ['one\r\ntwo', ['one\r\n', 'two']],
    ['one\n\ntwo\n', ['one\n', '\n', 'two\n']],
    ['', []],
    ['\r\n', ['\r\n']],
  ])('%j', (body, expected) => {
    const cx = server.context(message([], body));
    expect(call(cx, 'bl_iterator_start', 'b')).toBe(1);
    expect(call(cx, 'bl_iterator_value', 'b')).toBeNull();
    const seen: unknown[] = [];
    while (call(cx, 'bl_iterator_next', 'b') === 1) seen.push(call(cx, 'bl_iterator_value', 'b'));
    expect(seen).toEqual(expected);
    expect(call(cx, 'bl_iterator_value', 'b')).toBeNull();
    expect(call(cx, 'bl_iterator_rm', 'b')).toBe(-1);
    expect(call(cx, 'bl_iterator_append', 'b', 'x')).toBe(-1);
    expect(call(cx, 'bl_iterator_end', 'b')).toBe(1);
  });

  it('a last line without line end is not removed, and nothing comes behind it', () => {
    const cx = server.context(message([], 'one\r\ntwo'));
    call(cx, 'bl_iterator_start', 'b');
    call(cx, 'bl_iterator_next', 'b');
    call(cx, 'bl_iterator_next', 'b');
    for (const name of ['bl_iterator_rm', 'bl_iterator_append']) expect(call(cx, name, 'b', 'x')).toBe(-1);
    expect(call(cx, 'bl_iterator_insert', 'b', 'x\r\n')).toBe(1);
    expect(leaving(cx)).toBe(message([], 'one\r\nx\r\ntwo'));
  });

  it('end with the body, not with the datagram', () => {
    const cx = server.context(message(['Content-Length: 5'], 'one\r\nbeyond\r\n'));
    call(cx, 'bl_iterator_start', 'b');
    expect(call(cx, 'bl_iterator_next', 'b')).toBe(1);
    expect(call(cx, 'bl_iterator_value', 'b')).toBe('one\r\n');
    expect(call(cx, 'bl_iterator_next', 'b')).toBe(-1);
  });

  it('change the body where they stand, and its length', () => {
    const cx = server.context(message([], 'one\r\ntwo\r\nthree\r\n'));
    call(cx, 'bl_iterator_start', 'b');
    call(cx, 'bl_iterator_next', 'b');
    expect(call(cx, 'bl_iterator_insert', 'b', 'zero\r\n')).toBe(1);
    call(cx, 'bl_iterator_next', 'b');
    expect(call(cx, 'bl_iterator_rm', 'b')).toBe(1);
    call(cx, 'bl_iterator_next', 'b');
    expect(call(cx, 'bl_iterator_append', 'b', '\u010d\r\n')).toBe(1);
    expect(leaving(cx)).toBe(message([], 'zero\r\none\r\nthree\r\n\u00c4\u008d\r\n'));
  });
});
