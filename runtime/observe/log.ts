// The log: pino behind our own interface. JSON lines for machines, written when the system takes them, so that a slow reader
// of the log never holds up a call; coloured lines for people at a terminal.

import { pino } from 'pino';
import type { DestinationStream, LevelWithSilent, Logger as Pino, LoggerOptions } from 'pino';

import type { LogBindings } from '../routing/logger.ts';
import { escapeControls } from './escape.ts';
import type { Level, Log } from './logger.ts';

/** Octets that wait for a slow reader of the log; what is logged beyond that is lost. */
const WAITING = 16 * 1024 * 1024;

/** pino's numbers, with Kamailio's notice between info and warn. */
const NOTICE = { notice: 35 } as const;

/** How a log is made. */
export interface LogOptions {
  readonly level: Level | 'silent';
  /** Lines for people (true) or JSON (false). */
  readonly pretty: boolean;
  /** ANSI colours, for pretty lines only. */
  readonly color: boolean;
  /** Where the lines go; default standard output. */
  readonly stream?: DestinationStream;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

/** The log with the end of its stream. */
export interface RootLog extends Log {
  /** Writes what still waits; for the end of the process. */
  flush(): void;
}

/**
 * Makes a log.
 *
 * A line is the text as it was given, also `%s` and the like, and its bindings. In pretty lines control characters are made
 * visible, apart from the line ends of a binding named `stack`; JSON escapes them by itself.
 */
export async function createLog(options: LogOptions): Promise<RootLog> {
  const stream = options.pretty ? await prettyStream(options) : (options.stream ?? fastStream());
  const settings: LoggerOptions<'notice'> = {
    level: options.level,
    customLevels: NOTICE,
    base: null,
    timestamp: () => `,"time":${options.wall()}`,
    formatters: { level: (label) => ({ level: label }) },
  };
  const flush = 'flushSync' in stream && typeof stream.flushSync === 'function' ? stream.flushSync.bind(stream) : () => {};
  const root = new PinoLog(pino(settings, stream), options.pretty);
  return Object.assign(root, {
    flush: (): void => {
      try {
        flush();
      } catch {
        // The stream is not open yet or its reader is gone: there is nobody to tell.
      }
    },
  });
}

class PinoLog implements Log {
  private readonly pino: Pino<'notice'>;
  private readonly pretty: boolean;

  constructor(target: Pino<'notice'>, pretty: boolean) {
    this.pino = target;
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
    return this.pino.isLevelEnabled(level);
  }

  get level(): Level | 'silent' {
    return this.pino.level as Level | 'silent';
  }

  set level(level: Level | 'silent') {
    this.pino.level = level satisfies LevelWithSilent | 'notice';
  }

  child(bindings: LogBindings): Log {
    return new PinoLog(this.pino.child(this.shown(bindings)), this.pretty);
  }

  private write(level: Level, text: string, bindings: LogBindings | undefined): void {
    const line = this.pretty ? escapeControls(text) : text;
    // The text alone, without further arguments: pino would replace %s and %d in it.
    if (bindings === undefined) this.pino[level](line);
    else this.pino[level](this.shown(bindings), line);
  }

  private shown(bindings: LogBindings): LogBindings {
    if (!this.pretty) return bindings;
    const shown: Record<string, LogBindings[string]> = {};
    for (const [name, value] of Object.entries(bindings)) {
      if (typeof value !== 'string') shown[name] = value;
      else if (name === 'stack') shown[name] = value.split('\n').map(escapeControls).join('\n');
      else shown[name] = escapeControls(value);
    }
    return shown;
  }
}

function fastStream(): DestinationStream {
  return pino.destination({ fd: 1, sync: false, minLength: 0, maxLength: WAITING });
}

async function prettyStream(options: LogOptions): Promise<DestinationStream> {
  const { default: pretty } = await import('pino-pretty');
  return pretty({
    colorize: options.color,
    destination: options.stream ?? 1,
    sync: true,
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss.l',
    customLevels: 'debug:20,info:30,notice:35,warn:40,error:50,fatal:60',
    customColors: 'debug:gray,info:green,notice:cyan,warn:yellow,error:red,fatal:bgRed,message:reset',
    singleLine: true,
    errorLikeObjectKeys: [],
  });
}
