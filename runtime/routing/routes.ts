import type { RouteFunction } from './context.ts';

/** One loaded version of the user's routes; the loader makes it (spec architecture section 5). */
export interface RouteGeneration {
  /** 1 for the first, one more for each reload. */
  readonly id: number;
  /** The routes file, absolute. */
  readonly file: string;
  readonly requestRoute: RouteFunction;
  readonly onReplyRoute: RouteFunction | undefined;
  /** Sees each request that is forwarded, right before it leaves; `drop()` keeps it here. */
  readonly onSendRoute?: RouteFunction | undefined;
  /** `core:msg-received`: sees each message before anything is checked; `drop()` discards it. */
  readonly onMsgReceived?: RouteFunction | undefined;
  /** `core:pre-routing`: runs in front of requestRoute and onReplyRoute, on the same message; `drop()` discards it. */
  readonly onPreRouting?: RouteFunction | undefined;
  /** `core:worker-one-init`: runs once, when everything is ready and before the first message. */
  readonly onWorkerOneInit?: RouteFunction | undefined;
  /** Names of the exported functions. */
  readonly names: readonly string[];
  /** @returns the exported function of that name, or undefined */
  get(name: string): RouteFunction | undefined;
  /** @returns the error's stack in the user's files and lines, without the runtime's own frames */
  mapStack(error: unknown): string;
}
