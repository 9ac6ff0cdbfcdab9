import { XavpList, type Value, type XavpItem } from '../../runtime/module.ts';

/** Fields of a list by name: the values of each, the newest first. It has no prototype, so that no name is special. */
export type Dictionary = Readonly<Record<string, readonly Value[]>>;

/** @returns the fields of a list, each by the name that its newest value has; a list within it is shown as `<<xavp:name>>` */
export function dictionary(list: XavpList): Dictionary {
  const fields = new Map<string, { readonly name: string; readonly values: Value[] }>();
  for (const item of list.items) {
    const key = list.key(item.name);
    const known = fields.get(key);
    if (known === undefined) fields.set(key, { name: item.name, values: [shown(item)] });
    else known.values.push(shown(item));
  }
  const made = Object.create(null) as Record<string, readonly Value[]>;
  for (const { name, values } of fields.values()) made[name] = values;
  return made;
}

/** @returns the fields of each list of that name, the newest first; values that are no lists are passed over. Null when there is no list */
export function dictionaries(root: XavpList, name: string): Dictionary[] | null {
  const found: Dictionary[] = [];
  const key = root.key(name);
  for (const { name: given, value } of root.items) {
    if (value instanceof XavpList && root.key(given) === key) found.push(dictionary(value));
  }
  return found.length === 0 ? null : found;
}

function shown({ name, value }: XavpItem): Value {
  return value instanceof XavpList ? `<<xavp:${name}>>` : value;
}
