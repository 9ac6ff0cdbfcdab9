import { z } from '../../runtime/module.ts';

type Switch = z.ZodDefault<z.ZodUnion<readonly [z.ZodLiteral<0>, z.ZodLiteral<1>]>>;

const flag = (text: string): Switch =>
  z
    .union([z.literal(0), z.literal(1)])
    .default(0)
    .describe(`${text} Default 0.`);

/** Parameters of the module, with Kamailio's names. */
export const params: z.ZodObject<
  {
    use_received: Switch;
    received_format: Switch;
    received_name: z.ZodDefault<z.ZodString>;
    enable_r2: Switch;
    sockname_mode: Switch;
  },
  z.core.$strict
> = z.strictObject({
  use_received: flag(
    '1: `rr.loose_route()` makes the source address that our own Route carries the next hop; needs module rr. Whoever may send a Route may name any.',
  ),
  received_format: flag(
    'How the source address is written: 0 as URI, `sip:192.0.2.1:5060%3Btransport%3Dtcp`; 1 as `192.0.2.1~5060~2`.',
  ),
  received_name: z
    .string()
    .regex(/^[A-Za-z0-9._~+-]+$/, 'must be the name of a URI parameter')
    .default('received')
    .describe('Name of the URI parameter with the source address. Default "received".'),
  enable_r2: flag(
    '1: two Path fields, with the socket that the request leaves from and the one that it arrived on, both with `r2=on`.',
  ),
  sockname_mode: flag('1: Path carries the name of the socket as `sn`.'),
});
