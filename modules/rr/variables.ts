import type { PseudoVariable, RouteContext } from '../../runtime/module.ts';
import { directionOf } from './own-route.ts';
import { routeSet, routeUri } from './routes.ts';
import type { RrSettings } from './settings.ts';

/** Pseudo-variables of the module: `$route_uri`, `$rdir(id)`, `$rdir(name)`, `$fti`, `$tti`. */
export function variablesOf(settings: RrSettings): readonly PseudoVariable[] {
  return [
    { name: 'route_uri', summary: 'URI of the first Route', inner: 'none', get: (cx) => topRouteUri(cx) },
    {
      name: 'rdir',
      summary: 'which way the request goes: `$rdir(id)` 1 downstream, 2 upstream; `$rdir(name)` as a word',
      inner: 'text',
      get: (cx, inner) => {
        const direction = directionOf(cx, settings);
        if (inner === 'id') return direction === 'upstream' ? 2 : 1;
        return inner === 'name' ? direction : null;
      },
    },
    {
      name: 'fti',
      summary: 'tag of From in the request that began the dialog',
      inner: 'none',
      get: (cx) => initialTag(cx, settings, true),
    },
    {
      name: 'tti',
      summary: 'tag of To in the reply that began the dialog',
      inner: 'none',
      get: (cx) => initialTag(cx, settings, false),
    },
  ];
}

function topRouteUri(cx: RouteContext): string | null {
  const set = routeSet(cx.message);
  return set === null ? null : (routeUri(cx.message, set, 0)?.toString() ?? null);
}

// tags as they were in the request that began the dialog
function initialTag(cx: RouteContext, settings: RrSettings, ofCaller: boolean): string | null {
  const { message } = cx;
  const upstream = directionOf(cx, settings) === 'upstream';
  const tag = ofCaller === upstream ? message.toTag : message.fromTag;
  return tag === '' ? null : tag;
}
