import type { SipMessage } from '../../runtime/module.ts';

/** Part of a message that is searched: [from, to) of its text. */
export interface Area {
  readonly from: number;
  readonly to: number;
}

/** Start line, header fields and body. */
export function wholeMessage(message: SipMessage): Area {
  return { from: message.start, to: message.end };
}
/** All but the start line. */
export function behindStartLine(message: SipMessage): Area {
  return { from: message.headersStart, to: message.end };
}
export function headerPart(message: SipMessage): Area {
  return { from: message.headersStart, to: Math.max(message.headersStart, message.bodyStart - 2) };
}
export function bodyPart(message: SipMessage): Area {
  return { from: message.bodyStart, to: message.end };
}
