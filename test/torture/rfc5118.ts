// Messages in the manner of RFC 5118 (torture tests for IPv6), written anew after its descriptions.

export interface Ipv6Message {
  readonly name: string;
  /** Section of RFC 5118. */
  readonly section: string;
  readonly text: string;
  /** What a server may do: `forward` or `accept` by its ordinary rules, or a status code. */
  readonly expect: readonly string[];
}

interface Changes {
  readonly start?: string;
  readonly via?: string;
  readonly contact?: string;
  readonly body?: string;
}

function message(changes: Changes): string {
  const start = changes.start ?? 'REGISTER sip:[2001:db8::10] SIP/2.0';
  const method = start.slice(0, start.indexOf(' '));
  const body = changes.body ?? '';
  return [
    start,
    `Via: ${changes.via ?? 'SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111'}`,
    'Max-Forwards: 70',
    'From: <sip:user@example.com>;tag=81x2',
    'To: <sip:user@example.com>',
    'Call-ID: SSG9559905523997077@hlau_4100',
    `CSeq: 98176 ${method}`,
    `Contact: ${changes.contact ?? '"Caller" <sip:caller@[2001:db8::1]>'}`,
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

const sdp = (...lines: string[]): string => `v=0\r\no=assistant 971731711378798081 0 IN IP6 2001:db8::20\r\ns=-\r\n${lines.join('\r\n')}\r\n`;

export const messages: readonly Ipv6Message[] = [
  { name: 'ipv6-good', section: '4.1', text: message({}), expect: ['forward', 'accept'] },
  { name: 'ipv6-bad', section: '4.2', text: message({ start: 'REGISTER sip:2001:db8::10 SIP/2.0' }), expect: ['400'] },
  {
    name: 'port-ambiguous',
    section: '4.3',
    text: message({ start: 'REGISTER sip:[2001:db8::10:5070] SIP/2.0' }),
    expect: ['forward', 'accept'],
  },
  {
    name: 'port-unambiguous',
    section: '4.4',
    text: message({ start: 'REGISTER sip:[2001:db8::10]:5070 SIP/2.0' }),
    expect: ['forward', 'accept'],
  },
  {
    name: 'via-received-param-with-delim',
    section: '4.5',
    text: message({ start: 'BYE sip:[2001:db8::10] SIP/2.0', via: 'SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKas3-111' }),
    expect: ['forward', 'accept'],
  },
  {
    name: 'via-received-param-no-delim',
    section: '4.5',
    text: message({ start: 'OPTIONS sip:[2001:db8::10] SIP/2.0', via: 'SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;branch=z9hG4bKas3' }),
    expect: ['forward', 'accept'],
  },
  {
    name: 'ipv6-in-sdp',
    section: '4.6',
    text: message({
      start: 'INVITE sip:user@[2001:db8::10] SIP/2.0',
      via: 'SIP/2.0/UDP [2001:db8::20];branch=z9hG4bKas3-111',
      body: sdp('c=IN IP6 2001:db8::20', 't=0 0', 'm=audio 6000 RTP/AVP 0', 'a=rtpmap:0 PCMU/8000'),
    }),
    expect: ['forward', 'accept'],
  },
  {
    name: 'mult-ip-in-header',
    section: '4.7',
    text: message({
      start: 'BYE sip:user@host.example.net SIP/2.0',
      via: [
        'SIP/2.0/UDP [2001:db8::9:1]:6050;branch=z9hG4bKas3-111',
        'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144',
        'Via: SIP/2.0/TCP [2001:db8::9:255];branch=z9hG4bK451jj;received=192.0.2.200',
      ].join('\r\n'),
    }),
    expect: ['forward', 'accept'],
  },
  {
    name: 'mult-ip-in-sdp',
    section: '4.8',
    text: message({
      start: 'INVITE sip:user@[2001:db8::10] SIP/2.0',
      body: sdp('t=0 0', 'm=audio 22334 RTP/AVP 0', 'c=IN IP4 192.0.2.1', 'm=video 6024 RTP/AVP 107', 'c=IN IP6 2001:db8::1'),
    }),
    expect: ['forward', 'accept'],
  },
  {
    name: 'ipv4-mapped-ipv6',
    section: '4.9',
    text: message({
      start: 'INVITE sip:user@example.com SIP/2.0',
      via: 'SIP/2.0/UDP [::ffff:192.0.2.10]:19823;branch=z9hG4bKbh19',
      contact: '"T. desk phone" <sip:ted@[::ffff:192.0.2.2]>',
      body: sdp('c=IN IP6 ::ffff:192.0.2.2', 't=0 0', 'm=audio 6000 RTP/AVP 0'),
    }),
    expect: ['forward', 'accept'],
  },
  {
    name: 'ipv6-bug-abnf-3-colons', // the grammar of RFC 3261 generates it, and so senders exist
    section: '4.10',
    text: message({ start: 'OPTIONS sip:user@[2001:db8:::192.0.2.1] SIP/2.0' }),
    expect: ['forward', 'accept', '400'],
  },
  {
    name: 'ipv6-correct-abnf-2-colons',
    section: '4.10',
    text: message({ start: 'OPTIONS sip:user@[2001:db8::192.0.2.1] SIP/2.0' }),
    expect: ['forward', 'accept'],
  },
];
