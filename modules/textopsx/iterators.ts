import { headerText, wireText, type Element, type RouteContext, type SipMessage } from '../../runtime/module.ts';

/** Puts header text at a place. @returns 1 · -1 it is no header text */
export function putHeader(cx: RouteContext, at: number | undefined, text: string): 1 | -1 {
  const lines = headerText(text);
  if (at === undefined || lines === null) return -1;
  if (lines !== '') cx.message.edits.insert(at, lines);
  return 1;
}

/** Puts text at a place of the body. @returns 1 · -1 there is no place */
export function putBody(cx: RouteContext, at: number | undefined, text: string): 1 | -1 {
  if (at === undefined) return -1;
  const octets = wireText(text);
  if (octets !== '') cx.message.edits.insert(at, octets);
  return 1;
}

/** @returns the lines of the body, each with its line end */
export function bodyLines(message: SipMessage): Element[] {
  const lines: Element[] = [];
  for (let start = message.bodyStart; start < message.end;) {
    const lf = message.text.indexOf('\n', start);
    const end = lf < 0 || lf >= message.end ? message.end : lf + 1;
    lines.push({ start, end });
    start = end;
  }
  return lines;
}
