import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseQ } from '../../../modules/corex/append-branch.ts';
import { isBelow, parseSubdomains } from '../../../modules/corex/subdomains.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { testServer } from '../../support/context.ts';

function message(uri: string = 'sip:bob@biloxi.example.com', ...fields: string[]): string {
  return [
    `INVITE ${uri} SIP/2.0`,
    'Via: SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bK1',
    'From: <sip:alice@atlanta.example.com>;tag=1',
    'To: <sip:bob@biloxi.example.com>',
    'Call-ID: a@b',
    'CSeq: 1 INVITE',
    ...fields,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

const server = await testServer({ modules: ['corex'] });

function context(uri?: string, ...fields: string[]): RouteContext {
  return server.context(message(uri, ...fields));
}
function call(cx: RouteContext, name: string, ...args: unknown[]): unknown {
  return server.call(cx, `corex.${name}`, ...args);
}

describe('append_branch', () => {
  it('moves the Request-URI branch', () => {
    const cx = context();
    const second = server.socket({ ip: '198.51.100.11', port: 5070, proto: 'udp' });
    Object.assign(cx.target, {
      uri: 'sip:carol@h',
      dstUri: 'sip:198.51.100.99',
      path: '<sip:p;lr>',
      q: 300,
      flags: 32,
      socket: second,
      ruid: 'r1',
      flow: 7,
    });
    expect(call(cx, 'append_branch')).toBe(1);
    expect(cx.branches).toHaveLength(1);
    expect(cx.branches![0]).toMatchObject({
      uri: 'sip:carol@h',
      dstUri: 'sip:198.51.100.99',
      path: '<sip:p;lr>',
      q: 300,
      flags: 32,
      socket: second,
      ruid: 'r1',
      flow: 7,
    });
    expect(cx.target).toMatchObject({
      uri: 'sip:carol@h',
      dstUri: '',
      path: '',
      q: -1,
      flags: 0,
      socket: null,
      ruid: '',
      flow: 0,
    });
    expect(cx.requestUri).toBe('sip:carol@h');
  });

  it('takes the received Request-URI when it was not changed', () => {
    const cx = context();
    expect(call(cx, 'append_branch')).toBe(1);
    expect(call(cx, 'append_branch_uri', '')).toBe(1);
    expect(call(cx, 'append_branch_uri_q', '', '0.5')).toBe(1);
    expect(cx.branches!.map(({ uri, q }) => [uri, q])).toEqual([
      ['sip:bob@biloxi.example.com', -1],
      ['sip:bob@biloxi.example.com', -1],
      ['sip:bob@biloxi.example.com', 500],
    ]);
  });

  it('copies next hop, path, socket and flags to another URI, and nothing of the binding', () => {
    const cx = context();
    Object.assign(cx.target, {
      dstUri: 'sip:198.51.100.99',
      path: '<sip:p;lr>',
      flags: 32,
      q: 100,
      ruid: 'r',
      instance: 'i',
      regId: 1,
      flow: 7,
    });
    expect(call(cx, 'append_branch_uri_q', 'sip:b1@192.0.2.1', '1')).toBe(1);
    expect(cx.branches![0]).toMatchObject({
      uri: 'sip:b1@192.0.2.1',
      dstUri: 'sip:198.51.100.99',
      path: '<sip:p;lr>',
      flags: 32,
      q: 1000,
      ruid: '',
      instance: '',
      regId: 0,
      flow: 0,
    });
    expect(cx.target).toMatchObject({ dstUri: 'sip:198.51.100.99', flags: 32, ruid: 'r' });
  });

  it.each([
    ['garbage', '', 1],
    ['tel:+1', '0', 1],
    ['sip:a@b', '1.5', -1],
    ['sip:a@b', 'x', -1],
    ['sip:a b', '', -1],
    ['sip:a@b\r\nX: 1', '', -1],
    ['sip:a@b\0', '', -1],
  ])('%j with q %j gives %i', (uri, q, result) => {
    const cx = context();
    expect(call(cx, 'append_branch_uri_q', uri, q)).toBe(result);
    expect(cx.branches?.length ?? 0).toBe(result === 1 ? 1 : 0);
  });

  it('writes characters above U+00FF as UTF-8', () => {
    const cx = context();
    call(cx, 'append_branch_uri', 'sip:\u010d@h');
    expect(cx.branches![0]!.uri).toBe('sip:\u00c4\u008d@h');
  });

  it('stops at max_branches, the Request-URI counted', () => {
    const cx = context();
    for (let i = 1; i < 12; i++) expect([i, call(cx, 'append_branch_uri', `sip:b${i}@h`)]).toEqual([i, 1]);
    expect(call(cx, 'append_branch_uri', 'sip:b12@h')).toBe(-1);
    expect(call(cx, 'append_branch')).toBe(-1);
    expect(cx.branches).toHaveLength(11);
  });
});

describe('q values', () => {
  it.each([
    ['', -1],
    ['0', 0],
    ['1', 1000],
    ['0.', 0],
    ['1.000', 1000],
    ['0.5', 500],
    ['.5', 500],
    ['0.05', 50],
    ['0.123', 123],
    ['0.1234', null],
    ['1.001', null],
    ['2', null],
    ['-1', null],
    ['.', null],
    ['0.x', null],
    ['1e0', null],
  ])('%j is %j', (text, q) => {
    expect(parseQ(text)).toBe(q);
  });
  it('are what they say', () => {
    fc.assert(
      fc.property(fc.nat(1000), (q) => {
        expect(parseQ((q / 1000).toFixed(3))).toBe(q);
      }),
    );
  });
});

describe('tests of the message', () => {
  it.each([
    ['sip:bob@h', 1],
    ['sip:h', -1],
    ['sip:@h', -1],
    ['tel:+1', 1],
    ['http://x', -1],
  ])('has_ruri_user on %s: %i', (uri, result) => {
    expect(call(context(uri), 'has_ruri_user')).toBe(result);
    const changed = context('sip:x@y');
    changed.requestUri = uri;
    expect(call(changed, 'has_ruri_user')).toBe(result);
  });

  it.each([
    ['User-Agent: x', 1],
    ['user-agent: x', 1],
    ['User-Agent:', -1],
    ['User-Agent:  ', -1],
    ['Server: x', -1],
  ])('has_user_agent with %s: %i', (field, result) => {
    expect(call(context(undefined, field), 'has_user_agent')).toBe(result);
  });

  it('is_faked_msg is about events', () => {
    expect(call(context(), 'is_faked_msg')).toBe(-1);
    expect(call(server.context(message(), { kind: 'failure' }), 'is_faked_msg')).toBe(-1);
    expect(call(server.context(message(), { kind: 'event' }), 'is_faked_msg')).toBe(1);
  });
});

describe('extended flags', () => {
  it.each([0, 1, 31, 32, 33, 63])('%i is set and cleared alone', (flag) => {
    const cx = context();
    expect(call(cx, 'isxflagset', flag)).toBe(-1);
    expect(call(cx, 'setxflag', flag)).toBe(1);
    for (let other = 0; other < 64; other++) {
      expect([other, call(cx, 'isxflagset', other)]).toEqual([other, other === flag ? 1 : -1]);
    }
    expect(call(cx, 'resetxflag', flag)).toBe(1);
    expect([cx.xflagsLow, cx.xflagsHigh]).toEqual([0, 0]);
  });
  it.each([-1, 64, 1.5, NaN, 'x', undefined])('%s is no flag', (flag) => {
    const cx = context();
    for (const name of ['setxflag', 'resetxflag', 'isxflagset']) expect(call(cx, name, flag)).toBe(-1);
    expect([cx.xflagsLow, cx.xflagsHigh]).toEqual([0, 0]);
  });
});

describe('sockets', () => {
  it.each([
    ['udp:198.51.100.11:5070', 'udp:198.51.100.11:5070'],
    ['198.51.100.11:5070', 'udp:198.51.100.11:5070'],
    ['tcp:198.51.100.10:5060', 'tcp:198.51.100.10:5060'],
    ['udp:203.0.113.200:5090', 'udp:198.51.100.12:5060'],
    ['udp:[2001:db8::10]:5060', 'udp:[2001:db8::10]:5060'],
    ['zz', null],
    ['', null],
    ['udp:192.0.2.1:5060', null],
    [undefined, null],
  ])('%s is %s', (text, found) => {
    const cx = context();
    expect(call(cx, 'set_send_socket', text)).toBe(1);
    expect(cx.target.socket?.text ?? null).toBe(found);
    expect(call(cx, 'set_recv_socket', text)).toBe(1);
    expect(cx.source.socket.text).toBe(found ?? 'udp:198.51.100.10:5060');
    expect([cx.source.ip, cx.source.port, cx.source.proto]).toEqual([
      '203.0.113.77',
      5060,
      found?.startsWith('tcp') ? 'tcp' : 'udp',
    ]);
  });

  it.each([
    ['second', 'udp:198.51.100.11:5070'],
    ['SECOND', 'udp:198.51.100.11:5070'],
    ['adv', 'udp:198.51.100.12:5060'],
    ['nope', null],
    ['', null],
  ])('name %s is %s', (name, found) => {
    const cx = context();
    expect(call(cx, 'is_socket_name', name)).toBe(found === null ? -1 : 1);
    expect(call(cx, 'set_send_socket_name', name)).toBe(1);
    expect(cx.target.socket?.text ?? null).toBe(found);
    expect(call(cx, 'set_recv_socket_name', name)).toBe(1);
    expect(cx.source.socket.text).toBe(found ?? 'udp:198.51.100.10:5060');
  });

  it('an unknown one leaves the one that was set', () => {
    const cx = context();
    call(cx, 'set_send_socket_name', 'second');
    call(cx, 'set_send_socket', 'udp:192.0.2.1:5060');
    expect(cx.target.socket?.name).toBe('second');
  });

  it.each([
    ['udp:192.0.2.77:7777', 1, '192.0.2.77', 7777],
    ['tcp:192.0.2.77:7777', 1, '192.0.2.77', 7777],
    ['192.0.2.77', 1, '192.0.2.77', 5060],
    ['udp:[2001:DB8:0::5]:7777', 1, '2001:db8::5', 7777],
    ['udp:pc.example.com:1', -1, '203.0.113.77', 5060],
    ['zz', -1, '203.0.113.77', 5060],
    ['192.0.2.77:70000', -1, '203.0.113.77', 5060],
  ])('set_source_address(%s): %i', (text, result, ip, port) => {
    const cx = context();
    expect(call(cx, 'set_source_address', text)).toBe(result);
    expect([cx.source.ip, cx.source.port, cx.source.proto, cx.source.socket.text]).toEqual([
      ip,
      port,
      'udp',
      'udp:198.51.100.10:5060',
    ]);
  });
});

describe('send_data and sendx', () => {
  it('sends octets as they are', async () => {
    const own = await testServer({ modules: ['corex'] });
    (own.core as { resolver: unknown }).resolver = {
      resolve: (host: string, port: number) => (host === '192.0.2.9' ? [{ ip: host, port }] : []),
    };
    const cx = own.context(message());
    expect(own.call(cx, 'corex.send_data', 'sip:192.0.2.9:5099', 'a\r\n\0\u010d')).toBe(1);
    expect(own.call(cx, 'corex.sendx', 'sip:192.0.2.9:5099', 'udp:198.51.100.11:5070', 'b')).toBe(1);
    expect(own.sent.map(({ text, ip, port, socket }) => [text, ip, port, socket.text])).toEqual([
      ['a\r\n\0\u00c4\u008d', '192.0.2.9', 5099, 'udp:198.51.100.10:5060'],
      ['b', '192.0.2.9', 5099, 'udp:198.51.100.11:5070'],
    ]);
    own.sent.length = 0;
    expect(own.call(cx, 'corex.send_data', 'sip:192.0.2.9:5099', '')).toBe(-1);
    expect(own.call(cx, 'corex.send_data', 'tel:+1', 'a')).toBe(-1);
    expect(own.call(cx, 'corex.send_data', 'sip:nobody.invalid', 'a')).toBe(-1);
    expect(own.call(cx, 'corex.sendx', 'sip:192.0.2.9', 'udp:192.0.2.1:5060', 'a')).toBe(-1);
    expect(own.sent).toEqual([]);
  });

  it('waits for a name without blocking', async () => {
    const own = await testServer({ modules: ['corex'] });
    const names: Record<string, { ip: string; port: number }[]> = { 'a.example': [{ ip: '192.0.2.9', port: 5060 }] };
    (own.core as { resolver: unknown }).resolver = { resolve: async (host: string) => names[host] ?? [] };
    const cx = own.context(message());
    expect(own.call(cx, 'corex.send_data', 'sip:a.example', 'x')).toBe(1);
    expect(own.call(cx, 'corex.send_data', 'sip:b.example', 'x')).toBe(1);
    expect(own.sent).toEqual([]);
    await new Promise((done) => setImmediate(done));
    expect(own.sent.map(({ ip }) => ip)).toEqual(['192.0.2.9']);
    expect(own.core.counters.sendFailures).toBe(1);
  });
});

const folder = mkdtempSync(join(tmpdir(), 'ksr-corex-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('files', () => {
  it('are read and written by octets', () => {
    const path = join(folder, 'a');
    const cx = context();
    expect(call(cx, 'file_write', path, 'a\r\n\u00ff')).toBe(1);
    expect(readFileSync(path)).toEqual(Buffer.from([97, 13, 10, 255]));
    expect(call(cx, 'file_read', path)).toBe('a\r\n\u00ff');
  });
  it('give null or -1 when they can not', () => {
    const cx = context();
    expect(call(cx, 'file_read', join(folder, 'none'))).toBeNull();
    expect(call(cx, 'file_read', folder)).toBeNull();
    expect(call(cx, 'file_write', join(folder, 'none', 'x'), 'a')).toBe(-1);
    const large = join(folder, 'large');
    writeFileSync(large, Buffer.alloc(1_048_577));
    expect(call(cx, 'file_read', large)).toBeNull();
  });
});

describe('alias_subdomains', () => {
  it.each([
    ['example.com', 'sip.example.com', 0, '', true],
    ['example.com', 'EXAMPLE.com', 5099, 'tcp', true],
    ['example.com', 'anexample.com', 0, '', false],
    ['example.com', 'com', 0, '', false],
    ['udp:example.com:5060', 'a.b.example.com', 5060, 'udp', true],
    ['udp:example.com:5060', 'a.example.com', 5061, 'udp', false],
    ['udp:example.com:5060', 'a.example.com', 5060, 'tls', false],
    ['udp:example.com:5060', 'a.example.com', 0, '', true],
  ] as const)('%s: %s port %i %s is %s', (text, host, port, proto, result) => {
    expect(isBelow([parseSubdomains(text)], host, port, proto)).toBe(result);
  });

  it.each(['', ':', 'udp:', 'a b', '[::1]', 'example.com:x'])('%j is refused', (text) => {
    expect(() => parseSubdomains(text)).toThrow(/alias_subdomains/);
  });

  it('makes them this server until it stops', async () => {
    const own = await testServer({
      modules: ['corex'],
      params: { corex: { alias_subdomains: ['example.org', 'example.net:5080'] } },
    });
    const { sockets } = own.core;
    expect(sockets.isMyself('pbx.example.org', 0, '')).toBe(true);
    expect(sockets.isMyself('pbx.example.net', 5080, '')).toBe(true);
    expect(sockets.isMyself('pbx.example.net', 5060, '')).toBe(false);
    await own.contribution('corex')!.stop!();
    expect(sockets.isMyself('pbx.example.org', 0, '')).toBe(false);
  });
});
