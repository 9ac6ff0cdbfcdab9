// One version of the routes: what a routes file exports, checked. A transaction ends with the generation it began with.

import { KsrError } from '../errors.ts';
import type { Location } from '../errors.ts';
import { distance, nearest } from '../near.ts';
import type { RouteGeneration } from '../routing/routes.ts';
import { codeFrame, lineAndColumn } from './frame.ts';

/** A callback of the routes. */
export type Callback = RouteGeneration['requestRoute'];

/** A generation with what its file had to do with it. */
export interface LoadedRoutes extends RouteGeneration {
  /** Absolute paths of all files that it was built from: what a watcher has to watch. */
  readonly inputs: readonly string[];
  /** What is odd about the file though it works, one line each. */
  readonly warnings: readonly string[];
  /** Where in the user's files something was thrown, or undefined. */
  place(thrown: unknown): Location | undefined;
}

/** Callbacks that the server itself looks for, with what Kamailio's KEMI scripts call them. */
const RESERVED: ReadonlyMap<string, string> = new Map([
  ['requestRoute', 'ksr_request_route'],
  ['onReplyRoute', 'ksr_reply_route'],
  ['onSendRoute', 'ksr_onsend_route'],
  // event routes of the core: KEMI scripts choose their names in the configuration
  ['onMsgReceived', ''],
  ['onPreRouting', ''],
  ['onWorkerOneInit', ''],
]);

/** What a generation is made of besides the exports. */
export interface Origin {
  readonly id?: number;
  readonly file?: string;
  /** Text of the routes file, to show the place of a mistake. */
  readonly source?: string;
  readonly inputs?: readonly string[];
  readonly warnings?: readonly string[];
  readonly mapStack?: (thrown: unknown) => string;
  readonly place?: (thrown: unknown) => Location | undefined;
}

/**
 * Makes a generation of functions; for tests that need no file, and the last step of `loadRoutes`.
 *
 * @param exports what the routes file exports; `requestRoute` at least
 * @throws KsrError E_ROUTES_EXPORT: no requestRoute, a name that is nearly one the server looks for, or one of those that
 *   is not a function
 */
export function fromExports(exports: object, origin: Origin = {}): LoadedRoutes {
  const file = origin.file ?? '';
  const callbacks = new Map<string, Callback>();
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value === 'function') callbacks.set(name, value as Callback);
  }
  const mistake = findMistake(exports, callbacks, origin.source ?? '');
  if (mistake) {
    const { name, ...facts } = mistake;
    const location = origin.source === undefined ? undefined : locate(file, origin.source, name);
    throw new KsrError('E_ROUTES_EXPORT', { file: file || 'routes', ...facts }, { location });
  }
  return {
    id: origin.id ?? 1,
    file,
    requestRoute: callbacks.get('requestRoute') as Callback,
    onReplyRoute: callbacks.get('onReplyRoute'),
    onSendRoute: callbacks.get('onSendRoute'),
    onMsgReceived: callbacks.get('onMsgReceived'),
    onPreRouting: callbacks.get('onPreRouting'),
    onWorkerOneInit: callbacks.get('onWorkerOneInit'),
    names: [...callbacks.keys()].sort(reservedFirst),
    inputs: origin.inputs ?? [],
    warnings: origin.warnings ?? [],
    get: (name) => callbacks.get(name),
    mapStack: origin.mapStack ?? ((thrown) => (thrown instanceof Error && thrown.stack) || String(thrown)),
    place: origin.place ?? (() => undefined),
  };
}

/** Orders what the server looks for before what routes arm; a bundle knows no other order than the alphabet. */
function reservedFirst(a: string, b: string): number {
  const names = [...RESERVED.keys()];
  const [left, right] = [a, b].map((name) => names.indexOf(name) + 1 || names.length + 1);
  return (left ?? 0) - (right ?? 0);
}

/** Facts of E_ROUTES_EXPORT, and the name to point at. */
interface Mistake {
  readonly name: string;
  readonly problem: string;
  readonly near?: string;
  readonly hint: string;
}

const MUST = 'A routes file must export requestRoute.';

function findMistake(exports: object, callbacks: ReadonlyMap<string, Callback>, source: string): Mistake | undefined {
  for (const [name, value] of Object.entries(exports)) {
    const kind = !RESERVED.has(name) ? undefined : notCallable(value);
    if (kind) return { name, problem: `exports ${name}, which is ${kind}`, hint: `${name} must be a function.` };
  }
  for (const name of Object.keys(exports)) {
    const near = meant(name, exports);
    if (near) return { name, problem: `exports "${name}"`, near, hint: near === 'requestRoute' ? MUST : renameHint(name, near) };
  }
  if (callbacks.has('requestRoute')) return undefined;
  if (/^(?:async )?(?:function|const|let) requestRoute\b/m.test(source)) {
    return { name: 'requestRoute', problem: 'has a requestRoute, but does not export it', hint: 'Write export before it.' };
  }
  const names = [...callbacks.keys()];
  const near = nearest('requestRoute', names);
  if (near) return { name: near, problem: `exports "${near}"`, near: 'requestRoute', hint: MUST };
  const problem = names.length > 0 ? `exports ${names.join(', ')}, but no requestRoute` : 'exports no requestRoute';
  return { name: names[0] ?? '', problem, hint: `${MUST} As in: export function requestRoute(KSR: KSR): void { ... }` };
}

function renameHint(name: string, near: string): string {
  return `As ${name} it would only run when armed by this name. Call it ${near}, or something less alike.`;
}

/** The reserved callback that an export was probably meant to be, when the file has not got that one. */
function meant(name: string, exports: object): string | undefined {
  if (RESERVED.has(name)) return undefined;
  for (const [reserved, kemi] of RESERVED) {
    if (Object.hasOwn(exports, reserved)) continue;
    // `onReplyRoute2` is a name of its own, which some route arms.
    const typo = distance(name.toLowerCase(), reserved.toLowerCase(), 2) < 2 && !name.startsWith(reserved);
    if (typo || name === kemi) return reserved;
  }
  return undefined;
}

/** @returns what it is instead of a function that can be called, or undefined when it is one */
function notCallable(value: unknown): string | undefined {
  if (typeof value !== 'function') return value === null ? 'null' : `of type ${typeof value}`;
  const kind = Object.prototype.toString.call(value);
  if (kind.endsWith('GeneratorFunction]')) return 'a generator, which would never run';
  return /^class\b/.test(Function.prototype.toString.call(value)) ? 'a class' : undefined;
}

/** Where the file exports a name: after the word `export`, else where it is declared, else where the name first stands. */
function locate(file: string, source: string, name: string): Location {
  const word = `(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`;
  const found = ['^[ \\t]*export\\b.*?', '^[ \\t]*(?:async +)?(?:function|const|let|class) +', '']
    .map((before) => new RegExp(before + word, 'm').exec(source))
    .find((match) => match !== null);
  if (name === '' || !found) return { file, line: 0, column: 0, frame: '' };
  const at = found.index + found[0].length - name.length;
  const { line, column } = lineAndColumn(source, at);
  return { file, line, column, frame: codeFrame(source, line, column, name.length) };
}
