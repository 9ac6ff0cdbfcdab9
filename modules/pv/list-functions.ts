import { XavpList, numberArgument, textArgument, wireText, type RouteContext } from '../../runtime/module.ts';
import { dictionaries, dictionary, type Dictionary } from './dictionary.ts';
import { implode, splitInto } from './texts.ts';
import { PvxXavu } from './xavu-functions.ts';

// which variable takes a field of xavp_push_dst
const DESTINATION: readonly (readonly [field: string, variable: string])[] = [
  ['uri', '$ru'],
  ['dsturi', '$du'],
  ['socket', '$fs'],
];

/**
 * Whole lists: read as objects, copied, turned, written as text and read from text (spec/modules.md 6).
 * @in any
 * @see Kamailio pv
 */
export class PvxLists extends PvxXavu {
  /**
   * Prints a text with variables, `$$` for a dollar sign, into a variable.
   *
   * @param name of the variable, whole: `$var(x)`, `$ru`
   * @param text with variables; one without a value is printed as `<null>`
   * @returns `1` · `-1` the variable does not exist, can not be written or refuses the text, or one in the text does not exist
   */
  evalx(name: string, text: string): 1 | -1 {
    const { expressions } = this.cx.core;
    const { write } = expressions.expression(textArgument(name));
    if (write === null) return -1;
    const format = expressions.format(textArgument(text));
    return format !== null && write(this.cx, format.print(this.cx)) ? 1 : -1;
  }

  /**
   * Puts `$var` variables into a list, in the place of all that is there of that name.
   *
   * @param name of the variable, without `$var`; `*` for all but those with an empty text
   * @param list name of the list
   * @returns `1` · `-1` there is no such variable, or an empty name of the list
   */
  pv_var_to_xavp(name: string, list: string): 1 | -1 {
    const { shared, xavp } = this.cx.variables;
    const [wanted, into] = [textArgument(name), textArgument(list)];
    if (into === '') return -1;
    const fields = xavp.empty();
    if (wanted === '*') {
      for (const [each, value] of shared.vars) if (value !== '') fields.append(each, value);
    } else {
      const value = shared.vars.get(wanted);
      if (value === undefined) return -1;
      fields.append(wanted, value);
    }
    xavp.removeAll(into);
    xavp.add(into, fields);
    return 1;
  }
  /**
   * Sets a `$var` for each field of all lists of a name; of several values of a field the oldest stays.
   *
   * @param list name of the lists
   * @returns `1` · `-1` there is no such list, or the newest value of that name is none
   */
  pv_xavp_to_var(list: string): 1 | -1 {
    const { shared, xavp } = this.cx.variables;
    const name = textArgument(list);
    if (xavp.list(name) === null) return -1;
    for (const { name: each, value } of xavp.items) {
      if (each !== name || !(value instanceof XavpList)) continue;
      for (const field of value.items) if (!(field.value instanceof XavpList)) shared.vars.set(field.name, field.value);
    }
    return 1;
  }

  /**
   * Reads all lists of a name.
   *
   * @param name of the lists
   * @returns an object for each, the newest first: its fields, each an array of values, the newest first · `null` there is none
   */
  xavp_getd(name: string): Dictionary[] | null {
    return dictionaries(this.cx.variables.xavp, textArgument(name));
  }
  /**
   * Reads one list.
   *
   * @param name of the list
   * @param index 0 the newest of that name; below 0 counts from the oldest, -1
   * @returns an object: its fields, each an array of values, the newest first · `null` there is no such list
   */
  xavp_getd_p1(name: string, index: number): Dictionary | null {
    return fieldsOf(this.cx.variables.xavp, name, index);
  }
  /**
   * As `xavp_getd`, for `$xavi`: names ignore case.
   *
   * @param name of the lists
   * @returns as `xavp_getd`
   */
  xavi_getd(name: string): Dictionary[] | null {
    return dictionaries(this.cx.variables.xavi, textArgument(name));
  }
  /**
   * As `xavp_getd_p1`, for `$xavi`: names ignore case.
   *
   * @param name of the list
   * @param index as that of `xavp_getd_p1`
   * @returns as `xavp_getd_p1`
   */
  xavi_getd_p1(name: string, index: number): Dictionary | null {
    return fieldsOf(this.cx.variables.xavi, name, index);
  }

  /**
   * Copies a list, or a value: the copy is the oldest of its name.
   *
   * @param name of what is copied
   * @param index of it, 0 the newest
   * @param to name of the copy
   * @returns `1` · `-1` there is nothing to copy, or an empty name
   */
  xavp_copy(name: string, index: number, to: string): 1 | -1 {
    const { xavp } = this.cx.variables;
    const at = numberArgument(index);
    const value = at < 0 ? null : xavp.get(textArgument(name), at);
    const into = textArgument(to);
    if (value === null || into === '') return -1;
    xavp.append(into, value instanceof XavpList ? value.copy() : value);
    return 1;
  }
  /**
   * As `xavp_copy`. The place is not looked at, upstream neither where a KEMI script calls this: the copy is the oldest of its name.
   *
   * @param name of what is copied
   * @param index of it, 0 the newest
   * @param to name of the copy
   * @param _place not used
   * @returns as `xavp_copy`
   */
  xavp_copy_dst(name: string, index: number, to: string, _place: number): 1 | -1 {
    return this.xavp_copy(name, index, to);
  }
  /**
   * Makes another value of a name the newest; those in front of it go behind the oldest.
   *
   * @param name of the values
   * @param index of the one that becomes the newest; more than there are begin again at 0, below 0 counts from the oldest, -1
   * @returns `1` · `-1` there is none of that name
   */
  xavp_lshift(name: string, index: number): 1 | -1 {
    return this.cx.variables.xavp.bringForward(textArgument(name), numberArgument(index)) ? 1 : -1;
  }
  /**
   * Sets where the request goes by the newest list of a name: field `uri` becomes the Request-URI, `dsturi` the next hop, `socket`
   * (`udp:192.0.2.1:5060`) the one to send from. A field that is not there changes nothing.
   *
   * @param name of the list
   * @returns `1` · `-1` this is a reply, there is no such list, or a value is refused; the fields in front of it are set
   */
  xavp_push_dst(name: string): 1 | -1 {
    const { cx } = this;
    const list = cx.variables.xavp.list(textArgument(name));
    if (list === null || !cx.message.isRequest) return -1;
    for (const [field, variable] of DESTINATION) {
      const value = list.value(field);
      if (typeof value === 'string' && value !== '' && !assign(cx, variable, value)) return -1;
    }
    return 1;
  }

  /**
   * Writes the fields of the newest list of a name into a variable, as parameters: `a=1;b;`, the newest first.
   *
   * @param name of the list
   * @param variable whole: `$var(x)`
   * @returns `1` · `-1` there is no such list, or no such variable, or it refuses the text
   */
  xavp_params_implode(name: string, variable: string): 1 | -1 {
    return writeParams(this.cx, this.cx.variables.xavp, name, variable, false);
  }
  /**
   * As `xavp_params_implode`, with texts in double quotes: `a="1";b;`.
   *
   * @param name of the list
   * @param variable whole: `$var(x)`
   * @returns as `xavp_params_implode`
   */
  xavp_params_implode_qval(name: string, variable: string): 1 | -1 {
    return writeParams(this.cx, this.cx.variables.xavp, name, variable, true);
  }
  /**
   * As `xavp_params_implode`, for `$xavu`.
   *
   * @param name of the list
   * @param variable whole: `$var(x)`
   * @returns as `xavp_params_implode`
   */
  xavu_params_implode(name: string, variable: string): 1 | -1 {
    return writeParams(this.cx, this.cx.variables.xavu, name, variable, false);
  }
  /**
   * Splits a text into a new list of that name, whose fields are all called `v`, the first one in front: `$xavp(name=>v[0])`. Nothing
   * between two separators is no field.
   *
   * @param text to be split
   * @param separators each of these characters is one
   * @param mode begins with `t`: white space around each part goes
   * @param name of the list
   * @returns `1` · `-1` an empty text, no separator, or an empty name
   */
  xavp_slist_explode(text: string, separators: string, mode: string, name: string): 1 | -1 {
    const [whole, marks, into] = [wireText(textArgument(text)), wireText(textArgument(separators)), textArgument(name)];
    if (whole === '' || marks === '' || into === '') return -1;
    const { xavp } = this.cx.variables;
    const list = xavp.empty();
    splitInto(list, whole, marks, textArgument(mode).startsWith('t'));
    xavp.add(into, list);
    return 1;
  }
}

function fieldsOf(root: XavpList, name: string, index: number): Dictionary | null {
  const list = root.list(textArgument(name), numberArgument(index));
  return list === null ? null : dictionary(list);
}

function writeParams(cx: RouteContext, root: XavpList, name: string, variable: string, quoted: boolean): 1 | -1 {
  const list = root.list(textArgument(name));
  return list !== null && assign(cx, textArgument(variable), implode(list, quoted)) ? 1 : -1;
}

function assign(cx: RouteContext, variable: string, value: string): boolean {
  return cx.core.expressions.expression(variable).write?.(cx, value) ?? false;
}
