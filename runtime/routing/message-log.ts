import type { RouteContext } from './context.ts';
import type { LogBindings } from './logger.ts';

/** What every log line about a message carries. Build it only for a line that is written. */
export function messageBindings(cx: RouteContext): LogBindings {
  const { message, source } = cx;
  return {
    callId: message.callId,
    method: message.method,
    cseq: message.cseq?.number ?? null,
    source: `${source.proto}:${source.host}:${source.port}`,
  };
}
