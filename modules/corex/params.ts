import { z } from '../../runtime/module.ts';

const text: z.ZodString = z.string().min(1);

/** Parameters of the module, with Kamailio's names. */
export const params: z.ZodObject<
  { alias_subdomains: z.ZodDefault<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>> },
  z.core.$strict
> = z.strictObject({
  alias_subdomains: z
    .union([text, z.array(text)])
    .default([])
    .describe(
      'Domains that are this server, with all their sub-domains: "example.com", "udp:example.com:5060", or a list of such. Default none.',
    ),
});
