import { z } from '../../runtime/module.ts';

const NAME: z.ZodString = z.string().min(1);

/** Parameters of the module, with Kamailio's names. */
export const params: z.ZodObject<
  {
    script_counter: z.ZodDefault<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>>;
    script_cnt_grp_name: z.ZodDefault<z.ZodString>;
  },
  z.core.$strict
> = z.strictObject({
  script_counter: z
    .union([NAME, z.array(NAME)])
    .default([])
    .describe(
      'Counters of the routes, one or several: "[group.]name", with a description behind a space if wanted. Default none.',
    ),
  script_cnt_grp_name: NAME.default('script').describe('Group of counters that are written without one. Default "script".'),
});
