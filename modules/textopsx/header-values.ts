import {
  breaksLine,
  equalsIgnoreCase,
  fieldValues,
  findParam,
  isTokenChar,
  wireText,
  type ListValue,
  type SipMessage,
} from '../../runtime/module.ts';
import { parseValuePath, type ValuePath } from './value-path.ts';

// Values of list headers, `Header[i].param`; i counts from 1 over all fields of that name, negative ones from the end.

/** @returns all values of the fields of a name that can be read */
function valuesOf(message: SipMessage, name: string): ListValue[] {
  const values: ListValue[] = [];
  for (let at = message.findByName(name); at >= 0; at = message.findByName(name, at + 1)) {
    const before = values.length;
    // of a broken field nothing counts: what stands in it can not be told apart
    if (!fieldValues(message, at, values)) values.length = before;
  }
  return values;
}

function nth<T>(list: readonly T[], index: number): T | undefined {
  if (index < 0) return list[list.length + index];
  return list[index === 0 ? 0 : index - 1];
}

// What is to be written, null for what would break the field
function written(value: string): string | null {
  const wire = wireText(value);
  return wire === '' || breaksLine(wire) ? null : wire;
}

function endOfHeaders(message: SipMessage): number {
  return Math.max(message.headersStart, message.bodyStart - 2);
}

/** Adds a value behind another one; a field of its own without an index, or when there is no such value. */
export function appendValue(message: SipMessage, text: string, value: string): 1 | -1 {
  const path = parseValuePath(text);
  const wire = written(value);
  if (path === null || wire === null || path.param !== '' || path.all) return -1;
  const values = path.indexed ? valuesOf(message, path.header) : [];
  const behind = path.index === 0 ? values[values.length - 1] : nth(values, path.index);
  if (behind === undefined) return addField(message, path, wire, true);
  message.edits.insert(behind.end, `,${wire}`);
  return 1;
}

/** Adds a value in front of another one; a field of its own above the others without an index, or when there is no such value. */
export function insertValue(message: SipMessage, text: string, value: string): 1 | -1 {
  const path = parseValuePath(text);
  const wire = written(value);
  if (path === null || wire === null || path.param !== '' || path.all) return -1;
  const before = path.indexed ? nth(valuesOf(message, path.header), path.index) : undefined;
  if (before === undefined) return addField(message, path, wire, false);
  message.edits.insert(before.start, `${wire},`);
  return 1;
}

// RFC 3261 25.1: a token
function isFieldName(name: string): boolean {
  for (let i = 0; i < name.length; i++) if (!isTokenChar(name.charCodeAt(i))) return false;
  return true;
}

function addField(message: SipMessage, path: ValuePath, wire: string, behind: boolean): 1 | -1 {
  if (!isFieldName(path.header)) return -1;
  const first = behind ? -1 : message.findByName(path.header);
  const place = first < 0 ? endOfHeaders(message) : message.field(first).start;
  message.edits.insert(place, `${path.header}: ${wire}\r\n`);
  return 1;
}

/** Replaces a value, or sets a parameter of it. */
export function assignValue(message: SipMessage, text: string, value: string): 1 | -1 {
  const path = parseValuePath(text);
  const wire = written(value);
  if (path === null || wire === null || path.all) return -1;
  const found = nth(valuesOf(message, path.header), path.index);
  if (found === undefined) return -1;
  if (path.param === '') {
    message.edits.replace(found.start, found.end, wire);
    return 1;
  }
  const name = wireText(path.param);
  if (breaksLine(name)) return -1;
  const param = paramOf(message, found, name);
  if (param === null) message.edits.insert(found.end, `;${name}=${wire}`);
  else message.edits.replace(param.start, param.end, `;${name}=${wire}`);
  return 1;
}

/** Removes a value, all of them, or a parameter of one. */
export function removeValue(message: SipMessage, text: string): 1 | -1 {
  const path = parseValuePath(text);
  if (path === null) return -1;
  if (path.all) return path.param === '' ? removeFields(message, path.header) : -1;
  const values = valuesOf(message, path.header);
  const found = nth(values, path.index);
  if (found === undefined) return -1;
  if (path.param === '') {
    cut(message, values, [values.indexOf(found)]);
    return 1;
  }
  const param = paramOf(message, found, path.param);
  if (param === null) return -1;
  message.edits.remove(param.start, param.end);
  return 1;
}

function removeFields(message: SipMessage, name: string): 1 | -1 {
  let any: 1 | -1 = -1;
  for (let i = message.findByName(name); i >= 0; i = message.findByName(name, i + 1)) {
    any = 1;
    message.edits.remove(message.field(i).start, message.field(i).end);
  }
  return any;
}

/** Replaces the whole body of a field; i counts fields. */
export function assignBody(message: SipMessage, text: string, value: string): 1 | -1 {
  const path = parseValuePath(text);
  const wire = written(value);
  if (path === null || wire === null || path.all || path.param !== '') return -1;
  const field = fieldAt(message, path);
  if (field === undefined) return -1;
  message.edits.replace(field.bodyStart, field.bodyEnd, wire);
  return 1;
}

/** Removes a whole field, or all; i counts fields. */
export function removeBodyOf(message: SipMessage, text: string): 1 | -1 {
  const path = parseValuePath(text);
  if (path === null || path.param !== '') return -1;
  if (path.all) return removeFields(message, path.header);
  const field = fieldAt(message, path);
  if (field === undefined) return -1;
  message.edits.remove(field.start, field.end);
  return 1;
}

function fieldAt(message: SipMessage, path: ValuePath): SipMessage['headers'][number] | undefined {
  const fields: SipMessage['headers'][number][] = [];
  for (let i = message.findByName(path.header); i >= 0; i = message.findByName(path.header, i + 1)) fields.push(message.field(i));
  return nth(fields, path.index);
}

/** @returns whether a field of that name has the value; case does not matter, parameters are part of it */
export function hasValue(message: SipMessage, name: string, value: string): boolean {
  const wire = wireText(value);
  if (wire === '') return false;
  return valuesOf(message, name).some((one) => equalsIgnoreCase(message.text.slice(one.start, one.end), wire));
}

// The last value of the first field that has one
function lastOfFirst(message: SipMessage, name: string): ListValue | undefined {
  for (let at = message.findByName(name); at >= 0; at = message.findByName(name, at + 1)) {
    const values: ListValue[] = [];
    if (fieldValues(message, at, values) && values.length > 0) return values[values.length - 1];
  }
  return undefined;
}

/** Adds a value at the end of the first field of that name, unless it is there. */
export function includeValue(message: SipMessage, name: string, value: string): 1 | -1 {
  const wire = written(value);
  const path = parseValuePath(name);
  if (wire === null || path === null) return -1;
  if (hasValue(message, path.header, value)) return 1;
  const last = lastOfFirst(message, path.header);
  if (last === undefined) return addField(message, path, wire, true);
  message.edits.insert(last.end, `,${wire}`);
  return 1;
}

/** Removes a value wherever it stands. @returns 1, also when it is nowhere */
export function excludeValue(message: SipMessage, name: string, value: string): 1 | -1 {
  const wire = wireText(value);
  const path = parseValuePath(name);
  if (wire === '' || path === null) return -1;
  const values = valuesOf(message, path.header);
  const gone: number[] = [];
  for (const [i, one] of values.entries()) if (equalsIgnoreCase(message.text.slice(one.start, one.end), wire)) gone.push(i);
  cut(message, values, gone);
  return 1;
}

// Removes values by their indexes; white space around the commas that stay is left as it is. One pass: a peer may send thousands
function cut(message: SipMessage, values: readonly ListValue[], gone: readonly number[]): void {
  const going = new Set(gone);
  const staying = new Set<number>(); // fields that keep a value
  for (let i = 0; i < values.length; i++) if (!going.has(i)) staying.add(values[i]!.fieldIndex);
  let kept = -1; // field of the last value so far that stays
  let removed = -1; // field that went as a whole
  for (let i = 0; i < values.length; i++) {
    const { fieldIndex, start, end } = values[i]!;
    if (!going.has(i)) kept = fieldIndex;
    else if (staying.has(fieldIndex)) {
      if (kept === fieldIndex) message.edits.remove(values[i - 1]!.end, end);
      else message.edits.remove(start, message.text.indexOf(',', end) + 1);
    } else if (removed !== fieldIndex) {
      removed = fieldIndex;
      message.edits.remove(message.field(fieldIndex).start, message.field(fieldIndex).end);
    }
  }
}

function paramOf(message: SipMessage, value: ListValue, name: string): { start: number; end: number } | null {
  const semi = paramsStart(message.text, value.start, value.end);
  return semi < 0 ? null : findParam(message.text, semi, value.end, name.toLowerCase());
}

// the first `;` outside quotes and `<>`
function paramsStart(text: string, from: number, to: number): number {
  let quoted = false;
  let inside = false;
  for (let i = from; i < to; i++) {
    const c = text[i];
    if (quoted && c === '\\') i++;
    else if (c === '"') quoted = !quoted;
    else if (!quoted && (c === '<' || c === '>')) inside = c === '<';
    else if (c === ';' && !quoted && !inside) return i;
  }
  return -1;
}
