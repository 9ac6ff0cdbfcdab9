import type { NaptrRecord, RouteContext, SrvRecord } from '../../runtime/module.ts';

/** What a query found, by the name that the script gave it; kept with the message. */
export class Answers {
  readonly dns: Map<string, readonly string[]> = new Map();
  readonly srv: Map<string, readonly SrvRecord[]> = new Map();
  readonly naptr: Map<string, readonly NaptrRecord[]> = new Map();
  readonly ptr: Map<string, PtrAnswer> = new Map();
}

/** Names of an address. */
export interface PtrAnswer {
  readonly address: string;
  readonly names: readonly string[];
}

/** Where a message keeps its answers; one for each server. */
export type AnswerSlot = symbol;

/** @returns the answers of a message, to which more can be added */
export function answersOf(cx: RouteContext, slot: AnswerSlot): Answers {
  let answers = cx.slot<Answers>(slot);
  if (answers === undefined) {
    answers = new Answers();
    cx.setSlot(slot, answers);
  }
  return answers;
}
