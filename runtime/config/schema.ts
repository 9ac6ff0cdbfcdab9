// The core options as zod checks them. Messages complete the sentence "<file>: <option> ..."; without one, wording.ts makes it.

import { z } from 'zod';

import type { Advertised, Config, ListenEntry, ResolvedListenEntry } from './types.ts';

const PORT: Readonly<Record<ListenEntry['proto'], number>> = { udp: 5060, tcp: 5060, tls: 5061, ws: 80, wss: 443 };

/** The core options, all but `modules`, whose schemas the modules have, and with `routes` as it was written. */
export type CoreConfig = Omit<Config, 'modules'>;

const switched = z
  .union([z.boolean(), z.literal(0), z.literal(1)], { error: 'must be true or false' })
  .transform((value) => value === true || value === 1);

const count = (least: number, most: number, standard: number) => z.int().min(least).max(most).default(standard);

/** A header field's value: one line of visible text, so that no configuration can write a second field. */
const headerValue = (name: string) =>
  z
    .string()
    .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), { error: 'must be one line of text' })
    // Kamailio's option holds the whole field, `Server: ksr`.
    .transform((text) => (text.toLowerCase().startsWith(`${name}:`) ? text.slice(name.length + 1).trim() : text))
    .default('ksr');

const port = z.int().min(0).max(65_535);

const advertised = z
  .union([z.string(), z.strictObject({ host: z.string().min(1), port: port.default(0) })], {
    error: 'must be a text such as "203.0.113.1:5060" or { host, port }',
  })
  .transform((value, context): Advertised => {
    const found = typeof value === 'string' ? hostAndPort(value) : { host: unbracketed(value.host), port: value.port };
    if (found) return found;
    context.addIssue({ code: 'custom', message: 'must be a name or an address, with :port if need be; IPv6 in brackets' });
    return z.NEVER;
  });

const listenEntry = z
  .strictObject({
    proto: z.enum(['udp', 'tcp', 'tls', 'ws', 'wss']),
    address: z.string().min(1),
    port: port.optional(),
    advertise: advertised.optional(),
    name: z.string().default(''),
  })
  .transform((entry): ResolvedListenEntry => ({
    proto: entry.proto,
    address: unbracketed(entry.address),
    port: entry.port ?? PORT[entry.proto],
    advertise: entry.advertise,
    name: entry.name,
  }));

const listName: z.ZodDefault<z.ZodString> = z
  .string()
  .regex(/^[A-Za-z0-9_.-]*$/, 'must be the name of an xavp, without $ and brackets')
  .default('');

/** Checks the core options and puts in the defaults. */
export const coreSchema: z.ZodType<CoreConfig> = z
  .strictObject({
    listen: z
      .array(z.union([z.string().min(1), listenEntry]))
      .min(1)
      .default(['udp:0.0.0.0:5060']),
    advertise: advertised.optional(),
    aliases: z.array(z.string().min(1)).default([]),
    routes: z.string().min(1).default('./routes/routes.ts'),
    defines: z
      .record(z.string(), z.union([z.string(), z.number()], { error: 'must be a text or a number' }))
      .default({})
      .transform((defines): ReadonlyMap<string, string | number> => new Map(Object.entries(defines))),
    log: z
      .strictObject({ level: z.enum(['debug', 'info', 'notice', 'warn', 'error', 'fatal', 'silent']).default('info') })
      .prefault({}),
    server_header: headerValue('server'),
    user_agent_header: headerValue('user-agent'),
    server_id: count(0, 2_147_483_647, 0),
    xavp_via_params: listName,
    xavp_via_fields: listName,
    xavp_via_reply_params: listName,
    max_branches: count(1, 31, 12),
    use_dns_failover: switched.default(false),
    dns_srv_lb: switched.default(false),
    dns_try_ipv6: switched.default(true),
    dns_cache_negative_ttl: count(0, 2_147_483_647, 60),
    dns_cache_min_ttl: count(0, 2_147_483_647, 0),
    dns_cache_max_ttl: count(1, 2_147_483_647, 86_400),
    force_rport: switched.default(false),
    mhomed: switched.default(false),
    reply_to_via: switched.default(false),
    limits: z
      .strictObject({
        maxTransactions: count(1, 100_000_000, 100_000),
        maxMessageSize: count(1_000, 16_777_216, 65_535),
        maxHeaders: count(16, 65_535, 256),
        maxKeySize: count(64, 65_535, 1_024),
      })
      .prefault({}),
    warmUp: count(0, 60_000, 2_000),
    shutdownGrace: z.number().min(0).max(3_600).default(5),
  })
  .transform((config): CoreConfig => ({ ...config, advertise: config.advertise }));

/** Reads `host`, `host:port`, `[v6]`, `[v6]:port`. @returns undefined for anything else */
function hostAndPort(text: string): Advertised | undefined {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^\s:[\];,]+)(?::(\d{1,5}))?$/.exec(text);
  if (!match?.[1]) return undefined;
  const number = match[2] === undefined ? 0 : Number(match[2]);
  return number <= 65_535 ? { host: unbracketed(match[1]), port: number } : undefined;
}

function unbracketed(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}
