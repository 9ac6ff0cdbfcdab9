import { headerText, wireText, type HeaderTable, type RouteContext, type SipMessage } from '../../runtime/module.ts';

/** Iterators that one message may have at a time. */
const MOST = 16;

/** One element that an iterator stands on. */
interface Element {
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
    if (this.index < 0) return false;
    this.index--;
    return true;
  }
  get element(): T | undefined {
    return this.elements[this.index];
  }
}

/** Iterators by name over one kind of element; they belong to the message, and end when it is rebuilt. */
export class Iterators<T extends Element> {
  private readonly slot: symbol;
  private readonly elementsOf: (message: SipMessage) => readonly T[];

  /** @param elementsOf what is walked over, in order */
  constructor(slot: symbol, elementsOf: (message: SipMessage) => readonly T[]) {
    this.slot = slot;
    this.elementsOf = elementsOf;
  }

  /** Begins, or begins anew. @returns 1 · -1 without a name, or when there are too many */
  start(cx: RouteContext, name: string): 1 | -1 {
    const { message } = cx;
    let cursors = cx.slot<Map<string, Cursor<T>>>(this.slot);
    if (cursors === undefined) cx.setSlot(this.slot, (cursors = new Map()));
    if (name === '' || (cursors.size >= MOST && !cursors.has(name))) return -1;
    cursors.set(name, new Cursor(message.table, this.elementsOf(message)));
    return 1;
  }
  /** @returns 1 · -1 behind the last element, or no such iterator */
  next(cx: RouteContext, name: string): 1 | -1 {
    return this.cursor(cx, name)?.next() === true ? 1 : -1;
  }
  /** @returns 1, also in front of the first element · -1 it stood there already, or no such iterator */
  previous(cx: RouteContext, name: string): 1 | -1 {
    return this.cursor(cx, name)?.previous() === true ? 1 : -1;
  }
  /** @returns 1 · -1 no such iterator */
  end(cx: RouteContext, name: string): 1 | -1 {
    return cx.slot<Map<string, Cursor<T>>>(this.slot)?.delete(name) === true ? 1 : -1;
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
    const cursor = cx.slot<Map<string, Cursor<T>>>(this.slot)?.get(name);
    return cursor?.of === cx.message.table ? cursor : undefined;
  }
}

/** Puts header text at a place. @returns 1 · -1 it is no header text */
export function putHeader(cx: RouteContext, at: number | undefined, text: string): 1 | -1 {
  const lines = headerText(text);
  if (at === undefined || lines === null) return -1;
  if (lines !== '') cx.message.edits.insert(at, lines);
  return 1;
}

/** Puts text at a place of the body. @returns 1 · -1 there is no place */
export function putBody(cx: RouteContext, at: number | undefined, text: string): 1 | -1 {
  if (at === undefined) return -1;
  const octets = wireText(text);
  if (octets !== '') cx.message.edits.insert(at, octets);
  return 1;
}

/** @returns the lines of the body, each with its line end */
export function bodyLines(message: SipMessage): Element[] {
  const lines: Element[] = [];
  for (let start = message.bodyStart; start < message.end;) {
    const lf = message.text.indexOf('\n', start);
    const end = lf < 0 || lf >= message.end ? message.end : lf + 1;
    lines.push({ start, end });
    start = end;
  }
  return lines;
}
