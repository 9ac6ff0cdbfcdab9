import type { RouteContext } from '../../routing/context.ts';
import { parseNameAddrs, type NameAddr } from '../../sip/name-addr.ts';
import { unquote } from '../../sip/params.ts';
import { userOf } from '../uri-parts.ts';
import { Accessor, orNull, type Definition } from './definition.ts';

// Who a caller says to be, elsewhere than in From: P-Asserted-Identity and P-Preferred-Identity (RFC 3325), of which an index takes
// any; Remote-Party-ID, Diversion (RFC 5806), where the first address of the first field counts.

type AddressOf = (cx: RouteContext) => NameAddr | null;

// the n-th address of all fields of a name, in their order; null when one in front of it can not be read
function addressOf(name: string, n: number): AddressOf {
  return (cx) => {
    const { message } = cx;
    let left = n;
    for (let at = message.findByName(name); at >= 0; at = message.findByName(name, at + 1)) {
      const field = message.field(at);
      const addresses = parseNameAddrs(message.text, field.bodyStart, field.bodyEnd);
      if (addresses === null || left < addresses.length) return addresses?.[left] ?? null;
      left -= addresses.length;
    }
    return null;
  };
}

type PartOf = (address: NameAddr) => string | null;

const uriOf: PartOf = (address) => orNull(address.uriText);
const userPart: PartOf = ({ uri }) => (uri === null ? null : orNull(userOf(uri)));
const hostPart: PartOf = ({ uri }) => orNull(uri?.host ?? '');
const displayOf: PartOf = (address) => orNull(address.text.slice(address.displayStart, address.displayEnd));

function reads(address: AddressOf, part: PartOf): Accessor {
  return new Accessor((cx) => {
    const found = address(cx);
    return found === null ? null : part(found);
  });
}

// `$(pu[1])`; a negative index is the first one, and all at once are none, as upstream has it
function indexed(variable: string, name: string, part: PartOf): Definition {
  const none = new Accessor(() => null);
  return {
    name: variable,
    compile: (inner, index) => {
      if (inner !== null) return null;
      return index === '*' ? none : reads(addressOf(name, Math.max(0, index ?? 0)), part);
    },
  };
}

function first(variable: string, name: string, part: PartOf): Definition {
  const accessor = reads(addressOf(name, 0), part);
  return { name: variable, compile: (inner) => (inner === null ? accessor : null) };
}

const paramOf =
  (name: string): PartOf =>
  (address) =>
    orNull(unquote(address.param(name) ?? ''));

/** `$ai $pu $pU $pd $pn $re $di $dir $dic $dip`. */
export const identityVariables: readonly Definition[] = [
  indexed('ai', 'P-Asserted-Identity', uriOf),
  indexed('pu', 'P-Preferred-Identity', uriOf),
  indexed('pU', 'P-Preferred-Identity', userPart),
  indexed('pd', 'P-Preferred-Identity', hostPart),
  indexed('pn', 'P-Preferred-Identity', displayOf),
  first('re', 'Remote-Party-ID', uriOf),
  first('di', 'Diversion', uriOf),
  first('dir', 'Diversion', paramOf('reason')),
  first('dic', 'Diversion', paramOf('counter')),
  first('dip', 'Diversion', paramOf('privacy')),
];
