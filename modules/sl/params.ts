import { z } from '../../runtime/module.ts';

/** Parameters of the module, with Kamailio's names. */
export const params: z.ZodObject<
  {
    default_code: z.ZodDefault<z.ZodNumber>;
    default_reason: z.ZodDefault<z.ZodString>;
    bind_tm: z.ZodDefault<z.ZodNumber>;
    event_callback_fl_ack: z.ZodDefault<z.ZodString>;
    event_callback_lres_sent: z.ZodDefault<z.ZodString>;
  },
  z.core.$strict
> = z.strictObject({
  default_code: z.int().min(100).max(699).default(500).describe('Status when a route gives none that is usable. Default 500.'),
  default_reason: z
    .string()
    .default('Internal Server Error')
    .describe('Reason when a route gives none that is usable. Default "Internal Server Error".'),
  bind_tm: z
    .int()
    .min(0)
    .max(1)
    .default(1)
    .describe('send_reply answers with the transaction when there is one. 0 or 1, default 1.'),
  event_callback_fl_ack: z
    .string()
    .default('')
    .describe(
      'Exported function that runs for each ACK of a stateless reply, with the event name sl:filtered-ack. Default "": none.',
    ),
  event_callback_lres_sent: z
    .string()
    .default('')
    .describe('Exported function that runs for each stateless reply, with the event name sl:local-response. Default "": none.'),
});
