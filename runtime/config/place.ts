// Where an option stands in the text of a configuration file, so that an error can show the line. The values have gone
// through TypeScript and know nothing of their places; what is put together from other files is therefore not found.

/** A key in the text. */
export interface Span {
  readonly at: number;
  readonly length: number;
}

interface Token {
  readonly text: string;
  readonly at: number;
  /** Brackets that are open around it. */
  readonly depth: number;
}

const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|[\p{L}\p{N}_$]+|\s+|[\s\S]/gu;

/**
 * Finds the key that a path ends with, as in `['modules', 'tm', 'fr_timer']` or `['listen', 1]`.
 *
 * @returns its span, that of the longest part of the path that is written out, or undefined when nothing is
 */
export function placeOf(source: string, path: readonly PropertyKey[]): Span | undefined {
  const tokens = tokenize(source);
  let found: Token | undefined;
  let value = -1; // index of the token that begins the value found last
  for (const [step, part] of path.entries()) {
    const next: number = step === 0 ? outermost(tokens, part) : within(tokens, value, part);
    const token = tokens[next];
    if (!token) break;
    found = token;
    value = typeof part === 'number' ? next : tokens[next + 1]?.text === ':' ? next + 2 : -1;
  }
  return found && { at: found.at, length: found.text.length };
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (const match of source.matchAll(TOKEN)) {
    const text = match[0];
    if (text.trim() === '' || text.startsWith('//') || text.startsWith('/*')) continue;
    if (text === '}' || text === ']' || text === ')') depth--;
    tokens.push({ text, at: match.index, depth });
    if (text === '{' || text === '[' || text === '(') depth++;
  }
  return tokens;
}

/** A token is a key when it stands as one in an object literal. */
function isKey(tokens: readonly Token[], index: number, key: PropertyKey): boolean {
  const { text } = tokens[index] as Token;
  const quoted = text.startsWith('"') || text.startsWith("'");
  if ((quoted ? text.slice(1, -1) : text) !== key) return false;
  const before = tokens[index - 1]?.text;
  const after = tokens[index + 1]?.text;
  return (before === '{' || before === ',') && (after === ':' || (!quoted && (after === ',' || after === '}' || after === '(')));
}

/** The least indented key of that name behind `export default`; when there is none, the configuration was put together above. */
function outermost(tokens: readonly Token[], key: PropertyKey): number {
  const start = tokens.findIndex(({ text }, index) => text === 'default' && tokens[index - 1]?.text === 'export');
  const behind = leastIndented(tokens, key, start + 1);
  return behind < 0 ? leastIndented(tokens, key, 0) : behind;
}

function leastIndented(tokens: readonly Token[], key: PropertyKey, from: number): number {
  let best = -1;
  for (let index = from; index < tokens.length; index++) {
    const { depth } = tokens[index] as Token;
    if (isKey(tokens, index, key) && (best < 0 || depth < (tokens[best] as Token).depth)) best = index;
  }
  return best;
}

/** The key, or the element with that number, directly within the value that begins at `open`. */
function within(tokens: readonly Token[], open: number, part: PropertyKey): number {
  const bracket = tokens[open];
  if (!bracket || bracket.text !== (typeof part === 'number' ? '[' : '{')) return -1;
  let element = 0;
  for (let index = open + 1; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    if (token.depth === bracket.depth) break; // its closing bracket
    if (token.depth > bracket.depth + 1) continue;
    if (typeof part === 'number') {
      if (token.text === ',') element++;
      else if (element === part) return index;
    } else if (isKey(tokens, index, part)) return index;
  }
  return -1;
}
