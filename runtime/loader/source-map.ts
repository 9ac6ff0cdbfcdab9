// Stacks and places of errors in the user's own files. `--enable-source-maps` does not reach vm.Script, so the map is
// applied here, when an error is shown and not before.

import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';

import type { TraceMap } from '@jridgewell/trace-mapping';

import type { Location } from '../errors.ts';
import type { Bundle } from './bundle.ts';
import { codeFrame } from './frame.ts';

/** How deep `cause` is followed. */
const CAUSES = 4;

/** Folders of the server itself: frames in them are not the user's. */
const OWN_FOLDERS: readonly string[] = ['../', '../../modules/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** Finds the places of one bundle's code in the files it was made of. */
export class SourceMap {
  private readonly folder: string;
  private readonly json: string;
  /** What frames of this bundle begin with. */
  private readonly prefix: string;
  private decoded: TraceMap | undefined;

  /** @param script name under which the bundle was evaluated */
  constructor(bundle: Bundle, script: string) {
    this.folder = dirname(bundle.file);
    this.json = bundle.map;
    this.prefix = `${script}:`;
    this.decoded = undefined;
  }

  /**
   * The stack of anything thrown, as the user's code has it: places in the user's files, frames of the server and of Node
   * left out. When the user's code has no part in it, the stack is given as it is: then it is a defect of ours.
   *
   * @returns name and message, then one line per frame; with `cause`s
   */
  stack(thrown: unknown): string {
    try {
      return this.stackOf(thrown, 0);
    } catch {
      return 'thrown: something that can not be shown'; // a proxy, or a getter that throws itself
    }
  }

  /** @returns where in the user's files it was thrown, or undefined when no frame is there */
  place(thrown: unknown): Location | undefined {
    if (!(thrown instanceof Error)) return undefined;
    for (const frame of framesOf(thrown).frames) {
      const found = this.find(frame);
      if (found) return { file: found.file, line: found.line, column: found.column, frame: found.draw() };
    }
    return undefined;
  }

  private stackOf(thrown: unknown, depth: number): string {
    if (!(thrown instanceof Error)) return `thrown: ${show(thrown)}`;
    const { head, frames } = framesOf(thrown);
    const kept: string[] = [];
    let border = 0; // behind the last frame of the user: what comes after called the user's code
    for (const frame of frames) {
      const found = this.find(frame);
      if (found) {
        const before = frame.slice(0, found.from).replace('at Object.', 'at '); // the exports, which nobody wrote
        border = kept.push(`${before}${found.file}:${found.line}:${found.column}${frame.slice(found.to)}`);
      } else if (!isOurs(frame)) kept.push(frame);
    }
    const lines = [head, ...(border > 0 ? kept.slice(0, border) : frames)];
    if (thrown.cause !== undefined && depth < CAUSES) {
      lines.push(`    caused by ${this.stackOf(thrown.cause, depth + 1).replaceAll('\n', '\n    ')}`);
    }
    return lines.join('\n');
  }

  /** Reads the place at the end of a frame, when it is in this bundle. */
  private find(frame: string): Found | undefined {
    const from = frame.lastIndexOf(this.prefix);
    if (from < 0) return undefined;
    const line = digits(frame, from + this.prefix.length);
    const column = digits(frame, line.end + 1);
    if (line.value < 1 || column.value < 1) return undefined;
    const map = this.map();
    const { originalPositionFor, sourceContentFor } = tracing();
    const at = originalPositionFor(map, { line: line.value, column: column.value - 1 });
    if (at.source === null) return undefined;
    const place = { file: resolve(this.folder, at.source), line: at.line, column: at.column + 1 };
    const source = at.source;
    const draw = (): string => codeFrame(sourceContentFor(map, source) ?? '', place.line, place.column);
    return { ...place, from, to: column.end, draw };
  }

  private map(): TraceMap {
    this.decoded ??= new (tracing().TraceMap)(this.json);
    return this.decoded;
  }
}

/** A frame's place in the user's file, and where in the frame's text it stood. */
interface Found {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly from: number;
  readonly to: number;
  draw(): string;
}

// Needed only once something has gone wrong, and then at once, hence not by import().
function tracing(): typeof import('@jridgewell/trace-mapping') {
  return createRequire(import.meta.url)('@jridgewell/trace-mapping') as typeof import('@jridgewell/trace-mapping');
}

/** Splits a stack into name and message, which may have any lines, and frames. */
function framesOf(error: Error): { head: string; frames: string[] } {
  const stack = typeof error.stack === 'string' ? error.stack : '';
  const message = String(error.message);
  // The message may hold what a peer sent, even lines that look like frames: skip it by its length.
  const at = message === '' ? 0 : stack.indexOf(message) + message.length;
  const end = stack.indexOf('\n    at ', Math.max(at, 0));
  if (end < 0) return { head: stack || `${error.name}: ${message}`, frames: [] };
  return { head: stack.slice(0, end), frames: stack.slice(end + 1).split('\n') };
}

function isOurs(frame: string): boolean {
  return frame.includes('node:') || OWN_FOLDERS.some((folder) => frame.includes(folder));
}

/** Reads digits; `end` is where they stop. */
function digits(text: string, from: number): { value: number; end: number } {
  let end = from;
  while (end < text.length && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++;
  return { value: end > from ? Number(text.slice(from, end)) : 0, end };
}

function show(thrown: unknown): string {
  try {
    return inspect(thrown, { depth: 1, customInspect: false });
  } catch {
    return typeof thrown;
  }
}
