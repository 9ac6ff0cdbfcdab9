import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOUNDARY } from '../../../modules/textops/multipart.ts';
import { testServer } from '../../support/context.ts';
import { leaving, lines, message } from '../textopsx/message.ts';

const server = await testServer({ modules: ['textops', 'textopsx'] });
const PREAMBLE = 'for readers who know no parts\r\n';
const SDP = '--b1\r\nContent-Type: application/sdp\r\n\r\nv=0\r\ns=-\r\n';
const ISUP = '--b1\r\nContent-Disposition: signal;handling=optional\r\nContent-Type: application/isup\r\nX: 1\r\n\r\nISUP\r\n';
const TEXT = '--b1\r\nContent-Type: text/plain;charset=utf-8\r\n\r\nhello\r\n';
const END = '--b1--\r\n';
const BODY = SDP + ISUP + TEXT + END;
const MIXED = 'Content-Type: multipart/mixed;boundary=b1';

const contextOf = (body: string = BODY, ...fields: string[]): ReturnType<typeof server.context> =>
  server.context(message(fields.length === 0 ? [MIXED] : fields, body));

function bodyOf(cx: ReturnType<typeof server.context>): string {
  const text = leaving(cx);
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}

/** @returns what came out of a change of the body, null for -1 */
function change(body: string, name: string, ...args: unknown[]): string | null {
  const cx = contextOf(body);
  const result = server.call(cx, `textops.${name}`, ...args);
  const out = bodyOf(cx);
  expect(lines(cx, 'Content-Length')).toEqual([String(out.length)]);
  if (result !== 1) expect(out).toBe(body);
  return result === 1 ? out : null;
}

describe('get_body_part', () => {
  it.each([
    ['application/sdp', '\r\nv=0\r\ns=-\r\n'],
    ['Application/SDP', '\r\nv=0\r\ns=-\r\n'],
    ['application/isup', 'X: 1\r\n\r\nISUP\r\n'],
  ])('%s', (type, part) => {
    const cx = contextOf();
    expect(server.call(cx, 'textops.get_body_part', type, '$var(x)')).toBe(1);
    expect(server.pv.get(cx, '$var(x)')).toBe(part);
  });

  it.each([
    ['application/sdp', 'Content-Type: application/sdp\r\n\r\nv=0\r\ns=-\r\n--b1\r\n'],
    ['application/isup', 'Content-Type: application/isup\r\nX: 1\r\n\r\nISUP\r\n--b1\r\n'],
  ])('raw %s', (type, part) => {
    const cx = contextOf();
    expect(server.call(cx, 'textops.get_body_part_raw', type, '$var(x)')).toBe(1);
    expect(server.pv.get(cx, '$var(x)')).toBe(part);
  });

  it('the last one reaches to the end', () => {
    const cx = contextOf(ISUP + SDP + END);
    expect(server.call(cx, 'textops.get_body_part_raw', 'application/sdp', '$var(x)')).toBe(1);
    expect(server.pv.get(cx, '$var(x)')).toBe(`${SDP.slice(6)}--b1--\r\n`);
  });

  it('a body without parts is given whole', () => {
    for (const name of ['get_body_part', 'get_body_part_raw']) {
      const cx = contextOf('v=0\r\n', 'Content-Type: text/plain');
      expect(server.call(cx, `textops.${name}`, 'application/sdp', '$var(x)')).toBe(1);
      expect(server.pv.get(cx, '$var(x)')).toBe('v=0\r\n');
    }
  });

  it.each([
    ['a part that is not ended', SDP, 'application/sdp', '$var(x)'],
    ['no such part', BODY, 'text/html', '$var(x)'],
    ['a part with parameters', BODY, 'text/plain', '$var(x)'],
    ['no type', BODY, '', '$var(x)'],
    ['no body', '', 'application/sdp', '$var(x)'],
    ['no such variable', BODY, 'application/sdp', '$nope(x)'],
    ['no variable', BODY, 'application/sdp', ''],
  ])('%s', (_name, body, type, variable) => {
    for (const name of ['get_body_part', 'get_body_part_raw']) {
      const cx = contextOf(body);
      server.pv.set(cx, '$var(x)', 'before');
      expect(server.call(cx, `textops.${name}`, type, variable)).toBe(-1);
      expect(server.pv.get(cx, '$var(x)')).toBe('before');
    }
  });
});

describe('remove_body_part', () => {
  it.each([
    ['the first', BODY, 'application/sdp', ISUP + TEXT + END],
    ['one between', BODY, 'application/isup', SDP + TEXT + END],
    ['the last', SDP + ISUP + END, 'application/isup', SDP + END],
    ['the first, with what stands before', PREAMBLE + BODY, 'application/sdp', ISUP + TEXT + END],
    ['another one, with what stands around', `${PREAMBLE}${BODY}epilogue`, 'application/isup', SDP + TEXT + END],
    ['the first of two', SDP + SDP + END, 'application/sdp', SDP + END],
    ['the only one', SDP + END, 'application/sdp', END],
    ['one that is not ended', SDP + ISUP, 'application/isup', null],
    ['no such part', BODY, 'text/html', null],
    ['a part with parameters', BODY, 'text/plain', null],
    ['no type', BODY, '', null],
  ])('%s', (_name, body, type, expected) => {
    expect(change(body, 'remove_body_part', type)).toBe(expected);
  });

  it('does nothing to a body without parts', () => {
    const cx = contextOf('v=0\r\n', 'Content-Type: application/sdp');
    expect(server.call(cx, 'textops.remove_body_part', 'application/sdp')).toBe(-1);
    expect(bodyOf(cx)).toBe('v=0\r\n');
  });
});

describe('filter_body', () => {
  it.each([
    ['application/sdp', BODY, 'v=0\r\ns=-'],
    ['application/isup', BODY, 'X: 1\r\n\r\nISUP'],
    ['APPLICATION/ISUP', PREAMBLE + BODY, 'X: 1\r\n\r\nISUP'],
  ])('%s', (type, body, expected) => {
    const cx = contextOf(body);
    expect(server.call(cx, 'textops.filter_body', type)).toBe(1);
    expect(bodyOf(cx).trimEnd()).toBe(expected);
    expect(lines(cx, 'Content-Type')).toEqual([MIXED.slice(14)]);
    expect(lines(cx, 'Content-Length')).toEqual([String(bodyOf(cx).length)]);
  });

  it.each([
    ['no such part', BODY, MIXED, 'text/html'],
    ['a part with parameters', BODY, MIXED, 'text/plain'],
    ['no body', '', MIXED, 'application/sdp'],
    ['no parts', 'v=0\r\n', 'Content-Type: application/sdp', 'application/sdp'],
    ['no boundary', BODY, 'Content-Type: multipart/mixed', 'application/sdp'],
    ['another boundary', BODY, 'Content-Type: multipart/mixed;boundary=b2', 'application/sdp'],
  ])('%s', (_name, body, field, type) => {
    const cx = contextOf(body, field);
    expect(server.call(cx, 'textops.filter_body', type)).toBe(-1);
    expect(bodyOf(cx)).toBe(body);
    expect(lines(cx, 'Content-Type')).toEqual([field.slice(14)]);
  });

  it('the script gives it its type', () => {
    const cx = contextOf();
    server.call(cx, 'textops.filter_body', 'application/sdp');
    server.call(cx, 'textops.remove_hf', 'Content-Type');
    server.call(cx, 'hdr.append', 'Content-Type: application/sdp\r\n');
    server.call(cx, 'textopsx.msg_apply_changes');
    expect(server.call(cx, 'textops.has_body_type', 'application/sdp')).toBe(1);
  });
});

describe('multipart/related', () => {
  const RELATED = 'Content-Type: Multipart/Related;boundary=b1';
  it('has parts, too, but filter_body is for mixed ones', () => {
    const cx = contextOf(BODY, RELATED);
    expect(server.call(cx, 'textops.get_body_part', 'application/sdp', '$var(x)')).toBe(1);
    expect(server.pv.get(cx, '$var(x)')).toBe('\r\nv=0\r\ns=-\r\n');
    expect(server.call(cx, 'textops.filter_body', 'application/sdp')).toBe(-1);
    expect(server.call(cx, 'textops.remove_body_part', 'application/sdp')).toBe(1);
    expect(bodyOf(cx)).toBe(ISUP + TEXT + END);
  });
});

describe('append_body_part', () => {
  const NEW = '--b1\r\nContent-Type: text/x\r\n\r\nnew\r\n';
  const WITH = '--b1\r\nContent-Type: text/x\r\nContent-Disposition: render\r\n\r\nnew\r\n';

  it.each([
    ['append_body_part', ['new', 'text/x'], NEW],
    ['append_body_part_cd', ['new', 'text/x', 'render'], WITH],
    ['append_body_part_cd', ['new', 'text/x', ''], NEW],
    ['append_body_part_hex', ['6e6577', 'text/x'], NEW],
    ['append_body_part_hex_cd', ['6e6577', 'text/x', 'render'], WITH],
  ])('%s %j', (name, args, part) => {
    expect(change(BODY, name, ...args)).toBe(SDP + ISUP + TEXT + part + END);
    expect(change(PREAMBLE + SDP + END, name, ...args)).toBe(PREAMBLE + SDP + part + END);
    expect(change(SDP, name, ...args)).toBe(SDP + part + END);
    expect(change(SDP.slice(0, -2), name, ...args)).toBe(SDP + part + END);
  });

  it.each([
    ['append_body_part', ['', 'text/x']],
    ['append_body_part', ['new', '']],
    ['append_body_part', ['new', 'text/x\r\nX: 1']],
    ['append_body_part_cd', ['new', 'text/x', 'render\r\nX: 1']],
    ['append_body_part_cd', ['new', 'text/x', 'render\n']],
    ['append_body_part_hex', ['', 'text/x']],
    ['append_body_part_hex', ['6', 'text/x']],
    ['append_body_part_hex_cd', ['xx', 'text/x', 'render']],
  ])('%s %j is refused', (name, args) => {
    expect(change(BODY, name, ...args)).toBeNull();
  });

  it.each([
    ['no parts', 'v=0', 'Content-Type: application/sdp'],
    ['no body', '', MIXED],
    ['no boundary', BODY, 'Content-Type: multipart/mixed'],
    ['no type', BODY, 'X: 1'],
  ])('%s', (_name, body, field) => {
    const cx = contextOf(body, field);
    expect(server.call(cx, 'textops.append_body_part', 'new', 'text/x')).toBe(-1);
    expect(bodyOf(cx)).toBe(body);
  });

  it('one after the other', () => {
    const cx = contextOf(SDP + END);
    server.call(cx, 'textops.append_body_part', 'a', 'text/x');
    server.call(cx, 'textops.append_body_part', 'b', 'text/y');
    const out = bodyOf(cx);
    expect(out.indexOf('text/x')).toBeLessThan(out.indexOf('text/y'));
    expect(out.endsWith(END)).toBe(true);
    server.call(cx, 'textopsx.msg_apply_changes');
    expect(server.call(cx, 'textops.get_body_part', 'text/y', '$var(x)')).toBe(1);
    expect(server.pv.get(cx, '$var(x)')).toBe('\r\nb\r\n');
  });
});

describe('set_body_multipart', () => {
  const made = (mark: string, type: string, text: string): string =>
    `--${mark}\r\nContent-Type: ${type}\r\n\r\n${text}\r\n--${mark}--\r\n`;

  it.each([
    ['set_body_multipart', ['new', 'text/x', 'mark'], 'mark', 'text/x', 'new'],
    ['set_body_multipart', ['new', 'text/x', ''], BOUNDARY, 'text/x', 'new'],
    ['set_body_multipart_content', ['new', 'text/x'], BOUNDARY, 'text/x', 'new'],
    ['set_body_multipart_boundary', ['mark'], 'mark', 'application/sdp', 'v=0\r\n'],
    ['set_body_multipart_boundary', [''], BOUNDARY, 'application/sdp', 'v=0\r\n'],
    ['set_body_multipart_mode', [], BOUNDARY, 'application/sdp', 'v=0\r\n'],
  ])('%s %j', (name, args, mark, type, text) => {
    const cx = contextOf('v=0\r\n', 'Content-Type: application/sdp');
    expect(server.call(cx, `textops.${name}`, ...args)).toBe(1);
    expect(bodyOf(cx)).toBe(made(mark, type, text));
    expect(lines(cx, 'Content-Type')).toEqual([`multipart/mixed;boundary="${mark}"`]);
    expect(lines(cx, 'Mime-Version')).toEqual(['1.0']);
    expect(lines(cx, 'Content-Length')).toEqual([String(bodyOf(cx).length)]);
    server.call(cx, 'textopsx.msg_apply_changes');
    expect(server.call(cx, 'textops.get_body_part', type, '$var(x)')).toBe(1);
    expect(server.pv.get(cx, '$var(x)')).toBe(`\r\n${text}\r\n`);
  });

  it.each([
    ['set_body_multipart', ['new', 'text/x', 'mark']],
    ['set_body_multipart_content', ['new', 'text/x']],
    ['set_body_multipart_boundary', ['mark']],
    ['set_body_multipart_mode', []],
  ])('%s leaves a multipart body as it is', (name, args) => {
    expect(change(BODY, name, ...args)).toBe(BODY);
  });

  it.each([
    ['set_body_multipart', ['', 'text/x', 'mark']],
    ['set_body_multipart', ['new', '', 'mark']],
    ['set_body_multipart', ['new', 'a\r\nb', 'mark']],
    ['set_body_multipart', ['new', 'text/x', 'a"b']],
    ['set_body_multipart', ['new', 'text/x', 'a\r\nb']],
    ['set_body_multipart', ['new', 'text/x', 'a ']],
    ['set_body_multipart', ['new', 'text/x', 'x'.repeat(71)]],
    ['set_body_multipart_content', ['', 'text/x']],
    ['set_body_multipart_boundary', ['a"b']],
    ['set_body_multipart_boundary', ['x'.repeat(71)]],
  ])('%s %j is refused', (name, args) => {
    const cx = contextOf('v=0\r\n', 'Content-Type: application/sdp');
    expect(server.call(cx, `textops.${name}`, ...args)).toBe(-1);
    expect(bodyOf(cx)).toBe('v=0\r\n');
    expect(lines(cx, 'Content-Type')).toEqual(['application/sdp']);
  });

  it.each([
    ['no body', '', 'Content-Type: application/sdp'],
    ['no type', 'v=0', 'X: 1'],
  ])('%s: there is nothing to become a part', (_name, body, field) => {
    const cx = contextOf(body, field);
    expect(server.call(cx, 'textops.set_body_multipart_mode')).toBe(-1);
    expect(bodyOf(cx)).toBe(body);
  });

  it('a body can be made where there was none', () => {
    const cx = server.context(message());
    expect(server.call(cx, 'textops.set_body_multipart', 'new', 'text/x', 'mark')).toBe(1);
    server.call(cx, 'textopsx.msg_apply_changes');
    expect(server.call(cx, 'textops.append_body_part', 'more', 'text/y')).toBe(1);
    expect(bodyOf(cx)).toContain('\r\nmore\r\n--mark--\r\n');
  });
});

describe('whatever the body is', () => {
  const piece = fc.constantFrom(
    '--b1',
    '--b1--',
    '--b1\r\n',
    '--',
    '\r\n',
    '\n',
    'Content-Type: text/x\r\n',
    'Content-Type:',
    ':',
    'x',
    '\0',
  );
  const call = fc.constantFrom<[string, ...string[]]>(
    ['get_body_part', 'text/x', '$var(x)'],
    ['get_body_part_raw', 'text/x', '$var(x)'],
    ['remove_body_part', 'text/x'],
    ['filter_body', 'text/x'],
    ['append_body_part', 'new', 'text/y'],
    ['set_body_multipart_mode'],
  );

  it('nothing throws, and the length is right', () => {
    fc.assert(
      fc.property(fc.array(piece), call, (pieces, [name, ...args]) => {
        const cx = contextOf(pieces.join(''));
        expect([1, -1]).toContain(server.call(cx, `textops.${name}`, ...args));
        expect(lines(cx, 'Content-Length')).toEqual([String(bodyOf(cx).length)]);
      }),
      { numRuns: 500 },
    );
  });

  it('what was put in comes out', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\r\n', '-', ':'), minLength: 1 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.nat(3), (parts, n) => {
        const body = parts.map((text, i) => `--b1\r\nContent-Type: text/p${i}\r\n\r\n${text}\r\n`).join('') + END;
        const at = n % parts.length;
        const cx = contextOf(body);
        expect(server.call(cx, 'textops.get_body_part', `text/p${at}`, '$var(x)')).toBe(1);
        expect(server.pv.get(cx, '$var(x)')).toBe(`\r\n${parts[at]!}\r\n`);
        expect(change(body, 'remove_body_part', `text/p${at}`)).not.toContain(`text/p${at}`);
      }),
    );
  });
});
