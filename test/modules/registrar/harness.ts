import type { RouteContext } from '../../../runtime/routing/context.ts';
import type { RouteKind } from '../../../runtime/routing/route-kind.ts';
import type { Settings } from '../../../modules/registrar/registrar.ts';
import type { Binding, LocationTable, Usrloc } from '../../../modules/usrloc/api.ts';
import { testServer, type Arrival, type TestServer } from '../../support/context.ts';

/** What a REGISTER says; everything has a default. */
export interface RegisterParts {
  readonly method?: string;
  readonly user?: string;
  /** Whole value of To. */
  readonly to?: string;
  /** Values of Contact fields, one field each. */
  readonly contacts?: readonly string[];
  readonly callId?: string;
  readonly cseq?: number;
  /** Further header lines, without CRLF. */
  readonly headers?: readonly string[];
}

/** @returns a REGISTER of alice with one contact, CSeq 1 */
export function register(parts: RegisterParts = {}): string {
  const { method = 'REGISTER', user = 'alice', callId = 'call-1', cseq = 1, headers = [] } = parts;
  const { to = `<sip:${user}@example.com>`, contacts = [`<sip:${user}@192.0.2.4:5062>`] } = parts;
  return [
    `${method} sip:example.com SIP/2.0`,
    'Via: SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bKreg',
    `From: <sip:${user}@example.com>;tag=r1`,
    `To: ${to}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq} ${method}`,
    ...contacts.map((contact) => `Contact: ${contact}`),
    ...headers,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

/** @returns a request to a URI */
export function request(uri: string = 'sip:alice@example.com', method: string = 'INVITE', toTag: string = ''): string {
  return [
    `${method} ${uri} SIP/2.0`,
    'Via: SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bKinv',
    'From: <sip:bob@example.com>;tag=i1',
    `To: <sip:alice@example.com>${toTag}`,
    'Call-ID: inv-1',
    `CSeq: 1 ${method}`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

/** The functions of KSR.registrar, as a script in plain JavaScript may call them. */
export type AnyRegistrar = Record<string, (...args: unknown[]) => unknown>;

/** How save() went. */
export interface SavedAs {
  readonly result: unknown;
  /** Code and reason of the answer, '' when there was none. */
  readonly status: string;
  /** Header fields of the answer that stand behind CSeq, without Server and Content-Length. */
  readonly headers: readonly string[];
  readonly cx: RouteContext;
}

/** A server with registrar and usrloc, and nothing registered. */
export class RegistrarServer {
  readonly server: TestServer;

  constructor(server: TestServer) {
    this.server = server;
  }

  get usrloc(): Usrloc {
    return this.server.contribution('usrloc')!.api as Usrloc;
  }
  get table(): LocationTable {
    return this.usrloc.open('location');
  }
  /** @returns the bindings of an AoR in order */
  bindings(aor: string = 'alice'): Binding[] {
    const found: Binding[] = [];
    for (let at = this.usrloc.table('location')?.get(aor) ?? null; at !== null; at = at.next) found.push(at);
    return found;
  }
  uris(aor: string = 'alice'): string[] {
    return this.bindings(aor).map(({ uri }) => uri);
  }

  context(text: string, arrival: Arrival = {}): RouteContext {
    return this.server.context(text, arrival);
  }
  functions(cx: RouteContext): AnyRegistrar {
    return this.server.ksr(cx)['registrar'] as AnyRegistrar;
  }

  /** Handles a REGISTER with save(). */
  save(text: string | RegisterParts = {}, flags: number = 0, arrival: Arrival = {}): SavedAs {
    return this.saveIn(this.context(typeof text === 'string' ? text : register(text), arrival), flags);
  }
  saveIn(cx: RouteContext, flags: unknown = 0, table: unknown = 'location'): SavedAs {
    this.server.sent.length = 0;
    const result = this.functions(cx)['save']!(table, flags);
    return { result, cx, ...this.answer() };
  }
  /** @returns the last thing that was sent */
  answer(): { readonly status: string; readonly headers: readonly string[] } {
    const text = this.server.sent.at(-1)?.text ?? '';
    const lines = text.split('\r\n');
    const from = lines.findIndex((line) => line.startsWith('CSeq:'));
    const headers = lines.slice(from + 1).filter((line) => line !== '' && !/^(?:Server|Content-Length):/.test(line));
    return { status: (lines[0] ?? '').slice('SIP/2.0 '.length), headers: text === '' ? [] : headers };
  }
  /** Calls a function on a request. */
  call(name: string, args: readonly unknown[], cx: RouteContext = this.context(request())): unknown {
    return this.functions(cx)[name]!(...args);
  }
  /** @returns a context of that kind of route */
  inRoute(kind: RouteKind, text: string = request()): RouteContext {
    return this.context(text, { kind });
  }
  wait(seconds: number): void {
    this.server.clock.advance(seconds * 1000);
  }
}

/** Makes such a server. */
export async function registrarServer(
  registrar: Partial<Settings> = {},
  usrloc: Record<string, unknown> = {},
): Promise<RegistrarServer> {
  const server = await testServer({ modules: ['usrloc', 'registrar'], params: { registrar, usrloc } });
  for (const name of ['usrloc', 'registrar']) {
    if (server.broken.has(name)) throw new Error(`module ${name} is not there`, { cause: server.broken.get(name) });
  }
  return new RegistrarServer(server);
}

/** `Contact: <sip:alice@192.0.2.4:5062>;expires=3600` */
export function contactHeader(...contacts: readonly string[]): string {
  return `Contact: ${contacts.join(', ')}`;
}
