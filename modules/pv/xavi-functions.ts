import { numberArgument, textArgument, type Value } from '../../runtime/module.ts';
import { PvxXavp } from './xavp-functions.ts';
import * as lists from './lists.ts';

/**
 * `$xavi`: as `$xavp`, names ignore case (spec/modules.md 6).
 * @in any
 * @see Kamailio pv
 */
export class PvxXavi extends PvxXavp {
  /**
   * @param name of the variable, without `$`
   * @returns the newest value of that name, a list as `<<xavp:name>>` · `null` there is none
   */
  xavi_get(name: string): Value | null {
    return lists.get(this.cx.variables.xavi, textArgument(name));
  }
  /**
   * @param name of the variable, without `$`
   * @returns as `xavi_get`, `''` without a value
   */
  xavi_gete(name: string): Value {
    return this.xavi_get(name) ?? '';
  }
  /**
   * @param name of the variable, without `$`
   * @returns as `xavi_get`, `<null>` without a value
   */
  xavi_getw(name: string): Value {
    return this.xavi_get(name) ?? '<null>';
  }
  /**
   * Adds a number in front of the other values of that name.
   * @param name of the variable, without `$`
   * @param value to be stored
   * @returns `1` · `-1` an empty name
   */
  xavi_seti(name: string, value: number): 1 | -1 {
    return lists.add(this.cx.variables.xavi, textArgument(name), numberArgument(value));
  }
  /**
   * Adds a text in front of the other values of that name.
   * @param name of the variable, without `$`
   * @param value to be stored
   * @returns `1` · `-1` an empty name
   */
  xavi_sets(name: string, value: string): 1 | -1 {
    return lists.add(this.cx.variables.xavi, textArgument(name), textArgument(value));
  }
  /**
   * Tells whether there is no item of that name.
   * @param name of the variable, without `$`
   * @returns `1` there is none · `-1` there is one
   */
  xavi_is_null(name: string): 1 | -1 {
    return this.xavi_get(name) === null ? 1 : -1;
  }
  /**
   * Removes the newest item of that name.
   * @param name of the variable, without `$`
   * @returns `1`, also for an empty name · `-1` there was none
   */
  xavi_rm(name: string): 1 | -1 {
    const asked = textArgument(name);
    return asked === '' || this.cx.variables.xavi.remove(asked) ? 1 : -1;
  }
  /**
   * @param name of the variable, without `$`
   * @param index 0 the newest list of that name
   * @returns names of its fields · `null` there is no such list
   */
  xavi_get_keys(name: string, index: number): string[] | null {
    return this.cx.variables.xavi.list(textArgument(name), numberArgument(index))?.names() ?? null;
  }
  /**
   * Removes all items of that name.
   * @param name of the variable, without `$`
   * @returns `1` · `-1` there was none
   */
  xavi_rm_all(name: string): 1 | -1 {
    return this.cx.variables.xavi.removeAll(textArgument(name)) > 0 ? 1 : -1;
  }

  /**
   * @param name of the variable, without `$`
   * @param field name in the list
   * @returns a field of the newest list of that name · `null` there is none
   */
  xavi_child_get(name: string, field: string): Value | null {
    return lists.childGet(this.cx.variables.xavi, textArgument(name), textArgument(field));
  }
  /**
   * @param name of the variable, without `$`
   * @param field name in the list
   * @returns as `xavi_child_get`, `''` without a value
   */
  xavi_child_gete(name: string, field: string): Value {
    return this.xavi_child_get(name, field) ?? '';
  }
  /**
   * @param name of the variable, without `$`
   * @param field name in the list
   * @returns as `xavi_child_get`, `<null>` without a value
   */
  xavi_child_getw(name: string, field: string): Value {
    return this.xavi_child_get(name, field) ?? '<null>';
  }
  /**
   * Sets a field of the newest list of that name, which is made when there is none.
   * @param name of the variable, without `$`
   * @param field name in the list
   * @param value to be stored
   * @returns `1` set · `-1` an empty name, or the newest item is no list
   */
  xavi_child_seti(name: string, field: string, value: number): 1 | -1 {
    return lists.childSet(this.cx.variables.xavi, textArgument(name), textArgument(field), numberArgument(value));
  }
  /**
   * As `xavi_child_seti`, with a text.
   * @param name of the variable, without `$`
   * @param field name in the list
   * @param value to be stored
   * @returns `1` set · `-1` an empty name, or the newest item is no list
   */
  xavi_child_sets(name: string, field: string, value: string): 1 | -1 {
    return lists.childSet(this.cx.variables.xavi, textArgument(name), textArgument(field), textArgument(value));
  }
  /**
   * Removes a field of the newest list of that name.
   * @param name of the variable, without `$`
   * @param field name in the list
   * @returns `1`, also for an empty name · `-1` there was none
   */
  xavi_child_rm(name: string, field: string): 1 | -1 {
    return lists.childRemove(this.cx.variables.xavi, textArgument(name), textArgument(field));
  }
  /**
   * Tells whether the newest list of that name has no such field.
   * @param name of the variable, without `$`
   * @param field name in the list
   * @returns `1` it has none, or there is no such list · `-1` it has one
   */
  xavi_child_is_null(name: string, field: string): 1 | -1 {
    return this.xavi_child_get(name, field) === null ? 1 : -1;
  }

  /** Logs all values at level info, one line each. @returns `1` */
  pv_xavi_print(): 1 {
    for (const line of lists.dump(this.cx.variables.xavi)) this.cx.core.log.info(line);
    return 1;
  }
}
