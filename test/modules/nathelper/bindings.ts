// A server whose location table can be filled by hand.

import type { Binding, BindingValues, LocationTable, Usrloc } from '../../../modules/usrloc/api.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { NamedAddresses } from '../../support/core.ts';
import { testServer, type TestServer } from '../../support/context.ts';

/** Flags of the tests. */
export const NAT_FLAG: number = 1 << 6;
export const SIP_FLAG: number = 1 << 7;
export const OFF_FLAG: number = 1 << 8;

/** Parameters that turn SIP pings on. */
export const SIP_PINGS: Readonly<Record<string, unknown>> = { sipping_bflag: 7, sipping_from: 'sip:pinger@example.com' };

const HOUR = 3600;

/** A server that pings, and its location table. */
export interface PingingServer {
  readonly server: TestServer;
  readonly usrloc: Usrloc;
  readonly table: LocationTable;
  /** Stores a contact of alice, which registered over the first socket. */
  add(values: Partial<BindingValues>, aor?: string): Binding;
  /** Moves the clock. @returns the pings that left: `host:port payload` */
  pings(seconds: number): string[];
}

/** @param params of nathelper; `natping_interval` is 1 unless given */
export async function pingingServer(
  params: Readonly<Record<string, unknown>> = {},
  serverId: number = 0,
): Promise<PingingServer> {
  const server = await testServer({
    modules: ['usrloc', 'nathelper'],
    params: { nathelper: { natping_interval: 1, ...params }, usrloc: { nat_bflag: 6 } },
    dns: new NamedAddresses({ 'phone.example.com': ['198.51.100.77'], 'six.example.com': ['2001:db8::66'] }),
    options: { serverId },
  });
  const reason = server.broken.get('nathelper');
  if (reason !== undefined) throw new Error('nathelper is not there', { cause: reason });
  await server.host.start();
  const usrloc = server.contribution('usrloc')!.api as Usrloc;
  const table = usrloc.open('location');
  return {
    server,
    usrloc,
    table,
    add: (values, aor = 'alice') => table.insert(aor, { ...usual(usrloc), ...values }),
    pings: (seconds) => {
      server.sent.length = 0;
      server.clock.advance(seconds * 1000);
      return server.sent.map(({ ip, port, text }) => `${ip}:${port} ${payload(text)}`);
    },
  };
}

function payload(text: string): string {
  return text === '\0\0\0\0' ? 'zeros' : (parseMessage(text)?.method ?? 'broken');
}

/** @returns what a contact of alice says unless a test says otherwise */
export function usual(usrloc: Usrloc): BindingValues {
  return {
    uri: 'sip:alice@203.0.113.77:40000',
    received: '',
    path: '',
    expires: usrloc.now() + HOUR,
    q: -1,
    callId: 'reg1',
    cseq: 1,
    flags: 0,
    cflags: 0,
    userAgent: '',
    socket: 'udp:198.51.100.10:5060',
    methods: 0xffffffff,
    instance: '',
    regId: 0,
    serverId: usrloc.serverId,
    connectionId: 0,
    flow: '',
    attributes: null,
  };
}
