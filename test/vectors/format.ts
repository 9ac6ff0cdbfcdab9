// The format of the recordings; test/vectors/data holds copies of them, made from running Kamailio servers.

import type { Endpoint, ModuleParams } from '../support/context.ts';
import type { RouteKind } from '../../runtime/routing/route-kind.ts';

/** A result of a function: KEMI's int, bool, xval; `true` in a recording also stands for a call without a result. */
export type Result = string | number | boolean | null;

/** One call of a script: `{ fn: 'pv.sets', args: ['$du', '...'] }` is `KSR.pv.sets('$du', '...')`. */
export interface Call {
  readonly fn: string;
  readonly args: readonly unknown[];
}

/** What a server did. */
export interface Expectation {
  /** Absent when the function has no result. */
  readonly ret?: Result;
  readonly pre?: readonly Result[];
  readonly then?: readonly Result[];
  /** The message after the changes were applied; null: as received. */
  readonly message?: string | null;
  readonly pv?: Readonly<Record<string, string | number | null>>;
  /** The message before the last apply, where that was not the received one any more. */
  readonly buffer?: string;
  /** What a stateless forward sent; null: nothing. */
  readonly forwarded?: string | null;
  readonly apply_ret?: number;
  readonly reply?: readonly string[];
  /** Refused before any script ran. */
  readonly dropped?: boolean;
  // the recorded server failed: nothing to match
  readonly crash?: unknown;
  readonly hang?: unknown;
  readonly forward_crash?: unknown;
  readonly garbage?: unknown;
  readonly error?: unknown;
}

/** One case of a function file. */
export interface FunctionCase extends Call {
  readonly name: string;
  readonly pre?: readonly Call[];
  readonly then?: readonly Call[];
  readonly modparams: Readonly<Record<string, unknown>>;
  readonly kind: RouteKind;
  readonly src: Endpoint;
  readonly dst: Endpoint;
  readonly forward_to?: string;
  readonly input: string;
  readonly expect: Expectation;
  readonly expect_newer?: Expectation;
  readonly quirk?: boolean;
  readonly note?: string;
}

/** Something that is not as recorded. */
export interface Difference {
  /** `ret`, `message`, `pv:$ct`, `forwarded`, `reply`, `buffer`, `apply_ret`, `pre`, `then`, `dropped`, `threw`. */
  readonly part: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** How one case went. */
export interface Outcome {
  /** Functions and pseudo-variables that do not exist yet and without which the case can not be judged: it is skipped. */
  readonly missing: readonly string[];
  readonly differences: readonly Difference[];
}

/** Runs the cases of one format. */
export interface Format {
  /** @returns whether the case has this format */
  accepts(vector: object): boolean;
  /** @param module folder of the file: `nathelper` */
  run(vector: object, module: string): Promise<Outcome>;
}

/** @returns what to match: the newer version's result where the two differ */
export function expected(vector: { readonly expect: Expectation; readonly expect_newer?: Expectation }): Expectation {
  return vector.expect_newer ?? vector.expect;
}

/** Module parameters of a case by module: nathelper's own files write them without the module's name. */
export function paramsOf(modparams: Readonly<Record<string, unknown>>, module: string): ModuleParams {
  const values = Object.values(modparams);
  const byModule = values.every((value) => typeof value === 'object' && value !== null);
  return byModule ? (modparams as ModuleParams) : { [module]: modparams };
}
