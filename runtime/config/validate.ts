// A configuration's values are checked, all of them: whoever runs `ksr check` wants every mistake, not the first.

import { dirname, resolve } from 'node:path';

import type { z } from 'zod';

import { KsrError } from '../errors.ts';
import type { Code, Facts, Location } from '../errors.ts';
import { codeFrame, lineAndColumn } from '../loader/frame.ts';
import { nearest } from '../near.ts';
import { placeOf } from './place.ts';
import { coreSchema } from './schema.ts';
import type { Config } from './types.ts';
import { problemsOf, valueAt } from './wording.ts';
import type { Problem } from './wording.ts';

/** What the check has to know of a module; every module declaration has it. */
export interface ModuleShape {
  readonly name: string;
  /** Modules that must be loaded as well. */
  readonly requires: readonly string[];
  readonly params: z.ZodType;
}

/** A configuration as it was written. */
export interface RawConfig {
  /** Absolute path. */
  readonly file: string;
  /** Text of the file, to show places. */
  readonly source: string;
  /** What it exports. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Absolute paths of all files that it was built from. */
  readonly inputs: readonly string[];
}

/** The outcome of a check: a configuration when there are no mistakes. */
export interface Checked {
  readonly config: Config | undefined;
  readonly mistakes: readonly KsrError[];
}

/**
 * Checks a configuration against the core's options and the modules'.
 *
 * @param modules all modules there are, by name
 * @returns mistakes in the order of the file: E_CONFIG_KEY, E_CONFIG_VALUE, E_MODULE_UNKNOWN, E_MODULE_MISSING, E_MODULE_PARAM
 */
export function validate(raw: RawConfig, modules: ReadonlyMap<string, ModuleShape>): Checked {
  const check = new Check(raw);
  const { modules: wanted, ...core } = raw.value;
  const options = check.core(core);
  const params = check.modules(wanted, modules);
  if (!options || check.mistakes.length > 0) return { config: undefined, mistakes: check.mistakes.toSorted(byPlace) };
  const routes = resolve(dirname(raw.file), options.routes);
  return { config: { ...options, routes, modules: params }, mistakes: [] };
}

class Check {
  readonly mistakes: KsrError[];
  private readonly raw: RawConfig;

  constructor(raw: RawConfig) {
    this.raw = raw;
    this.mistakes = [];
  }

  core(value: Readonly<Record<string, unknown>>): z.output<typeof coreSchema> | undefined {
    const result = coreSchema.safeParse(value);
    for (const { path, text, keys, allowed } of problems(result, value)) {
      const known = keysOf(coreSchema, path);
      if (path.length === 0) known.push('modules');
      for (const key of keys) {
        this.add('E_CONFIG_KEY', { key, parent: dotted(path), ...guess(key, known) }, [...path, key]);
      }
      if (keys.length > 0) continue;
      this.add('E_CONFIG_VALUE', { key: dotted(path), problem: text, near: nearText(valueAt(value, path), allowed) }, path);
    }
    return result.data;
  }

  modules(value: unknown, known: ReadonlyMap<string, ModuleShape>): Record<string, Readonly<Record<string, unknown>>> {
    const params: Record<string, Readonly<Record<string, unknown>>> = {};
    if (value === undefined) return params;
    if (!isObject(value)) {
      this.add('E_CONFIG_VALUE', { key: 'modules', problem: 'must be an object, as in: modules: { tm: {}, sl: {} }' }, [
        'modules',
      ]);
      return params;
    }
    for (const [name, written] of Object.entries(value)) {
      const module = known.get(name);
      if (!module) {
        this.add('E_MODULE_UNKNOWN', { module: name, ...guess(name, [...known.keys()]) }, ['modules', name]);
        continue;
      }
      for (const needs of module.requires) {
        if (!Object.hasOwn(value, needs)) this.add('E_MODULE_MISSING', { module: name, needs }, ['modules', name]);
      }
      params[name] = this.params(module, written);
    }
    return params;
  }

  private params(module: ModuleShape, value: unknown): Readonly<Record<string, unknown>> {
    const result = module.params.safeParse(value);
    for (const { path, text, keys, allowed } of problems(result, value)) {
      const within = ['modules', module.name, ...path];
      const known = keysOf(module.params, path);
      for (const key of keys) {
        const { near, known: names } = guess(key, known);
        const hint = known.length === 0 ? 'It has no parameters.' : names && `Its parameters: ${names}.`;
        const facts = { module: module.name, param: dotted([...path, key]), problem: 'does not exist', near, hint };
        this.add('E_MODULE_PARAM', facts, [...within, key]);
      }
      if (keys.length > 0) continue;
      const near = nearText(valueAt(value, path), allowed);
      const hint = path.length === 0 ? `To load it with all defaults write ${module.name}: {}.` : '';
      this.add('E_MODULE_PARAM', { module: module.name, param: dotted(path), problem: text, near, hint }, within);
    }
    return (result.data ?? {}) as Readonly<Record<string, unknown>>;
  }

  private add(code: Code, facts: Facts, path: readonly PropertyKey[]): void {
    const location = locate(this.raw, path);
    this.mistakes.push(new KsrError(code, { file: this.raw.file, ...facts }, { location }));
  }
}

function byPlace(a: KsrError, b: KsrError): number {
  const [left, right] = [a.location, b.location];
  return (left?.line ?? 0) - (right?.line ?? 0) || (left?.column ?? 0) - (right?.column ?? 0);
}

function problems(result: z.ZodSafeParseResult<unknown>, value: unknown): Problem[] {
  return (result.error?.issues ?? []).flatMap((issue) => problemsOf(issue, value));
}

/** The name that was meant, or all there are when none is near. */
function guess(name: string, known: readonly string[]): { near: string; known: string } {
  const near = nearest(name, known);
  return { near, known: near ? '' : known.join(', ') };
}

/**
 * The place of an option.
 *
 * @param path as in `['modules', 'tm', 'fr_timer']`
 * @returns undefined when the file does not write it out
 */
export function locate(raw: RawConfig, path: readonly PropertyKey[]): Location | undefined {
  const span = placeOf(raw.source, path);
  if (!span) return undefined;
  const { line, column } = lineAndColumn(raw.source, span.at);
  return { file: raw.file, line, column, frame: codeFrame(raw.source, line, column, span.length) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nearText(value: unknown, allowed: readonly string[]): string {
  return typeof value === 'string' ? nearest(value, allowed) : '';
}

/** `limits.maxHeaders`, `listen[1].port`. */
function dotted(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

/** The keys that an object schema knows at a path: through defaults, options, transforms, lists and alternatives. */
function keysOf(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const def = schema._zod.def as SchemaParts;
  const [first, ...rest] = path;
  if (def.type === 'object' && def.shape) {
    if (first === undefined) return Object.keys(def.shape);
    const inner = typeof first === 'string' && Object.hasOwn(def.shape, first) ? def.shape[first] : undefined;
    return inner ? keysOf(inner, rest) : [];
  }
  if (def.type === 'array' && def.element) return keysOf(def.element, rest);
  if (def.type === 'union') return (def.options ?? []).flatMap((option) => keysOf(option, path));
  const inner = def.innerType ?? def.in;
  return inner ? keysOf(inner, path) : [];
}

/** The parts of zod's definitions that lead inwards. */
interface SchemaParts {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
}
