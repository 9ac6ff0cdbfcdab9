import type { Value } from '../../routing/avps.ts';
import type { RouteContext } from '../../routing/context.ts';
import type { Expression, Expressions } from '../../routing/expression.ts';

export type Read = (cx: RouteContext) => Value | null;
export type Write = (cx: RouteContext, value: Value | null) => boolean;
export type ReadNumber = (cx: RouteContext) => number | null;

/** `[index]`: a number, `*` for all, null when none is written. */
export type Index = number | '*' | null;

/** One text's reader and writer; made once when the text is first seen, called for each message. */
export class Accessor implements Expression {
  readonly known: boolean;
  readonly read: Read;
  readonly write: Write | null;
  readonly number: ReadNumber | null;

  constructor(read: Read, write: Write | null = null, number: ReadNumber | null = null, known: boolean = true) {
    this.known = known;
    this.read = read;
    this.write = write;
    this.number = number;
  }
}

/** What a definition may ask while a text is made ready. */
export interface Compiling extends Expressions {
  /** Select by its first name: `ruri` in `$sel(ruri.user)`. */
  select(name: string): SelectDefinition | undefined;
}

/** A pseudo-variable by its name. */
export interface Definition {
  readonly name: string;
  /** The inner part is itself a variable's text that the definition reads, as in `$cnt($avp(x))`. */
  readonly rawInner?: true;
  /** The inner words that there are, where there is a fixed set of them: what a mistyped one was meant to be. */
  readonly words?: readonly string[];
  /**
   * @param inner what stands in the parentheses, null without them
   * @returns null when the variable does not exist with this inner part
   */
  compile(inner: string | null, index: Index, compiling: Compiling): Accessor | null;
}

/**
 * A select, made ready: `$sel(first.second[1])`.
 * @param path its names, the first one included; an index stands behind its name
 * @returns null when there is no such select
 */
export type SelectDefinition = (path: readonly string[]) => Read | null;

/** A variable without an inner part. An index behind it has no meaning and is passed over. */
export function plain(name: string, read: Read, write: Write | null = null, number: ReadNumber | null = null): Definition {
  const accessor = new Accessor(read, write, number);
  return { name, compile: (inner) => (inner === null ? accessor : null) };
}

/** A variable with a fixed set of inner words: `$nh(u)`. */
export function words(name: string, by: Readonly<Record<string, Read>>): Definition {
  const accessors = new Map(Object.entries(by).map(([word, read]) => [word, new Accessor(read)]));
  return {
    name,
    words: [...accessors.keys()],
    compile: (inner) => (inner === null ? null : (accessors.get(inner.trim()) ?? null)),
  };
}

/** A variable whose inner part is free text. */
export function named(name: string, compile: (inner: string, index: Index, compiling: Compiling) => Accessor | null): Definition {
  return {
    name,
    compile: (inner, index, compiling) => (inner === null || inner === '' ? null : compile(inner, index, compiling)),
  };
}

/** @returns the text of a value; numbers in decimal */
export function valueText(value: Value): string {
  return typeof value === 'string' ? value : String(value);
}

/** @returns null for an empty text */
export function orNull(text: string): string | null {
  return text === '' ? null : text;
}
