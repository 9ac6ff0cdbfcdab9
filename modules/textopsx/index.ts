import { Iterators, Patterns, defineModule, type HeaderField, type Module } from '../../runtime/module.ts';
import { Textopsx, type TextopsxFacades, type TextopsxState } from './facade.ts';
import { bodyLines } from './iterators.ts';
import { params } from './params.ts';

/** Module textopsx: rebuilding messages, list headers, iterators. */
export const textopsx: Module<'textopsx', typeof params, TextopsxFacades> = defineModule({
  name: 'textopsx',
  requires: [],
  params,
  setup: ({ log }) => {
    const state: TextopsxState = {
      patterns: new Patterns(256, log),
      fields: new Iterators<HeaderField>(Symbol('textopsx: header iterators'), (message) => message.headers),
      lines: new Iterators(Symbol('textopsx: body line iterators'), bodyLines),
    };
    return { facade: (cx) => new Textopsx(cx, state) };
  },
});
