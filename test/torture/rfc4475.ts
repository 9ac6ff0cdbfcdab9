// The messages of RFC 4475, with what the RFC lets a server do about each: rfc4475/index.json says how to read it.
import { readFileSync } from 'node:fs';

/** What may happen to a message, in the words of index.json: `forward`, `accept`, `drop`, `2xx` or a status code. */
export type Outcome = string;

export interface TortureMessage {
  readonly file: string;
  /** Section of RFC 4475. */
  readonly section: string;
  readonly title: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly kind: 'request' | 'response';
  readonly method: string | null;
  readonly wellFormed: boolean;
  readonly valid: boolean;
  readonly expect: { readonly proxy: readonly Outcome[]; readonly endpoint: readonly Outcome[] };
  readonly mustNot: readonly string[];
  readonly note: string;
}

interface Index {
  readonly count: number;
  readonly messages: readonly TortureMessage[];
}

const folder: URL = new URL('./rfc4475/', import.meta.url);

export const index: Index = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as Index;

/** @returns the octets of the message as latin1 */
export function tortureText(file: string): string {
  return readFileSync(new URL(file, folder)).toString('latin1');
}
