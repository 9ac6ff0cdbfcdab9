// Mistakes, said well. Whoever finds one names its code and the facts; the sentence, the remedy, who is to blame and the
// exit code stand here once, so that the terminal, `ksr check --json`, the log and the documentation say the same.
//
// A template names a fact as `{fact}`. What stands in `[...]` with a fact is left out when that fact is not known.

/** Who has to do something about it: who runs the server, who sent the message, or who wrote the server. */
export type Blame = 'user' | 'peer' | 'defect';

/** What the catalogue knows of one code. */
export interface Entry {
  /** One sentence without a full stop: what is wrong, and where. */
  readonly sentence: string;
  /** What to do about it; '' when the sentence says it already. */
  readonly remedy: string;
  readonly blame: Blame;
}

/** What a template may name. A fact that is absent, undefined or '' drops the `[...]` around it. */
export type Facts = Readonly<Record<string, string | number | undefined>>;

/** A place in a file that the user wrote. */
export interface Location {
  /** Absolute path where there is one. */
  readonly file: string;
  /** 1 is the first line, 0 is unknown. */
  readonly line: number;
  /** 1 is the first character, 0 is unknown. */
  readonly column: number;
  /** The line with a mark below it, as `codeFrame` of loader/frame.ts draws it; '' without. */
  readonly frame: string;
}

/**
 * Every code with its words. Facts of the listen codes: `address` as `udp:192.0.2.1:5060`; of those about files: `file`, an
 * absolute path; `near`: the name that was probably meant.
 */
export const CATALOGUE = {
  E_LISTEN_IN_USE: {
    sentence: '{address} is in use already',
    remedy: 'Stop the other server, or choose another port in listen in kamailio.config.ts.',
    blame: 'user',
  },
  E_LISTEN_ADDRESS: {
    sentence: '{address} is not an address of this machine',
    remedy:
      'Listen on an address that the machine has[ ({available})], or on 0.0.0.0 for all of them; advertise names the one that peers see.',
    blame: 'user',
  },
  E_LISTEN_PERMISSION: {
    sentence: '{address} may not be opened by this user',
    remedy:
      'Choose a port from 1024 on, or allow lower ports, on Linux with: sudo setcap cap_net_bind_service=+ep "$(readlink -f "$(which node)")"',
    blame: 'user',
  },
  E_LISTEN_SYNTAX: {
    sentence: 'listen has "{text}"[, {problem}]',
    remedy: 'Write protocol:address:port, such as "udp:0.0.0.0:5060" or "tcp:[2001:db8::1]:5060".',
    blame: 'user',
  },
  E_CONFIG_NOT_FOUND: {
    sentence: 'there is no configuration file {file}',
    remedy:
      'Name one with --config FILE, or write it; the shortest is: export default { listen: ["udp:0.0.0.0:5060"], modules: {} };',
    blame: 'user',
  },
  E_CONFIG_LOAD: { sentence: '{file} can not be loaded: {problem}', remedy: '[{hint}]', blame: 'user' },
  E_CONFIG_KEY: {
    sentence: '{file} sets "{key}"[ in {parent}], which is not an option[; did you mean {near}?]',
    remedy: '[Options there: {known}.]',
    blame: 'user',
  },
  E_CONFIG_VALUE: { sentence: '{file}: {key} {problem}[; did you mean {near}?]', remedy: '[{hint}]', blame: 'user' },
  E_MODULE_UNKNOWN: {
    sentence: '{file} loads "{module}", which is not a module[; did you mean {near}?]',
    remedy: '[Modules: {known}.]',
    blame: 'user',
  },
  E_MODULE_MISSING: {
    sentence: '{file} loads {module}, which needs {needs}',
    remedy: 'Add to modules:  {needs}: {},',
    blame: 'user',
  },
  E_MODULE_PARAM: {
    sentence: '{file}: module {module}: [parameter {param} ]{problem}[; did you mean {near}?]',
    remedy: '[{hint}]',
    blame: 'user',
  },
  E_ROUTES_NOT_FOUND: {
    sentence: 'there is no routes file {file}',
    remedy: 'Option routes in kamailio.config.ts names it, relative to that file; without the option it is routes/routes.ts.',
    blame: 'user',
  },
  E_ROUTES_BUILD: { sentence: '{file} can not be built: {problem}', remedy: '[{hint}]', blame: 'user' },
  E_ROUTES_EVALUATE: { sentence: '{file} failed while it was loaded: {problem}', remedy: '[{hint}]', blame: 'user' },
  E_ROUTES_EXPORT: {
    sentence: '{file} {problem}[; did you mean {near}?]',
    remedy: '[{hint}]',
    blame: 'user',
  },
  E_OPTION: {
    sentence: '{problem}[; did you mean {near}?]',
    remedy: 'ksr[ {command}] --help shows what there is.',
    blame: 'user',
  },
  E_DEFECT: {
    sentence: 'an error of ksr itself: {problem}',
    remedy: 'Please report it with the lines above.',
    blame: 'defect',
  },
} as const;

/** One of the codes of the catalogue. */
export type Code = keyof typeof CATALOGUE;

/** What goes with an error besides its facts. */
export interface KsrErrorOptions {
  /** The error that it was found by. */
  readonly cause?: unknown;
  readonly location?: Location | undefined;
}

/**
 * A mistake from the catalogue. `message` is the finished sentence.
 *
 * @example throw new KsrError('E_LISTEN_IN_USE', { address: 'udp:192.0.2.1:5060' }, { cause: error });
 */
export class KsrError extends Error {
  override readonly name: string = 'KsrError';
  readonly code: Code;
  readonly facts: Facts;
  readonly location: Location | undefined;

  constructor(code: Code, facts: Facts = {}, options: KsrErrorOptions = {}) {
    super(fill(CATALOGUE[code].sentence, facts), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.facts = facts;
    this.location = options.location;
  }

  /** What to do about it, or ''. */
  get remedy(): string {
    return fill(CATALOGUE[this.code].remedy, this.facts);
  }

  get blame(): Blame {
    return CATALOGUE[this.code].blame;
  }

  /** What the process ends with when this error ends it: 3 for mistakes of the user, 1 for all else. */
  get exitCode(): 1 | 3 {
    return this.blame === 'user' ? 3 : 1;
  }

  /** What `ksr check --json` prints. */
  toJSON(): Record<string, unknown> {
    return {
      code: this.code,
      message: this.message,
      remedy: this.remedy,
      blame: this.blame,
      facts: this.facts,
      ...(this.location && { location: this.location }),
    };
  }
}

/** Any thrown value as a KsrError: what is not from the catalogue is a defect of ours. */
export function asKsrError(thrown: unknown): KsrError {
  if (thrown instanceof KsrError) return thrown;
  const problem = thrown instanceof Error ? thrown.message : String(thrown);
  return new KsrError('E_DEFECT', { problem }, { cause: thrown });
}

/** How `format` writes. */
export interface FormatOptions {
  /** With ANSI colours. */
  readonly color: boolean;
  /** Paths below this folder are written relative to it. */
  readonly cwd?: string;
}

/**
 * An error as the terminal shows it: code and sentence, then place and frame, then the remedy; a defect with its stack.
 *
 * @returns lines without a final line feed
 */
export function format(error: KsrError, options: FormatOptions): string {
  const paint = (style: string, text: string): string => (options.color ? `\x1b[${style}m${text}\x1b[0m` : text);
  const short = (text: string): string => (options.cwd ? text.replaceAll(`${options.cwd}/`, '') : text);
  const lines = [`${paint('1', 'ksr:')} ${paint('1;31', error.code)}  ${short(error.message)}`];
  const at = error.location;
  if (at) {
    const place = [short(at.file), at.line || undefined, (at.line && at.column) || undefined];
    lines.push('', `   ${paint('36', place.filter((part) => part !== undefined).join(':'))}`);
    if (at.frame) lines.push(...at.frame.split('\n').map((line) => `   ${line}`));
  }
  if (error.blame === 'defect') lines.push('', stackOf(error));
  const remedy = short(error.remedy);
  if (remedy) lines.push(...(at || error.blame === 'defect' ? [''] : []), `   ${remedy}`);
  return lines.join('\n');
}

function stackOf(error: KsrError): string {
  const found = error.cause instanceof Error ? error.cause : error;
  return found.stack ?? String(found);
}

/** Puts the facts into a template. A fact without a value outside `[...]` reads `?`. */
function fill(template: string, facts: Facts): string {
  const known = (name: string): string => (Object.hasOwn(facts, name) ? String(facts[name] ?? '') : '');
  return template.replaceAll(/\[([^[\]]*\{\w+\}[^[\]]*)\]|\{(\w+)\}/g, (_, optional?: string, name?: string) => {
    if (optional === undefined) return known(name ?? '') || '?';
    let complete = true;
    const text = optional.replaceAll(/\{(\w+)\}/g, (__, inner: string) => {
      const value = known(inner);
      complete &&= value !== '';
      return value;
    });
    return complete ? text : '';
  });
}
