import type { RouteContext } from '../routing/context.ts';
import { wireText } from '../sip/chars.ts';
import type { HeaderTable } from '../sip/header-table.ts';
import type { SipMessage } from '../sip/message.ts';

/** Names of iterators that one message may have, and octets of a name: as upstream. */
const MOST = 4;
const LONGEST = 31;

/** One element that an iterator stands on. */
export interface Element {
  readonly start: number;
  readonly end: number;
}

/** Walks over the elements of a message as received; begins in front of the first. */
class Cursor<T extends Element> {
  /** Another message has other places. */
  readonly of: HeaderTable;
  private readonly elements: readonly T[];
  private index = -1;

  constructor(of: HeaderTable, elements: readonly T[]) {
    this.of = of;
    this.elements = elements;
  }
  next(): boolean {
    if (this.index < this.elements.length) this.index++;
    return this.index < this.elements.length;
  }
  previous(): boolean {
    if (this.index >= 0) this.index--;
    return true;
  }
  get element(): T | undefined {
    return this.elements[this.index];
  }
}

/** Iterators by name over one kind of element; they belong to the message, and end when it is rebuilt. */
export class Iterators<T extends Element> {
  private readonly slot: symbol;
  private readonly elementsOf: (message: SipMessage) => readonly T[] | null;

  /** @param elementsOf what is walked over, in order; null when the message has nothing of the kind: such an iterator stands on nothing */
  constructor(slot: symbol, elementsOf: (message: SipMessage) => readonly T[] | null) {
    this.slot = slot;
    this.elementsOf = elementsOf;
  }

  /** Begins, or begins anew. @returns 1, also without a name, which begins nothing · -1 too many, too long a name, and over nothing */
  start(cx: RouteContext, name: string): 1 | -1 {
    const { message } = cx;
    let cursors = cx.slot<Map<string, Cursor<T> | null>>(this.slot);
    if (cursors === undefined) cx.setSlot(this.slot, (cursors = new Map()));
    if (wireText(name).length > LONGEST || (!cursors.has(name) && cursors.size >= MOST)) return -1;
    if (name === '') return 1;
    const elements = this.elementsOf(message);
    cursors.set(name, new Cursor(message.table, elements ?? []));
    return elements === null ? -1 : 1;
  }
  /** @returns 1 · -1 behind the last element, or no such iterator */
  next(cx: RouteContext, name: string): 1 | -1 {
    return this.cursor(cx, name)?.next() === true ? 1 : -1;
  }
  /** @returns 1, also in front of the first element · -1 no such iterator */
  previous(cx: RouteContext, name: string): 1 | -1 {
    return this.cursor(cx, name)?.previous() === true ? 1 : -1;
  }
  /** Ends a walk; its name stays known. @returns 1 · -1 there was no such iterator */
  end(cx: RouteContext, name: string): 1 | -1 {
    const cursors = cx.slot<Map<string, Cursor<T> | null>>(this.slot);
    if (cursors?.has(name) !== true) return -1;
    cursors.set(name, null);
    return 1;
  }
  /** @returns what it stands on, undefined for nothing */
  element(cx: RouteContext, name: string): T | undefined {
    return this.cursor(cx, name)?.element;
  }
  /** Removes what it stands on. @returns 1 · -1 it stands on nothing */
  remove(cx: RouteContext, name: string): 1 | -1 {
    const element = this.element(cx, name);
    if (element === undefined) return -1;
    cx.message.edits.remove(element.start, element.end);
    return 1;
  }

  private cursor(cx: RouteContext, name: string): Cursor<T> | undefined {
    const cursor = cx.slot<Map<string, Cursor<T> | null>>(this.slot)?.get(name);
    return cursor?.of === cx.message.table ? cursor : undefined;
  }
}
