import type { Value } from '../../routing/avps.ts';
import type { RouteContext } from '../../routing/context.ts';
import { Accessor, named, type Definition } from './definition.ts';

// $var, $vz, $vn, $shv: one value for each name (spec/modules.md 5.1); $_s: a text with other variables in it

function store(
  variable: string,
  of: (cx: RouteContext) => Map<string, Value>,
  unset: Value | null,
  cleared: Value | null,
): Definition {
  return named(variable, (inner) => {
    const name = inner.trim();
    return new Accessor(
      (cx) => of(cx).get(name) ?? unset,
      (cx, value) => {
        const stored = value ?? cleared;
        if (stored === null) of(cx).delete(name);
        else of(cx).set(name, stored);
        return true;
      },
    );
  });
}

// `$_s($rm from $si)`; none when one of the variables in it does not exist
const text: Definition = {
  ...named('_s', (inner, _index, compiling) => {
    const format = compiling.format(inner);
    return format === null ? null : new Accessor((cx) => format.print(cx));
  }),
  rawInner: true,
};

export const scriptVariables: readonly Definition[] = [
  store('var', (cx) => cx.variables.shared.vars, 0, 0),
  store('shv', (cx) => cx.variables.shared.shvs, 0, ''),
  store('vz', (cx) => cx.variables.vz, 0, 0),
  store('vn', (cx) => cx.variables.vn, null, null),
  text,
];
