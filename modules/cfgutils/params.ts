import { z } from '../../runtime/module.ts';

/** Parameters of the module, with Kamailio's names, and one of our own. */
export const params: z.ZodObject<
  {
    initial_probability: z.ZodDefault<z.ZodNumber>;
    lock_set_size: z.ZodDefault<z.ZodNumber>;
    lockLimit: z.ZodDefault<z.ZodNumber>;
  },
  z.core.$strict
> = z.strictObject({
  initial_probability: z
    .int()
    .min(0)
    .max(100)
    .default(10)
    .describe('Probability of rand_event(), in percent, until a route sets another. 0 to 100, default 10.'),
  lock_set_size: z.int().min(0).default(0).describe('Taken and not used: each key has a lock of its own. Default 0.'),
  lockLimit: z
    .int()
    .min(100)
    .max(3_600_000)
    .default(60_000)
    .describe('Milliseconds after which a run of a route loses a lock that another wants. Default 60000.'),
});
