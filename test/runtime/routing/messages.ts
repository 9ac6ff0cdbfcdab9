import { requestText, replyText, type RequestText, type ReplyText } from './scene.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import type { SipMessage } from '../../../runtime/sip/message.ts';
import { testServer, type Endpoint, type ServerOptions, type TestServer } from '../../support/context.ts';

// Messages and contexts for tests of plain functions: no network, no time.

/** Where requests of these tests come from, unless they say otherwise. */
export const CALLER: Endpoint = { ip: '203.0.113.77', port: 5060, proto: 'udp' };

export function request(method: string = 'INVITE', of: RequestText = {}): SipMessage {
  return parseMessage(requestText(method, 'udp:203.0.113.77:5060', of))!;
}

/** A reply as it comes back: our Via on top of those that the request had. */
export function replyTo(message: SipMessage, ownVia: string, status: number = 200, of: ReplyText = {}): SipMessage {
  const sent = message.text.replace('\r\nVia:', `\r\nVia: ${ownVia}\r\nVia:`);
  return parseMessage(replyText(sent, status, of))!;
}

/** A server whose only module is none: the core alone. */
export function bareServer(options: ServerOptions = {}): Promise<TestServer> {
  return testServer({ modules: [], ...options });
}

/** The context of a request that arrived from CALLER, or from elsewhere. */
export function arrived(
  server: TestServer,
  of: RequestText & { readonly method?: string } = {},
  src: Endpoint = CALLER,
): RouteContext {
  return server.context(requestText(of.method ?? 'INVITE', `udp:${src.ip}:${src.port}`, of), { src });
}
