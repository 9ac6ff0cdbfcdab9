import { z } from '../../runtime/module.ts';

type Texts = z.ZodDefault<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>>;

const text: z.ZodString = z.string().min(1);
const texts = (about: string): Texts =>
  z
    .union([text, z.array(text)])
    .default([])
    .describe(`${about} Default none.`);

/** Parameters of the module, with Kamailio's names. */
export const params: z.ZodObject<
  {
    alias_subdomains: Texts;
    dns_cache: Texts;
    dns_file: Texts;
    nio_intercept: z.ZodDefault<z.ZodNumber>;
    nio_min_msg_len: z.ZodDefault<z.ZodNumber>;
    nio_msg_avp: z.ZodDefault<z.ZodString>;
  },
  z.core.$strict
> = z.strictObject({
  alias_subdomains: texts(
    'Domains that are this server, with all their sub-domains: "example.com", "udp:example.com:5060", or a list of such.',
  ),
  dns_cache: texts(
    'Records that the server knows from its start: "type=A;name=example.com;addr=192.0.2.1;ttl=3600", or a list of such. type A, AAAA or SRV (with priority, weight, port; addr is the target); flags 1: shall not be resolved, 2: for ever, 3: both.',
  ),
  dns_file: texts(
    'Files with such records, one on a line, `#` in front of comments; a path from where the server is started, or a list.',
  ),
  nio_intercept: z.int().default(0).describe('Accepted for compatibility; not used here. Default 0.'),
  nio_min_msg_len: z.int().default(0).describe('Accepted for compatibility; not used here. Default 0.'),
  nio_msg_avp: z.string().default('').describe('Accepted for compatibility; not used here. Default "".'),
});
