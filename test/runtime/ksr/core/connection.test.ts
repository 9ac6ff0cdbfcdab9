import { beforeEach, describe, expect, it } from 'vitest';
import { FORWARD_CLOSE, FORWARD_NO_CONNECT, REPLY_CLOSE, REPLY_NO_CONNECT } from '../../../../runtime/routing/connection.ts';
import type { LocalSocket } from '../../../../runtime/transport/types.ts';
import type { TestServer } from '../../../support/context.ts';
import { bareServer, invite } from '../arrive.ts';
import { Called } from './facade.ts';

let server: TestServer;
beforeEach(async () => {
  server = await bareServer();
});

describe('what becomes of connections', () => {
  it.each([
    ['set_forward_close', FORWARD_CLOSE],
    ['set_forward_no_connect', FORWARD_NO_CONNECT],
    ['set_reply_close', REPLY_CLOSE],
    ['set_reply_no_connect', REPLY_NO_CONNECT],
  ] as const)('%s is noted', (fn, bit) => {
    const called = new Called(server);
    expect([called.ksr[fn](), called.ksr[fn](), called.cx.connection]).toEqual([true, true, bit]);
  });

  it('is noted together', () => {
    const { ksr, cx } = new Called(server);
    ksr.set_forward_close();
    ksr.set_reply_no_connect();
    expect(cx.connection).toBe(FORWARD_CLOSE | REPLY_NO_CONNECT);
  });
});

describe('aliases of connections', () => {
  /** A request over a connection, and the aliases that were asked for. */
  function over(via: string): { called: Called; aliases: unknown[] } {
    const tcp = { ip: '203.0.113.77', port: 40000, proto: 'tcp' } as const;
    const called = new Called(server, invite({ fields: [`Via: ${via}`] }), tcp);
    const aliases: unknown[] = [];
    const { source } = called.cx;
    const socket: LocalSocket = Object.create(source.socket, {
      alias: { value: (...args: unknown[]) => void aliases.push(args) },
    }) as LocalSocket;
    called.cx.source = Object.create(source, { socket: { value: socket } }) as typeof source;
    return { called, aliases };
  }

  it.each([
    [5070, [[1, '203.0.113.77', 5070]]],
    [65535, [[1, '203.0.113.77', 65535]]],
    ['5070', [[1, '203.0.113.77', 5070]]],
    [0, []],
    [-1, []],
    [65536, []],
    [NaN, []],
    [null, []],
  ])('add_tcp_alias(%j)', (port, added) => {
    const { called, aliases } = over('SIP/2.0/TCP 203.0.113.77:5062;branch=z9hG4bK1');
    expect([called.ksr.add_tcp_alias(port as number), aliases]).toEqual([1, added]);
  });

  it.each([
    ['SIP/2.0/TCP 10.0.0.1:5062;branch=z9hG4bK1', 5062],
    ['SIP/2.0/TCP 10.0.0.1;branch=z9hG4bK1', 5060],
  ])('add_tcp_alias_via() takes the port of %s', (via, port) => {
    const { called, aliases } = over(via);
    expect([called.ksr.add_tcp_alias_via(), aliases]).toEqual([1, [[1, '203.0.113.77', port]]]);
  });

  it('succeed over UDP, where there are none', () => {
    const { ksr } = new Called(server);
    expect([ksr.add_tcp_alias(5070), ksr.add_tcp_alias_via()]).toEqual([1, 1]);
  });
});
