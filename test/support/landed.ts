import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Imports a file of the repository that may not have been written yet.
 * @param path from the repository's root
 * @returns its exports, or null when there is no such file, or none that it imports
 */
export async function landed<T>(path: string): Promise<T | null> {
  const url = new URL(`../../${path}`, import.meta.url);
  if (!existsSync(fileURLToPath(url))) return null;
  try {
    return (await import(url.href)) as T;
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND') return null; // it waits for another one
    throw error;
  }
}
