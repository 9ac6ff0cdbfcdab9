// What `npm run docs` found in the doc comments of KSR's functions, as the files functions.json keep it.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One parameter of a function. */
export interface ParamDeclaration {
  /** `...args` for one that takes all that follows. */
  readonly name: string;
  /** As TypeScript writes it: `string`, `0 | 1`. */
  readonly type: string;
  readonly optional: boolean;
  readonly meaning: string;
}

/** One value that a function may return. */
export interface ResultDeclaration {
  /** A literal as TypeScript writes it (`1`, `null`), or the type of what has no literal (`string`). */
  readonly value: string;
  readonly meaning: string;
}

/** One function of KSR. */
export interface FunctionDeclaration {
  readonly name: string;
  /** What it does, first sentence. */
  readonly summary: string;
  /** The rest of what it does, '' when that is all. */
  readonly details: string;
  readonly params: readonly ParamDeclaration[];
  /** Type of the result; of an asynchronous function, of what it promises. */
  readonly type: string;
  /** Whether it has to be awaited. */
  readonly async: boolean;
  /** Every value with its meaning; empty when it returns nothing. */
  readonly results: readonly ResultDeclaration[];
  /** Kinds of routes where it may be called. */
  readonly in: readonly string[];
  /** RFC sections and pages of Kamailio's documentation. */
  readonly source: string;
  /** Where it is declared, from the project's folder. */
  readonly file: string;
}

/** The functions of one namespace: those of `KSR` itself, or those of `KSR.tm`. */
export interface Namespace {
  /** Name of the module in the configuration; `core` for what is always there. */
  readonly module: string;
  /** `KSR` or `KSR.tm`. */
  readonly name: string;
  /** What it is for, in a sentence. */
  readonly summary: string;
  readonly functions: readonly FunctionDeclaration[];
}

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** @returns the namespaces of the core, then those of the modules by name */
export function readNamespaces(project: string = PROJECT): Namespace[] {
  const core = `${project}runtime/ksr/functions/`;
  const modules = `${project}modules/`;
  const files = [
    ...readdirSync(core)
      .sort()
      .map((name) => `${core}${name}`),
    ...readdirSync(modules)
      .sort()
      .map((name) => `${modules}${name}/functions.json`),
  ];
  return files.filter((file) => existsSync(file)).map((file) => JSON.parse(readFileSync(file, 'utf8')) as Namespace);
}
