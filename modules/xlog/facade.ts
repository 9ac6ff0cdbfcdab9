import { messageBindings, readableText, textArgument, type LogLevel, type RouteContext } from '../../runtime/module.ts';
import { withoutColors } from './color.ts';
import { facilityOf, levelOf } from './levels.ts';

/** What the facade works with besides the context. */
export interface XlogSettings {
  /** Characters of a line. */
  readonly longest: number;
  readonly prefix: string;
  /** The prefix has variables in it. */
  readonly printPrefix: boolean;
  /** '' for none. */
  readonly facility: string;
}

/**
 * `KSR.xlog`: lines for the log with variables in them, `KSR.xlog.xinfo("$rm from $si:$sp\n")` (spec/modules.md 36). All variables
 * of `KSR.pv` work, one without a value is printed as `<null>`, `$$` as a dollar sign. A text is taken apart when it is first
 * used; the text of a line whose level is not logged is not looked at. Each line carries Call-ID, method, CSeq and source of the
 * message, as those of `KSR.info` do.
 * @in any
 * @see Kamailio xlog
 */
export class Xlog {
  private readonly cx: RouteContext;
  private readonly settings: XlogSettings;

  constructor(cx: RouteContext, settings: XlogSettings) {
    this.cx = cx;
    this.settings = settings;
  }

  /**
   * Logs a text at a level given by name.
   *
   * @param level `L_DBG`, `L_INFO`, `L_NOTICE`, `L_WARN`, `L_ERR`, `L_CRIT`, `L_BUG`, `L_ALERT`, or Kamailio's number, `3` to `-5`;
   * anything else logs an error
   * @param text with variables
   * @returns `1` logged, or the level is not · `-1` a variable in the text does not exist; nothing was logged
   */
  xlog(level: string, text: string): 1 | -1 {
    return this.write(levelOf(textArgument(level)), text, this.settings.facility);
  }
  /**
   * As `xlog`, with a facility of its own, which the line carries as `facility`.
   *
   * @param facility of syslog: `local0` or `LOG_LOCAL0`
   * @param level as that of `xlog`
   * @param text with variables
   * @returns `1` logged, or the level is not · `-1` no such facility, or a variable in the text does not exist
   */
  xlog_facility(facility: string, level: string, text: string): 1 | -1 {
    const known = facilityOf(textArgument(facility));
    if (known !== null) return this.write(levelOf(textArgument(level)), text, known);
    this.cx.core.log.error('xlog: no such facility', { facility: textArgument(facility) });
    return -1;
  }
  /** Logs at level debug. @param text with variables @returns as `xlog` */
  xdbg(text: string): 1 | -1 {
    return this.write('debug', text, this.settings.facility);
  }
  /** Logs at level info. @param text with variables @returns as `xlog` */
  xinfo(text: string): 1 | -1 {
    return this.write('info', text, this.settings.facility);
  }
  /** Logs at level notice. @param text with variables @returns as `xlog` */
  xnotice(text: string): 1 | -1 {
    return this.write('notice', text, this.settings.facility);
  }
  /** Logs a warning. @param text with variables @returns as `xlog` */
  xwarn(text: string): 1 | -1 {
    return this.write('warn', text, this.settings.facility);
  }
  /** Logs an error. @param text with variables @returns as `xlog` */
  xerr(text: string): 1 | -1 {
    return this.write('error', text, this.settings.facility);
  }
  /** Logs at level fatal, as which critical lines count. @param text with variables @returns as `xlog` */
  xcrit(text: string): 1 | -1 {
    return this.write('fatal', text, this.settings.facility);
  }
  /** Logs at level fatal, above which there is none. @param text with variables @returns as `xlog` */
  xalert(text: string): 1 | -1 {
    return this.write('fatal', text, this.settings.facility);
  }

  private write(level: LogLevel, text: string, facility: string): 1 | -1 {
    const { cx, settings } = this;
    const { log } = cx.core;
    if (!log.enabled(level)) return 1; // as upstream: what is wrong with the text does not come to light
    const format = cx.core.expressions.format(textArgument(text));
    if (format === null) return -1;
    const printed = readableText(withoutColors(format.print(cx)));
    const line = this.prefix() + printed;
    const bindings = messageBindings(cx);
    const cut = line.length > settings.longest ? line.slice(0, settings.longest) : line;
    log[level](cut, facility === '' ? bindings : { ...bindings, facility });
    return 1;
  }

  private prefix(): string {
    const { cx, settings } = this;
    if (!settings.printPrefix) return settings.prefix;
    const format = cx.core.expressions.format(settings.prefix);
    return format === null ? settings.prefix : readableText(format.print(cx));
  }
}

/** What routes of each kind see. */
export type XlogFacades = {
  request: Xlog;
  reply: Xlog;
  tm_reply: Xlog;
  branch: Xlog;
  failure: Xlog;
  branch_failure: Xlog;
  event: Xlog;
};
