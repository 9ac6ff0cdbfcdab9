import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { AnyModule } from '../../runtime/module/contract.ts';
import { findModules } from '../support/composed.ts';
import { testServer } from '../support/context.ts';
import { invite } from '../runtime/ksr/arrive.ts';

// What a module declares stands in its README, and nothing else does.

const FOLDER = fileURLToPath(new URL('../../modules/', import.meta.url));
const { modules } = await findModules();
const server = await testServer();

function isWord(c: string | undefined): boolean {
  return c !== undefined && (c === '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
}

/** @returns the words of all `code` of a README, out of its tables and text */
function codeWords(readme: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const [i, code] of readme.split('`').entries()) {
    if (i % 2 === 0) continue;
    let word = '';
    for (const c of `${code} `) {
      if (isWord(c)) word += c;
      else {
        if (word !== '') words.add(word);
        word = '';
      }
    }
  }
  return words;
}

/** The text of all sources of a module that hold a facade. */
function facadeSource(name: string): string {
  const files = readdirSync(`${FOLDER}${name}`).filter((file) => file.endsWith('.ts'));
  return files.map((file) => readFileSync(`${FOLDER}${name}/${file}`, 'utf8')).join('\n');
}

/** @returns names of the functions that scripts see: what is private to a facade is there at run time, too */
function functionsOf(facade: object, source: string): string[] {
  const names = new Set<string>();
  for (let at: object | null = facade; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (name === 'constructor' || source.includes(`private ${name}(`) || source.includes(`protected ${name}(`)) continue;
      if (typeof (facade as Record<string, unknown>)[name] === 'function') names.add(name);
    }
  }
  return [...names].sort();
}

/** `gete_x` and `xavp_gete` go with `get_x` and `xavp_get` where the README says what the e and the w mean. */
function isNamed(words: ReadonlySet<string>, name: string): boolean {
  if (words.has(name)) return true;
  const plain = name.replace('gete_', 'get_').replace('getw_', 'get_');
  return plain !== name && words.has('gete_') && words.has('getw_') && words.has(plain);
}

function paramsOf(module: AnyModule): string[] {
  return Object.keys((module.params as unknown as { shape: Record<string, unknown> }).shape).sort();
}

function read(module: AnyModule): string {
  const path = `${FOLDER}${module.name}/README.md`;
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** The first column of the table that begins with such a cell. */
function firstColumn(readme: string, head: string): string[] {
  const cells: string[] = [];
  let inside = false;
  for (const line of readme.split('\n')) {
    const first = line.startsWith('|') ? (line.split('|')[1] ?? '').trim() : '';
    if (first === head) inside = true;
    else if (!line.startsWith('|')) inside = false;
    else if (inside && !first.startsWith('---')) cells.push(first);
  }
  return cells;
}

it('every folder with a module has one that can be read', () => {
  const folders = readdirSync(FOLDER).filter((name) => existsSync(`${FOLDER}${name}/index.ts`));
  expect(modules.map(({ name }) => name).sort()).toEqual(folders.sort());
});

const WITH_README = modules.filter((module) => read(module) !== '');

describe.each(WITH_README.map((module) => [module.name, module] as const))('README of %s', (name, module) => {
  const readme = read(module);
  const words = codeWords(readme);

  it('begins with the name of the module', () => {
    expect(readme.split('\n')[0]).toBe(`# ${name}`);
  });

  it('names every function', () => {
    const facade = server.contribution(name)?.facade;
    if (facade === undefined) return;
    const functions = functionsOf(facade(server.context(invite())), facadeSource(name));
    expect(functions.length).toBeGreaterThan(0);
    expect(functions.filter((one) => !isNamed(words, one))).toEqual([]);
  });

  it('names every parameter', () => {
    expect(paramsOf(module).filter((one) => !words.has(one))).toEqual([]);
  });

  it('has no parameter in its table that the module has not', () => {
    const known = new Set(paramsOf(module));
    const told = firstColumn(readme, 'Parameter').flatMap((cell) => [...codeWords(cell)]);
    expect(told.filter((one) => !known.has(one))).toEqual([]);
  });

  it('describes every parameter for the editor', () => {
    const { shape } = module.params as unknown as { shape: Record<string, { description?: string }> };
    for (const [param, { description }] of Object.entries(shape)) expect([param, description ?? '']).not.toEqual([param, '']);
  });

  it('has defaults for all parameters, and takes no other', () => {
    expect(module.params.safeParse({}).success).toBe(true);
    expect(module.params.safeParse({ no_such_parameter: 1 }).success).toBe(false);
  });
});
