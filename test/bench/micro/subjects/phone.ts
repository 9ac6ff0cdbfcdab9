// What the subjects have in common: a server without network, and messages of a phone behind a NAT.

import type { RouteContext } from '../../../../runtime/routing/context.ts';
import type { SipMessage } from '../../../../runtime/sip/message.ts';
import { parseMessage } from '../../../../runtime/sip/parser.ts';
import { testServer, type Endpoint, type TestServer } from '../../../support/context.ts';
import { callText, invite, register } from '../../messages.ts';

/** Where the NAT lets the phone's messages out. */
const SOURCE: Endpoint = { ip: '203.0.113.77', port: 40_000, proto: 'udp' };
const MODULES: readonly string[] = ['tm', 'tmx', 'sl', 'rr', 'pv', 'siputils', 'textops', 'usrloc', 'registrar', 'nathelper'];

/** @returns the text of an INVITE, its call's number filled in */
export function inviteText(call: number, uri: string = 'sip:bob@198.51.100.10'): string {
  return flat(invite(uri).replaceAll('{call}', callText(call)));
}

/** @returns the text of a REGISTER */
export function registerText(call: number, cseq: number): string {
  const text = register('sip:198.51.100.10').replaceAll('{call}', callText(call));
  return flat(text.replace('{cseq}', String(cseq)));
}

/** @returns the parsed message */
export function parsed(text: string): SipMessage {
  return parseMessage(text)!;
}

/** A server whose functions are called one by one. */
export function phoneServer(): Promise<TestServer> {
  return testServer({ modules: MODULES });
}

/** @returns the context of a message that the phone sent */
export function arrived(server: TestServer, message: SipMessage): RouteContext {
  return server.context(message, { src: SOURCE });
}

/** A namespace of KSR, `nathelper` or `pv`, for this message. */
export function functions<T>(server: TestServer, cx: RouteContext, namespace: string): T {
  return server.ksr(cx)[namespace] as T;
}

// as it comes from the network: one piece, not the joints that it was made of
function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
