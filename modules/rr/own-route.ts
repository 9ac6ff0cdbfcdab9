import { nextParam, type RouteContext } from '../../runtime/module.ts';
import type { RrSettings } from './settings.ts';

/** The entry of ours that loose_route took off a message. */
export interface OwnRoute {
  /** URI parameters with the leading `;`, '' without any. */
  readonly params: string;
  /** Another entry follows. */
  readonly more: boolean;
}

/** Which way a request goes inside its dialog. */
export type Direction = 'downstream' | 'upstream';

/** @returns the parameters of our Route, '' when loose_route found none */
export function ownParams(cx: RouteContext, settings: RrSettings): string {
  return cx.slot<OwnRoute>(settings.ownRoute)?.params ?? '';
}

/**
 * Tells which way a request goes: our Route carries the tag of who began the dialog. Without it, and before loose_route,
 * a request counts as downstream.
 */
export function directionOf(cx: RouteContext, settings: RrSettings): Direction {
  const ftag = valueOf(ownParams(cx, settings), 'ftag');
  return ftag === '' || ftag === cx.message.fromTag ? 'downstream' : 'upstream';
}

// Names with case: what is read here, this server wrote
function valueOf(params: string, name: string): string {
  for (let at = 0; at < params.length;) {
    const param = nextParam(params, at, params.length);
    if (param === null) return '';
    if (param.valueStart >= 0 && params.slice(param.nameStart, param.nameEnd) === name) {
      return params.slice(param.valueStart, param.valueEnd);
    }
    at = param.end;
  }
  return '';
}
