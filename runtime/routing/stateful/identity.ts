import type { TransactionKey } from '../../transaction/key.ts';
import type { Core } from '../core.ts';

/** The two numbers by which scripts name a transaction: `$T(id_index)` and `$T(id_label)`. */
export interface TransactionId {
  /** 0 to 65535. */
  readonly index: number;
  /** 0 to 2^31 - 1. */
  readonly label: number;
}

const INDEXES = 0xffff;
const LABELS = 0x7fffffff;

/**
 * What scripts call a transaction. Made from what makes it one of a kind and a secret of this process, so that it needs no place of its
 * own, is the same whenever somebody asks, and nobody from outside can guess it.
 */
export function transactionId(core: Core, key: TransactionKey): TransactionId {
  const { branch, host, port, callId, cseq, method, old } = key;
  const hash = core.hash
    .begin()
    .text(old === null ? branch : old.via)
    .text(host)
    .word(port);
  const bits = hash.text(callId).word(cseq).text(method).bits();
  return { index: (bits ^ key.hash) & INDEXES, label: bits & LABELS };
}

/** @returns the one text for an id, as a key */
export function idText({ index, label }: TransactionId): string {
  return `${index}:${label}`;
}
