import { z } from '../../runtime/module.ts';

/** Parameters of the module, with Kamailio's names. */
export const params: z.ZodObject<{ max_limit: z.ZodDefault<z.ZodNumber> }, z.core.$strict> = z.strictObject({
  max_limit: z
    .int()
    .min(0)
    .max(255)
    .default(70)
    .describe('Highest Max-Forwards that is passed on, 0 to 255 hops: a higher one is set to it. Default 70.'),
});
