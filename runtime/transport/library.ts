// System calls that Node does not offer, through the optional package koffi.

import { createRequire } from 'node:module';
import { endianness } from 'node:os';

/** What is used of koffi. It is an optional dependency: its own types may not be there. */
export interface Koffi {
  load(path: null): Library;
  errno(): number;
  address(octets: Buffer): bigint;
}

/** The functions of a library, by their prototype in C. */
export interface Library {
  func(prototype: string): (...parameters: unknown[]) => number;
}

/** Loads a package by its name. */
export type Require = (name: string) => unknown;

/** Where structures and constants are as those who call have them: 64 bits, least significant octet first. */
const PROCESSORS: readonly string[] = ['x64', 'arm64', 'riscv64', 'loong64'];

/** Loads packages as any file of the server does. */
export const requirePackage: Require = createRequire(import.meta.url);

/**
 * Finds system calls of Linux.
 *
 * @param call one of them, for the reason
 * @param bind takes the functions that are needed out of the process itself, so it does not matter which C library it was linked with
 * @param load loads the package `koffi`; only tests give another way
 * @returns what `bind` returns, or why there is nothing, for people
 */
export function bindLibrary<Calls>(
  call: string,
  bind: (library: Library, koffi: Koffi) => Calls,
  load: Require = requirePackage,
): Calls | string {
  if (process.platform !== 'linux') return `${process.platform} has no ${call}`;
  if (!PROCESSORS.includes(process.arch) || endianness() !== 'LE') return `${process.arch} is not supported`;
  try {
    const koffi = load('koffi') as Koffi;
    return bind(koffi.load(null), koffi);
  } catch (error) {
    return `the optional package koffi can not be loaded (${firstLine(error)})`;
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}
