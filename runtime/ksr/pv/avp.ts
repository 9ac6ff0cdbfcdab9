import { Avps } from '../../routing/avps.ts';
import { Accessor, named, valueText, type Definition, type Index } from './definition.ts';

// $avp(name): a list of values kept with the transaction; writing puts a new first value in front (spec/modules.md 5.1)

function compile(inner: string, index: Index): Accessor {
  const name = Avps.key(inner.trim());
  if (index === '*') {
    return new Accessor(
      (cx) => {
        const all = cx.avps.all(name);
        return all.length === 0 ? null : all.length === 1 ? all[0]! : all.map(valueText).join(',');
      },
      (cx, value) => {
        if (value === null) cx.avps.removeAll(name);
        else cx.avps.assign(name, [value]);
        return true;
      },
    );
  }
  const n = index ?? 0;
  return new Accessor(n === 0 ? (cx) => cx.avps.first(name) : (cx) => cx.avps.all(name).at(n) ?? null, (cx, value) => {
    if (value === null) cx.avps.removeFirst(name);
    else cx.avps.add(name, value);
    return true;
  });
}

export const avpVariables: readonly Definition[] = [named('avp', compile)];
