import type { Value } from '../../routing/avps.ts';
import type { RouteContext } from '../../routing/context.ts';
import type { Expressions } from '../../routing/expression.ts';
import { leadingInt } from '../number.ts';
import { pvTextEnd } from '../pv/parse.ts';

/** One transformation, made ready. @returns null for no value */
export type Transformation = (value: Value | null, cx: RouteContext) => Value | null;

/** Makes the transformation `class.op,arguments`. @returns null when there is none of that name, or its arguments are wrong */
export type TransformationClass = (op: string, args: Arguments) => Transformation | null;

/** An argument: fixed, or a variable that is read each time. */
export type TextArgument = (cx: RouteContext) => string;
export type NumberArgument = (cx: RouteContext) => number;

/** What stands behind the name of a transformation, read from left to right. */
export class Arguments {
  private readonly source: string;
  private readonly expressions: Expressions;
  private at: number;

  /** @param source begins with the comma in front of the first argument; '' for none */
  constructor(source: string, expressions: Expressions) {
    this.source = source;
    this.expressions = expressions;
    this.at = 0;
  }

  /** Whether nothing is left. */
  get done(): boolean {
    return this.at >= this.source.length;
  }
  /** @returns all that is left behind the comma, as it is; null when nothing is */
  rest(): string | null {
    if (!this.comma()) return null;
    const rest = this.source.slice(this.at);
    this.at = this.source.length;
    return rest;
  }
  /** @returns the next character behind the comma, whatever it is; '' when there is none */
  character(): string {
    if (!this.comma() || this.done) return '';
    return this.source[this.at++]!;
  }
  /** @returns the argument up to the next comma; null when there is none */
  text(): TextArgument | null {
    if (!this.comma()) return null;
    const variable = this.variable();
    if (variable !== null) {
      return (cx) => {
        const value = variable(cx);
        return value === null ? '' : String(value);
      };
    }
    const fixed = this.upToComma();
    return () => fixed;
  }
  /** @returns the number up to the next comma; null when there is none */
  number(): NumberArgument | null {
    if (!this.comma()) return null;
    const variable = this.variable();
    if (variable !== null) {
      return (cx) => {
        const value = variable(cx);
        return typeof value === 'number' ? value : leadingInt(value ?? '');
      };
    }
    const fixed = this.upToComma().trim();
    if (!isNumber(fixed)) return null;
    const n = leadingInt(fixed);
    return () => n;
  }

  /**
   * Finds a variable inside another text.
   * @param from index of its `$`
   * @returns its text and the index behind it; null when none begins there
   */
  variableIn(text: string, from: number): { readonly read: TextArgument; readonly end: number } | null {
    const end = pvTextEnd(text, from, text.length);
    if (end < 0) return null;
    const expression = this.expressions.expression(text.slice(from, end));
    if (!expression.known) return null;
    return { read: (cx) => String(expression.read(cx) ?? ''), end };
  }

  private comma(): boolean {
    if (this.source[this.at] !== ',') return false;
    this.at++;
    return true;
  }
  private variable(): ((cx: RouteContext) => Value | null) | null {
    const end = pvTextEnd(this.source, this.at, this.source.length);
    if (end < 0 || (end < this.source.length && this.source[end] !== ',')) return null;
    const expression = this.expressions.expression(this.source.slice(this.at, end));
    if (!expression.known) return null;
    this.at = end;
    return expression.read;
  }
  private upToComma(): string {
    const comma = this.source.indexOf(',', this.at);
    const end = comma < 0 ? this.source.length : comma;
    const text = this.source.slice(this.at, end);
    this.at = end;
    return text;
  }
}

function isNumber(text: string): boolean {
  const start = text.startsWith('-') || text.startsWith('+') ? 1 : 0;
  for (let i = start; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return false;
  }
  return text.length > start;
}

/** A transformation of texts: null stays null, a number is taken in decimal. */
export function ofText(change: (text: string, cx: RouteContext) => Value | null): Transformation {
  return (value, cx) => (value === null ? null : change(typeof value === 'string' ? value : String(value), cx));
}

/** As `ofText`; an empty text has nothing to look into and gives null. */
export function ofSomeText(change: (text: string, cx: RouteContext) => Value | null): Transformation {
  return ofText((text, cx) => (text === '' ? null : change(text, cx)));
}
