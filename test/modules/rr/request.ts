import type { ExitSocket } from '../../../runtime/sip/edits.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';

/** What a test request differs in. */
export interface Parts {
  readonly method?: string;
  readonly uri?: string;
  readonly fromTag?: string;
  readonly toTag?: string;
  /** Header lines without CRLF, in front of Content-Length. */
  readonly fields?: readonly string[];
}

/** @returns an INVITE outside a dialog, or what the parts make of it */
export function request(parts: Parts = {}): string {
  const method = parts.method ?? 'INVITE';
  const tag = (value: string | undefined, by: string): string => {
    const given = value ?? by;
    return given === '' ? '' : `;tag=${given}`;
  };
  return [
    `${method} ${parts.uri ?? 'sip:bob@192.0.2.4:5062'} SIP/2.0`,
    'Via: SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bK1',
    `From: <sip:alice@atlanta.example.com>${tag(parts.fromTag, 'caller')}`,
    `To: <sip:bob@biloxi.example.com>${tag(parts.toTag, '')}`,
    'Call-ID: a@b',
    `CSeq: 1 ${method}`,
    ...(parts.fields ?? []),
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

/** @returns a request inside a dialog with those Route lines */
export function inDialog(...routes: readonly string[]): string {
  return request({ method: 'BYE', toTag: 'callee', fields: routes.map((value) => `Route: ${value}`) });
}
/** @returns a request outside a dialog with those Route lines */
export function initial(...routes: readonly string[]): string {
  return request({ fields: routes.map((value) => `Route: ${value}`) });
}

/** @returns lines of one header as they would leave from a socket */
export function leaving(cx: RouteContext, name: string, exit: ExitSocket = cx.source.socket): string[] {
  const { message, target } = cx;
  const line = target.uri === '' ? '' : `${message.method} ${target.uri} SIP/2.0\r\n`;
  const text = serialize(message, line, [], exit);
  return text
    .split('\r\n')
    .filter((one) => one.startsWith(`${name}:`))
    .map((one) => one.slice(name.length + 2));
}
