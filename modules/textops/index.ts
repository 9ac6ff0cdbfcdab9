import { Patterns, defineModule, type Module } from '../../runtime/module.ts';
import { Substitutions } from './expression.ts';
import type { TextopsState } from './facade-strings.ts';
import { Textops, type TextopsFacades } from './facade.ts';
import { params } from './params.ts';

/** Module textops: texts, patterns, header fields and bodies. */
export const textops: Module<'textops', typeof params, TextopsFacades> = defineModule({
  name: 'textops',
  requires: [],
  params,
  setup: ({ pv, log }) => {
    const state: TextopsState = { patterns: new Patterns(256, log), substitutions: new Substitutions(pv, 256, log), pv };
    return { facade: (cx) => new Textops(cx, state) };
  },
});
