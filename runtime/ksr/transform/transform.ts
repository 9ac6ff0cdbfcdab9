import type { Value } from '../../routing/avps.ts';
import type { RouteContext } from '../../routing/context.ts';
import type { Expressions } from '../../routing/expression.ts';
import { Accessor } from '../pv/definition.ts';
import { nameaddr, tobody } from './address.ts';
import { Arguments, type Transformation, type TransformationClass } from './arguments.ts';
import { coded } from './coded.ts';
import { line } from './line.ts';
import { param } from './param.ts';
import { re } from './re.ts';
import { sock } from './sock.ts';
import { strings } from './strings.ts';
import { uri } from './uri.ts';
import { num, urialias, val } from './val.ts';

const CLASSES: ReadonlyMap<string, TransformationClass> = new Map<string, TransformationClass>([
  ['s', (op, args) => strings(op, args) ?? coded(op, args)],
  ['uri', uri],
  ['param', param],
  ['nameaddr', nameaddr],
  ['tobody', tobody],
  ['line', line],
  ['re', re],
  ['val', val],
  ['num', num],
  ['urialias', urialias],
  ['sock', sock],
]);

/**
 * Puts transformations behind a variable (spec/modules.md 5.2), applied from left to right. Writing goes to the variable itself.
 *
 * @param base the variable that the transformations work on
 * @param texts what stands in each pair of braces, in order
 * @returns null when there is no such transformation, or its arguments are wrong
 */
export function transformed(base: Accessor, texts: readonly string[], expressions: Expressions): Accessor | null {
  const steps: Transformation[] = [];
  for (const text of texts) {
    const step = compile(text, expressions);
    if (step === null) return null;
    steps.push(step);
  }
  const { read } = base;
  const [only] = steps;
  if (steps.length === 1 && only !== undefined) return new Accessor((cx) => only(read(cx), cx), base.write);
  const all = (cx: RouteContext): Value | null => {
    let value = read(cx);
    for (let i = 0; i < steps.length; i++) value = steps[i]!(value, cx);
    return value;
  };
  return new Accessor(all, base.write);
}

function compile(text: string, expressions: Expressions): Transformation | null {
  const trimmed = text.trimStart();
  const dot = trimmed.indexOf('.');
  const of = dot < 0 ? undefined : CLASSES.get(trimmed.slice(0, dot));
  if (of === undefined) return null;
  const comma = trimmed.indexOf(',', dot);
  const op = trimmed.slice(dot + 1, comma < 0 ? trimmed.length : comma).trim();
  return of(op, new Arguments(comma < 0 ? '' : trimmed.slice(comma), expressions));
}
