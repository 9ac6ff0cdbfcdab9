/** What `Header[i].param` names. */
export interface ValuePath {
  readonly header: string;
  /** 1 is the first, -1 the last; 0 when 0 or nothing is written. */
  readonly index: number;
  /** An index is written. */
  readonly indexed: boolean;
  /** `[*]` */
  readonly all: boolean;
  /** '' without one. */
  readonly param: string;
}

const LIMIT = 9999;

/** @returns null for a text of another form */
export function parseValuePath(text: string): ValuePath | null {
  const open = text.indexOf('[');
  if (open < 0) {
    const dot = text.indexOf('.');
    return path(dot < 0 ? text : text.slice(0, dot), '', dot < 0 ? '' : text.slice(dot));
  }
  const close = text.indexOf(']', open);
  return close < 0 ? null : path(text.slice(0, open), text.slice(open + 1, close), text.slice(close + 1));
}

function path(header: string, index: string, rest: string): ValuePath | null {
  const name = header.trim();
  if (name === '' || (rest !== '' && (rest[0] !== '.' || rest.length < 2))) return null;
  const param = rest.slice(1);
  if (index === '*') return { header: name, index: 0, indexed: true, all: true, param };
  const n = index === '' ? 0 : integer(index);
  return n === null ? null : { header: name, index: n, indexed: index !== '', all: false, param };
}

function integer(text: string): number | null {
  const negative = text[0] === '-';
  let n = 0;
  for (let i = negative ? 1 : 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return null;
    n = n * 10 + digit;
    if (n > LIMIT) return null;
  }
  if (negative && text.length === 1) return null;
  return negative ? -n : n;
}
