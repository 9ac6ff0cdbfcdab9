import type { CoreOptions, RandomSource } from '../../runtime/routing/core.ts';
import type { LogBindings, Logger, LogLevel } from '../../runtime/routing/logger.ts';
import type { RouteGeneration } from '../../runtime/routing/routes.ts';
import { DEFAULT_LIMITS } from '../../runtime/sip/limits.ts';
import type { AddressRecord, DnsSource, NaptrRecord, SrvRecord } from '../../runtime/transport/resolve/source.ts';

/** A line that something logged. */
export interface Line {
  readonly level: LogLevel;
  readonly text: string;
  readonly bindings: LogBindings | undefined;
}

/** Keeps what is logged. */
export class KeptLog implements Logger {
  readonly lines: Line[] = [];

  debug(text: string, bindings?: LogBindings): void {
    this.lines.push({ level: 'debug', text, bindings });
  }
  info(text: string, bindings?: LogBindings): void {
    this.lines.push({ level: 'info', text, bindings });
  }
  notice(text: string, bindings?: LogBindings): void {
    this.lines.push({ level: 'notice', text, bindings });
  }
  warn(text: string, bindings?: LogBindings): void {
    this.lines.push({ level: 'warn', text, bindings });
  }
  error(text: string, bindings?: LogBindings): void {
    this.lines.push({ level: 'error', text, bindings });
  }
  fatal(text: string, bindings?: LogBindings): void {
    this.lines.push({ level: 'fatal', text, bindings });
  }
  enabled(): boolean {
    return true;
  }
  /** @returns the texts of one level */
  texts(level: Line['level']): string[] {
    return this.lines.filter((line) => line.level === level).map((line) => line.text);
  }
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Random numbers that are the same in each run (mulberry32). */
export class SeededRandom implements RandomSource {
  private state: number;

  constructor(seed: number = 1) {
    this.state = seed;
  }
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  token(length: number): string {
    let text = '';
    while (text.length < length) text += LETTERS[this.below(LETTERS.length)];
    return text;
  }
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
}

/** A name service of a few names. */
export class NamedAddresses implements DnsSource {
  private readonly addresses: ReadonlyMap<string, readonly string[]>;

  /** @param names addresses by name; another name does not exist */
  constructor(names: Readonly<Record<string, readonly string[]>> = {}) {
    this.addresses = new Map(Object.entries(names));
  }
  async a(name: string): Promise<readonly AddressRecord[]> {
    return this.records(name, (address) => !address.includes(':'));
  }
  async aaaa(name: string): Promise<readonly AddressRecord[]> {
    return this.records(name, (address) => address.includes(':'));
  }
  async srv(): Promise<readonly SrvRecord[]> {
    throw notFound();
  }
  async naptr(): Promise<readonly NaptrRecord[]> {
    throw notFound();
  }
  async system(): Promise<readonly { readonly address: string }[]> {
    throw notFound();
  }
  async ptr(): Promise<readonly string[]> {
    throw notFound();
  }
  close(): void {}

  private records(name: string, fits: (address: string) => boolean): AddressRecord[] {
    const found = this.addresses.get(name)?.filter(fits) ?? [];
    if (found.length === 0) throw notFound();
    return found.map((address) => ({ address, ttl: 60 }));
  }
}

function notFound(): Error {
  return Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
}

/** Routes that do nothing. */
export const NO_ROUTES: RouteGeneration = {
  id: 1,
  file: '/routes.ts',
  requestRoute: (): void => {},
  onReplyRoute: undefined,
  names: [],
  get: () => undefined,
  mapStack: (error) => String(error),
};

/** The options of the recorded server. */
export const RECORDED_OPTIONS: CoreOptions = {
  serverHeader: 'ksr',
  userAgentHeader: 'ksr',
  serverId: 0,
  viaLists: { params: '', fields: '', replyParams: '' },
  maxBranches: 12,
  forceRport: false,
  dnsFailover: false,
  replyToVia: false,
  maxTransactions: 100_000,
  limits: DEFAULT_LIMITS,
  defines: new Map<string, string | number>([
    ['WITH_THING', ''],
    ['NUMBER', 42],
    ['TEXT', '"some text"'],
  ]),
};
