import { XavpList, wireText, type Value } from '../../runtime/module.ts';

// What the functions of xavp, xavi and xavu have in common: reading and writing a list of named items, and the list inside one.

/** Shown for an item that is a list itself. */
function shown(name: string, value: Value | XavpList | null): Value | null {
  return value instanceof XavpList ? `<<xavp:${name}>>` : value;
}

/** @returns the newest value of that name; a list is shown as `<<xavp:name>>` */
export function get(list: XavpList, name: string): Value | null {
  return shown(name, list.get(name));
}

/** Puts a new first value in front of the others. @returns 1 · -1 an empty name */
export function add(list: XavpList, name: string, value: Value): 1 | -1 {
  if (name === '') return -1;
  list.add(name, typeof value === 'string' ? wireText(value) : value);
  return 1;
}
/** Replaces the newest value, or adds one. @returns 1 · -1 an empty name */
export function set(list: XavpList, name: string, value: Value): 1 | -1 {
  if (name === '') return -1;
  list.set(name, typeof value === 'string' ? wireText(value) : value);
  return 1;
}

/** @returns a field of the newest list of that name */
export function childGet(list: XavpList, name: string, field: string): Value | null {
  return shown(field, list.list(name)?.get(field) ?? null);
}

/**
 * Sets a field in the newest list of that name, which is made when there is none.
 * @returns 1 · -1 an empty name, or the newest item of that name is no list
 */
export function childSet(list: XavpList, name: string, field: string, value: Value): 1 | -1 {
  if (name === '' || field === '') return -1;
  const existing = list.get(name);
  if (existing !== null && !(existing instanceof XavpList)) return -1;
  const fields = existing ?? list.empty();
  if (existing === null) list.add(name, fields);
  return set(fields, field, value);
}

/** Removes a field of the newest list of that name. @returns 1 · -1 there was none */
export function childRemove(list: XavpList, name: string, field: string): 1 | -1 {
  return name === '' || field === '' || list.list(name)?.remove(field) === true ? 1 : -1;
}

/**
 * Puts parameters into a new list of that name: `a=1;b=2`, quotes removed, a parameter without value as an empty text.
 * @param separator one character between parameters
 * @param single replaces a list of the same name
 * @returns 1 · -1 an empty name or text, another separator, or a parameter without a name
 */
export function explode(list: XavpList, text: string, separator: string, name: string, single: boolean): 1 | -1 {
  if (name === '' || separator.length !== 1 || separator === '=' || text.trim() === '') return -1;
  const fields = list.empty();
  for (const part of splitOutsideQuotes(text, separator)) {
    if (part.trim() === '' && fields.items.length > 0) continue; // behind a last separator
    const equals = part.indexOf('=');
    const field = (equals < 0 ? part : part.slice(0, equals)).trim();
    if (field === '') return -1;
    fields.append(field, equals < 0 ? '' : unquoted(part.slice(equals + 1).trim()));
  }
  if (single) list.set(name, fields);
  else list.add(name, fields);
  return 1;
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let quoted = false;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '\\' && quoted) i++;
    else if (c === '"') quoted = !quoted;
    else if (c === separator && !quoted) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

function unquoted(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

/** @returns one line for each value, for the log: `a[0]=>b[0]: text` */
export function dump(list: XavpList): string[] {
  const lines: string[] = [];
  const walk = (of: XavpList, prefix: string): void => {
    const seen = new Map<string, number>();
    for (const { name, value } of of.items) {
      const n = seen.get(name) ?? 0;
      seen.set(name, n + 1);
      if (value instanceof XavpList) walk(value, `${prefix}${name}[${n}]=>`);
      else lines.push(`${prefix}${name}[${n}]: ${value}`);
    }
  };
  walk(list, '');
  return lines;
}
