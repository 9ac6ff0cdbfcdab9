import { userOf, type RouteContext, type Uri } from '../../runtime/module.ts';

// The URIs of a message and their parts; null where there is none.

/** @returns the Request-URI as it would be sent now; null in replies */
export function requestUri(cx: RouteContext): string | null {
  return cx.message.isRequest ? cx.requestUri : null;
}
/** @returns the Request-URI as received; null in replies */
export function originalUri(cx: RouteContext): string | null {
  return cx.message.isRequest ? cx.message.requestUri : null;
}
/** @returns the next hop, null when none is set */
export function nextHopSet(cx: RouteContext): string | null {
  return cx.target.dstUri === '' ? null : cx.target.dstUri;
}
/** @returns the first URI of the first Contact field */
export function contactUri(cx: RouteContext): string | null {
  return cx.message.contacts?.[0]?.uriText ?? null;
}

export function user(uri: Uri | null | undefined): string | null {
  if (uri === null || uri === undefined) return null;
  const name = userOf(uri);
  return name === '' ? null : name;
}
export function host(uri: Uri | null | undefined): string | null {
  return uri === null || uri === undefined || uri.host === '' ? null : uri.host;
}
