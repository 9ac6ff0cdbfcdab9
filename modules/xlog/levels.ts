import type { LogLevel } from '../../runtime/module.ts';

// the letter behind `L_` tells, as upstream: L_ERR and L_ERROR are the same
const BY_LETTER: Readonly<Record<string, LogLevel>> = {
  a: 'fatal', // alert
  b: 'fatal', // bug
  c: 'fatal', // crit
  e: 'error',
  w: 'warn',
  n: 'notice',
  i: 'info',
  d: 'debug',
};

const BY_NUMBER: ReadonlyMap<string, LogLevel> = new Map([
  ['-5', 'fatal'],
  ['-4', 'fatal'],
  ['-3', 'fatal'],
  ['-2', 'fatal'],
  ['-1', 'error'],
  ['0', 'warn'],
  ['1', 'notice'],
  ['2', 'info'],
  ['3', 'debug'],
]);

/** @returns the level that a script names: `L_INFO`, in any case, or Kamailio's number of it; what is neither is an error */
export function levelOf(name: string): LogLevel {
  if (name.length > 2 && name[1] === '_' && (name[0] === 'L' || name[0] === 'l')) {
    return BY_LETTER[name[2]!.toLowerCase()] ?? 'error';
  }
  return BY_NUMBER.get(name) ?? 'error';
}

/** Facilities of syslog (RFC 5424 6.2.1), as scripts name them. */
const FACILITIES: ReadonlySet<string> = new Set([
  'auth',
  'authpriv',
  'cron',
  'daemon',
  'ftp',
  'kern',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
  'lpr',
  'mail',
  'news',
  'syslog',
  'user',
  'uucp',
]);

/** @returns the facility in lower case without `LOG_`, null when there is none of that name */
export function facilityOf(name: string): string | null {
  const lower = name.toLowerCase();
  const bare = lower.startsWith('log_') ? lower.slice(4) : lower;
  return FACILITIES.has(bare) ? bare : null;
}
