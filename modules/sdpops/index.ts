import {
  Iterators,
  defineModule,
  linesOf,
  readDescriptions,
  type Module,
  type Range,
  type SipMessage,
} from '../../runtime/module.ts';
import { Sdpops, type SdpopsFacades } from './facade.ts';
import type { SdpopsState } from './facade-questions.ts';
import { params } from './params.ts';
import { variables } from './variables.ts';

/** Module sdpops: questions about session descriptions, and changes to them. */
export const sdpops: Module<'sdpops', typeof params, SdpopsFacades> = defineModule({
  name: 'sdpops',
  requires: [],
  params,
  setup: ({ log, avpName }) => {
    const lines = new Iterators<Range>(Symbol('sdpops: line iterators'), firstLines);
    const state: SdpopsState = { lines, log, avpName };
    return { facade: (cx) => new Sdpops(cx, state), variables: variables(lines) };
  },
});

function firstLines(message: SipMessage): readonly Range[] | null {
  const session = readDescriptions(message)?.[0];
  return session === undefined ? null : linesOf(message.text, session);
}
