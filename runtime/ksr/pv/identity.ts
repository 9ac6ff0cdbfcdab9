import type { RouteContext } from '../../routing/context.ts';
import { parseNameAddrs, type NameAddr } from '../../sip/name-addr.ts';
import { unquote } from '../../sip/params.ts';
import { userOf } from '../uri-parts.ts';
import { orNull, plain, type Definition, type Read } from './definition.ts';

// Who a caller says to be, elsewhere than in From: P-Asserted-Identity and P-Preferred-Identity (RFC 3325), Remote-Party-ID,
// Diversion (RFC 5806). The first address of the first field counts.

type AddressOf = (cx: RouteContext) => NameAddr | null;

function addressOf(name: string): AddressOf {
  return (cx) => {
    const { message } = cx;
    const at = message.findByName(name);
    if (at < 0) return null;
    const field = message.field(at);
    return parseNameAddrs(message.text, field.bodyStart, field.bodyEnd)?.[0] ?? null;
  };
}

const uriOf =
  (address: AddressOf): Read =>
  (cx) =>
    orNull(address(cx)?.uriText ?? '');

const paramOf =
  (address: AddressOf, name: string): Read =>
  (cx) =>
    orNull(unquote(address(cx)?.param(name) ?? ''));

const asserted = addressOf('P-Asserted-Identity');
const preferred = addressOf('P-Preferred-Identity');
const remoteParty = addressOf('Remote-Party-ID');
const diversion = addressOf('Diversion');

/** `$ai $pu $pU $pd $pn $re $di $dir $dic $dip`. */
export const identityVariables: readonly Definition[] = [
  plain('ai', uriOf(asserted)),
  plain('pu', uriOf(preferred)),
  plain('pU', (cx) => {
    const uri = preferred(cx)?.uri ?? null;
    return uri === null ? null : orNull(userOf(uri));
  }),
  plain('pd', (cx) => orNull(preferred(cx)?.uri?.host ?? '')),
  plain('pn', (cx) => {
    const address = preferred(cx);
    return address === null ? null : orNull(address.text.slice(address.displayStart, address.displayEnd));
  }),
  plain('re', uriOf(remoteParty)),
  plain('di', uriOf(diversion)),
  plain('dir', paramOf(diversion, 'reason')),
  plain('dic', paramOf(diversion, 'counter')),
  plain('dip', paramOf(diversion, 'privacy')),
];
