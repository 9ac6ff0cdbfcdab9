// What `npm run docs` writes, and what is to be written by hand first.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { coreVariables } from '../../runtime/ksr/pv/core-variables.ts';
import { summaries } from '../../runtime/ksr/pv/summaries.ts';
import { TRANSFORMATIONS } from '../../runtime/ksr/transform/names.ts';
import type { AnyModule } from '../../runtime/module/contract.ts';
import { VirtualClock } from '../../runtime/timer/virtual.ts';
import { findModules } from '../support/composed.ts';
import { testServer, type TestServer } from '../support/context.ts';
import type { Gap } from './comment.ts';
import { look, PROJECT } from './compiler.ts';
import { formatted } from './json.ts';
import { declare, type Declared } from './namespaces.ts';
import { fill, type Sections } from './readme.ts';
import { commandTable, coreVariableTable, functionTable, parameterTable, transformationTable, variableTable } from './tables.ts';

/** A file that is made, or has parts that are. */
export interface MadeFile {
  /** From the project's folder. */
  readonly path: string;
  readonly text: string;
  /** Whether it is what is there. */
  readonly isFresh: boolean;
}

/** All that is made. */
export interface Made {
  readonly declared: readonly Declared[];
  readonly files: readonly MadeFile[];
  readonly gaps: readonly Gap[];
}

/** Makes everything anew; writes nothing. */
export async function generate(): Promise<Made> {
  const { modules } = await findModules();
  const server = await testServer();
  const declared = declare(look(), modules);
  const files = declared.map(({ path, namespace }) => made(path, formatted(namespace)));
  const gaps = declared.flatMap((one) => one.gaps);
  for (const module of modules) {
    const path = `modules/${module.name}/README.md`;
    const sections = sectionsOf(module, declared, server);
    readme(path, sections, files, gaps);
    gaps.push(...exampleGaps(module.name));
  }
  readme('runtime/ksr/README.md', coreSections(declared, server), files, gaps);
  gaps.push(...coreVariableGaps(), ...exampleGaps('core'));
  return { declared, files, gaps };
}

function made(path: string, text: string): MadeFile {
  return { path, text, isFresh: read(path) === text };
}

function read(path: string): string {
  return existsSync(`${PROJECT}${path}`) ? readFileSync(`${PROJECT}${path}`, 'utf8') : '';
}

function readme(path: string, sections: Sections, files: MadeFile[], gaps: Gap[]): void {
  const { text, mistakes } = fill(read(path), sections);
  files.push(made(path, text));
  gaps.push(...mistakes.map(({ line, write }) => ({ file: path, line, name: 'README', write })));
}

function sectionsOf(module: AnyModule, declared: readonly Declared[], server: TestServer): Sections {
  const own = declared.find(({ namespace }) => namespace.module === module.name);
  const contribution = server.contribution(module.name);
  return new Map([
    ...examplesOf(module.name),
    ['parameters', parameterTable(module)],
    ['functions', own === undefined ? '' : functionTable(own.namespace)],
    ['variables', variableTable(contribution?.variables ?? [])],
    ['commands', commandTable(contribution?.rpc ?? [])],
  ]);
}

/** `example` of routes/examples/tmx.ts, and `example suspend` of tmx-suspend.ts. */
function examplesOf(name: string): [string, string][] {
  const others = more(name).map((one): [string, string] => [`example ${one.slice(name.length + 1)}`, exampleOf(one)]);
  return [['example', exampleOf(name)], ...others];
}

function more(name: string): string[] {
  const files = readdirSync(`${PROJECT}routes/examples`).filter((file) => file.startsWith(`${name}-`) && file.endsWith('.ts'));
  return files.map((file) => file.slice(0, -'.ts'.length));
}

function exampleOf(name: string): string {
  return `\`\`\`ts\n${read(`routes/examples/${name}.ts`).trim()}\n\`\`\``;
}

function coreSections(declared: readonly Declared[], server: TestServer): Sections {
  const core = declared.filter(({ namespace }) => namespace.module === 'core');
  const functions = core.map(({ namespace }) => [`functions of ${namespace.name}`, functionTable(namespace)] as const);
  return new Map([
    ...examplesOf('core'),
    ...functions,
    ['variables', coreVariableTable(Object.keys(summaries), (text) => server.pv.writable(text))],
    ['transformations', transformationTable(TRANSFORMATIONS)],
  ]);
}

/** What `runtime/ksr/pv/summaries.ts` leaves out, and what it says too much. */
function coreVariableGaps(): Gap[] {
  const names = coreVariables({ clock: new VirtualClock() }).map(({ name }) => name);
  const untold = names.filter((name) => !Object.hasOwn(summaries, name)).map((name) => [name, 'what its value is']);
  const gone = Object.keys(summaries).filter((name) => !names.includes(name));
  const mistakes = [...untold, ...gone.map((name) => [name, 'nothing: there is no such variable'])];
  return mistakes.map(([name, write]) => ({ file: 'runtime/ksr/pv/summaries.ts', line: 1, name: `$${name}`, write: write! }));
}

/** The example of a README is routes that can be run, with a test that runs them. */
function exampleGaps(name: string): Gap[] {
  const wanted = [name, ...more(name)].flatMap((one): [string, string][] => [
    [`routes/examples/${one}.ts`, 'a short example for the README of the module'],
    [`test/routes/examples/${one}.ts`, 'a test that plays the example, as the others there'],
  ]);
  return wanted.filter(([file]) => read(file) === '').map(([file, write]) => ({ file, line: 1, name, write }));
}
