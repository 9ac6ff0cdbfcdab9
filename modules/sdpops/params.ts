import { z } from '../../runtime/module.ts';

/** The module has no parameters. */
export const params: z.ZodObject<{}, z.core.$strict> = z.strictObject({});
