import { z } from '../../runtime/module.ts';

type Count = z.ZodDefault<z.ZodNumber>;
type Switch = z.ZodDefault<z.ZodUnion<readonly [z.ZodLiteral<0>, z.ZodLiteral<1>]>>;

const octets = (of: string, by: number): Count =>
  z.int().min(1).default(by).describe(`Longest ${of} that check 65536 lets pass, in octets. Default ${by}.`);
const flag = (by: 0 | 1, text: string): Switch =>
  z
    .union([z.literal(0), z.literal(1)])
    .default(by)
    .describe(text);

/** Parameters of the module, with Kamailio's names. */
export const params: z.ZodObject<
  {
    default_checks: Count;
    uri_checks: Count;
    proxy_require: z.ZodDefault<z.ZodString>;
    autodrop: Switch;
    noreply: Switch;
    size_message: Count;
    size_headers: Count;
    size_body: Count;
    size_header: Count;
    size_method: Count;
    size_ruri: Count;
    size_from_uri: Count;
    size_to_uri: Count;
    size_contact_uri: Count;
    size_route_uri: Count;
    size_path_uri: Count;
    size_pai_uri: Count;
  },
  z.core.$strict
> = z.strictObject({
  default_checks: z
    .int()
    .min(0)
    .max(0x1ffff)
    .default(3047)
    .describe('Sum of the message checks of sanity_check_defaults(). Default 3047.'),
  uri_checks: z
    .int()
    .min(0)
    .max(15)
    .default(7)
    .describe('URIs that sanity_check_defaults() reads: 1 Request-URI, 2 From, 4 To, 8 Contact. Default 7.'),
  proxy_require: z
    .string()
    .default('')
    .describe('Option tags that Proxy-Require may hold, separated by commas (check 512). Default "": none.'),
  autodrop: flag(1, 'Accepted and without effect: the functions return -1 whatever it says. Default 1.'),
  noreply: flag(0, '1: a bad request is not answered at once, sanity_reply() does it. Default 0.'),
  size_message: octets('message', 16384),
  size_headers: octets('header part', 8192),
  size_body: octets('body', 8192),
  size_header: octets('header field body', 2048),
  size_method: octets('method', 32),
  size_ruri: octets('Request-URI', 256),
  size_from_uri: octets('From URI', 256),
  size_to_uri: octets('To URI', 256),
  size_contact_uri: octets('Contact URI', 256),
  size_route_uri: octets('Route URI', 256),
  size_path_uri: octets('Path URI', 256),
  size_pai_uri: octets('P-Asserted-Identity URI', 256),
});
