import { equalsIgnoreCase, lowerCase } from '../sip/chars.ts';
import type { Value } from './avps.ts';

/** What an item of a structured list holds: a text, a number, or a list of its own. */
export type XavpValue = Value | XavpList;

/** One named item of a structured list. */
export class XavpItem {
  readonly name: string;
  value: XavpValue;

  constructor(name: string, value: XavpValue) {
    this.name = name;
    this.value = value;
  }
}

/**
 * A structured list: `$xavp(a)`, and what `$xavp(a=>b)` looks into (spec/modules.md 5.1). Items have names, several may have
 * the same one; index 0 is the newest, negative indexes count from the oldest (-1).
 */
export class XavpList {
  /** Newest first. Names compare as this list says, so read through the functions below. */
  readonly items: XavpItem[] = [];
  private readonly ignoreCase: boolean;

  /** @param ignoreCase names differ by more than case, as for `$xavi` */
  constructor(ignoreCase: boolean = false) {
    this.ignoreCase = ignoreCase;
  }

  /** @returns the value of the n-th item of that name, or null */
  get(name: string, index: number = 0): XavpValue | null {
    const at = this.find(name, index);
    return at < 0 ? null : this.items[at]!.value;
  }
  /** @returns the value when it is a text or a number; null when there is none or it is a list */
  value(name: string, index: number = 0): Value | null {
    const value = this.get(name, index);
    return value instanceof XavpList ? null : value;
  }
  /** @returns the value when it is a list, else null */
  list(name: string, index: number = 0): XavpList | null {
    const value = this.get(name, index);
    return value instanceof XavpList ? value : null;
  }
  /** Puts a new item in front of the others. */
  add(name: string, value: XavpValue): void {
    this.items.unshift(new XavpItem(name, value));
  }
  /** Puts a new item behind the others, for whoever builds a list in reading order. */
  append(name: string, value: XavpValue): void {
    this.items.push(new XavpItem(name, value));
  }
  /** Changes the n-th item of that name. @returns false when there is none */
  replace(name: string, value: XavpValue, index: number = 0): boolean {
    const at = this.find(name, index);
    if (at < 0) return false;
    this.items[at]!.value = value;
    return true;
  }
  /** Changes the newest item of that name, or adds one. */
  set(name: string, value: XavpValue): void {
    if (!this.replace(name, value)) this.add(name, value);
  }
  /**
   * Makes another value of a name the newest: those that are newer go behind the oldest. Values of other names stay in their places.
   * @param index of the value; from as many as there are on it begins again at 0, below 0 it counts from the oldest (-1)
   * @returns false when there is none of that name
   */
  bringForward(name: string, index: number): boolean {
    const places = this.items.filter((item) => this.same(item.name, name));
    if (places.length === 0) return false;
    const values = places.map(({ value }) => value);
    const rest = index % values.length;
    const newer = values.splice(0, rest < 0 ? rest + values.length : rest);
    for (const [i, value] of [...values, ...newer].entries()) places[i]!.value = value;
    return true;
  }
  /** Removes the n-th item of that name. @returns whether there was one */
  remove(name: string, index: number = 0): boolean {
    const at = this.find(name, index);
    if (at < 0) return false;
    this.items.splice(at, 1);
    return true;
  }
  /** Removes all items of that name. @returns how many there were */
  removeAll(name: string): number {
    const { items } = this;
    let kept = 0;
    for (const item of items) if (!this.same(item.name, name)) items[kept++] = item;
    const removed = items.length - kept;
    items.length = kept;
    return removed;
  }
  /** @returns how many items have that name */
  count(name: string): number {
    let count = 0;
    for (const item of this.items) if (this.same(item.name, name)) count++;
    return count;
  }
  /** @returns each name once, that of the newest item first */
  names(): string[] {
    const names = new Map<string, string>();
    for (const { name } of this.items) {
      const key = this.key(name);
      if (!names.has(key)) names.set(key, name);
    }
    return [...names.values()];
  }
  /** @returns the same text for all names that count as one in this list */
  key(name: string): string {
    return this.ignoreCase ? lowerCase(name) : name;
  }
  /** @returns a list of the same kind with the same items; nested lists are copied too */
  copy(): XavpList {
    const copy = new XavpList(this.ignoreCase);
    for (const { name, value } of this.items) copy.append(name, value instanceof XavpList ? value.copy() : value);
    return copy;
  }
  /** @returns an empty list whose names compare as those of this one */
  empty(): XavpList {
    return new XavpList(this.ignoreCase);
  }

  private find(name: string, index: number): number {
    const { items } = this;
    if (index < 0) {
      let left = -index;
      for (let i = items.length - 1; i >= 0; i--) if (this.same(items[i]!.name, name) && --left === 0) return i;
      return -1;
    }
    let left = index;
    for (let i = 0; i < items.length; i++) if (this.same(items[i]!.name, name) && left-- === 0) return i;
    return -1;
  }
  private same(a: string, b: string): boolean {
    return a === b || (this.ignoreCase && equalsIgnoreCase(a, b));
  }
}
