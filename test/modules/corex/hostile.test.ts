import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseQ } from '../../../modules/corex/append-branch.ts';
import { MAX_FILE } from '../../../modules/corex/files.ts';
import { isBelow, parseSubdomains } from '../../../modules/corex/subdomains.ts';
import { isXFlag } from '../../../modules/corex/xflags.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { testServer } from '../../support/context.ts';
import { message } from '../textopsx/message.ts';

const server = await testServer({ modules: ['corex'] });
const context = (line?: string): RouteContext => server.context(message([], '', line));
const call = (cx: RouteContext, name: string, ...args: unknown[]): unknown => server.call(cx, `corex.${name}`, ...args);
const ANYTHING = fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true });

/** What a function may give back, with how many arguments it takes. */
const FUNCTIONS: readonly (readonly [string, number, readonly unknown[]])[] = [
  ['append_branch', 0, [1, -1]],
  ['append_branch_uri', 1, [1, -1]],
  ['append_branch_uri_q', 2, [1, -1]],
  ['has_ruri_user', 0, [1, -1]],
  ['has_user_agent', 0, [1, -1]],
  ['is_faked_msg', 0, [1, -1]],
  ['setxflag', 1, [1, -1]],
  ['resetxflag', 1, [1, -1]],
  ['isxflagset', 1, [1, -1]],
  ['set_send_socket', 1, [1]],
  ['set_send_socket_name', 1, [1]],
  ['set_recv_socket', 1, [1]],
  ['set_recv_socket_name', 1, [1]],
  ['is_socket_name', 1, [1, -1]],
  ['set_source_address', 1, [1, -1]],
  ['send_data', 2, [1, -1]],
  ['sendx', 3, [1, -1]],
];

describe('arguments of any type', () => {
  it.each(FUNCTIONS)('%s does not throw', (name, arity, results) => {
    const args = fc.array(fc.oneof(ANYTHING, fc.string(), fc.integer()), { minLength: arity, maxLength: arity + 1 });
    fc.assert(
      fc.property(args, (given) => {
        expect(results).toContain(call(context(), name, ...given));
      }),
    );
  });

  it.each(FUNCTIONS)('%s does not throw without any', (name, _arity, results) => {
    expect(results).toContain(call(context(), name));
  });

  it('a file has a name', () => {
    const cx = context();
    for (const path of ['', '\0', 'a\0b', null, undefined, 7, {}, [], Symbol('x')]) {
      expect(call(cx, 'file_read', path)).toBeNull();
      if (path === '' || path === null || typeof path === 'object') expect(call(cx, 'file_write', path, 'x')).toBe(-1);
    }
  });
});

describe('branches', () => {
  const unclean = fc.constantFrom(' ', '\t', '\r', '\n', '\0', '\r\n', '<', '>', '\x7f');
  const some = fc.string({ unit: fc.constantFrom('a', ':', '@', ';', '?', '"', 'é', '€', '%00'), maxLength: 8 });

  it('never hold what would end a request line', () => {
    fc.assert(
      fc.property(some, unclean, some, (before, bad, behind) => {
        const cx = context();
        expect(call(cx, 'append_branch_uri', `sip:${before}${bad}${behind}`)).toBe(-1);
        expect(cx.branches ?? []).toEqual([]);
      }),
    );
  });

  it('hold octets', () => {
    fc.assert(
      fc.property(some, (text) => {
        const cx = context();
        expect(call(cx, 'append_branch_uri', `sip:${text}`)).toBe(1);
        const { uri } = cx.branches![0]!;
        expect([...uri].every((c) => c.charCodeAt(0) <= 0xff)).toBe(true);
      }),
    );
  });

  it('are as many as max_branches allows, whatever was tried', async () => {
    const own = await testServer({ modules: ['corex'], options: { maxBranches: 3 } });
    const cx = own.context(message());
    const results = ['a b', 'sip:1', '', 'sip:2', 'sip:3'].map((uri) => own.call(cx, 'corex.append_branch_uri', uri));
    expect(results).toEqual([-1, 1, 1, -1, -1]);
    expect(cx.branches).toHaveLength(2);
  });

  it('are copies: what is changed later changes one', () => {
    const cx = context();
    cx.target.dstUri = 'sip:192.0.2.1';
    call(cx, 'append_branch_uri', 'sip:a@b');
    cx.target.dstUri = 'sip:192.0.2.2';
    cx.target.flags = 9;
    expect(cx.branches![0]).toMatchObject({ dstUri: 'sip:192.0.2.1', flags: 0 });
  });

  it('a q is read or refused', () => {
    const text = fc.string({ unit: fc.constantFrom('0', '1', '5', '.', '-', '+', 'e', ' '), maxLength: 6 });
    fc.assert(
      fc.property(text, (q) => {
        const valid = /^(0(\.\d{0,3})?|1(\.0{0,3})?|\.\d{1,3})?$/.test(q);
        expect(parseQ(q) !== null).toBe(valid);
        if (valid && q !== '') expect(parseQ(q)).toBe(Math.round(Number(q) * 1000));
      }),
      { numRuns: 1000 },
    );
  });

  it('a bad q adds none, and says so', () => {
    const before = server.log.texts('error').length;
    const cx = context();
    expect(call(cx, 'append_branch_uri_q', 'sip:a@b', '0.5555')).toBe(-1);
    expect(cx.branches).toBeNull();
    expect(server.log.texts('error').slice(before)).toEqual([expect.stringContaining('append_branch')]);
  });
});

describe('extended flags', () => {
  it('are a set', () => {
    const step = fc.tuple(fc.constantFrom('setxflag', 'resetxflag'), fc.integer({ min: -2, max: 65 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const cx = context();
        const model = new Set<number>();
        for (const [name, flag] of steps) {
          expect(call(cx, name, flag)).toBe(isXFlag(flag) ? 1 : -1);
          if (!isXFlag(flag)) continue;
          if (name === 'setxflag') model.add(flag);
          else model.delete(flag);
        }
        for (let flag = 0; flag < 64; flag++) expect(call(cx, 'isxflagset', flag)).toBe(model.has(flag) ? 1 : -1);
      }),
    );
  });

  it.each(['1', null, 1n, [1], 0.5, -0.5, 2 ** 32, Infinity])('%s is none', (flag) => {
    expect(isXFlag(flag)).toBe(false);
  });
});

describe('sockets and addresses', () => {
  const text = fc.string({
    unit: fc.constantFrom('udp', 'tcp', ':', '[', ']', '192.0.2.1', '::1', '5060', '0', '.', 'x', '\0'),
    maxLength: 8,
  });

  it('one that the server has not changes nothing', () => {
    fc.assert(
      fc.property(text, (asked) => {
        const cx = context();
        const { socket } = cx.source;
        call(cx, 'set_send_socket', asked);
        call(cx, 'set_recv_socket', asked);
        call(cx, 'set_send_socket_name', asked);
        call(cx, 'set_recv_socket_name', asked);
        expect(cx.target.socket).toBeNull();
        expect(cx.source.socket).toBe(socket);
      }),
    );
  });

  it.each([
    ['192.0.2.7:5070', '192.0.2.7', 5070],
    ['192.0.2.7', '192.0.2.7', 5060],
    ['udp:192.0.2.7', '192.0.2.7', 5060],
    ['tls:192.0.2.7:5071', '192.0.2.7', 5071],
    ['[2001:db8::7]', '2001:db8::7', 5060],
    ['[2001:DB8:0:0::7]:5070', '2001:db8::7', 5070],
  ])('%s is where the message came from', (asked, ip, port) => {
    const cx = context();
    const before = cx.source;
    expect(call(cx, 'set_source_address', asked)).toBe(1);
    expect([cx.source.ip, cx.source.port]).toEqual([ip, port]);
    expect(cx.source.socket).toBe(before.socket);
    expect(before.ip).not.toBe(ip);
  });

  it.each([
    '',
    'x',
    'host.example.com',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.7:0x1',
    '192.0.2.7:65536',
    '2001:db8::7',
    '[::1',
    '1.2.3.4:5060:1',
  ])('%j is no address', (asked) => {
    const cx = context();
    const before = cx.source;
    expect(call(cx, 'set_source_address', asked)).toBe(-1);
    expect(cx.source).toBe(before);
  });

  it('says which socket there is not', () => {
    const before = server.log.texts('warn').length;
    call(context(), 'set_send_socket', 'udp:192.0.2.1:1');
    call(context(), 'set_recv_socket_name', 'nobody');
    call(context(), 'sendx', 'sip:192.0.2.1', 'nobody', 'x');
    expect(server.log.texts('warn').slice(before)).toEqual([
      expect.stringContaining('set_send_socket'),
      expect.stringContaining('set_recv_socket_name'),
      expect.stringContaining('sendx'),
    ]);
  });
});

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ksr-corex-hostile-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('what has no end is not read', () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const link = join(folder, 'link');
    symlinkSync('/dev/zero', link);
    for (const path of ['/dev/zero', link, pipe, folder]) expect(call(context(), 'file_read', path)).toBeNull();
  });

  it('what is as long as allowed is read', () => {
    const path = join(folder, 'most');
    writeFileSync(path, Buffer.alloc(MAX_FILE, 97));
    expect(call(context(), 'file_read', path)).toHaveLength(MAX_FILE);
    writeFileSync(path, Buffer.alloc(MAX_FILE + 1, 97));
    expect(call(context(), 'file_read', path)).toBeNull();
  });

  it('what was written is read', () => {
    const path = join(folder, 'text');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(call(context(), 'file_write', path, text)).toBe(1);
        const octets = call(context(), 'file_read', path) as string;
        expect(octets).toBe(readFileSync(path, 'latin1'));
        expect(octets === text || Buffer.from(octets, 'latin1').toString('utf8') === text).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('subdomains', () => {
  it('end where a label begins', () => {
    const label = fc
      .string({ unit: fc.constantFrom('a', 'b', '1', '-'), minLength: 1, maxLength: 4 })
      .filter((text) => !/^-|-$/.test(text));
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 3 }), fc.array(label, { maxLength: 3 }), (domain, below) => {
        const one = [parseSubdomains(`${domain.join('.')}.example`)];
        const host = [...below, ...domain, 'example'].join('.');
        expect(isBelow(one, host, 0, '')).toBe(true);
        expect(isBelow(one, host.toUpperCase(), 0, '')).toBe(true);
        expect(isBelow(one, `x${domain.join('.')}.example`, 0, '')).toBe(false);
        expect(isBelow(one, `${host}.`, 0, '')).toBe(false);
        expect(isBelow(one, `${host}.org`, 0, '')).toBe(false);
      }),
    );
  });

  it('none is below none', () => {
    expect(isBelow([], 'example.com', 0, '')).toBe(false);
    expect(isBelow([parseSubdomains('example.com')], '', 0, '')).toBe(false);
  });
});
