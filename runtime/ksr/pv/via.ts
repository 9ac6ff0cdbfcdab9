import type { Value } from '../../routing/avps.ts';
import type { RouteContext } from '../../routing/context.ts';
import { defaultPort } from '../../routing/via.ts';
import { skipSpace } from '../../sip/chars.ts';
import { Header } from '../../sip/header-type.ts';
import type { SipMessage } from '../../sip/message.ts';
import { parseVia, type Via } from '../../sip/via.ts';
import { protoOf } from '../../transport/proto.ts';
import { PROTO_NUMBER } from '../../transport/types.ts';
import { orNull, words, type Definition, type Read } from './definition.ts';

// $via0(x), $via1(x), $viaZ(x): parts of the first, second and last Via (spec/modules.md 5.1)

/**
 * All Via values in order, up to the first that can not be read. One pass: `nthVia` begins anew for each, which a message with
 * thousands of them would make felt (spec/security.md 18).
 */
export function viasOf(message: SipMessage): Via[] {
  const vias: Via[] = [];
  const { text } = message;
  for (const field of message.headers) {
    if (field.type !== Header.Via) continue;
    for (let at = field.bodyStart; ;) {
      const via = parseVia(text, at, field.bodyEnd);
      if (via === null) return vias;
      vias.push(via);
      at = skipSpace(text, via.end, field.bodyEnd);
      if (at >= field.bodyEnd) break;
      at++; // behind the comma
    }
  }
  return vias;
}

function last(cx: RouteContext): Via | null {
  return viasOf(cx.message).at(-1) ?? null;
}

function protoNumber(via: Via): number {
  const proto = protoOf(via.transport);
  return proto === '' ? 0 : PROTO_NUMBER[proto];
}

function port(via: Via): number {
  if (via.port > 0) return via.port;
  const proto = protoOf(via.transport);
  return proto === '' ? 5060 : defaultPort(proto);
}

// as written, from behind the `;`
function params(via: Via): string | null {
  const semi = via.text.indexOf(';', via.paramsStart);
  return semi < 0 || semi >= via.end ? null : orNull(via.text.slice(semi + 1, via.end));
}

function variables(name: string, viaOf: (cx: RouteContext) => Via | null): Definition {
  const of =
    (read: (via: Via) => Value | null): Read =>
    (cx) => {
      const via = viaOf(cx);
      return via === null ? null : read(via);
    };
  return words(name, {
    host: of((via) => via.host),
    port: of(port),
    proto: of((via) => via.transport),
    protoid: of(protoNumber),
    branch: of((via) => orNull(via.branch)),
    rport: of((via) => orNull(via.param('rport') ?? '')),
    received: of((via) => orNull(via.received)),
    i: of((via) => orNull(via.param('i') ?? '')),
    oc: of((via) => (via.param('oc') === null ? 0 : 1)),
    params: of(params),
  });
}

export const viaVariables: readonly Definition[] = [
  variables('via0', (cx) => cx.message.via1),
  variables('via1', (cx) => cx.message.via2),
  variables('viaZ', last),
];
