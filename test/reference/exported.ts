// What Kamailio 5.6 to 5.9 export to KEMI scripts (kemi-exports.json), beside what is here.

import { readFileSync } from 'node:fs';
import type { FunctionDeclaration, Namespace } from '../../runtime/cli/declarations.ts';

/** Kamailio's functions by name in the namespaces of KSR, '' for KSR itself: `int(str, int)`. */
export type Exports = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** @returns the table of the recordings' Kamailio */
export function readExports(): Exports {
  return JSON.parse(readFileSync(new URL('kemi-exports.json', import.meta.url), 'utf8')) as Exports;
}

/** A difference: name on KSR, and what it is. */
export interface Difference {
  readonly name: string;
  readonly says: string;
}

/** How KSR and the table differ. */
export interface Comparison {
  /** Functions that are not here, by namespace. */
  readonly missing: ReadonlyMap<string, readonly string[]>;
  /** Functions that only this server has. */
  readonly ours: readonly string[];
  /** Functions that take or give something else. */
  readonly different: readonly Difference[];
  /** How many there are, by namespace. */
  readonly counts: ReadonlyMap<string, { readonly here: number; readonly there: number }>;
}

/** Compares the functions that are here with the table. Namespaces that the table does not have are left out. */
export function compare(exports: Exports, namespaces: readonly Namespace[]): Comparison {
  const here = new Map(namespaces.map((one) => [one.name.slice('KSR.'.length), one]));
  const missing = new Map<string, string[]>();
  const counts = new Map<string, { here: number; there: number }>();
  const ours: string[] = [];
  const different: Difference[] = [];
  for (const [namespace, table] of Object.entries(exports)) {
    const functions = new Map((here.get(namespace)?.functions ?? []).map((one) => [one.name, one]));
    const named = (name: string): string => (namespace === '' ? name : `${namespace}.${name}`);
    const absent = Object.keys(table).filter((name) => !functions.has(name));
    if (absent.length > 0) missing.set(namespace, absent.map(named));
    counts.set(namespace, { here: functions.size, there: Object.keys(table).length });
    for (const [name, one] of functions) {
      const signature = table[name];
      if (signature === undefined) ours.push(named(name));
      else for (const says of differences(signature, one)) different.push({ name: named(name), says });
    }
  }
  return { missing, ours, different, counts };
}

function differences(signature: string, one: FunctionDeclaration): string[] {
  const open = signature.indexOf('(');
  const params = signature
    .slice(open + 1, -1)
    .split(', ')
    .filter(Boolean);
  const found: string[] = [];
  if (params.length !== one.params.length) found.push(`takes ${one.params.length} parameters, there ${params.length}`);
  for (const [at, type] of params.entries()) {
    const own = one.params[at];
    if (own === undefined) continue;
    const isNumber = type === 'int' || type === 'long';
    const fits = own.type.split(' | ').some((each) => (each === 'number' || /^-?\d+$/.test(each)) === isNumber);
    if (!fits) found.push(`${own.name} is ${own.type}, there ${type}`);
  }
  const returned = signature.slice(0, open);
  if (!mayReturn(returned, one.type.split(' | '))) found.push(`gives ${one.type}, there ${returned}`);
  return found;
}

function mayReturn(kind: string, types: readonly string[]): boolean {
  const isNumber = (type: string): boolean => type === 'number' || /^-?\d+$/.test(type);
  if (types.every((type) => type === 'never')) return true; // gives nothing, there neither
  switch (kind) {
    case 'int':
    case 'long':
      return types.every(isNumber);
    case 'bool':
      return types.every((type) => type === 'boolean' || type === 'true' || type === 'false');
    case 'none':
      return types.every((type) => type === 'void');
    default: // xval, str
      return types.every((type) => type !== 'void');
  }
}
