import type { Value } from '../routing/avps.ts';
import type { RouteContext } from '../routing/context.ts';
import type { Expression } from '../routing/expression.ts';
import { wireText } from '../sip/chars.ts';
import { text, whole } from './arguments.ts';
import { leadingInt, leadingNumber } from './number.ts';

/**
 * Pseudo-variables by their text: `KSR.pv.*` (spec/modules.md 5). The name is the whole expression: `'$ru'`, `'$avp(x)'`,
 * `'$hdr(Subject)'`, `'$(ru{uri.user})'`. A text is parsed when it is first used; from then on reading it costs one look-up.
 * A name that does not exist is logged and has no value. Works in every route.
 */
export class KsrPv {
  private readonly cx: RouteContext;

  constructor(cx: RouteContext) {
    this.cx = cx;
  }

  /** @returns the value: a text, a number, or `null` when there is none */
  get(name: string): Value | null {
    return this.cx.core.expressions.expression(name).read(this.cx);
  }
  /** @returns the value, `''` when there is none */
  gete(name: string): Value {
    return this.get(name) ?? '';
  }
  /** @returns the value, `'<null>'` when there is none */
  getw(name: string): Value {
    return this.get(name) ?? '<null>';
  }
  /**
   * @returns the value as a whole number within 32 bits: of a text the decimal digits it begins with, white space and a sign
   * allowed; `0` without any and without a value
   */
  geti(name: string): number {
    return number(this.cx, this.cx.core.expressions.expression(name), leadingInt);
  }
  /** @returns as `geti`, up to the largest number that JavaScript knows exactly, 2^53-1 */
  getl(name: string): number {
    return number(this.cx, this.cx.core.expressions.expression(name), leadingNumber);
  }
  /** @returns the value as it is, `otherwise` when there is none */
  getvs(name: string, otherwise: string): Value {
    return this.get(name) ?? otherwise;
  }
  /** @returns the value as it is, a text too; `otherwise` when there is none */
  getvn(name: string, otherwise: number): Value {
    return this.get(name) ?? otherwise;
  }

  /**
   * Assigns a whole number within 32 bits.
   * @returns `true`, also for a variable that can only be read, which stays as it is · `false` no such variable, or it takes no
   * number or not this one
   */
  seti(name: string, value: number): boolean {
    return this.put(name, whole(value) | 0);
  }
  /** Assigns a whole number up to 2^53-1. @returns as `seti` */
  setl(name: string, value: number): boolean {
    const n = whole(value);
    return this.put(name, Number.isSafeInteger(n) ? n : 0);
  }
  /**
   * Assigns a text.
   * @returns `true`, also for a variable that can only be read, which stays as it is · `false` no such variable, or it takes no
   * text or not this one
   */
  sets(name: string, value: string): boolean {
    return this.put(name, wireText(text(value)));
  }
  /**
   * Assigns null: an AVP loses its newest value (`$(avp(x)[*])` all of them), `$var` and `$vz` become 0, `$shv` `''`, `$vn` null, a
   * list loses its newest entry.
   * @returns `true`, also for a variable that can only be read · `false` no such variable, or it can not be null (`$ru`, `$rd`)
   */
  unset(name: string): boolean {
    return this.put(name, null);
  }
  /** @returns whether there is no value; also for a name that does not exist */
  is_null(name: string): boolean {
    return this.cx.core.expressions.expression(name).read(this.cx) === null;
  }

  private put(name: string, value: Value | null): boolean {
    const expression = this.cx.core.expressions.expression(name);
    if (expression.write === null) return expression.known;
    return expression.write(this.cx, value);
  }
}

function number(cx: RouteContext, expression: Expression, parse: (text: string) => number): number {
  const known = expression.number === null ? null : expression.number(cx);
  if (known !== null) return known;
  const value = expression.read(cx);
  if (value === null) return 0;
  return typeof value === 'number' ? value : parse(value);
}
