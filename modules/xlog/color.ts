import type { PseudoVariable } from '../../runtime/module.ts';

// $C(xy), colours of a terminal: x for the letters, y for what is behind them (spec/modules.md 36)

// in the order of their numbers: 30 to 37 and 39 for letters, ten more behind them
const LETTERS = 'srgybpcw.x';
const BRIGHT = 'SRGYBPCW';

/** @returns the sequence that switches a terminal to these colours, null when there are none of these letters */
export function colorSequence(name: string): string | null {
  if (name.length !== 2 || name.includes('.')) return null;
  const bright = BRIGHT.indexOf(name[0]!);
  const front = bright >= 0 ? bright : LETTERS.indexOf(name[0]!);
  const back = LETTERS.indexOf(name[1]!);
  return front < 0 || back < 0 ? null : `\x1b[${bright >= 0 ? 1 : 0};${30 + front};${40 + back}m`;
}

/**
 * Takes the sequences of `$C(...)` out of a line: the log colours its lines itself, or is read by a machine.
 * @returns the line without them; other control characters stay, the log shows them as what they are
 */
export function withoutColors(line: string): string {
  let from = line.indexOf('\x1b[');
  if (from < 0) return line;
  let text = line.slice(0, from);
  while (from >= 0) {
    let end = from + 2;
    while (end < line.length && isParameter(line.charCodeAt(end))) end++;
    if (line[end] === 'm') end++;
    else text += line.slice(from, end);
    const next = line.indexOf('\x1b[', end);
    text += line.slice(end, next < 0 ? line.length : next);
    from = next;
  }
  return text;
}

// a digit or a semicolon
function isParameter(c: number): boolean {
  return (c >= 48 && c <= 57) || c === 59;
}

/** `$C(xy)`: letters s r g y b p c w x for black, red, green, yellow, blue, purple, cyan, white and the terminal's own; S R G … bright. */
export const colorVariable: PseudoVariable = {
  name: 'C',
  summary:
    'the sequence that gives a terminal the colour x on y (`$C(xy)`); the log takes it out again, its lines have colours of their own',
  inner: 'text',
  get: (_cx, inner) => colorSequence(inner),
};
