import type { InternalError } from './context.ts';

// Replies made from internal causes (spec/modules.md 2.7). The text ends with the cause and who replies.

export const SEND_ERROR: InternalError = { status: 477, reason: 'Unfortunately error on sending to next hop occurred' };
export const UNRESOLVED: InternalError = { status: 478, reason: 'Unresolvable destination' };
export const BAD_URI: InternalError = { status: 479, reason: 'Regretfully, we were not able to process the URI' };
export const BAD_SCHEME: InternalError = { status: 416, reason: 'Unsupported URI Scheme' };
export const SERVER_ERROR: InternalError = { status: 500, reason: "I'm terribly sorry, server error occurred", cause: 1 };
export const NO_BRANCH: InternalError = { status: 500, reason: "I'm terribly sorry, server error occurred", cause: 6 };
export const NO_SOCKET: InternalError = { status: 500, reason: "I'm terribly sorry, server error occurred", cause: 7 };
export const CANCELLED: InternalError = { status: 487, reason: 'Request cancelled' };
export const UNAVAILABLE: InternalError = { status: 503, reason: 'Service Unavailable' };
export const FULL: InternalError = { status: 503, reason: 'Server Full' };

/** @param by `SL` for a stateless reply, `TM` for one of a transaction */
export function errorReason(error: InternalError, by: 'SL' | 'TM'): string {
  return `${error.reason} (${error.cause ?? error.status}/${by})`;
}
