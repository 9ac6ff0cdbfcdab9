import { z } from '../../runtime/module.ts';

type OnOff = z.ZodDefault<z.ZodUnion<readonly [z.ZodLiteral<0>, z.ZodLiteral<1>]>>;
type Mode = z.ZodDefault<z.ZodUnion<readonly [z.ZodLiteral<0>, z.ZodLiteral<1>, z.ZodLiteral<2>]>>;
type Whole = z.ZodDefault<z.ZodInt>;
type Text = z.ZodDefault<z.ZodString>;

const MOST_SECONDS = 100_000_000;

const onOff = (standard: 0 | 1) => z.union([z.literal(0), z.literal(1)]).default(standard);
const mode = (standard: 0 | 1 | 2) => z.union([z.literal(0), z.literal(1), z.literal(2)]).default(standard);
const seconds = (standard: number) => z.int().min(0).max(MOST_SECONDS).default(standard);
const percent = () => z.int().min(0).max(100).default(0);
const text = (standard: string) => z.string().default(standard);

/** Parameters of the module, with Kamailio's names. */
export const params: z.ZodObject<
  {
    default_expires: Whole;
    default_expires_range: Whole;
    expires_range: Whole;
    min_expires: Whole;
    min_expires_mode: OnOff;
    max_expires: Whole;
    default_q: Whole;
    append_branches: OnOff;
    case_sensitive: OnOff;
    realm_prefix: Text;
    received_avp: Text;
    received_param: Text;
    max_contacts: Whole;
    retry_after: Whole;
    sock_flag: Whole;
    sock_hdr_name: Text;
    sock_mode: OnOff;
    method_filtering: OnOff;
    use_path: OnOff;
    path_mode: Mode;
    path_use_received: OnOff;
    path_check_local: OnOff;
    xavp_cfg: Text;
    xavp_rcd: Text;
    xavp_rcd_mask: Whole;
    gruu_enabled: OnOff;
    outbound_mode: Mode;
    regid_mode: OnOff;
    flow_timer: Whole;
    contact_max_size: Whole;
    lookup_filter_mode: OnOff;
    use_expired_contacts: OnOff;
    event_callback: Text;
  },
  z.core.$strict
> = z.strictObject({
  default_expires: seconds(3600).describe('Seconds that a contact is kept when the REGISTER does not say; default 3600.'),
  default_expires_range: percent().describe(
    'Up to this many percent are subtracted from default_expires at random, so that phones do not register all at once; default 0.',
  ),
  expires_range: percent().describe('The same for the times that phones ask for, 0 to 100 percent; default 0.'),
  min_expires: seconds(60).describe('Shortest time in seconds; default 60. See min_expires_mode.'),
  min_expires_mode: onOff(0).describe('What happens to shorter ones: 0 (default) they become min_expires, 1 the answer is 423.'),
  max_expires: seconds(0).describe('Longest time in seconds, longer ones become this; 0 (default): no limit.'),
  default_q: z
    .int()
    .default(-1)
    .describe('q in thousandths (0 to 1000) of contacts that have none; -1 (default): they stay without.'),
  append_branches: onOff(1).describe(
    'What lookup() does with further contacts: 1 (default) each becomes a branch, 0 only the first is used.',
  ),
  case_sensitive: onOff(0).describe('1: Alice and alice are two users. 0 (default): one.'),
  realm_prefix: text('').describe(
    'Beginning of domains that is no part of the AoR: "sip."; needs usrloc use_domain. Default "": none.',
  ),
  received_avp: z
    .string()
    .refine((name) => name === '' || (name.startsWith('$avp(') && name.endsWith(')')), {
      error: 'is not an AVP; write it as "$avp(RECEIVED)"',
    })
    .default('')
    .describe('AVP with the URI of the address that a REGISTER came from, as nathelper sets it; default "": none.'),
  received_param: text('received').describe(
    'Name of the Contact parameter that shows it in answers; "": it is not shown. Default "received".',
  ),
  max_contacts: z
    .int()
    .min(0)
    .max(256)
    .default(0)
    .describe('Contacts that one AoR may have, beyond it the answer is 503; 0 (default): no limit but 256, which always holds.'),
  retry_after: seconds(0).describe('Retry-After of the 503, in seconds; 0 (default): none.'),
  sock_flag: z
    .int()
    .min(-1)
    .max(31)
    .default(-1)
    .describe(
      'Message flag: when it is set, the socket stored with a contact is that of the header sock_hdr_name; -1 (default): never.',
    ),
  sock_hdr_name: text('').describe('Header with a socket, as add_sock_hdr() writes it; default "": none.'),
  sock_mode: onOff(0).describe('What is stored as socket: 0 (default) its address, 1 the address that it advertises.'),
  method_filtering: onOff(0).describe('1: lookup() leaves out contacts that do not allow the method. 0 (default): it does not.'),
  use_path: onOff(0).describe('1: Path fields are stored and followed (RFC 3327). 0 (default): they are ignored.'),
  path_mode: mode(2).describe(
    'Path in answers: 0 never, 1 when the phone supports path, 2 (default) always, and 420 when the phone does not support it.',
  ),
  path_use_received: onOff(0).describe("1: the received parameter of the first Path URI is stored as the contact's. Default 0."),
  path_check_local: onOff(0).describe('1: lookup() leaves out Path URIs of this server. Default 0.'),
  xavp_cfg: text('').describe(
    'Name of a $xavp from which save(), lookup() and registered() take settings for one message; default "": none.',
  ),
  xavp_rcd: text('').describe(
    'Name of a $xavp in which they leave what they found: ruid, contact, expires, received, path; default "": none.',
  ),
  xavp_rcd_mask: z
    .int()
    .min(0)
    .max(31)
    .default(0)
    .describe('What is left out of it: sum of 1 ruid, 2 contact, 4 expires, 8 received, 16 path. Default 0.'),
  gruu_enabled: onOff(1).describe('GRUUs are given out and resolved (RFC 5627); default 1.'),
  outbound_mode: mode(0).describe('Outbound (RFC 5626): 0 (default) refused, 1 supported, 2 used for every registration.'),
  regid_mode: onOff(0).describe('1: reg-id is used although the first proxy does not support outbound. Default 0.'),
  flow_timer: z.int().min(0).max(999).default(0).describe('Flow-Timer of answers with outbound, in seconds; 0 (default): none.'),
  contact_max_size: z.int().min(1).max(2048).default(512).describe('Longest contact URI in octets; default 512.'),
  lookup_filter_mode: onOff(0).describe(
    '1: lookup() takes only contacts that have one of the branch flags of the mask $xavp(cfg=>rlf_bflags). 0 (default): all.',
  ),
  use_expired_contacts: onOff(0).describe('1: contacts are used until they are removed, though their time is over. Default 0.'),
  event_callback: text('').describe(
    'Exported function that runs for each contact whose time is over, with the event name usrloc:contact-expired and the contact in `$ulc(exp=>field)`. Default "": none.',
  ),
});
