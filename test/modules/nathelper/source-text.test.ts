import { beforeAll, describe, expect, it } from 'vitest';
import { sourceAlias, sourceUri } from '../../../modules/nathelper/source-text.ts';
import { Source } from '../../../runtime/routing/source.ts';
import type { Proto } from '../../../runtime/transport/types.ts';
import type { TestServer } from '../../support/context.ts';
import { natServer } from './request.ts';

let server: TestServer;
beforeAll(async () => {
  server = await natServer();
});

describe('the source as text (spec/nathelper.md 1.3)', () => {
  it.each<[Proto, string, number, string, string]>([
    ['udp', '203.0.113.77', 5060, 'sip:203.0.113.77:5060', '203.0.113.77~5060~1'],
    ['tcp', '203.0.113.77', 1, 'sip:203.0.113.77:1;transport=tcp', '203.0.113.77~1~2'],
    ['tls', '203.0.113.77', 5061, 'sip:203.0.113.77:5061;transport=tls', '203.0.113.77~5061~3'],
    ['sctp', '203.0.113.77', 9, 'sip:203.0.113.77:9;transport=sctp', '203.0.113.77~9~4'],
    ['ws', '203.0.113.77', 9, 'sip:203.0.113.77:9;transport=ws', '203.0.113.77~9~5'],
    ['wss', '203.0.113.77', 9, 'sip:203.0.113.77:9;transport=ws', '203.0.113.77~9~6'],
    ['udp', '2001:db8::77', 5060, 'sip:[2001:db8::77]:5060', '[2001:db8::77]~5060~1'],
    ['wss', '2001:db8::77', 65535, 'sip:[2001:db8::77]:65535;transport=ws', '[2001:db8::77]~65535~6'],
  ])('%s %s:%i', (proto, ip, port, uri, alias) => {
    const source = new Source(server.sockets[0]!, ip, port, 0, proto);
    expect([sourceUri(source), sourceAlias(source)]).toEqual([uri, alias]);
  });
});
