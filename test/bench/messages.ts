// The messages that are measured with: those of a phone in a private network. In `{call}` the number of the call is written,
// eight hexadecimal digits.

/** What an offer and an answer hold. */
export const SDP: string = [
  'v=0',
  'o=user1 53655765 2353687637 IN IP4 192.168.1.20',
  's=-',
  'c=IN IP4 192.168.1.20',
  't=0 0',
  'm=audio 6000 RTP/AVP 0 8 101',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=fmtp:101 0-16',
  'a=sendrecv',
  '',
].join('\r\n');

const CAPABILITIES: readonly string[] = [
  'User-Agent: bench/1.0',
  'Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, MESSAGE, SUBSCRIBE, INFO',
  'Supported: replaces, timer',
];

/** What sets one request apart. */
export interface RequestParts {
  readonly method: string;
  readonly uri: string;
  /** Tells the transactions of one call apart. */
  readonly branch: string;
  readonly cseq: number;
  /** Header lines behind Via. */
  readonly route?: string;
  /** Value of To. */
  readonly to: string;
  /** Further header lines. */
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** @returns a request of the caller */
export function request(parts: RequestParts): string {
  const { method, uri, branch, cseq, route = '', to, headers = [], body = '' } = parts;
  const lines = [
    `${method} ${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK-{call}-${branch};rport`,
    ...(route === '' ? [] : [route]),
    'Max-Forwards: 70',
    'From: "Alice" <sip:user{call}@example.test>;tag=f{call}',
    `To: ${to}`,
    'Call-ID: {call}.c@192.168.1.20',
    `CSeq: ${cseq} ${method}`,
    ...headers,
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
    '',
    body,
  ];
  return lines.join('\r\n');
}

const CONTACT = 'Contact: <sip:user{call}@192.168.1.20:5060;transport=udp>';

/** @returns the INVITE of a call to `uri` */
export function invite(uri: string): string {
  const headers = [CONTACT, ...CAPABILITIES];
  return request({ method: 'INVITE', uri, branch: '1', cseq: 1, to: '<sip:bob@example.test>', headers, body: SDP });
}

/** @returns a REGISTER of one contact; CSeq is written in `{cseq}` */
export function register(uri: string): string {
  const headers = [CONTACT, ...CAPABILITIES, 'Expires: 600'];
  const text = request({ method: 'REGISTER', uri, branch: 'r', cseq: 1, to: '<sip:user{call}@example.test>', headers });
  return text.replace('CSeq: 1 ', 'CSeq: {cseq} ');
}

/** @returns the number as it stands in messages */
export function callText(call: number): string {
  return call.toString(16).padStart(8, '0');
}
