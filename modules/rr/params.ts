import { z } from '../../runtime/module.ts';

type Switch = z.ZodDefault<z.ZodUnion<readonly [z.ZodLiteral<0>, z.ZodLiteral<1>]>>;

const flag = (by: 0 | 1, text: string): Switch =>
  z
    .union([z.literal(0), z.literal(1)])
    .default(by)
    .describe(`${text} Default ${by}.`);

/** Parameters of the module, with Kamailio's names. */
export const params: z.ZodObject<
  {
    append_fromtag: Switch;
    enable_double_rr: z.ZodDefault<z.ZodUnion<readonly [z.ZodLiteral<0>, z.ZodLiteral<1>, z.ZodLiteral<2>]>>;
    enable_full_lr: Switch;
    add_username: Switch;
    enable_socket_mismatch_warning: Switch;
    custom_user_avp: z.ZodDefault<z.ZodString>;
    force_send_socket: Switch;
    ignore_sips: Switch;
    sockname_mode: Switch;
    loose_route_mode: z.ZodDefault<z.ZodNumber>;
  },
  z.core.$strict
> = z.strictObject({
  append_fromtag: flag(1, '1: Record-Route carries the tag of the caller as `ftag`; directions and $rdir need it.'),
  enable_double_rr: z
    .union([z.literal(0), z.literal(1), z.literal(2)])
    .default(1)
    .describe(
      'Two Record-Route entries: 1 when a request leaves from another socket than it arrived on, 2 always, 0 never (then the other side can not send back over it). Default 1.',
    ),
  enable_full_lr: flag(0, '1: write `lr=on`, for peers that want a value.'),
  add_username: flag(0, '1: Record-Route carries the user of the Request-URI.'),
  enable_socket_mismatch_warning: flag(1, '1: log a Route of ours that names a socket which the server has not.'),
  custom_user_avp: z
    .string()
    .default('')
    .describe('AVP with the user for Record-Route, `$avp(x)`; goes before add_username. Default none.'),
  force_send_socket: flag(0, '1: requests leave from the socket that our Route names, also when there was a single entry.'),
  ignore_sips: flag(0, '1: Record-Route is sip: also when Request-URI or Route is sips:.'),
  sockname_mode: flag(0, '1: Record-Route carries the name of the socket as `sn`.'),
  loose_route_mode: z.int().min(0).max(3).default(0).describe('Mask for loose_route(), as for loose_route_mode(). Default 0.'),
});
