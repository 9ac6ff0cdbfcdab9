import { breaksLine, isToken, z } from '../../runtime/module.ts';
import { parseRawSource } from './raw-source.ts';

const bflag = z.int().min(-1).max(31).default(-1);

/** Shape of the parameters, for `isolatedDeclarations`. */
type Shape = {
  natping_interval: z.ZodDefault<z.ZodInt>;
  ping_nated_only: z.ZodDefault<z.ZodInt>;
  natping_processes: z.ZodDefault<z.ZodInt>;
  natping_socket: z.ZodDefault<z.ZodString>;
  udpping_from_path: z.ZodDefault<z.ZodInt>;
  force_socket: z.ZodDefault<z.ZodString>;
  received_avp: z.ZodDefault<z.ZodString>;
  sipping_bflag: z.ZodDefault<z.ZodInt>;
  sipping_from: z.ZodDefault<z.ZodString>;
  sipping_method: z.ZodDefault<z.ZodString>;
  natping_disable_bflag: z.ZodDefault<z.ZodInt>;
  nortpproxy_str: z.ZodDefault<z.ZodString>;
  keepalive_timeout: z.ZodDefault<z.ZodInt>;
  ignore_path: z.ZodDefault<z.ZodInt>;
  append_sdp_oldmediaip: z.ZodDefault<z.ZodInt>;
  filter_server_id: z.ZodDefault<z.ZodInt>;
  nat_addr_mode: z.ZodDefault<z.ZodInt>;
  alias_name: z.ZodDefault<z.ZodString>;
};

/** Parameters of the module, with Kamailio's names and defaults (spec/nathelper.md 5). */
export const params: z.ZodObject<Shape, z.core.$strict> = z.strictObject({
  natping_interval: z
    .int()
    .min(0)
    .default(0)
    .describe('Seconds between two pings of one contact. 0, the default: nobody is pinged.'),
  ping_nated_only: z
    .int()
    .default(0)
    .describe('1: only contacts with the NAT flag of usrloc (nat_bflag) are pinged. Default 0: all of them.'),
  natping_processes: z
    .int()
    .min(0)
    .default(1)
    .describe('The pings of one second leave in ten times as many heaps, at most 100. Default 1.'),
  natping_socket: z
    .string()
    .refine((text) => text === '' || parseRawSource(text) !== null, 'must be an IPv4 address, with or without a port')
    .default('')
    .describe(
      "Source of pings with four octets, an IPv4 address that need not be the server's, 203.0.113.9:5060; needs a raw socket. Default: none.",
    ),
  udpping_from_path: z
    .int()
    .min(0)
    .default(0)
    .describe(
      'Pings with four octets have the address of a URI of the Path as source: 1 the last, 2 the first, 3 the second; needs a raw socket. Default 0: no.',
    ),
  force_socket: z
    .string()
    .default('')
    .describe('Socket of this server to send pings from, udp:198.51.100.10:5060. Default: where the contact registered.'),
  received_avp: z
    .string()
    .default('')
    .describe('AVP for fix_nated_register(), $avp(RECEIVED); the same as received_avp of registrar. Default: none.'),
  sipping_bflag: bflag.describe(
    'Number of the branch flag of contacts that are pinged with a SIP request, 0 to 31. Default -1: nobody is.',
  ),
  sipping_from: z
    .string()
    .refine((text) => !breaksLine(text), 'must not have a line end')
    .default('')
    .describe('URI for From of SIP pings, sip:pinger@example.com. Needed when sipping_bflag is set. Default: none.'),
  sipping_method: z
    .string()
    .min(1)
    .refine(isToken, 'must be a method')
    .default('OPTIONS')
    .describe('Method of SIP pings. Default OPTIONS.'),
  natping_disable_bflag: bflag.describe(
    'Number of the branch flag of contacts that are never pinged, 0 to 31. Default -1: none.',
  ),
  nortpproxy_str: z
    .string()
    .default('a=nortpproxy:yes')
    .describe('Line that fix_nated_sdp(4) adds, without line end; empty: none. Default a=nortpproxy:yes.'),
  keepalive_timeout: z
    .int()
    .min(0)
    .default(0)
    .describe('Seconds without an answer to SIP pings after which a UDP contact is given up. Default 0: never.'),
  ignore_path: z
    .int()
    .default(0)
    .describe(
      '1: SIP pings go to the contact itself, not to the first URI of its Path, and udpping_from_path does nothing. Default 0.',
    ),
  append_sdp_oldmediaip: z
    .int()
    .default(1)
    .describe('1, the default: fix_nated_sdp() keeps each replaced address in a line a=oldmediaip. 0: it does not.'),
  filter_server_id: z
    .int()
    .default(0)
    .describe('1: only contacts that were saved by a server with this server_id are pinged. Default 0: all.'),
  nat_addr_mode: z
    .int()
    .default(1)
    .describe('1, the default: 192.0.0.0/24 counts as private. Any other value: only 192.0.0.0/29.'),
  alias_name: z
    .string()
    .refine((name) => name === '' || isToken(name), 'must be a parameter name')
    .default('alias')
    .describe('Name of the URI parameter that carries the source address. Default alias, also when empty.'),
});

/** The parameters as the module gets them. */
export type Params = z.output<typeof params>;
