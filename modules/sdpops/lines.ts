import { isOfMedia, linesOf, rangeText, type Description, type Range, type SipMessage } from '../../runtime/module.ts';

/** @returns the first line that begins with a text, without its CRLF; a line that ends with LF alone keeps it. null for none */
export function lineStartingWith(text: string, sessions: readonly Description[], prefix: string): string | null {
  if (prefix === '') return null;
  for (const session of sessions) {
    const line = linesOf(text, session).find(({ start }) => text.startsWith(prefix, start));
    if (line === undefined) continue;
    const found = rangeText(text, line);
    return found.endsWith('\r\n') ? found.slice(0, -2) : found;
  }
  return null;
}

/**
 * Removes lines that begin with a text.
 * @param type only in streams of this media type, their `m=` line too; '' in whole descriptions
 * @returns how many
 */
export function removeLines(message: SipMessage, sessions: readonly Description[], prefix: string, type: string): number {
  if (prefix === '') return 0;
  const { text, edits } = message;
  let removed = 0;
  for (const part of type === '' ? sessions : streamsOfType(text, sessions, type)) {
    for (const { start, end } of linesOf(text, part)) {
      if (!text.startsWith(prefix, start)) continue;
      edits.remove(start, end);
      removed++;
    }
  }
  return removed;
}

/** Removes all streams of a media type. @returns how many */
export function removeStreams(message: SipMessage, sessions: readonly Description[], type: string): number {
  const streams = streamsOfType(message.text, sessions, type);
  for (const { start, end } of streams) message.edits.remove(start, end);
  return streams.length;
}

function streamsOfType(text: string, sessions: readonly Description[], type: string): Range[] {
  return sessions.flatMap(({ streams }) => streams.filter((stream) => isOfMedia(text, stream, type)));
}
