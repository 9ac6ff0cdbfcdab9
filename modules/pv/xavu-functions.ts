import { numberArgument, textArgument, wireText, type Value } from '../../runtime/module.ts';
import { PvxXavi } from './xavi-functions.ts';
import * as lists from './lists.ts';

/**
 * `$xavu`: one value for each name (spec/modules.md 6).
 * @in any
 * @see Kamailio pv
 */
export class PvxXavu extends PvxXavi {
  /**
   * @param name of the variable, without `$`
   * @returns the newest value of that name, a list as `<<xavp:name>>` · `null` there is none
   */
  xavu_get(name: string): Value | null {
    return lists.get(this.cx.variables.xavu, textArgument(name));
  }
  /**
   * @param name of the variable, without `$`
   * @returns as `xavu_get`, `''` without a value
   */
  xavu_gete(name: string): Value {
    return this.xavu_get(name) ?? '';
  }
  /**
   * @param name of the variable, without `$`
   * @returns as `xavu_get`, `<null>` without a value
   */
  xavu_getw(name: string): Value {
    return this.xavu_get(name) ?? '<null>';
  }
  /**
   * Sets the value of that name to a number.
   * @param name of the variable, without `$`
   * @param value to be stored
   * @returns `1` · `-1` an empty name
   */
  xavu_seti(name: string, value: number): 1 | -1 {
    return lists.set(this.cx.variables.xavu, textArgument(name), numberArgument(value));
  }
  /**
   * Sets the value of that name to a text.
   * @param name of the variable, without `$`
   * @param value to be stored
   * @returns `1` · `-1` an empty name
   */
  xavu_sets(name: string, value: string): 1 | -1 {
    return lists.set(this.cx.variables.xavu, textArgument(name), textArgument(value));
  }
  /**
   * Tells whether there is no item of that name.
   * @param name of the variable, without `$`
   * @returns `1` there is none · `-1` there is one
   */
  xavu_is_null(name: string): 1 | -1 {
    return this.xavu_get(name) === null ? 1 : -1;
  }
  /**
   * Removes the newest item of that name.
   * @param name of the variable, without `$`
   * @returns `1` · `-1` there was none
   */
  xavu_rm(name: string): 1 | -1 {
    return this.cx.variables.xavu.remove(textArgument(name)) ? 1 : -1;
  }

  /**
   * @param name of the variable, without `$`
   * @param field name in the list
   * @returns a field of the newest list of that name · `null` there is none
   */
  xavu_child_get(name: string, field: string): Value | null {
    return lists.childGet(this.cx.variables.xavu, textArgument(name), textArgument(field));
  }
  /**
   * @param name of the variable, without `$`
   * @param field name in the list
   * @returns as `xavu_child_get`, `''` without a value
   */
  xavu_child_gete(name: string, field: string): Value {
    return this.xavu_child_get(name, field) ?? '';
  }
  /**
   * @param name of the variable, without `$`
   * @param field name in the list
   * @returns as `xavu_child_get`, `<null>` without a value
   */
  xavu_child_getw(name: string, field: string): Value {
    return this.xavu_child_get(name, field) ?? '<null>';
  }
  /**
   * Sets a field of the newest list of that name, which is made when there is none.
   * @param name of the variable, without `$`
   * @param field name in the list
   * @param value to be stored
   * @returns `1` set · `-1` an empty name, or the newest item is no list
   */
  xavu_child_seti(name: string, field: string, value: number): 1 | -1 {
    return lists.childSet(this.cx.variables.xavu, textArgument(name), textArgument(field), numberArgument(value));
  }
  /**
   * As `xavu_child_seti`, with a text.
   * @param name of the variable, without `$`
   * @param field name in the list
   * @param value to be stored
   * @returns `1` set · `-1` an empty name, or the newest item is no list
   */
  xavu_child_sets(name: string, field: string, value: string): 1 | -1 {
    return lists.childSet(this.cx.variables.xavu, textArgument(name), textArgument(field), textArgument(value));
  }
  /**
   * Removes a field of the newest list of that name.
   * @param name of the variable, without `$`
   * @param field name in the list
   * @returns `1`, also for an empty name · `-1` there was none
   */
  xavu_child_rm(name: string, field: string): 1 | -1 {
    return lists.childRemove(this.cx.variables.xavu, textArgument(name), textArgument(field));
  }
  /**
   * Tells nothing: Kamailio says for any field that it is null. `xavu_child_get` tells whether there is one.
   * @param _name of the variable, without `$`
   * @param _field name in the list
   * @returns `1`
   */
  xavu_child_is_null(_name: string, _field: string): 1 {
    return 1;
  }

  /**
   * Puts parameters into a list of that name, in the place of one that is there.
   * @param params `a=1;b=2`
   * @param name of the variable, without `$`
   * @returns `1` · `-1` an empty name or text, or a parameter without a name
   */
  xavu_params_explode(params: string, name: string): 1 | -1 {
    return lists.explode(this.cx.variables.xavu, wireText(textArgument(params)), ';', textArgument(name), true);
  }
  /** Logs all values at level info, one line each. @returns `1` */
  pv_xavu_print(): 1 {
    for (const line of lists.dump(this.cx.variables.xavu)) this.cx.core.log.info(line);
    return 1;
  }
}
