/** Recorded behaviour that this server does not copy, and why. */
export interface Deviation {
  /** Folder and file without `.json`: `nathelper/handle_ruri_alias`. */
  readonly file: string;
  /** Name of the case; `*`: any case of the file, whose other parts still have to be as recorded. */
  readonly name: string;
  /** What may differ (`Difference.part`); all of it unless given. */
  readonly parts?: readonly string[];
  readonly reason: string;
}

const BEYOND_LENGTH = 'octets of a datagram beyond Content-Length are no part of the message (RFC 3261 18.3)';

const ALIAS_STAYS = 'an alias that can not be used goes out as it came: only the result says so (spec/nathelper.md 4.7)';

const ALIAS_PARTS = ['pv:$ru', 'pv:$ou', 'buffer', 'message', 'forwarded'] as const;

/** Sorted by file. A case listed by its name has to differ: an entry that is not needed any more is a failure. */
export const DEVIATIONS: readonly Deviation[] = [
  {
    file: 'nathelper/add_contact_alias_addr',
    name: 'acaa/args-ip6',
    parts: ['message', 'forwarded'],
    reason: 'an IPv6 address gets its brackets where they belong (spec/nathelper.md 4.5)',
  },
  { file: 'nathelper/fix_nated_sdp', name: 'fns2/clen-smaller', parts: ['message', 'forwarded'], reason: BEYOND_LENGTH },
  { file: 'nathelper/fix_nated_sdp', name: 'fns2/clen-zero', parts: ['message', 'forwarded'], reason: BEYOND_LENGTH },
  { file: 'nathelper/handle_ruri_alias', name: 'hra/proto-9', parts: ALIAS_PARTS, reason: ALIAS_STAYS },
  { file: 'nathelper/handle_ruri_alias', name: 'hra/proto-letter', parts: ALIAS_PARTS, reason: ALIAS_STAYS },
  { file: 'nathelper/handle_ruri_alias', name: 'hra/proto-two-digits', parts: ALIAS_PARTS, reason: ALIAS_STAYS },
  { file: 'nathelper/handle_ruri_alias', name: 'hra/proto-missing', parts: ALIAS_PARTS, reason: ALIAS_STAYS },
  { file: 'nathelper/handle_ruri_alias', name: 'hra/proto-missing-more', parts: ALIAS_PARTS, reason: ALIAS_STAYS },
  { file: 'nathelper/handle_ruri_alias', name: 'hra/no-second-tilde', parts: ALIAS_PARTS, reason: ALIAS_STAYS },
  { file: 'nathelper/handle_ruri_alias_mode', name: 'hram0/no-second-tilde', parts: ALIAS_PARTS, reason: ALIAS_STAYS },
  {
    file: 'nathelper/handle_ruri_alias_mode',
    name: 'hram0/value-4',
    parts: ['pv:$dd', 'pv:$dp'],
    reason: 'a next hop with an empty port is no URI that can be read',
  },
  { file: 'nathelper/handle_ruri_alias_mode', name: 'hram1/no-second-tilde', parts: ALIAS_PARTS, reason: ALIAS_STAYS },
  { file: 'nathelper/sel_rewrite_contact', name: 'sel/src-udp6-long', reason: 'an IPv6 address in a URI stands in brackets' },
  {
    file: 'registrar/save',
    name: 'save/expires-huge',
    parts: ['reply'],
    reason: 'the largest expires is kept for three years; Kamailio adds it to the time, overflows, and stores an expired contact',
  },
  {
    file: 'registrar/save',
    name: 'save/save-unknown-table',
    reason: 'tables are made when they are first used (spec/modules.md 14, preload)',
  },
  {
    file: 'registrar/save_params',
    name: 'save_params/sock_mode-1',
    parts: ['pv:$fs'],
    reason: 'a socket is found by the address that it advertises, too',
  },
];
