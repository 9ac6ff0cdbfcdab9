import type { Patterns } from '../../runtime/module.ts';
import type { ContactLists } from './contacts.ts';

/** What the facades of one server share. */
export interface TmState {
  readonly patterns: Patterns;
  readonly lists: ContactLists;
}
