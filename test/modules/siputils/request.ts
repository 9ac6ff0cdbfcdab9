/** What a test message differs in; the rest is a plain INVITE outside a dialog. */
export interface Parts {
  readonly line?: string;
  readonly via?: readonly string[];
  readonly to?: string;
  readonly cseq?: string;
  /** Header lines without CRLF, in front of Content-Length. */
  readonly fields?: readonly string[];
}

/** @returns a message with that start line and those fields, without a body */
export function message(parts: Parts = {}): string {
  return [
    parts.line ?? 'INVITE sip:bob@biloxi.example.com SIP/2.0',
    ...(parts.via ?? ['Via: SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bK1']),
    'From: <sip:alice@atlanta.example.com>;tag=1928301774',
    parts.to ?? 'To: <sip:bob@biloxi.example.com>',
    'Call-ID: a84b4c76e66710',
    parts.cseq ?? 'CSeq: 314159 INVITE',
    ...(parts.fields ?? []),
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

/** @returns an INVITE to that Request-URI */
export function invite(uri: string, ...fields: readonly string[]): string {
  return message({ line: `INVITE ${uri} SIP/2.0`, fields });
}

/** @returns a 200 with those fields, as it came back through this server */
export function ok(...fields: readonly string[]): string {
  return message({
    line: 'SIP/2.0 200 OK',
    via: ['Via: SIP/2.0/UDP 198.51.100.10;branch=z9hG4bK2', 'Via: SIP/2.0/UDP 198.51.100.99:5099;branch=z9hG4bK1'],
    to: 'To: <sip:bob@biloxi.example.com>;tag=a6c85cf',
    fields,
  });
}
