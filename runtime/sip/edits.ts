// Changes to a message are recorded against the received text and applied once, when the message leaves
// (spec/modules.md 1.4). Readers keep seeing the received text until then.

import { LF } from './chars.ts';

/** What an edit may know of the socket that its message leaves from. */
export interface ExitSocket {
  readonly proto: string;
  readonly ip: string;
  readonly family: 4 | 6;
  readonly port: number;
  readonly name: string;
  readonly advertisedHost: string;
  readonly advertisedPort: number;
}

/** Text that is known only when the message leaves: Record-Route and Path name the socket of the branch. */
export interface LateText {
  /** @param exit the socket that the message leaves from */
  render(exit: ExitSocket): string;
}

/** Deletes [at, end) of the received text and puts `text` there; an insertion has `end === at`. */
export interface Edit {
  readonly at: number;
  readonly end: number;
  readonly text: string;
  readonly late: LateText | null;
}

const NONE: readonly Edit[] = [];
/** Edits that most messages have at most. */
const SHORT = 8;

/** The edits of one message in the order in which they were made. */
export class Edits {
  private list: Edit[] | null = null;

  get made(): readonly Edit[] {
    return this.list ?? NONE;
  }
  get size(): number {
    return this.list === null ? 0 : this.list.length;
  }
  insert(at: number, text: string): void {
    this.push({ at, end: at, text, late: null });
  }
  insertLate(at: number, late: LateText): void {
    this.push({ at, end: at, text: '', late });
  }
  replace(at: number, end: number, text: string): void {
    this.push({ at, end, text, late: null });
  }
  remove(at: number, end: number): void {
    this.push({ at, end, text: '', late: null });
  }
  push(edit: Edit): void {
    const { list } = this;
    if (list === null) this.list = [edit];
    // a short list is made anew, as long as it is: `push` makes room for 17, in each request that waits for its answer
    else if (list.length < SHORT) this.list = [...list, edit];
    else list.push(edit);
  }
  /** Takes an edit back, for example when `remove_record_route` undoes what was added. */
  drop(edit: Edit): void {
    this.list = this.list?.filter((e) => e !== edit) ?? null;
  }
  /** Takes back all edits that fit. */
  dropAll(fits: (edit: Edit) => boolean): void {
    this.list = this.list?.filter((edit) => !fits(edit)) ?? null;
  }
  clear(): void {
    this.list = null;
  }
  /** @returns the same edits, to which more can be added without touching these */
  copy(): Edits {
    const copy = new Edits();
    copy.list = this.list === null ? null : this.list.slice();
    return copy;
  }
}

/**
 * Orders edits by place; those of the same place stay in the order in which they were made.
 * @returns the same array
 */
export function sortEdits(edits: Edit[]): Edit[] {
  // Few edits, most of them in order: an insertion sort. A peer can make there be thousands (a contact list, a body of `c=` lines).
  if (edits.length > 32) return edits.sort((a, b) => a.at - b.at);
  for (let i = 1; i < edits.length; i++) {
    const edit = edits[i]!;
    let k = i - 1;
    while (k >= 0 && edits[k]!.at > edit.at) {
      edits[k + 1] = edits[k]!;
      k--;
    }
    edits[k + 1] = edit;
  }
  return edits;
}

/**
 * Applies edits to [from, to) of a text. Deletions may overlap; an insertion inside a deleted range is kept and comes out
 * behind the text that replaced the range (nathelper 1.1), unless the range was whole lines and nothing replaced them: what is
 * put into a header that goes, goes too. Of an edit that begins before `from` only what it deletes behind `from` counts; edits that
 * begin behind `to` are left out.
 *
 * @param edits ordered by `sortEdits`
 * @param exit needed when one of the edits is late; null leaves late ones out
 */
export function applyEdits(text: string, from: number, to: number, edits: readonly Edit[], exit: ExitSocket | null): string {
  let out = '';
  let at = from;
  // the lines that were removed last
  let goneStart = 0;
  let goneEnd = 0;
  for (let i = 0; i < edits.length; i++) {
    const edit = edits[i]!;
    if (edit.at > to) break;
    if (edit.at > at) {
      out += text.slice(at, edit.at);
      at = edit.at;
    }
    if (edit.at >= from && (edit.at <= goneStart || edit.at >= goneEnd)) {
      if (edit.late === null) out += edit.text;
      else if (exit !== null) out += edit.late.render(exit);
    }
    if (edit.end > at) at = edit.end;
    if (edit.end > goneEnd && removesLines(text, edit)) {
      goneStart = edit.at;
      goneEnd = edit.end;
    }
  }
  return at < to ? out + text.slice(at, to) : out;
}

function removesLines(text: string, edit: Edit): boolean {
  return edit.text === '' && edit.late === null && text.charCodeAt(edit.end - 1) === LF && text.charCodeAt(edit.at - 1) === LF;
}
