import type { Accessor, Compiling } from '../pv/definition.ts';

/**
 * @param base the variable that the transformations work on
 * @param texts what stands in each pair of braces, in order
 * @returns null when there is no such transformation
 */
export function transformed(base: Accessor, texts: readonly string[], compiling: Compiling): Accessor | null {
  void base;
  void texts;
  void compiling;
  return null;
}
