import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { wireText, type Logger } from '../../runtime/module.ts';

/** Octets of a file that a route may read: it stands in memory as one text, and everybody waits while it is read. */
export const MAX_FILE = 1_048_576;

/** @returns the octets of a file, one character each; null when it can not be read or is longer than `MAX_FILE` */
export function readText(log: Logger, path: string): string | null {
  try {
    const file = statSync(path);
    // a device or a pipe has no end, or none yet
    if (!file.isFile()) {
      log.error('file_read: this is no file', { path });
      return null;
    }
    if (file.size > MAX_FILE) {
      log.error('file_read: the file is too large', { path, most: MAX_FILE });
      return null;
    }
    return readFileSync(path, 'latin1');
  } catch (error) {
    log.error('file_read: the file can not be read', { path, error: String(error) });
    return null;
  }
}

/** Replaces the contents of a file. @returns whether it was written */
export function writeText(log: Logger, path: string, text: string): boolean {
  try {
    writeFileSync(path, wireText(text), 'latin1');
    return true;
  } catch (error) {
    log.error('file_write: the file can not be written', { path, error: String(error) });
    return false;
  }
}
