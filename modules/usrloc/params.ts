import { z } from '../../runtime/module.ts';

type OnOff = z.ZodDefault<z.ZodUnion<readonly [z.ZodLiteral<0>, z.ZodLiteral<1>]>>;
type Whole = z.ZodDefault<z.ZodInt>;

const onOff = z.union([z.literal(0), z.literal(1)]).default(0);

/** Parameters of the module, with Kamailio's names. */
export const params: z.ZodObject<
  {
    nat_bflag: Whole;
    use_domain: OnOff;
    desc_time_order: OnOff;
    timer_interval: Whole;
    matching_mode: z.ZodDefault<z.ZodUnion<readonly [z.ZodLiteral<0>, z.ZodLiteral<1>, z.ZodLiteral<2>, z.ZodLiteral<3>]>>;
    cseq_delay: Whole;
    db_mode: z.ZodDefault<z.ZodLiteral<0>>;
    preload: z.ZodDefault<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>>;
    xavp_contact: z.ZodDefault<z.ZodString>;
    hash_size: Whole;
    timer_procs: Whole;
    load_rank: Whole;
  },
  z.core.$strict
> = z.strictObject({
  nat_bflag: z
    .int()
    .min(-1)
    .max(31)
    .default(-1)
    .describe('Number of the branch flag that marks contacts behind a NAT; -1 (default): none.'),
  use_domain: onOff.describe('1: an AoR is user@domain. 0 (default): the user alone, whatever the domain.'),
  desc_time_order: onOff.describe('1: contacts stand newest first. 0 (default): by q, then oldest first.'),
  timer_interval: z
    .int()
    .min(1)
    .max(86_400)
    .default(60)
    .describe('Seconds within which expired contacts are removed; default 60. They are not used from the moment they expire.'),
  matching_mode: z
    .union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)])
    .default(0)
    .describe(
      'What a contact is recognised by when it registers again: 0 (default) its URI, 1 URI and Call-ID, 2 URI and Path, 3 Call-ID only. One with +sip.instance always by that and its reg-id.',
    ),
  cseq_delay: z
    .int()
    .min(0)
    .max(86_400)
    .default(20)
    .describe('Seconds in which a REGISTER with the same Call-ID and CSeq counts as a retransmission; default 20.'),
  db_mode: z.literal(0).default(0).describe('Where contacts are kept: 0 (default), in memory.'),
  preload: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .describe('Tables to make at start. Any other is made when it is first used.'),
  xavp_contact: z
    .string()
    .default('')
    .describe("Name of the $xavp that save() stores with a contact and lookup() brings back; default '': none."),
  hash_size: z.int().default(10).describe('Has no effect: tables grow as they need.'),
  timer_procs: z.int().default(0).describe('Has no effect: expiry runs beside the other work.'),
  load_rank: z.int().default(1).describe('Has no effect.'),
});
