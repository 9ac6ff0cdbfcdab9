import type { Value } from '../../routing/avps.ts';
import type { RouteContext } from '../../routing/context.ts';
import type { Expression } from '../../routing/expression.ts';
import { XavpList } from '../../routing/variables.ts';
import { Accessor, named, type Compiling, type Definition } from './definition.ts';

// $xavp(a=>b), $xavi(a=>b), $xavu(a=>b) (spec/modules.md 5.1). Without an index a write adds: `$xavp(a=>b)` a list with one
// item, `$xavp(a[0]=>b)` an item to the newest list. Lists of $xavu hold one value for each name.

/** One step of a path: `name[index]`. */
interface Step {
  readonly name: string;
  /** null: none written. */
  readonly index: number | '*' | Expression | null;
}

/** @returns null when the text is no path of one or two steps */
function path(inner: string, compiling: Compiling): readonly Step[] | null {
  const arrow = inner.indexOf('=>');
  const texts = arrow < 0 ? [inner] : [inner.slice(0, arrow), inner.slice(arrow + 2)];
  const steps: Step[] = [];
  for (const text of texts) {
    const made = parseStep(text.trim(), compiling);
    if (made === null) return null;
    steps.push(made);
  }
  return steps;
}

function parseStep(text: string, compiling: Compiling): Step | null {
  const open = text.indexOf('[');
  if (open < 0) return isName(text) ? { name: text, index: null } : null;
  if (!text.endsWith(']')) return null;
  const name = text.slice(0, open).trim();
  const index = text.slice(open + 1, -1).trim();
  if (!isName(name)) return null;
  if (index === '*') return { name, index: '*' };
  if (index.startsWith('$')) {
    const expression = compiling.expression(index);
    return expression.known ? { name, index: expression } : null;
  }
  const n = numberOf(index);
  return n === null ? null : { name, index: n };
}

function isName(text: string): boolean {
  return text !== '' && !text.includes('=') && !text.includes('>') && !text.includes('[') && !text.includes(']');
}

function numberOf(text: string): number | null {
  const digits = text.startsWith('-') ? text.slice(1) : text;
  if (digits === '' || digits.length > 9) return null;
  let n = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return null;
    n = n * 10 + digit;
  }
  return text.startsWith('-') ? -n : n;
}

function at(cx: RouteContext, step: Step): number | '*' {
  const { index } = step;
  if (index === null) return 0;
  if (typeof index !== 'object') return index;
  const value = index.read(cx);
  return typeof value === 'number' ? value : (numberOf(String(value)) ?? 0);
}

type Store = (cx: RouteContext) => XavpList;

function read(cx: RouteContext, store: Store, steps: readonly Step[]): Value | null {
  if (cx.variablesIfAny === null) return null;
  let list: XavpList | null = store(cx);
  for (let i = 0; i < steps.length; i++) {
    const index = at(cx, steps[i]!);
    const value: Value | XavpList | null = index === '*' || list === null ? null : list.get(steps[i]!.name, index);
    if (i === steps.length - 1) return value instanceof XavpList ? '<<xavp>>' : value;
    list = value instanceof XavpList ? value : null;
  }
  return null;
}

/** Writes into one list as the step says. @returns false when an index names nothing */
function put(cx: RouteContext, list: XavpList, step: Step, value: Value | XavpList | null, single: boolean): boolean {
  const { name } = step;
  const index = at(cx, step);
  if (value === null) {
    if (index === '*') list.removeAll(name);
    else list.remove(name, index);
    return true;
  }
  if (index === '*') {
    list.removeAll(name);
    list.add(name, value);
    return true;
  }
  if (single) list.set(name, value);
  else if (step.index === null) list.add(name, value);
  else if (!list.replace(name, value, index)) {
    if (index !== 0) return false;
    list.add(name, value);
  }
  return true;
}

function write(cx: RouteContext, store: Store, steps: readonly Step[], value: Value | null, single: boolean): boolean {
  const root = steps[0]!;
  const child = steps[1];
  const list = store(cx);
  if (child === undefined) return put(cx, list, root, value, single);
  const index = at(cx, root);
  if (index === '*') return false;
  const existing = list.get(root.name, index);
  if (value === null) return !(existing instanceof XavpList) || put(cx, existing, child, null, single);
  if (existing instanceof XavpList && (single || root.index !== null)) return put(cx, existing, child, value, single);
  if (root.index !== null && (existing !== null || index !== 0)) return false;
  const made = list.empty();
  made.add(child.name, value);
  if (single) list.set(root.name, made);
  else list.add(root.name, made);
  return true;
}

function lists(variable: string, store: Store, single: boolean): Definition {
  return named(variable, (inner, _index, compiling) => {
    const steps = path(inner, compiling);
    if (steps === null) return null;
    return new Accessor(
      (cx) => read(cx, store, steps),
      (cx, value) => write(cx, store, steps, value, single),
    );
  });
}

export const xavpVariables: readonly Definition[] = [
  lists('xavp', (cx) => cx.variables.xavp, false),
  lists('xavi', (cx) => cx.variables.xavi, false),
  lists('xavu', (cx) => cx.variables.xavu, true),
];
