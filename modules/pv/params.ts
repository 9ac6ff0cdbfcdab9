import { z } from '../../runtime/module.ts';

type Texts = z.ZodDefault<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>>;

const texts: Texts = z.union([z.string(), z.array(z.string())]).default([]);

/** Parameters of the module, with Kamailio's names. */
export const params: z.ZodObject<{ shvset: Texts; varset: Texts }, z.core.$strict> = z.strictObject({
  shvset: texts.describe('First values of $shv variables, one or several: "name=s:text", "name=i:number". Default none.'),
  varset: texts.describe('First values of $var variables, written as in shvset. Default none.'),
});
