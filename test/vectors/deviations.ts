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

const RECEIVED_IS_OURS = 'a received parameter that the client wrote is replaced, never kept beside ours (spec/security.md 7)';
const NOT_JUDGED = 'the text that a script pastes into the user part is read leniently';
const HEADER_TEXT = 'header text is made whole or refused: nothing may end or garble the header section (spec/security.md 3, 4)';
const NO_REQUEST_LINE = 'a URI in brackets makes no request line that anybody reads (RFC 4475 3.1.2.7, spec/security.md 3)';
const NO_URI = 'an address without a URI is no address (RFC 3261 20.20, 20.39)';
const TEL = 'a telephone number has no host to write behind an @';

const NO_ADDRESS = 'a Record-Route without a readable address is refused: nobody could follow it';
const SEMICOLON = 'a semicolon that the script forgot is put in front of the parameters: without it they garble the one before';
const TAKEN_BACK = 'Record-Route is taken back whole; upstream leaves half of it behind (spec/modules.md 11)';
const WHOLE_BODY_ONLY = 'a path with a parameter means nothing for a whole body';
const LENGTH_FOLLOWS = 'Content-Length follows the body, whichever function changed it';
const STAYS_HEADER = 'what a replacement leaves of the header part has to be header fields (spec/security.md 3, 4)';
const CLOSED = 'a multipart body ends with its closing delimiter (RFC 2046 5.1.1)';
const NO_SOCKET_YET =
  'changes are not applied while Path waits for its socket; upstream writes an address without a host into it (spec/modules.md 19)';
const WRITES_AT_ONCE =
  'the version of a session is written (spec/modules.md 29); upstream does so only when something has read the description before';
const ALIAS_PARTS = ['pv:$ru', 'pv:$ou', 'buffer', 'message', 'forwarded'] as const;

/** Sorted by file. A case listed by its name has to differ: an entry that is not needed any more is a failure. */
export const DEVIATIONS: readonly Deviation[] = [
  {
    file: 'core/is_myself',
    name: 'ruri/sip-upper',
    parts: ['ret'],
    reason: 'case of the scheme does not matter (RFC 3261 19.1.4): what is ours may not be relayed to us',
  },
  { file: 'core/reply_routing', name: 'sl-force_rport/received', parts: ['reply'], reason: RECEIVED_IS_OURS },
  { file: 'core/reply_routing', name: 'sl/received', parts: ['reply'], reason: RECEIVED_IS_OURS },
  { file: 'core/uri', name: 'seturi/empty', reason: 'a request line without a URI is refused (spec/security.md 3)' },
  { file: 'core/uri', name: 'seturi/name-addr', reason: NO_REQUEST_LINE },
  { file: 'core/uri', name: 'setuser/ipv6-full', parts: ['pv:$rU', 'pv:$rd', 'pv:$rp'], reason: NOT_JUDGED },
  { file: 'core/uri', name: 'setuser/ipv6-nouser', parts: ['pv:$rU', 'pv:$rd', 'pv:$rp'], reason: NOT_JUDGED },
  { file: 'core/uri', name: 'setuser/with-port-full', parts: ['pv:$rU', 'pv:$rd', 'pv:$rp'], reason: NOT_JUDGED },
  { file: 'hdr/append', name: 'append/no-crlf', parts: ['message', 'forwarded'], reason: HEADER_TEXT },
  { file: 'hdr/append', name: 'append/utf8', parts: ['ret', 'message'], reason: HEADER_TEXT },
  {
    file: 'hdr/append_to_reply',
    name: 'append_to_reply/apply-between',
    parts: ['reply'],
    reason: 'what a script asked for in the reply is not lost when it applies changes to the request',
  },
  { file: 'hdr/append_to_reply', name: 'append_to_reply/lf', parts: ['reply'], reason: HEADER_TEXT },
  { file: 'hdr/append_to_reply', name: 'append_to_reply/utf8', parts: ['ret', 'reply'], reason: HEADER_TEXT },
  { file: 'hdr/insert', name: 'insert/lf', parts: ['message'], reason: HEADER_TEXT },
  { file: 'hdr/insert', name: 'insert/no-colon', parts: ['ret', 'apply_ret', 'message'], reason: HEADER_TEXT },
  { file: 'hdr/insert', name: 'insert/utf8', parts: ['ret', 'apply_ret', 'message'], reason: HEADER_TEXT },
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
  { file: 'path/add_path', name: '*', parts: ['apply_ret'], reason: NO_SOCKET_YET },
  {
    file: 'path/add_path',
    name: 'seq/reply',
    parts: ['ret', 'message'],
    reason: 'replies get no Path of ours: they leave from no socket that it could name (RFC 3327 5.3)',
  },
  { file: 'path/add_path_params', name: '*', parts: ['apply_ret'], reason: NO_SOCKET_YET },
  {
    file: 'pv/read_changed',
    name: 'chg/hdr-append-mbu',
    parts: ['message'],
    reason: 'reading $mbu does not lose the changes (spec/modules.md 5.1)',
  },
  {
    file: 'pv/seti',
    name: 'seti/rp-neg',
    reason: 'a negative port is refused; upstream writes it as 2^64 less that',
  },
  { file: 'pv/setl', name: 'setl/avp', parts: ['pv:$avp(l)'], reason: 'a number beyond 32 bits stays what it is' },
  { file: 'pv/sets', name: 'sets/fu-empty-bare', parts: ['ret', 'apply_ret', 'message'], reason: NO_URI },
  { file: 'pv/sets', name: 'sets/fu-empty-name', parts: ['ret', 'apply_ret', 'message'], reason: NO_URI },
  { file: 'pv/sets', name: 'sets/fu-empty-noname', parts: ['ret', 'apply_ret', 'message'], reason: NO_URI },
  { file: 'pv/sets', name: 'sets/ru-name-addr', reason: NO_REQUEST_LINE },
  { file: 'pv/transform_s', name: 's/s.int-7', parts: ['ret'], reason: 'a number beyond 32 bits stays what it is' },
  { file: 'pv/transform_uri', name: 'uri/duri-tel', parts: ['ret'], reason: TEL },
  { file: 'pv/transform_uri', name: 'uri/saor-tel', parts: ['ret'], reason: TEL },
  { file: 'pv/transform_uri', name: 'uri/suri-tel', parts: ['ret'], reason: TEL },
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
  {
    file: 'rr/add_rr_param',
    name: 'after-preset',
    parts: ['forwarded'],
    reason: 'refused parameters are not written (the result says -1)',
  },
  {
    file: 'pv/read_sel',
    name: 'sel/many',
    parts: ['pv:$sel(via[2])', 'pv:$sel(route)'],
    reason: 'the comma behind a Via is no part of it, and a Route field that is there has a value',
  },
  { file: 'rr/add_rr_param', name: 'after-tcp/no-semicolon', parts: ['forwarded'], reason: SEMICOLON },
  { file: 'rr/add_rr_param', name: 'alone/no-semicolon', parts: ['forwarded'], reason: SEMICOLON },
  {
    file: 'rr/record_route',
    name: 'seq/reply',
    parts: ['ret', 'message', 'forwarded'],
    reason: 'replies get no Record-Route of ours (spec/modules.md 11.1)',
  },
  {
    file: 'rr/record_route_advertised_address',
    name: 'adv-tcp/bad',
    parts: ['ret', 'apply_ret', 'forwarded'],
    reason: NO_ADDRESS,
  },
  {
    file: 'rr/record_route_advertised_address',
    name: 'adv-tcp/empty',
    parts: ['ret', 'apply_ret', 'forwarded'],
    reason: NO_ADDRESS,
  },
  { file: 'rr/record_route_advertised_address', name: 'adv/bad', parts: ['ret', 'apply_ret', 'forwarded'], reason: NO_ADDRESS },
  { file: 'rr/record_route_params', name: 'params/no-semicolon', parts: ['forwarded'], reason: SEMICOLON },
  { file: 'rr/record_route_preset', name: 'preset/empty', parts: ['ret', 'apply_ret', 'forwarded'], reason: NO_ADDRESS },
  { file: 'rr/record_route_preset', name: 'preset/scheme', parts: ['ret', 'apply_ret', 'forwarded'], reason: NO_ADDRESS },
  { file: 'rr/record_route_preset', name: 'preset_one/empty', parts: ['ret', 'apply_ret', 'forwarded'], reason: NO_ADDRESS },
  { file: 'rr/record_route_preset', name: 'preset_one/scheme', parts: ['ret', 'apply_ret', 'forwarded'], reason: NO_ADDRESS },
  { file: 'rr/remove_record_route', name: 'remove/after-params', parts: ['apply_ret', 'forwarded'], reason: TAKEN_BACK },
  { file: 'rr/remove_record_route', name: 'remove/after-preset', parts: ['apply_ret', 'forwarded'], reason: TAKEN_BACK },
  { file: 'rr/remove_record_route', name: 'remove/after-rr', parts: ['apply_ret', 'forwarded'], reason: TAKEN_BACK },
  {
    file: 'sanity/sanity_check',
    name: 'bit2/scheme-http',
    parts: ['reply'],
    reason: 'a Request-URI of an unknown scheme is answered 416 (RFC 3261 8.2.2.1, spec/security.md)',
  },
  { file: 'sanity/sanity_check', name: 'bit128/clen-small', parts: ['message'], reason: BEYOND_LENGTH },
  { file: 'sanity/sanity_check', name: 'typical/clen-small', parts: ['message'], reason: BEYOND_LENGTH },
  {
    file: 'sdpops/get',
    name: 'sdp_pv/two',
    parts: ['pv:$sdp(sess_version)'],
    reason: 'a number beyond 32 bits stays what it is',
  },
  { file: 'sdpops/get', name: 'sess_version/minus-one', parts: ['ret', 'message'], reason: WRITES_AT_ONCE },
  { file: 'sdpops/get', name: 'sess_version/value', parts: ['ret', 'message'], reason: WRITES_AT_ONCE },
  {
    file: 'siputils/uri_param',
    name: 'uri_param_rm/params-empty',
    parts: ['pv:$ru', 'message'],
    reason: 'a parameter is removed with its `=`',
  },
  { file: 'textops/has_body', name: 'has_body/clen0-with-body', parts: ['message'], reason: BEYOND_LENGTH },
  {
    file: 'textops/multipart',
    name: 'append_body_part/after-set-mixed',
    parts: ['message'],
    reason: 'a part is added to the body that is there, which the call before left as it was',
  },
  { file: 'textops/multipart', name: 'append_body_part/after-set-single', parts: ['message'], reason: CLOSED },
  {
    file: 'textops/multipart',
    name: 'remove_body_part/no-end-application/sdp',
    parts: ['message'],
    reason: 'one part is removed, and no other',
  },
  { file: 'textops/multipart', name: 'set_body_multipart_boundary/single', parts: ['message'], reason: CLOSED },
  { file: 'textops/multipart', name: 'set_body_multipart_content/single', parts: ['message'], reason: CLOSED },
  { file: 'textops/replace', name: 'replace/body-only', parts: ['message'], reason: LENGTH_FOLLOWS },
  { file: 'textops/replace', name: 'replace/dot-star', parts: ['ret', 'message'], reason: STAYS_HEADER },
  { file: 'textops/replace', name: 'replace_all/class', parts: ['message'], reason: LENGTH_FOLLOWS },
  { file: 'textops/replace', name: 'replace_all/dot-star', parts: ['ret', 'message'], reason: STAYS_HEADER },
  { file: 'textops/replace', name: 'replace_all/group', parts: ['message'], reason: LENGTH_FOLLOWS },
  { file: 'textops/replace', name: 'replace_hdrs/dot-star', parts: ['ret', 'message'], reason: STAYS_HEADER },
  { file: 'textops/replace', name: 'replace_str/mode-bad', parts: ['message'], reason: LENGTH_FOLLOWS },
  { file: 'textops/replies', name: 'subst/reply', parts: ['message'], reason: LENGTH_FOLLOWS },
  {
    file: 'textops/set_body',
    name: 'set_reply_body/twice',
    parts: ['reply'],
    reason: 'a body that is refused leaves no second Content-Type',
  },
  { file: 'textops/subst', name: 'subst/g', parts: ['message'], reason: LENGTH_FOLLOWS },
  { file: 'textops/subst', name: 'subst/gi', parts: ['message'], reason: LENGTH_FOLLOWS },
  { file: 'textops/subst', name: 'subst/newline', parts: ['ret', 'message'], reason: STAYS_HEADER },
  { file: 'textops/subst', name: 'subst/s-flag', parts: ['ret', 'message'], reason: STAYS_HEADER },
  {
    file: 'textops/subst',
    name: 'subst/whole',
    parts: ['message'],
    reason: 'a line end stays whole: its CR is no part of what `.*` finds',
  },
  {
    file: 'textops/subst',
    name: 'subst_uri/empty',
    parts: ['ret', 'pv:$ru', 'pv:$rU', 'message'],
    reason: 'a request line without a URI is refused (spec/security.md 3)',
  },
  {
    file: 'textops/subst',
    name: 'subst_uri/tel',
    parts: ['pv:$rU'],
    reason: 'what stands behind tel: is the number, colons and all',
  },
  {
    file: 'textopsx/change_reply_status',
    name: 'status/twice',
    parts: ['message', 'forwarded'],
    reason: 'a second reason replaces the first (spec/modules.md 17)',
  },
  { file: 'textopsx/hf_value', name: 'assign_hf_value2/param-q', parts: ['ret', 'message'], reason: WHOLE_BODY_ONLY },
  { file: 'textopsx/hf_value', name: 'remove_hf_value2/param-q', parts: ['ret', 'message'], reason: WHOLE_BODY_ONLY },
  { file: 'textopsx/msg_apply_changes', name: 'apply/wrong-clen', parts: ['pv:$ml', 'buffer', 'message'], reason: BEYOND_LENGTH },
  {
    file: 'textopsx/msg_set_buffer',
    name: 'set_buffer/garbage',
    reason: 'what is no SIP message does not take the place of one',
  },
];
