import { z } from '../../runtime/module.ts';

const NAME: z.ZodString = z.string().min(1);

/** Parameters of the module, with Kamailio's names. */
export const params: z.ZodObject<
  { variable: z.ZodDefault<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>> },
  z.core.$strict
> = z.strictObject({
  variable: z
    .union([NAME, z.array(NAME)])
    .default([])
    .describe('Counters of the routes, one or several: "name", or "name/no_reset" for one that is never reset. Default none.'),
});
