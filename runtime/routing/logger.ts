/** What the runtime logs through; `observe/log.ts` puts pino behind it. */
export interface Logger {
  debug(text: string, bindings?: LogBindings): void;
  info(text: string, bindings?: LogBindings): void;
  notice(text: string, bindings?: LogBindings): void;
  warn(text: string, bindings?: LogBindings): void;
  error(text: string, bindings?: LogBindings): void;
  fatal(text: string, bindings?: LogBindings): void;
  /** @returns whether a line of the level would be written: ask before building an expensive one */
  enabled(level: LogLevel): boolean;
}

/** The levels, least to most severe. Kamailio's `err` is error; its `crit`, `bug` and `alert` are fatal. */
export type LogLevel = 'debug' | 'info' | 'notice' | 'warn' | 'error' | 'fatal';

/** Named values that go with a line: Call-ID, method, CSeq, source of the message that it is about. */
export type LogBindings = Readonly<Record<string, string | number | boolean | null | undefined>>;
