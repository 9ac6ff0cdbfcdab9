import { z } from '../../runtime/module.ts';

type Text = z.ZodDefault<z.ZodString>;

/** Parameters of the module, with Kamailio's names. */
export const params: z.ZodObject<
  {
    options_accept: Text;
    options_accept_encoding: Text;
    options_accept_language: Text;
    options_support: Text;
    contact_flds_separator: Text;
  },
  z.core.$strict
> = z.strictObject({
  options_accept: z.string().default('*/*').describe('Accept in answers of options_reply(); empty for none. Default "*/*".'),
  options_accept_encoding: z
    .string()
    .default('')
    .describe('Accept-Encoding in answers of options_reply(); empty for none. Default "".'),
  options_accept_language: z
    .string()
    .default('en')
    .describe('Accept-Language in answers of options_reply(); empty for none. Default "en".'),
  options_support: z.string().default('').describe('Supported in answers of options_reply(); empty for none. Default "".'),
  contact_flds_separator: z
    .string()
    .length(1)
    .refine((one) => one > ' ' && one < '\x7f' && !'<>@'.includes(one), 'must be a character that can stand in the user of a URI')
    .default('*')
    .describe('Character between the parts of a Contact that encode_contact() wrote. Default "*".'),
});
