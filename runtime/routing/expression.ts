import type { Value } from './avps.ts';
import type { RouteContext } from './context.ts';

/** A pseudo-variable text such as `$ru` or `$(hdr(Via)[1]{s.len})`, made ready to be read and written. */
export interface Expression {
  /** Whether the text names something that exists. */
  readonly known: boolean;
  /** @returns null when there is no value; always, when the text names nothing */
  readonly read: (cx: RouteContext) => Value | null;
  /** The number behind a text value, `$rmid` behind `$rm`; null for most. */
  readonly number: ((cx: RouteContext) => number | null) | null;
  /**
   * Absent for what can only be read.
   * @returns false when the value is refused
   */
  readonly write: ((cx: RouteContext, value: Value | null) => boolean) | null;
}

/** A text with pseudo-variables in it, such as `$rm from $si`, made ready to be printed for any message. */
export interface TextFormat {
  /** @returns the text with the values of its variables, `<null>` for one without; octets as latin1, as in messages */
  readonly print: (cx: RouteContext) => string;
}

/** The pseudo-variables of one server. */
export interface Expressions {
  /** Parses a text, the same text once only. A text that names nothing is logged and gives an expression without value. */
  expression(text: string): Expression;
  /**
   * Parses a text with variables in it, the same text once only; `$$` stands for a dollar sign.
   * @returns null when a variable in it does not exist, or a `$` begins none; which one was logged when it was parsed
   */
  format(text: string): TextFormat | null;
}
