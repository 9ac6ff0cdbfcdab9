import type { Value } from '../../routing/avps.ts';
import type { RouteContext } from '../../routing/context.ts';
import type { NameAddr } from '../../sip/name-addr.ts';
import { parseUri, type Uri } from '../../sip/uri.ts';
import { addressUri, changeAddress } from '../address-edit.ts';
import { userOf, withHost, withUser } from '../uri-parts.ts';
import { orNull, plain, type Definition, type Read, type Write } from './definition.ts';
import { hostPart, part, userPart } from './request-uri.ts';

// $fu, $fU ... and $tu, $tU ...: From and To (spec/modules.md 5.1). Reading gives what was received; writing changes what leaves.

function variables(which: 'from' | 'to', letter: 'f' | 't'): Definition[] {
  const address = (cx: RouteContext): NameAddr | null => cx.message[which];
  const uri = (cx: RouteContext): Uri | null => cx.message[which]?.uri ?? null;
  const uriText: Read = (cx) => {
    const from = address(cx);
    return from === null ? null : orNull(from.uriText);
  };
  const display: Read = (cx) => {
    const from = address(cx);
    return from === null ? null : orNull(from.text.slice(from.displayStart, from.displayEnd));
  };
  const tag: Read = (cx) => orNull(address(cx)?.param('tag') ?? '');
  const rewrite =
    (change: (uri: Uri, text: string) => string | null): Write =>
    (cx, value) => {
      if (typeof value === 'number') return false;
      const text = addressUri(cx, which);
      const parsed = text === null ? null : parseUri(text);
      const changed = parsed === null ? null : change(parsed, value ?? '');
      return changed !== null && changeAddress(cx, which, { uri: changed });
    };
  // null is no URI and no host: nothing happens, as with what can only be read
  const unlessNull =
    (write: Write): Write =>
    (cx, value) =>
      value === null || write(cx, value);
  const writeUri = unlessNull((cx, value) => {
    // an address without a URI is no address (RFC 3261 20.20)
    return typeof value === 'string' && value !== '' && changeAddress(cx, which, { uri: value });
  });
  const writeHost = unlessNull(rewrite((u, host) => (host === '' ? null : withHost(u, host))));
  const writeDisplay = (cx: RouteContext, value: Value | null): boolean => {
    if (typeof value === 'number') return false;
    // null takes the name away: the one received, or the one a script wrote where there was none
    const name = value ?? (display(cx) === null ? null : '');
    return changeAddress(cx, which, { display: name });
  };
  return [
    plain(`${letter}u`, uriText, writeUri),
    plain(which, uriText, writeUri),
    plain(`${letter}U`, part(uri, userPart), rewrite(withUser)),
    plain(
      `${letter}Ul`,
      part(uri, (u) => userOf(u).length),
    ),
    plain(`${letter}d`, part(uri, hostPart), writeHost),
    plain(`${which}.user`, part(uri, userPart), rewrite(withUser)),
    plain(`${which}.domain`, part(uri, hostPart), writeHost),
    plain(`${letter}n`, display, writeDisplay),
    plain(`${letter}t`, tag),
  ];
}

/** `$fu $fU $fUl $fd $fn $ft $ful $from $from.user $from.domain` and the same of To. */
export const addressVariables: readonly Definition[] = [
  ...variables('from', 'f'),
  plain('ful', (cx) => cx.message.from?.uriText.length ?? null),
  ...variables('to', 't'),
];
