import { z } from '../../runtime/module.ts';
import { facilityOf } from './levels.ts';

const flag: z.ZodNumber = z.int().min(0).max(1);

/** Parameters of the module, with Kamailio's names. */
export const params: z.ZodObject<
  {
    buf_size: z.ZodDefault<z.ZodNumber>;
    prefix: z.ZodDefault<z.ZodString>;
    prefix_mode: z.ZodDefault<z.ZodNumber>;
    log_facility: z.ZodDefault<z.ZodString>;
    force_color: z.ZodDefault<z.ZodNumber>;
    log_colors: z.ZodDefault<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>>;
    long_format: z.ZodDefault<z.ZodNumber>;
    methods_filter: z.ZodDefault<z.ZodNumber>;
    auto_newline: z.ZodDefault<z.ZodNumber>;
  },
  z.core.$strict
> = z.strictObject({
  buf_size: z
    .int()
    .min(32)
    .max(65_536)
    .default(4096)
    .describe('Characters of a line at most; what is behind them is cut off. Default 4096.'),
  prefix: z.string().default('<script>: ').describe('What every line begins with. Default "<script>: ".'),
  prefix_mode: flag.default(0).describe('1: the prefix may hold variables, "$ci: ". 0 or 1, default 0.'),
  log_facility: z
    .string()
    .refine((name) => name === '' || facilityOf(name) !== null, 'has to be a facility of syslog, such as local0')
    .default('')
    .describe('Facility that lines carry as `facility`, such as "local0". Default none.'),
  force_color: flag.default(0).describe('Taken and not used: the log colours its lines by itself. Default 0.'),
  log_colors: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .describe('Taken and not used: the log has colours of its own. Default none.'),
  long_format: flag.default(0).describe('Taken and not used: lines carry their message, not a place in the routes. Default 0.'),
  methods_filter: z.int().default(-1).describe('Taken and not used: for functions that KEMI does not have. Default -1.'),
  auto_newline: flag.default(0).describe('Taken and not used: a line ends whether it says so or not. Default 0.'),
});
