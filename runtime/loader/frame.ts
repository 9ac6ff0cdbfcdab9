// The lines of a user's file as an error shows them.

/** Longest line that is shown whole; of longer ones (generated code) a part around the mark. */
const WIDTH = 120;

/**
 * Draws one line of `source` with a mark below the place:
 *
 * ```
 * 12 | export function requestRout(KSR: KSR): void {
 *    |                 ^^^^^^^^^^^
 * ```
 *
 * @param line 1 is the first
 * @param column 1 is the first character
 * @param length characters to mark, at least one
 * @returns two lines without a final line feed, or '' when the source has no such line
 */
export function codeFrame(source: string, line: number, column: number, length: number = 1): string {
  const text = lineOf(source, line);
  if (text === undefined) return '';
  const at = Math.min(Math.max(column, 1) - 1, text.length);
  const from = text.length > WIDTH ? Math.max(0, Math.min(at - WIDTH / 2, text.length - WIDTH)) : 0;
  const shown = text.slice(from, from + WIDTH);
  const marks = Math.max(1, Math.min(length, shown.length - (at - from)));
  // A tab stays a tab in the line of the mark, so that both lines indent alike however wide a tab is.
  const indent = shown.slice(0, at - from).replaceAll(/[^\t]/g, ' ');
  const number = String(line);
  return `${number} | ${shown}\n${' '.repeat(number.length)} | ${indent}${'^'.repeat(marks)}`;
}

/** @returns the text of a line without its end, or undefined when there are fewer lines */
function lineOf(source: string, line: number): string | undefined {
  const text = line > 0 ? source.split('\n', line)[line - 1] : undefined;
  return text?.endsWith('\r') ? text.slice(0, -1) : text;
}

/** Line and column, both from 1, of a position in a text. */
export function lineAndColumn(source: string, position: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let end = source.indexOf('\n'); end >= 0 && end < position; end = source.indexOf('\n', start)) {
    line += 1;
    start = end + 1;
  }
  return { line, column: position - start + 1 };
}
