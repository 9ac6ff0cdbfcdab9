import type { RouteContext } from '../../../runtime/routing/context.ts';
import type { Value } from '../../../runtime/routing/avps.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';
import { testServer, type Arrival, type TestServer } from '../../support/context.ts';

/** The server of the recordings with the runtime's own functions only. */
export function bareServer(): Promise<TestServer> {
  return testServer({ modules: [] });
}

/** A request as text; fields that are given stand in the place of those of the same name, or behind them. */
export function invite(parts: { line?: string; fields?: readonly string[]; body?: string } = {}): string {
  const fields = [
    'Via: SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bKnashds8',
    'Max-Forwards: 70',
    'From: Alice <sip:alice@atlanta.example.com>;tag=1928301774',
    'To: Bob <sip:bob@biloxi.example.com>',
    'Call-ID: a84b4c76e66710',
    'CSeq: 314159 INVITE',
    'Contact: <sip:alice@pc33.example.com>',
  ];
  return text(parts.line ?? 'INVITE sip:bob@biloxi.example.com SIP/2.0', fields, parts.fields ?? [], parts.body ?? '');
}

/** A reply as text. */
export function ok(parts: { line?: string; fields?: readonly string[]; body?: string } = {}): string {
  const fields = [
    'Via: SIP/2.0/UDP 198.51.100.10;branch=z9hG4bKcydzigwkX;i=1',
    'Via: SIP/2.0/UDP 198.51.100.99:5099;branch=z9hG4bKnashds8',
    'From: Alice <sip:alice@atlanta.example.com>;tag=1928301774',
    'To: Bob <sip:bob@biloxi.example.com>;tag=a6c85cf',
    'Call-ID: a84b4c76e66710',
    'CSeq: 314159 INVITE',
    'Contact: <sip:bob@192.0.2.4>',
  ];
  return text(parts.line ?? 'SIP/2.0 200 OK', fields, parts.fields ?? [], parts.body ?? '');
}

function text(line: string, fields: readonly string[], given: readonly string[], body: string): string {
  const nameOf = (field: string): string => field.slice(0, field.indexOf(':')).trim().toLowerCase();
  const names = new Set(given.map(nameOf));
  const all = [...fields.filter((field) => !names.has(nameOf(field))), ...given, `Content-Length: ${body.length}`];
  return `${line}\r\n${all.join('\r\n')}\r\n\r\n${body}`;
}

/** A context and short hands for its variables. */
export class Arrived {
  readonly server: TestServer;
  readonly cx: RouteContext;

  constructor(server: TestServer, message: string, arrival: Arrival = {}) {
    this.server = server;
    this.cx = server.context(message, arrival);
  }

  get(name: string): Value | null {
    return this.server.pv.get(this.cx, name);
  }
  set(name: string, value: Value | null): boolean {
    return this.server.pv.set(this.cx, name, value);
  }
  /** The message as it would leave now, without our Via. */
  get leaving(): string {
    const { cx } = this;
    const line = cx.message.isRequest && cx.target.uri !== '' ? `${cx.message.method} ${cx.target.uri} SIP/2.0\r\n` : '';
    return serialize(cx.message, line, [], null);
  }
  /** The line of a header as it would leave now. */
  line(name: string): string | undefined {
    return this.leaving.split('\r\n').find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  }
  get errors(): string[] {
    return this.server.log.texts('error');
  }
}
