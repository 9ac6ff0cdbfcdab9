import { numberArgument, textArgument, wireText, type RouteContext, type Value } from '../../runtime/module.ts';

/**
 * `$avp`, `$var` and `$shv` without a text to parse (spec/modules.md 6).
 * @in any
 * @see Kamailio pv
 */
export class PvxAvp {
  /** @internal what this run works on; not for scripts */
  protected readonly cx: RouteContext;

  constructor(cx: RouteContext) {
    this.cx = cx;
  }

  /**
   * @param name `x`, `s:x` or `i:5`
   * @returns the newest value · `null` there is none
   */
  avp_get(name: string): Value | null {
    return this.cx.avps.first(textArgument(name));
  }
  /**
   * @param name `x`, `s:x` or `i:5`
   * @returns the newest value, `''` without one
   */
  avp_gete(name: string): Value {
    return this.avp_get(name) ?? '';
  }
  /**
   * @param name `x`, `s:x` or `i:5`
   * @returns the newest value, `<null>` without one
   */
  avp_getw(name: string): Value {
    return this.avp_get(name) ?? '<null>';
  }
  /**
   * Adds a number in front of the other values.
   * @param name `x`, `s:x` or `i:5`
   * @param value to be stored
   * @returns `1` · `-1` an empty name
   */
  avp_seti(name: string, value: number): 1 | -1 {
    return this.avpAdd(name, numberArgument(value));
  }
  /**
   * Adds a text in front of the other values.
   * @param name `x`, `s:x` or `i:5`
   * @param value to be stored
   * @returns `1` · `-1` an empty name
   */
  avp_sets(name: string, value: string): 1 | -1 {
    return this.avpAdd(name, wireText(textArgument(value)));
  }
  /**
   * Removes all values.
   * @param name `x`, `s:x` or `i:5`
   * @returns `1` removed, or there was none
   */
  avp_rm(name: string): 1 {
    this.cx.avps.removeAll(textArgument(name));
    return 1;
  }
  /**
   * Tells whether an AVP has no value.
   * @param name `x`, `s:x` or `i:5`
   * @returns `1` it has none · `-1` it has one
   */
  avp_is_null(name: string): 1 | -1 {
    return this.avp_get(name) === null ? 1 : -1;
  }
  private avpAdd(name: string, value: Value): 1 | -1 {
    const key = textArgument(name);
    if (key === '') return -1;
    this.cx.avps.add(key, value);
    return 1;
  }

  /**
   * @param name of the variable, without `$`
   * @returns value of `$var(name)`, `0` when it was never set
   */
  var_get(name: string): Value {
    return this.cx.variables.shared.vars.get(textArgument(name)) ?? 0;
  }
  /**
   * Sets `$var(name)` to a number.
   * @param name of the variable, without `$`
   * @param value to be stored
   * @returns `1` · `-1` an empty name
   */
  var_seti(name: string, value: number): 1 | -1 {
    return put(this.cx.variables.shared.vars, name, numberArgument(value));
  }
  /**
   * Sets `$var(name)` to a text.
   * @param name of the variable, without `$`
   * @param value to be stored
   * @returns `1` · `-1` an empty name
   */
  var_sets(name: string, value: string): 1 | -1 {
    return put(this.cx.variables.shared.vars, name, wireText(textArgument(value)));
  }

  /**
   * @param name of the variable, without `$`
   * @returns value of `$shv(name)`, `0` when it was never set
   */
  shv_get(name: string): Value {
    return this.cx.variables.shared.shvs.get(textArgument(name)) ?? 0;
  }
  /**
   * Sets `$shv(name)` to a number.
   * @param name of the variable, without `$`
   * @param value to be stored
   * @returns `1` · `-1` an empty name
   */
  shv_seti(name: string, value: number): 1 | -1 {
    return put(this.cx.variables.shared.shvs, name, numberArgument(value));
  }
  /**
   * Sets `$shv(name)` to a text.
   * @param name of the variable, without `$`
   * @param value to be stored
   * @returns `1` · `-1` an empty name
   */
  shv_sets(name: string, value: string): 1 | -1 {
    return put(this.cx.variables.shared.shvs, name, wireText(textArgument(value)));
  }
  /**
   * Adds one to `$shv(name)`; a text counts as 0.
   * @param name of the variable, without `$`
   * @returns the new number · `null` an empty name
   */
  shvinc_get(name: string): number | null {
    const before = this.shv_get(name);
    const next = (typeof before === 'number' ? before : 0) + 1;
    return put(this.cx.variables.shared.shvs, name, next) === 1 ? next : null;
  }
}

function put(store: Map<string, Value>, name: string, value: Value): 1 | -1 {
  const key = textArgument(name);
  if (key === '') return -1;
  store.set(key, value);
  return 1;
}
