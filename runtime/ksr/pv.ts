import type { Value } from '../routing/avps.ts';
import type { RouteContext } from '../routing/context.ts';
import type { Expression } from '../routing/expression.ts';
import { wireText } from '../sip/chars.ts';
import { text, whole } from './arguments.ts';
import { leadingInt, leadingNumber } from './number.ts';

/**
 * Pseudo-variables by their text: `KSR.pv.*` (spec/modules.md 5). The name is the whole expression: `'$ru'`, `'$avp(x)'`,
 * `'$hdr(Subject)'`, `'$(ru{uri.user})'`. A text is parsed when it is first used; from then on finding it costs one look-up (6 ns).
 * A name that does not exist is logged at its first use, with the one that was probably meant, and has no value. Works in every
 * route.
 * @in any
 * @see Kamailio KEMI, KSR.pv; Kamailio pseudo-variables cookbook
 */
export class KsrPv {
  private readonly cx: RouteContext;

  constructor(cx: RouteContext) {
    this.cx = cx;
  }

  /**
   * Reads a variable.
   * @param name the whole expression: `$ru`, `$avp(x)`, `$(ru{uri.user})`
   * @returns the value · `null` there is none
   */
  get(name: string): Value | null {
    return this.cx.core.expressions.expression(name).read(this.cx);
  }
  /**
   * @param name the whole expression: `$ru`, `$avp(x)`, `$(ru{uri.user})`
   * @returns the value, `''` when there is none
   */
  gete(name: string): Value {
    return this.get(name) ?? '';
  }
  /**
   * @param name the whole expression: `$ru`, `$avp(x)`, `$(ru{uri.user})`
   * @returns the value, `'<null>'` when there is none
   */
  getw(name: string): Value {
    return this.get(name) ?? '<null>';
  }
  /**
   * @param name the whole expression: `$ru`, `$avp(x)`, `$(ru{uri.user})`
   * @returns the value as a whole number within 32 bits: of a text the decimal digits it begins with, white space and a sign
   * allowed; `0` without any and without a value
   */
  geti(name: string): number {
    return number(this.cx, this.cx.core.expressions.expression(name), leadingInt);
  }
  /**
   * As `geti`, for larger numbers.
   * @param name the whole expression: `$ru`, `$avp(x)`, `$(ru{uri.user})`
   * @returns the value as a whole number up to the largest that JavaScript knows exactly, 2^53-1
   */
  getl(name: string): number {
    return number(this.cx, this.cx.core.expressions.expression(name), leadingNumber);
  }
  /**
   * @param name the whole expression: `$ru`, `$avp(x)`, `$(ru{uri.user})`
   * @param otherwise for a variable without value
   * @returns the value as it is, `otherwise` when there is none
   */
  getvs(name: string, otherwise: string): Value {
    return this.get(name) ?? otherwise;
  }
  /**
   * @param name the whole expression: `$ru`, `$avp(x)`, `$(ru{uri.user})`
   * @param otherwise for a variable without value
   * @returns the value as it is, a text too; `otherwise` when there is none
   */
  getvn(name: string, otherwise: number): Value {
    return this.get(name) ?? otherwise;
  }

  /**
   * Assigns a whole number within 32 bits.
   * @param name the whole expression: `$ru`, `$avp(x)`, `$(ru{uri.user})`
   * @param value cut to 32 bits
   * @returns `true`, also for a variable that can only be read, which stays as it is · `false` no such variable, or it takes no
   * number or not this one
   */
  seti(name: string, value: number): boolean {
    return this.put(name, whole(value) | 0);
  }
  /**
   * Assigns a whole number up to 2^53-1.
   * @param name the whole expression: `$ru`, `$avp(x)`, `$(ru{uri.user})`
   * @param value whole number; one beyond 2^53-1 counts as 0
   * @returns as `seti`
   */
  setl(name: string, value: number): boolean {
    const n = whole(value);
    return this.put(name, Number.isSafeInteger(n) ? n : 0);
  }
  /**
   * Assigns a text.
   * @param name the whole expression: `$ru`, `$avp(x)`, `$(ru{uri.user})`
   * @param value any text
   * @returns `true`, also for a variable that can only be read, which stays as it is · `false` no such variable, or it takes no
   * text or not this one
   */
  sets(name: string, value: string): boolean {
    return this.put(name, wireText(text(value)));
  }
  /**
   * Assigns null: an AVP loses its newest value (`$(avp(x)[*])` all of them), `$var` and `$vz` become 0, `$shv` `''`, `$vn` null,
   * a list loses its newest entry.
   * @param name the whole expression: `$ru`, `$avp(x)`, `$(ru{uri.user})`
   * @returns `true`, also for a variable that can only be read · `false` no such variable, or it can not be null (`$ru`, `$rd`)
   */
  unset(name: string): boolean {
    return this.put(name, null);
  }
  /**
   * @param name the whole expression: `$ru`, `$avp(x)`, `$(ru{uri.user})`
   * @returns whether there is no value; also for a name that does not exist
   */
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
