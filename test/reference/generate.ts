// What `npm run docs` writes, and what is to be written by hand first.

import { existsSync, readFileSync } from 'node:fs';
import { findModules } from '../support/composed.ts';
import type { Gap } from './comment.ts';
import { look, PROJECT } from './compiler.ts';
import { formatted } from './json.ts';
import { declare, type Declared } from './namespaces.ts';

/** A file that is made. */
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
  const declared = declare(look(), modules);
  const files = declared.map(({ path, namespace }) => made(path, formatted(namespace)));
  return { declared, files, gaps: declared.flatMap(({ gaps }) => gaps) };
}

function made(path: string, text: string): MadeFile {
  const there = existsSync(`${PROJECT}${path}`) ? readFileSync(`${PROJECT}${path}`, 'utf8') : '';
  return { path, text, isFresh: there === text };
}
