import { numberArgument, textArgument, wireText, type Value } from '../../runtime/module.ts';
import { PvxAvp } from './avp-functions.ts';
import * as lists from './lists.ts';

/**
 * `$xavp` without a text to parse: named lists, several of a name, the newest first (spec/modules.md 6).
 * @in any
 * @see Kamailio pv
 */
export class PvxXavp extends PvxAvp {
  /**
   * @param name of the variable, without `$`
   * @returns the newest value of that name, a list as `<<xavp:name>>` · `null` there is none
   */
  xavp_get(name: string): Value | null {
    return lists.get(this.cx.variables.xavp, textArgument(name));
  }
  /**
   * @param name of the variable, without `$`
   * @returns as `xavp_get`, `''` without a value
   */
  xavp_gete(name: string): Value {
    return this.xavp_get(name) ?? '';
  }
  /**
   * @param name of the variable, without `$`
   * @returns as `xavp_get`, `<null>` without a value
   */
  xavp_getw(name: string): Value {
    return this.xavp_get(name) ?? '<null>';
  }
  /**
   * Adds a number in front of the other values of that name.
   * @param name of the variable, without `$`
   * @param value to be stored
   * @returns `1` · `-1` an empty name
   */
  xavp_seti(name: string, value: number): 1 | -1 {
    return lists.add(this.cx.variables.xavp, textArgument(name), numberArgument(value));
  }
  /**
   * Adds a text in front of the other values of that name.
   * @param name of the variable, without `$`
   * @param value to be stored
   * @returns `1` · `-1` an empty name
   */
  xavp_sets(name: string, value: string): 1 | -1 {
    return lists.add(this.cx.variables.xavp, textArgument(name), textArgument(value));
  }
  /**
   * Tells whether there is no item of that name.
   * @param name of the variable, without `$`
   * @returns `1` there is none · `-1` there is one
   */
  xavp_is_null(name: string): 1 | -1 {
    return this.xavp_get(name) === null ? 1 : -1;
  }
  /**
   * Removes the newest item of that name.
   * @param name of the variable, without `$`
   * @returns `1`, also for an empty name · `-1` there was none
   */
  xavp_rm(name: string): 1 | -1 {
    const asked = textArgument(name);
    return asked === '' || this.cx.variables.xavp.remove(asked) ? 1 : -1;
  }
  /**
   * @param name of the variable, without `$`
   * @param index 0 the newest list of that name
   * @returns names of its fields · `null` there is no such list
   */
  xavp_get_keys(name: string, index: number): string[] | null {
    return this.cx.variables.xavp.list(textArgument(name), numberArgument(index))?.names() ?? null;
  }
  /**
   * Removes all items of that name.
   * @param name of the variable, without `$`
   * @returns `1` · `-1` there was none
   */
  xavp_rm_all(name: string): 1 | -1 {
    return this.cx.variables.xavp.removeAll(textArgument(name)) > 0 ? 1 : -1;
  }

  /**
   * @param name of the variable, without `$`
   * @param field name in the list
   * @returns a field of the newest list of that name · `null` there is none
   */
  xavp_child_get(name: string, field: string): Value | null {
    return lists.childGet(this.cx.variables.xavp, textArgument(name), textArgument(field));
  }
  /**
   * @param name of the variable, without `$`
   * @param field name in the list
   * @returns as `xavp_child_get`, `''` without a value
   */
  xavp_child_gete(name: string, field: string): Value {
    return this.xavp_child_get(name, field) ?? '';
  }
  /**
   * @param name of the variable, without `$`
   * @param field name in the list
   * @returns as `xavp_child_get`, `<null>` without a value
   */
  xavp_child_getw(name: string, field: string): Value {
    return this.xavp_child_get(name, field) ?? '<null>';
  }
  /**
   * Sets a field of the newest list of that name, which is made when there is none.
   * @param name of the variable, without `$`
   * @param field name in the list
   * @param value to be stored
   * @returns `1` set · `-1` an empty name, or the newest item is no list
   */
  xavp_child_seti(name: string, field: string, value: number): 1 | -1 {
    return lists.childSet(this.cx.variables.xavp, textArgument(name), textArgument(field), numberArgument(value));
  }
  /**
   * As `xavp_child_seti`, with a text.
   * @param name of the variable, without `$`
   * @param field name in the list
   * @param value to be stored
   * @returns `1` set · `-1` an empty name, or the newest item is no list
   */
  xavp_child_sets(name: string, field: string, value: string): 1 | -1 {
    return lists.childSet(this.cx.variables.xavp, textArgument(name), textArgument(field), textArgument(value));
  }
  /**
   * Removes a field of the newest list of that name.
   * @param name of the variable, without `$`
   * @param field name in the list
   * @returns `1`, also for an empty name · `-1` there was none
   */
  xavp_child_rm(name: string, field: string): 1 | -1 {
    return lists.childRemove(this.cx.variables.xavp, textArgument(name), textArgument(field));
  }
  /**
   * Tells whether the newest list of that name has no such field.
   * @param name of the variable, without `$`
   * @param field name in the list
   * @returns `1` it has none, or there is no such list · `-1` it has one
   */
  xavp_child_is_null(name: string, field: string): 1 | -1 {
    return this.xavp_child_get(name, field) === null ? 1 : -1;
  }

  /**
   * Puts parameters into a new list of that name.
   * @param params `a=1;b=2`
   * @param name of the variable, without `$`
   * @returns `1` · `-1` an empty name or text, or a parameter without a name
   */
  xavp_params_explode(params: string, name: string): 1 | -1 {
    return lists.explode(this.cx.variables.xavp, wireText(textArgument(params)), ';', textArgument(name), false);
  }
  /**
   * As `xavp_params_explode`, with another separator.
   * @param params `a=1,b=2`
   * @param separator the character between parameters
   * @param name of the variable, without `$`
   * @returns as `xavp_params_explode`
   */
  xavp_xparams_explode(params: string, separator: string, name: string): 1 | -1 {
    const text = wireText(textArgument(params));
    return lists.explode(this.cx.variables.xavp, text, textArgument(separator), textArgument(name), false);
  }
  /** Logs all values at level info, one line each. @returns `1` */
  pv_xavp_print(): 1 {
    for (const line of lists.dump(this.cx.variables.xavp)) this.cx.core.log.info(line);
    return 1;
  }
}
