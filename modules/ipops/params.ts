import { z } from '../../runtime/module.ts';

/** The module has no parameters. */
export const params: z.ZodObject<Record<never, never>, z.core.$strict> = z.strictObject({});
