import type { RouteContext } from '../../routing/context.ts';
import { messageBindings } from '../../routing/message-log.ts';
import { text } from '../arguments.ts';

/**
 * Logging (spec/modules.md 2). Each function logs one line that carries Call-ID, method, CSeq and source of the message. The
 * text is logged as it is, without a new line added. Works in every route.
 * @in any
 * @see Kamailio KEMI, core
 */
export class KsrLog {
  /** @internal what this run works on; not for scripts */
  protected readonly cx: RouteContext;

  constructor(cx: RouteContext) {
    this.cx = cx;
  }

  /** Logs at level debug. @param message the line */
  dbg(message: string): void {
    const { log } = this.cx.core;
    if (log.enabled('debug')) log.debug(text(message), messageBindings(this.cx));
  }
  /** Logs at level info. @param message the line */
  info(message: string): void {
    const { log } = this.cx.core;
    if (log.enabled('info')) log.info(text(message), messageBindings(this.cx));
  }
  /** Logs at level notice, between info and warning. @param message the line */
  notice(message: string): void {
    const { log } = this.cx.core;
    if (log.enabled('notice')) log.notice(text(message), messageBindings(this.cx));
  }
  /** Logs a warning. @param message the line */
  warn(message: string): void {
    const { log } = this.cx.core;
    if (log.enabled('warn')) log.warn(text(message), messageBindings(this.cx));
  }
  /** Logs an error. @param message the line */
  err(message: string): void {
    const { log } = this.cx.core;
    if (log.enabled('error')) log.error(text(message), messageBindings(this.cx));
  }
  /** Logs at level fatal, the one above errors. @param message the line */
  crit(message: string): void {
    const { log } = this.cx.core;
    if (log.enabled('fatal')) log.fatal(text(message), messageBindings(this.cx));
  }
  /**
   * Logs at a level given by name.
   * @param level `dbg`, `info`, `notice`, `warn`, `err` or `crit`; anything else logs an error
   * @param message the line
   */
  log(level: string, message: string): void {
    switch (level) {
      case 'dbg':
        return this.dbg(message);
      case 'info':
        return this.info(message);
      case 'notice':
        return this.notice(message);
      case 'warn':
        return this.warn(message);
      case 'crit':
        return this.crit(message);
      default:
        return this.err(message);
    }
  }
  /**
   * Gives the log level as Kamailio counts it.
   * @returns `3` debug · `2` info · `1` notices · `0` warnings · `-1` errors · `-2` critical lines only
   */
  get_debug(): 3 | 2 | 1 | 0 | -1 | -2 {
    const { log } = this.cx.core;
    if (log.enabled('debug')) return 3;
    if (log.enabled('info')) return 2;
    if (log.enabled('notice')) return 1;
    if (log.enabled('warn')) return 0;
    return log.enabled('error') ? -1 : -2;
  }
}
