import type { RouteContext } from '../../routing/context.ts';
import type { SelectDefinition } from './definition.ts';
import { addressSelects } from './select-address.ts';
import { messageSelects } from './select-message.ts';
import { uriSelect } from './select-uri.ts';
import { selectStep } from './select.ts';

function uris(text: (cx: RouteContext) => string | null): SelectDefinition {
  return (path) => (selectStep(path[0]!)?.index === null ? uriSelect(text, path.slice(1)) : null);
}

const requestUri = (cx: RouteContext): string | null => (cx.message.isRequest ? cx.requestUri : null);
const nextHop = (cx: RouteContext): string | null => (cx.target.dstUri === '' ? null : cx.target.dstUri);

/** All selects that belong to no module, by their first name. */
export function coreSelects(): readonly (readonly [string, SelectDefinition])[] {
  return [
    ['ruri', uris(requestUri)],
    ['dst_uri', uris(nextHop)],
    ['next_hop', uris((cx) => nextHop(cx) ?? requestUri(cx))],
    ...addressSelects,
    ...messageSelects,
  ];
}
