import type { z } from 'zod';
import type { RouteContext } from '../routing/context.ts';
import type { Core } from '../routing/core.ts';
import type { Logger } from '../routing/logger.ts';
import type { RouteKind } from '../routing/route-kind.ts';
import type { Value } from '../routing/avps.ts';

/** The KSR class that a module shows in each kind of route; a kind that is left out shows nothing. */
export type Facades = { readonly [K in RouteKind]?: object };

/** A pseudo-variable that a module contributes. */
export interface PseudoVariable {
  /** Name without `$`: `rr_count`. */
  readonly name: string;
  /** What its value is, for the table in the module's README. */
  readonly summary: string;
  /** `$name(inner)`: `none` when it has no inner part, `text` when the part is required. */
  readonly inner: 'none' | 'text';
  /** The inner part is the text of a variable that this one reads itself, as in `$T_req($ru)`. */
  readonly rawInner?: true;
  /**
   * @param inner the text in the brackets, '' without
   * @param index the number behind it in `$(name(inner)[n])`, null when none is written, '*' for all
   * @returns null when there is no value
   */
  get(cx: RouteContext, inner: string, index: number | '*' | null): Value | null;
  /**
   * Absent for a variable that can only be read.
   * @returns false when the value is refused
   */
  set?(cx: RouteContext, inner: string, index: number | '*' | null, value: Value | null): boolean;
}

/**
 * A select that a module contributes: `$sel(nathelper.rewrite_contact[1])`.
 * @param path what follows the first name, split at dots: `['rewrite_contact[1]', 'nameaddr', 'uri']`
 * @returns null when there is no value
 */
export type Select = (cx: RouteContext, path: readonly string[]) => string | null;

/** A command of the control interface (JSON-RPC once that exists, tests today). */
export interface RpcCommand {
  /** Kamailio's name: `nathelper.enable_ping`. */
  readonly name: string;
  readonly summary: string;
  /** @returns the answer; an `RpcFault` is a value, not an exception */
  run(args: readonly Value[]): unknown;
}

/** An answer that says no. */
export class RpcFault {
  readonly code: number;
  readonly message: string;
  constructor(code: number, message: string) {
    this.code = code;
    this.message = message;
  }
}

/** What a module adds to the server; all parts are optional. */
export interface Contribution<Api> {
  /** Makes the KSR object of the module for one run; called on first use of `KSR.<name>`. */
  readonly facade?: (cx: RouteContext) => object;
  /** What other modules may use, named in their `requires`. */
  readonly api?: Api;
  readonly variables?: readonly PseudoVariable[];
  readonly selects?: Readonly<Record<string, Select>>;
  readonly rpc?: readonly RpcCommand[];
  /** Counters by name, read when somebody asks. */
  readonly statistics?: Readonly<Record<string, () => number>>;
  /** See CoreHooks. */
  readonly beforeRequest?: (cx: RouteContext) => boolean;
  readonly replyFilter?: (cx: RouteContext) => boolean;
  readonly afterRequest?: (cx: RouteContext) => void;
  readonly afterRun?: (cx: RouteContext) => void;
  /** Things about this configuration that whoever runs the server should know; shown at start. */
  readonly risks?: readonly string[];
  /** Sockets are bound: begin to work. */
  readonly start?: () => void | Promise<void>;
  /** The reverse; what it promises is awaited with a deadline. */
  readonly stop?: () => void | Promise<void>;
}

/** A running timer of a module. */
export interface Periodic {
  stop(): void;
  /** Ticks that were left out because the one before had not ended. */
  readonly overruns: number;
}

/** What a module gets to work with. It uses the clock given here, never Date.now or setTimeout. */
export interface ModuleContext<Params> {
  readonly params: Params;
  readonly log: Logger;
  readonly core: Core;
  /**
   * @returns another module's api; the module is one of `requires`, so it is there
   */
  api<T>(module: string): T;
  /** @returns another module's api, or undefined when it is not loaded */
  find<T>(module: string): T | undefined;
  /**
   * Calls `run` every `interval` milliseconds, the first time after one interval.
   * @param jitter part of the interval by which a tick may come late, 0 to 1
   */
  every(interval: number, run: () => void | Promise<void>, jitter?: number): Periodic;
  /**
   * Calls `run` once.
   * @param delay milliseconds from now
   * @returns cancels the call; harmless when it already happened
   */
  after(this: void, delay: number, run: () => void): () => void;
  /** Parses an AVP or other pseudo-variable name of a parameter: `$avp(RECEIVED)`. @returns the AVP's name, or null when it is no AVP */
  avpName(text: string): string | null;
  /** Reads and writes pseudo-variables by their full text: `$ru`, `$avp(x)`. */
  readonly pv: PvAccess;
}

/** Pseudo-variables by their full text. */
export interface PvAccess {
  /** @returns null when there is no value or no such variable */
  get(cx: RouteContext, text: string): Value | null;
  /** @returns false when the variable is unknown, the value has the wrong type or is refused; true for one that can not be written (spec/modules.md 5) */
  set(cx: RouteContext, text: string, value: Value | null): boolean;
  /** @returns whether the text names a variable that exists */
  exists(text: string): boolean;
  /** @returns whether the variable can be written */
  writable(text: string): boolean;
}

/** The declaration of a module: the one object from which types, checks, help and the server are made. */
export interface Module<Name extends string, Params extends z.ZodObject, F extends Facades, Api = undefined> {
  readonly name: Name;
  /** Name on KSR when it is not the module's: module kemix is `KSR.kx`. */
  readonly ksrName?: string;
  /** Modules that must be loaded as well; they are set up first. */
  readonly requires: readonly string[];
  /** Modules that are set up first when they are loaded. */
  readonly after?: readonly string[];
  readonly params: Params;
  setup(context: ModuleContext<z.output<Params>>): Contribution<Api>;
  /** Only in types: the facades by route kind. */
  readonly facades?: F;
}

/** Any module, for lists of them. */
export type AnyModule = Module<string, any, any, any>;

/** Declares a module; see docs of `Module`. The function only gives the declaration its type. */
export function defineModule<Name extends string, Params extends z.ZodObject, F extends Facades, Api = undefined>(
  declaration: Module<Name, Params, F, Api>,
): Module<Name, Params, F, Api> {
  return declaration;
}
