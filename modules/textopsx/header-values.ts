import { breaksLine, equalsIgnoreCase, wireText, type HeaderField, type SipMessage } from '../../runtime/module.ts';
import { commaParam, fieldsNamed, paramsOf, semicolonParam, valuesNamed, type Param, type Value } from './list-values.ts';
import { parseValuePath, type ValuePath } from './value-path.ts';

// `Header[i].param`: i counts from 1 over all fields of that name, negative ones from the end.

// The empty text stays empty; null for what would break the field
function written(value: string): string | null {
  const wire = wireText(value);
  return breaksLine(wire) ? null : wire;
}

function nth<T>(list: readonly T[], index: number): T | undefined {
  return index < 0 ? list[list.length + index] : list[index === 0 ? 0 : index - 1];
}

function endOfHeaders(message: SipMessage): number {
  return Math.max(message.headersStart, message.bodyStart - 2);
}

function addField(message: SipMessage, path: ValuePath, at: number, wire: string): 1 {
  message.edits.insert(at, `${path.header}: ${wire}\r\n`);
  return 1;
}

function addValue(message: SipMessage, { bodyEnd }: HeaderField, at: number, wire: string): 1 {
  message.edits.insert(at, at === bodyEnd ? `,${wire}` : `${wire},`);
  return 1;
}

/** Adds a value behind another one; a field of its own at the end without an index, or when there is no such value. */
export function appendValue(message: SipMessage, text: string, value: string): 1 | -1 {
  const path = parseValuePath(text);
  const wire = written(value);
  if (path === null || wire === null || path.param !== '' || path.all) return -1;
  const found = path.indexed ? nth(valuesNamed(message, path.header), path.index === 0 ? -1 : path.index) : undefined;
  if (found === undefined) return addField(message, path, endOfHeaders(message), wire);
  return addValue(message, found.field, found.to, wire);
}

/** Adds a value in front of another one; a field of its own above the first without an index, and where there is none. */
export function insertValue(message: SipMessage, text: string, value: string): 1 | -1 {
  const path = parseValuePath(text);
  const wire = written(value);
  if (path === null || wire === null || path.param !== '' || path.all) return -1;
  const found = nth(valuesNamed(message, path.header), path.index);
  if (found === undefined) {
    return path.index === 0 || path.index === 1 ? addField(message, path, endOfHeaders(message), wire) : -1;
  }
  return path.indexed ? addValue(message, found.field, found.from, wire) : addField(message, path, found.field.start, wire);
}

/** Replaces a value, or sets a parameter of it, with `[*]` of all. */
export function assignValue(message: SipMessage, text: string, value: string): 1 | -1 {
  const path = parseValuePath(text);
  const wire = written(value);
  if (path === null || wire === null) return -1;
  if (path.param !== '') return changeParams(message, path, wire);
  const found = path.all ? undefined : nth(valuesNamed(message, path.header), path.index);
  if (found === undefined) return -1;
  message.edits.replace(found.start, found.end, wire);
  return 1;
}

/** Removes a value, all fields with `[*]`, or each parameter of a name. */
export function removeValue(message: SipMessage, text: string): 1 | -1 {
  const path = parseValuePath(text);
  if (path === null) return -1;
  if (path.param !== '') return changeParams(message, path, '');
  if (path.all) return removeFields(message, fieldsNamed(message, path.header));
  const values = valuesNamed(message, path.header);
  const found = nth(values, path.index);
  if (found === undefined) return -1;
  cut(message, values, new Set([found]));
  return 1;
}

/** Replaces the whole body of a field, or sets one of the parameters that commas separate; i counts fields. */
export function assignBody(message: SipMessage, text: string, value: string): 1 | -1 {
  const path = parseValuePath(text);
  const wire = written(value);
  if (path === null || wire === null) return -1;
  if (path.param !== '') return changeBodyParams(message, path, wire);
  const found = path.all ? undefined : nth(fieldsNamed(message, path.header), path.index);
  if (found === undefined) return -1;
  message.edits.replace(found.bodyStart, found.bodyEnd, wire);
  return 1;
}

/** Removes whole fields; i counts fields. With a parameter it sets that one, as upstream. */
export function removeBodyOf(message: SipMessage, text: string, value: string): 1 | -1 {
  const path = parseValuePath(text);
  const wire = written(value);
  if (path === null || wire === null) return -1;
  if (path.param !== '') return changeBodyParams(message, path, wire);
  return removeFields(message, chosen(fieldsNamed(message, path.header), path));
}

function removeFields(message: SipMessage, fields: readonly HeaderField[]): 1 | -1 {
  for (const field of fields) message.edits.remove(field.start, field.end);
  return fields.length > 0 ? 1 : -1;
}

function chosen<T>(list: readonly T[], path: ValuePath): readonly T[] {
  if (path.all) return list;
  const found = nth(list, path.index);
  return found === undefined ? [] : [found];
}

function changeParams(message: SipMessage, path: ValuePath, wire: string): 1 | -1 {
  let any: 1 | -1 = -1;
  for (const one of chosen(valuesNamed(message, path.header), path)) {
    if (changeParam(message, semicolonParam, paramsOf(message.text, one), one.end, path.param, wire)) any = 1;
  }
  return any;
}

function changeBodyParams(message: SipMessage, path: ValuePath, wire: string): 1 | -1 {
  let any: 1 | -1 = -1;
  for (const { bodyStart, bodyEnd } of chosen(fieldsNamed(message, path.header), path)) {
    if (changeParam(message, commaParam, bodyStart, bodyEnd, path.param, wire)) any = 1;
  }
  return any;
}

// Sets the first parameter of that name; all of them go for an empty value
function changeParam(
  message: SipMessage,
  find: typeof semicolonParam,
  from: number,
  to: number,
  name: string,
  wire: string,
): boolean {
  const { text, edits } = message;
  let param: Param = find(text, from, to, name);
  if (wire !== '') {
    if (param.there) edits.replace(param.nameEnd, param.valueEnd, `=${wire}`);
    else edits.insert(param.start, `${param.separator}${name}=${wire}`);
    return true;
  }
  if (!param.there) return false;
  for (; param.there; param = find(text, param.end, to, name)) edits.remove(param.start, param.end);
  return true;
}

// A name alone
function nameOf(text: string): string | null {
  const path = parseValuePath(text);
  return path === null || path.indexed || path.param !== '' ? null : path.header;
}

function isValue({ text }: SipMessage, one: Value, wire: string): boolean {
  return equalsIgnoreCase(text.slice(one.start, one.end), wire);
}

/** @returns whether a field of that name has the value; case does not matter, parameters are part of it */
export function hasValue(message: SipMessage, text: string, value: string): boolean {
  const wire = wireText(value);
  const name = nameOf(text);
  return name !== null && wire !== '' && valuesNamed(message, name).some((one) => isValue(message, one, wire));
}

/** Adds a value at the end of the first field of that name, unless it is there. */
export function includeValue(message: SipMessage, text: string, value: string): 1 | -1 {
  const wire = written(value);
  const path = parseValuePath(text);
  if (wire === null || wire === '' || path === null || nameOf(text) === null) return -1;
  if (hasValue(message, text, value)) return 1;
  const [first] = fieldsNamed(message, path.header);
  if (first === undefined) return addField(message, path, endOfHeaders(message), wire);
  return addValue(message, first, first.bodyEnd, wire);
}

/** Removes a value wherever it stands. @returns 1, also when it is nowhere */
export function excludeValue(message: SipMessage, text: string, value: string): 1 | -1 {
  const wire = wireText(value);
  const name = nameOf(text);
  if (wire === '' || name === null) return -1;
  const values = valuesNamed(message, name);
  cut(message, values, new Set(values.filter((one) => isValue(message, one, wire))));
  return 1;
}

// Each value goes with the comma behind it, the last ones of a field with the comma in front of them; a field that has no other
// value goes as a whole. One pass: a peer may send thousands
function cut(message: SipMessage, values: readonly Value[], gone: ReadonlySet<Value>): void {
  if (gone.size === 0) return;
  for (let i = values.length - 1; i >= 0;) {
    const { field } = values[i]!;
    let first = i; // of those at the end that all go
    while (first >= 0 && values[first]!.field === field && gone.has(values[first]!)) first--;
    const whole = first < 0 || values[first]!.field !== field;
    if (whole) message.edits.remove(field.start, field.end);
    else if (first < i) message.edits.remove(values[first + 1]!.from - 1, values[i]!.to);
    for (i = first; i >= 0 && values[i]!.field === field; i--) {
      if (gone.has(values[i]!)) message.edits.remove(values[i]!.from, values[i]!.to);
    }
  }
}
