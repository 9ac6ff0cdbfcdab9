// A user's TypeScript, with all the files it imports, as one CommonJS text for vm.Script (evaluate.ts).
//
// Why not `import()`: Node never frees a module that was imported, so each reload would leak; and it can not load TypeScript
// with paths, nor find `ksr` from a folder outside the package. Packages are not bundled: they are required when the bundle
// runs, so that those with native parts work and their state (a database pool) survives a reload.

import { basename, dirname, resolve } from 'node:path';

import type { BuildFailure, BuildOptions, Message, Plugin } from 'esbuild';

import { KsrError } from '../errors.ts';
import type { Code, Location } from '../errors.ts';
import { codeFrame } from './frame.ts';

/** What became of the user's files. */
export interface Bundle {
  /** Absolute path of the file that it began with. */
  readonly file: string;
  /** CommonJS; `import.meta` of the sources is `__meta` here. */
  readonly code: string;
  /** Source map (JSON) with the sources' text; sources are relative to the folder of `file`. */
  readonly map: string;
  /** Absolute paths of all files that went in, `file` first: what a watcher has to watch. */
  readonly inputs: readonly string[];
  /** What esbuild found odd, one line each with its place. */
  readonly warnings: readonly string[];
}

/** What `import { ... } from 'ksr'` finds in a user's file, wherever that file lies. All else of `ksr` is types. */
const GUEST_KSR = 'export const defineConfig = (config) => config;';

/**
 * Bundles `file`.
 *
 * @param file absolute path of the file, which exists
 * @param code what a failure is called
 * @throws KsrError `code` with file, line and frame of the first mistake
 */
export async function bundle(file: string, code: Code): Promise<Bundle> {
  const { build } = await import('esbuild');
  const folder = dirname(file);
  try {
    const built = await build({
      ...entry(file),
      absWorkingDir: folder,
      outfile: resolve(folder, `${basename(file)}.bundle.js`), // never written; the map's sources are relative to it
      write: false,
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: `node${process.versions.node}`,
      packages: 'external',
      sourcemap: 'external',
      charset: 'utf8',
      legalComments: 'none',
      metafile: true,
      logLevel: 'silent',
      supported: { 'dynamic-import': false }, // becomes require: vm.Script has no import()
      define: { 'import.meta': '__meta' },
      plugins: [ksr, native],
    });
    const text = (end: string): string => built.outputFiles.find((output) => output.path.endsWith(end))?.text ?? '';
    const inputs = Object.keys(built.metafile.inputs).filter((input) => !input.startsWith('ksr:') && input !== '<stdin>');
    return {
      file,
      code: text('.js'),
      map: text('.map'),
      inputs: [...new Set([file, ...inputs.map((input) => resolve(folder, input))])],
      warnings: built.warnings.map((warning) => oneLine(warning, folder)),
    };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw asMistake(error, file, code);
  }
}

/**
 * Ends the process of the builder, 13 MB, which otherwise waits for the next build; that one starts it again.
 * For who is sure that nothing is being built: a build under way fails.
 */
export async function releaseBuilder(): Promise<void> {
  const { stop } = await import('esbuild');
  await stop();
}

/** What to begin with. JSON exports nothing when a bundle begins with it, only when something requires it. */
function entry(file: string): Pick<BuildOptions, 'entryPoints' | 'stdin'> {
  if (!file.endsWith('.json')) return { entryPoints: [file] };
  return { stdin: { contents: `module.exports = require(${JSON.stringify(file)});`, resolveDir: dirname(file) } };
}

const ksr: Plugin = {
  name: 'ksr',
  setup(build) {
    build.onResolve({ filter: /^ksr(\/.*)?$/ }, ({ path }) => ({ path, namespace: 'ksr' }));
    build.onLoad({ filter: /.*/, namespace: 'ksr' }, () => ({ contents: GUEST_KSR, loader: 'js' }));
  },
};

/** Compiled add-ons can not be part of a bundle; they are required by their absolute path. */
const native: Plugin = {
  name: 'native',
  setup(build) {
    build.onResolve({ filter: /\.node$/ }, ({ path, resolveDir }) => ({ path: resolve(resolveDir, path), external: true }));
  },
};

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors) && error.errors.length > 0;
}

function asMistake(failure: BuildFailure, file: string, code: Code): KsrError {
  const folder = dirname(file);
  const first = failure.errors[0] as Message;
  const more = failure.errors.slice(1).map((message) => oneLine(message, folder));
  const { problem, notes } = reworded(first);
  const hint = [...notes, ...more.map((line) => `Also: ${line}`)].join('\n   ');
  return new KsrError(code, { file, problem, hint }, { location: locate(first, folder), cause: failure });
}

/** esbuild's words, where they speak of what the user has nothing to do with. */
function reworded(message: Message): { problem: string; notes: string[] } {
  const value = /^No matching export in "ksr:ksr[^"]*" for import "(.*)"$/.exec(message.text)?.[1];
  if (value !== undefined) {
    const types = 'Only types come from ksr, as in: import type { KSR } from "ksr"; what routes call comes with KSR.';
    return { problem: `"${value}" is not a value of ksr`, notes: [types] };
  }
  if (message.text.startsWith('Top-level await')) {
    return {
      problem: 'await stands outside of a function',
      notes: ['The file is loaded at once: await inside an async function.'],
    };
  }
  return { problem: message.text, notes: message.notes.map((note) => note.text) };
}

function locate(message: Message, folder: string): Location | undefined {
  const at = message.location;
  if (!at) return undefined;
  const { column, length } = characters(at);
  // The frame wants the whole source for its line numbers; only this line is known, and only it is shown.
  const source = '\n'.repeat(at.line - 1) + at.lineText;
  return { file: resolve(folder, at.file), line: at.line, column, frame: codeFrame(source, at.line, column, length) };
}

/** esbuild counts octets of UTF-8, from 0; people and editors count characters, from 1. */
function characters(at: { lineText: string; column: number; length: number }): { column: number; length: number } {
  const octets = Buffer.from(at.lineText);
  const count = (from: number, to: number): number => octets.subarray(from, to).toString().length;
  return { column: count(0, at.column) + 1, length: count(at.column, at.column + at.length) };
}

function oneLine(message: Message, folder: string): string {
  const at = message.location;
  return at ? `${resolve(folder, at.file)}:${at.line}:${characters(at).column} ${message.text}` : message.text;
}
