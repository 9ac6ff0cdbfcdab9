import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Imports a file of the repository that may not have been written yet.
 * @param path from the repository's root
 * @returns its exports, or null when there is no such file; a file that is there and broken throws
 */
export async function landed<T>(path: string): Promise<T | null> {
  const url = new URL(`../../${path}`, import.meta.url);
  return existsSync(fileURLToPath(url)) ? ((await import(url.href)) as T) : null;
}
