import { equalsIgnoreCase } from '../../sip/chars.ts';
import { ofSomeText, type Arguments, type Transformation } from './arguments.ts';

// {param.*}: a list of parameters, `a=1;b=2` (spec/modules.md 5.2). It ends at a comma, unless the comma separates.

interface Entry {
  readonly name: string;
  readonly value: string;
}

export function param(op: string, args: Arguments): Transformation | null {
  switch (op) {
    case 'value':
      return byName(args, (entries, name) => {
        for (let i = entries.length - 1; i >= 0; i--) if (equalsIgnoreCase(entries[i]!.name, name)) return entries[i]!.value;
        return '';
      });
    case 'in':
      return byName(args, (entries, name) => (entries.some((entry) => equalsIgnoreCase(entry.name, name)) ? 1 : 0));
    case 'valueat':
      return byIndex(args, (entry) => entry.value);
    case 'name':
      return byIndex(args, (entry) => entry.name);
    case 'count': {
      const separator = separatorOf(args);
      return separator === null ? null : ofSomeText((text) => entriesOf(text, separator)?.length ?? null);
    }
    default:
      return null;
  }
}

function byName(args: Arguments, find: (entries: readonly Entry[], name: string) => string | number): Transformation | null {
  const name = args.text();
  const separator = separatorOf(args);
  if (name === null || separator === null || separator === ',') return null;
  return ofSomeText((text, cx) => {
    const entries = entriesOf(text, separator);
    return entries === null ? null : find(entries, name(cx));
  });
}

function byIndex(args: Arguments, read: (entry: Entry) => string): Transformation | null {
  const index = args.number();
  const separator = separatorOf(args);
  if (index === null || separator === null || separator === ',') return null;
  return ofSomeText((text, cx) => {
    const entries = entriesOf(text, separator);
    if (entries === null) return null;
    const entry = entries.at(index(cx));
    return entry === undefined ? '' : read(entry);
  });
}

// `;` unless another one is given; null when something else stands there
function separatorOf(args: Arguments): string | null {
  if (args.done) return ';';
  const separator = args.character();
  return separator !== '' && args.done ? separator : null;
}

function isWhite(c: number): boolean {
  return c === 32 || c === 9 || c === 13 || c === 10;
}

/** @returns null when the text can not be read: white space inside a name or around the whole, a quote that never closes */
function entriesOf(text: string, separator: string): Entry[] | null {
  if (isWhite(text.charCodeAt(0)) || isWhite(text.charCodeAt(text.length - 1))) return null;
  const entries: Entry[] = [];
  for (let at = 0; ;) {
    const name = tokenEnd(text, at, separator, true);
    let i = skipWhite(text, name);
    let value = '';
    if (text[i] === '=') {
      i = skipWhite(text, i + 1);
      const quote = text[i];
      if (quote === '"' || quote === "'") {
        const close = closing(text, i + 1, quote);
        if (close < 0) return null;
        value = text.slice(i + 1, close);
        i = skipWhite(text, close + 1);
      } else {
        const end = tokenEnd(text, i, separator, false);
        value = text.slice(i, lastWhite(text, i, end));
        i = end;
      }
    }
    entries.push({ name: text.slice(at, name), value });
    if (i >= text.length) return entries;
    if (text[i] === separator) at = skipWhite(text, i + 1);
    else return text[i] === ',' ? entries : null;
    if (at >= text.length) return entries;
  }
}

function tokenEnd(text: string, from: number, separator: string, isName: boolean): number {
  let i = from;
  for (; i < text.length; i++) {
    const c = text[i]!;
    if (c === separator || c === ',' || (isName && (c === '=' || isWhite(c.charCodeAt(0))))) break;
  }
  return i;
}
function skipWhite(text: string, from: number): number {
  let i = from;
  while (i < text.length && isWhite(text.charCodeAt(i))) i++;
  return i;
}
// only white space of SIP: the octet A0 may be half of a character
function lastWhite(text: string, from: number, to: number): number {
  let i = to;
  while (i > from && isWhite(text.charCodeAt(i - 1))) i--;
  return i;
}
function closing(text: string, from: number, quote: string): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === quote) return i;
  }
  return -1;
}
