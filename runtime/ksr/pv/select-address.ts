import type { RouteContext } from '../../routing/context.ts';
import { Header, type HeaderType } from '../../sip/header-type.ts';
import { parseNameAddrs, type NameAddr } from '../../sip/name-addr.ts';
import { unquote } from '../../sip/params.ts';
import { orNull, type Read, type SelectDefinition } from './definition.ts';
import { nthAddress, nthHeader } from './headers.ts';
import { selectStep } from './select.ts';
import { uriSelect } from './select-uri.ts';

// Selects of address headers: `from.uri.user`, `to.tag`, `contact.q`, `record_route.uri`, `refer_to.params.q`

type AddressOf = (cx: RouteContext) => NameAddr | null;

function param(address: AddressOf, name: string): Read {
  return (cx) => {
    const value = address(cx)?.param(name) ?? null;
    return value === null ? null : orNull(unquote(value));
  };
}

function addressSelect(
  whole: Read,
  address: AddressOf,
  name: (address: NameAddr) => string | null,
  shortcuts: Readonly<Record<string, string>>,
): SelectDefinition {
  return (path) => {
    if (selectStep(path[0]!)?.index !== null) return null;
    const [, word, second] = path;
    if (word === undefined) return whole;
    if (word === 'uri') return uriSelect((cx) => address(cx)?.uriText ?? null, path.slice(2));
    if (word === 'params') {
      if (second === undefined || path.length > 3) return null;
      return param(address, second.toLowerCase());
    }
    if (path.length > 2) return null;
    if (word === 'name') {
      return (cx) => {
        const of = address(cx);
        return of === null ? null : name(of);
      };
    }
    const shortcut = Object.hasOwn(shortcuts, word) ? shortcuts[word] : undefined;
    return shortcut === undefined ? null : param(address, shortcut);
  };
}

function displayAsWritten(address: NameAddr): string {
  return address.text.slice(address.displayStart, address.displayEnd);
}

// the first address of the first field
function first(type: HeaderType): AddressOf {
  return (cx) => {
    const field = cx.message.header(type);
    return field === null ? null : (parseNameAddrs(cx.message.text, field.bodyStart, field.bodyEnd)?.[0] ?? null);
  };
}

const body =
  (type: HeaderType): Read =>
  (cx) =>
    cx.message.body(type);

const REMOTE_PARTY = 'Remote-Party-ID';
const remoteParty: AddressOf = ({ message }) => nthAddress(message, REMOTE_PARTY, 0);

const quotable = (address: NameAddr): string | null => orNull(displayAsWritten(address));

const rpid = addressSelect((cx) => nthHeader(cx, REMOTE_PARTY, 0), remoteParty, quotable, { tag: 'tag' });

export const addressSelects: readonly (readonly [string, SelectDefinition])[] = [
  ['from', addressSelect(body(Header.From), (cx) => cx.message.from, quotable, { tag: 'tag' })],
  ['to', addressSelect(body(Header.To), (cx) => cx.message.to, quotable, { tag: 'tag' })],
  [
    'contact',
    addressSelect(body(Header.Contact), (cx) => cx.message.contacts?.[0] ?? null, displayAsWritten, {
      q: 'q',
      expires: 'expires',
      methods: 'methods',
      received: 'received',
      instance: '+sip.instance',
    }),
  ],
  ['record_route', addressSelect(body(Header.RecordRoute), first(Header.RecordRoute), displayAsWritten, {})],
  ['rpid', rpid],
  ['remote_party_id', rpid],
  ['refer_to', addressSelect(body(Header.ReferTo), first(Header.ReferTo), quotable, { tag: 'tag' })],
  ['route', addressSelect(body(Header.Route), first(Header.Route), displayAsWritten, {})],
];
