import type { NameAddr } from '../../sip/name-addr.ts';
import { unquote } from '../../sip/params.ts';
import { userOf } from '../uri-parts.ts';
import { Accessor, orNull, type Definition } from './definition.ts';
import { nthAddress } from './headers.ts';

// Who a caller says to be, elsewhere than in From: P-Asserted-Identity and P-Preferred-Identity (RFC 3325), of which an index takes
// any; Remote-Party-ID, Diversion (RFC 5806), where the first address of the first field counts.

type PartOf = (address: NameAddr) => string | null;

const uriOf: PartOf = (address) => orNull(address.uriText);
const userPart: PartOf = ({ uri }) => (uri === null ? null : orNull(userOf(uri)));
const hostPart: PartOf = ({ uri }) => orNull(uri?.host ?? '');
const displayOf: PartOf = (address) => orNull(address.text.slice(address.displayStart, address.displayEnd));

function reads(name: string, n: number, part: PartOf): Accessor {
  return new Accessor(({ message }) => {
    const address = nthAddress(message, name, n);
    return address === null ? null : part(address);
  });
}

// `$(pu[1])`; a negative index is the first one, and all at once are none, as upstream has it
function indexed(variable: string, name: string, part: PartOf): Definition {
  const none = new Accessor(() => null);
  return {
    name: variable,
    compile: (inner, index) => {
      if (inner !== null) return null;
      return index === '*' ? none : reads(name, Math.max(0, index ?? 0), part);
    },
  };
}

function first(variable: string, name: string, part: PartOf): Definition {
  const accessor = reads(name, 0, part);
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
