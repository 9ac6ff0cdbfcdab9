/** What the runtime logs through; `observe/log.ts` puts pino behind it. */
export interface Logger {
  debug(text: string, bindings?: LogBindings): void;
  info(text: string, bindings?: LogBindings): void;
  warn(text: string, bindings?: LogBindings): void;
  error(text: string, bindings?: LogBindings): void;
  /** @returns whether a line of the level would be written: ask before building an expensive one */
  enabled(level: 'debug' | 'info' | 'warn' | 'error'): boolean;
}

/** Named values that go with a line: Call-ID, method, CSeq, source of the message that it is about. */
export type LogBindings = Readonly<Record<string, string | number | boolean | null | undefined>>;
