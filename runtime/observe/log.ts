// The log: pino behind our own interface. JSON lines for machines, written when the system takes them, so that a slow reader
// of the log never holds up a call; coloured lines for people at a terminal.

import { pino } from 'pino';
import type { DestinationStream, Logger as Pino, LoggerOptions } from 'pino';

import type { LogBindings } from '../routing/logger.ts';
import { escapeControls } from './escape.ts';
import { LEVELS } from './logger.ts';
import type { Level, Log } from './logger.ts';
import { LogOutput } from './output.ts';

const STDOUT = 1;

/** Characters that wait for a slow reader of the log; what is logged beyond that is lost. */
const WAITING = 16 * 1024 * 1024;

/** Milliseconds that a process which ends waits for the reader of its log. */
const PATIENCE = 1_000;

/** pino's numbers, with Kamailio's notice between info and warn. */
const NOTICE = { notice: 35 } as const;

/** Takes finished lines. */
export interface LogStream {
  write(line: string): unknown;
  /** Resolves when everything is written. */
  flush?(): Promise<void>;
  /** Writes what it can at once. */
  flushSync?(): void;
}

/** How a log is made. */
export interface LogOptions {
  readonly level: Level | 'silent';
  /** Lines for people (true) or JSON (false). */
  readonly pretty: boolean;
  /** ANSI colours, for pretty lines only. */
  readonly color: boolean;
  /** Where the lines go; default standard output. */
  readonly stream?: LogStream;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

/** The log with the end of its stream. */
export interface RootLog extends Log {
  /** Writes text that is no line of the log, in its place between the lines. */
  print(text: string): void;
  /** Resolves when all lines are written, or after a while when they can not be; for the end of the process. */
  flush(): Promise<void>;
  /** Writes what can be written at once; for a process that ends now. */
  flushSync(): void;
}

/**
 * Makes a log.
 *
 * A line is the text as it was given, also `%s` and the like, without a line end of its own, and its bindings. In pretty
 * lines control characters are made visible, and a binding named `stack` stands below; JSON escapes them by itself.
 */
export async function createLog(options: LogOptions): Promise<RootLog> {
  const out = options.stream ?? new LogOutput(STDOUT, WAITING);
  const stream = options.pretty ? await prettyStream(out, options.color) : out;
  const settings: LoggerOptions<'notice'> = {
    level: 'debug', // what is written is decided here, for a child and its parent alike
    customLevels: NOTICE,
    base: null,
    timestamp: () => `,"time":${options.wall()}`,
    formatters: { level: (label) => ({ level: label }) },
  };
  const root = new PinoLog(pino(settings, stream as DestinationStream), { at: rank(options.level) }, options.pretty);
  return Object.assign(root, {
    print: (text: string): void => void out.write(text),
    flush: async (): Promise<void> => {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, PATIENCE);
      await Promise.race([out.flush?.(), late.promise]);
      clearTimeout(timer);
    },
    flushSync: (): void => out.flushSync?.(),
  });
}

/** The level of a log and all its children, as `rank` counts. */
interface Threshold {
  at: number;
}

function rank(level: Level | 'silent'): number {
  return level === 'silent' ? LEVELS.length : LEVELS.indexOf(level);
}

class PinoLog implements Log {
  private readonly pino: Pino<'notice'>;
  private readonly threshold: Threshold;
  private readonly pretty: boolean;

  constructor(target: Pino<'notice'>, threshold: Threshold, pretty: boolean) {
    this.pino = target;
    this.threshold = threshold;
    this.pretty = pretty;
  }

  debug(text: string, bindings?: LogBindings): void {
    if (this.enabled('debug')) this.write('debug', text, bindings);
  }
  info(text: string, bindings?: LogBindings): void {
    if (this.enabled('info')) this.write('info', text, bindings);
  }
  notice(text: string, bindings?: LogBindings): void {
    if (this.enabled('notice')) this.write('notice', text, bindings);
  }
  warn(text: string, bindings?: LogBindings): void {
    if (this.enabled('warn')) this.write('warn', text, bindings);
  }
  error(text: string, bindings?: LogBindings): void {
    if (this.enabled('error')) this.write('error', text, bindings);
  }
  fatal(text: string, bindings?: LogBindings): void {
    if (this.enabled('fatal')) this.write('fatal', text, bindings);
  }

  enabled(level: Level): boolean {
    return rank(level) >= this.threshold.at;
  }

  get level(): Level | 'silent' {
    return LEVELS[this.threshold.at] ?? 'silent';
  }

  set level(level: Level | 'silent') {
    this.threshold.at = rank(level);
  }

  child(bindings: LogBindings): Log {
    return new PinoLog(this.pino.child(this.pretty ? visible(bindings) : bindings), this.threshold, this.pretty);
  }

  private write(level: Level, text: string, bindings: LogBindings | undefined): void {
    // Scripts written for Kamailio end their lines themselves.
    let line = text.endsWith('\n') ? text.slice(0, -1) : text;
    if (this.pretty) {
      line = escapeControls(line);
      if (typeof bindings?.stack === 'string') line += indented(bindings.stack);
      bindings &&= visible(bindings);
    }
    // The text as the last argument: with further ones pino would replace %s and %d in it.
    if (bindings === undefined) this.pino[level](line);
    else this.pino[level](bindings, line);
  }
}

/** A stack below its line. */
function indented(stack: string): string {
  return stack
    .split('\n')
    .map((line) => `\n    ${escapeControls(line)}`)
    .join('');
}

/** Bindings for people: no control characters, and the stack not once more. */
function visible(bindings: LogBindings): LogBindings {
  const shown: Record<string, LogBindings[string]> = {};
  for (const [name, value] of Object.entries(bindings)) {
    if (name !== 'stack') shown[name] = typeof value === 'string' ? escapeControls(value) : value;
  }
  return shown;
}

/** Lines for people. */
async function prettyStream(out: LogStream, color: boolean): Promise<LogStream> {
  const { prettyFactory } = await import('pino-pretty');
  const pretty = prettyFactory({
    colorize: color,
    translateTime: 'SYS:HH:MM:ss.l',
    customLevels: 'debug:20,info:30,notice:35,warn:40,error:50,fatal:60',
    customColors: 'debug:gray,info:green,notice:cyan,warn:yellow,error:red,fatal:bgRed,message:reset',
    singleLine: true,
    errorLikeObjectKeys: [],
  });
  return { write: (line) => out.write(pretty(line)) };
}
