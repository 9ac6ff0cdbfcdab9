import type { Subject } from './subject.ts';
import { lookup } from './subjects/lookup.ts';
import { natUacTest } from './subjects/nat-uac-test.ts';
import { parse } from './subjects/parse.ts';
import { patterns } from './subjects/patterns.ts';
import { pvGet } from './subjects/pv-get.ts';
import { save } from './subjects/save.ts';
import { serialize } from './subjects/serialize.ts';
import { timerWheel } from './subjects/timer-wheel.ts';
import { transactionMatch } from './subjects/transaction-match.ts';

/** All that is measured, in the order of the table. */
export const subjects: readonly Subject[] = [
  parse,
  serialize,
  transactionMatch,
  pvGet,
  patterns,
  natUacTest,
  save,
  lookup,
  timerWheel,
];
