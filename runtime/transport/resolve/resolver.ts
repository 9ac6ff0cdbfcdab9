// Finding servers (RFC 3263 4, spec 2.5): NAPTR if wanted, SRV where no port is written, then A and AAAA.

import { canonicalIP } from '../../sip/address.ts';
import type { Clock } from '../../timer/clock.ts';
import type { TimerWheel } from '../../timer/wheel.ts';
import { isHostName } from '../host-port.ts';
import { defaultPort } from '../proto.ts';
import type { Proto } from '../types.ts';
import { DnsCache } from './cache.ts';
import { Deadline } from './deadline.ts';
import { OpenQuestions } from './open-questions.ts';
import { Questions } from './questions.ts';
import { ask, bareName, type DnsRecord, type RecordType } from './records.ts';
import { naptrProto, orderNaptr, orderSrv, srvName } from './service.ts';
import type { DnsSource, SrvRecord } from './source.ts';

/** Where a message can be sent. */
export interface Endpoint {
  readonly proto: Proto;
  /** Canonical address, without brackets. */
  readonly ip: string;
  readonly family: 4 | 6;
  readonly port: number;
}

/** How names are resolved. The defaults are Kamailio's (spec 2.5). */
export interface ResolverOptions {
  readonly clock: Clock;
  readonly wheel: TimerWheel;
  readonly source: DnsSource;
  /** @returns a number from 0 up to 1; for `srvBalance` */
  readonly random: () => number;
  /** Protocols the server can send over, the most wanted first; `udp`, `tcp`, `tls` unless given. */
  readonly protos?: readonly Proto[];
  /** Families the server can send to, the first asked first; 4 and 6 unless given. */
  readonly families?: readonly (4 | 6)[];
  /** Ask NAPTR where neither transport nor port is written; off unless given (`dns_try_naptr`). */
  readonly naptr?: boolean;
  /** Choose among SRV records of equal priority by lot; off unless given: the highest weight (`dns_srv_lb`). */
  readonly srvBalance?: boolean;
  /** Seconds that answers are kept at least and at most; 0 and a day unless given. */
  readonly minTtl?: number;
  readonly maxTtl?: number;
  /** Seconds that it is remembered that there is nothing; 60 unless given, 0: not at all. */
  readonly negativeTtl?: number;
  /** Sets of records kept at the same time; 4096 unless given. */
  readonly maxEntries?: number;
  /** Milliseconds to wait for one answer; 5000 unless given. */
  readonly timeout?: number;
  /** Questions open at the same time; what comes beyond fails at once. 512 unless given. */
  readonly maxQuestions?: number;
}

/** Seconds that an answer without a time of its own is kept: Node does not tell the TTL of SRV and NAPTR. */
const UNTOLD_TTL = 60;
/** Seconds that it is remembered that a server did not answer, at most. */
const FAILURE_TTL = 10;
/** Questions that one name may lead to; what they brought by then is the answer. */
const MOST_QUESTIONS = 64;
const MOST_ENDPOINTS = 32;
const ANSWER_TIMEOUT = 5000;
const MOST_OPEN = 512;

/** What is asked for. */
interface Wanted {
  readonly name: string;
  readonly port: number; // 0: not written
  readonly protos: readonly Proto[]; // one, when it is written
  readonly naptr: boolean;
}

/** Resolves next hops. Failures are empty lists, never exceptions. */
export class Resolver {
  /** What routes ask themselves. */
  readonly questions: Questions;
  /** Seconds that answers are kept, whatever they say; 0: as they say (`ipops.dns_set_local_ttl`). */
  localTtl: number = 0;
  private readonly options: ResolverOptions;
  private readonly cache: DnsCache;
  private readonly open: OpenQuestions;
  private readonly protos: readonly Proto[];
  private readonly families: readonly (4 | 6)[];

  constructor(options: ResolverOptions) {
    this.options = options;
    const { source, wheel, timeout = ANSWER_TIMEOUT, maxQuestions = MOST_OPEN } = options;
    this.questions = new Questions({ source, wheel, timeout, most: maxQuestions });
    this.open = new OpenQuestions(maxQuestions);
    this.cache = new DnsCache(options.clock, options.maxEntries ?? 4096);
    this.protos = options.protos ?? ['udp', 'tcp', 'tls'];
    this.families = options.families ?? [4, 6];
  }

  /**
   * Finds where to send to.
   *
   * @param host name in any case, or address, IPv6 with or without brackets
   * @param port 0: none is written
   * @param proto '': none is written
   * @param secure a `sips:` URI
   * @returns what to try, in order; empty when the name can not be resolved. At once for addresses, for what is known and for what can
   * never be (`.invalid`), else a promise, which never rejects
   */
  resolve(host: string, port: number, proto: Proto | '', secure: boolean = false): Endpoint[] | Promise<Endpoint[]> {
    const ip = canonicalIP(host);
    if (ip !== '') return this.fixed([ip], port, proto, secure);
    const name = bareName(host);
    // RFC 6761 6.3 and 6.4: these two never leave the machine.
    if (name === 'localhost' || name.endsWith('.localhost')) return this.fixed(['127.0.0.1', '::1'], port, proto, secure);
    if (!isHostName(name) || name === 'invalid' || name.endsWith('.invalid')) return [];
    const wanted = this.wanted(name, port, proto, secure);
    const view = new View(this.cache, null);
    const found = this.answer(wanted, view);
    return view.missing.size === 0 ? found : this.complete(wanted);
  }

  /** How many sets of records are kept. */
  get cached(): number {
    return this.cache.size;
  }

  /** How many questions are open. */
  get asking(): number {
    return this.open.size;
  }

  /** Forgets all that is known. */
  flush(): void {
    this.cache.clear();
  }

  /** Adds an address to what is known of a name. @param ip canonical @param ttl seconds; Infinity: for ever, before what DNS says */
  rememberAddress(name: string, ip: string, ttl: number): void {
    this.remember(`${ip.includes(':') ? 'AAAA' : 'A'}:${bareName(name)}`, { ip, srv: null, naptr: null }, ttl);
  }
  /** Adds a server to what is known of a service. @param ttl seconds; Infinity: for ever */
  rememberServer(service: string, srv: SrvRecord, ttl: number): void {
    this.remember(`SRV:${bareName(service)}`, { ip: '', srv: { ...srv, name: bareName(srv.name) }, naptr: null }, ttl);
  }
  /** Notes that a name has no address, or a service no server. @param ttl seconds; Infinity: for ever */
  rememberNone(type: 'A' | 'AAAA' | 'SRV', name: string, ttl: number): void {
    // a name that shall not be resolved is not looked up elsewhere either
    for (const one of type === 'SRV' ? ['SRV'] : ['A', 'AAAA', 'SYSTEM']) this.remember(`${one}:${bareName(name)}`, null, ttl);
  }

  private remember(key: string, record: DnsRecord | null, ttl: number): void {
    const records = record === null ? [] : [...(this.cache.get(key) ?? []), record];
    if (ttl === Infinity) this.cache.fix(key, records);
    else this.cache.set(key, records, ttl);
  }

  /** Gives up what is being asked; those who wait get empty lists. */
  close(): void {
    this.options.source.close();
  }

  private fixed(ips: readonly string[], port: number, proto: Proto | '', secure: boolean): Endpoint[] {
    const over = proto === '' ? (secure ? 'tls' : 'udp') : secureProto(proto, secure);
    const at = port === 0 ? defaultPort(over) : port;
    const list: Endpoint[] = [];
    for (const ip of ips) {
      const family = ip.includes(':') ? 6 : 4;
      // A literal is taken as it is: that the server can not send there shows when it tries.
      if (ips.length === 1 || this.families.includes(family)) list.push({ proto: over, ip, family, port: at });
    }
    return list;
  }

  private wanted(name: string, port: number, proto: Proto | '', secure: boolean): Wanted {
    if (proto !== '') return { name, port, protos: [secureProto(proto, secure)], naptr: false };
    if (secure) return { name, port, protos: ['tls'], naptr: this.options.naptr === true && port === 0 };
    // RFC 3263 4.1: with a port and no transport it is UDP.
    if (port !== 0) return { name, port, protos: ['udp'], naptr: false };
    return { name, port, protos: this.protos, naptr: this.options.naptr === true };
  }

  /** Goes through RFC 3263 with what is known; `view.missing` says what has to be asked before the result means anything. */
  private answer(wanted: Wanted, view: View): Endpoint[] {
    const list: Endpoint[] = [];
    const { name, port, protos } = wanted;
    if (port !== 0) {
      this.addresses(name, port, protos[0] ?? 'udp', view, list);
      return list;
    }
    if (wanted.naptr && this.byNaptr(wanted, view, list)) return list;
    for (const proto of protos) {
      const service = srvName(proto, name);
      if (service === '') continue;
      if (this.servers(service, proto, view, list) || view.missing.size > 0) return list;
    }
    const proto = protos[0] ?? 'udp';
    this.addresses(name, defaultPort(proto), proto, view, list);
    return list;
  }

  /** @returns whether there are NAPTR records to go by, or they have to be asked for first */
  private byNaptr({ name, protos }: Wanted, view: View, list: Endpoint[]): boolean {
    const records = view.get('NAPTR', name);
    if (records === null) return true;
    const services = orderNaptr(records);
    let used = false;
    // The server's own order of protocols comes first, as with Kamailio's dns_*_pref.
    for (const proto of protos) {
      for (const naptr of services) {
        if (naptrProto(naptr.service) === proto && this.servers(naptr.replacement, proto, view, list)) used = true;
      }
    }
    return used || view.missing.size > 0;
  }

  /** Adds the servers of a service. @returns whether there are SRV records, be it to say that there is no service */
  private servers(service: string, proto: Proto, view: View, list: Endpoint[]): boolean {
    const records = view.get('SRV', service);
    if (records === null || records.length === 0) return false;
    const { srvBalance, random } = this.options;
    for (const { name, port } of orderSrv(records, srvBalance === true ? random : null)) {
      const ip = canonicalIP(name);
      if (ip === '') this.addresses(name, port, proto, view, list);
      else add(list, proto, ip, port);
    }
    return true;
  }

  private addresses(name: string, port: number, proto: Proto, view: View, list: Endpoint[]): void {
    for (const family of this.families) {
      const records = view.get(family === 4 ? 'A' : 'AAAA', name);
      if (records === null) return;
      for (const { ip } of records) add(list, proto, ip, port);
      if (records.length > 0) return; // dns_try_ipv6: the other family is asked when the first has nothing
    }
    const records = view.get('SYSTEM', name);
    if (records === null) return;
    for (const family of this.families) {
      for (const { ip } of records) if (ip.includes(':') === (family === 6)) add(list, proto, ip, port);
    }
  }

  /** Asks for what is missing, and goes through it again, until nothing is. */
  private async complete(wanted: Wanted): Promise<Endpoint[]> {
    const fresh = new Map<string, readonly DnsRecord[]>(); // counts for this name even when it may not be kept
    for (;;) {
      const view = new View(this.cache, fresh);
      const found = this.answer(wanted, view);
      const questions = [...view.missing.values()].slice(0, MOST_QUESTIONS - fresh.size);
      if (questions.length === 0) return found;
      await Promise.all(questions.map(async ({ key, type, name }) => fresh.set(key, await this.fetch(key, type, name))));
    }
  }

  /** Asks a question. Never rejects. */
  private fetch(key: string, type: RecordType, name: string): Promise<readonly DnsRecord[]> {
    return this.open.ask(key, () => this.askAndKeep(key, type, name), []);
  }

  private async askAndKeep(key: string, type: RecordType, name: string): Promise<readonly DnsRecord[]> {
    const { source, wheel, timeout = ANSWER_TIMEOUT, negativeTtl = 60, minTtl = 0, maxTtl = 86_400 } = this.options;
    try {
      const { records, ttl } = await new Deadline(wheel, timeout).race(ask(source, type, name));
      const told = ttl < 0 ? UNTOLD_TTL : ttl;
      const positive = this.localTtl > 0 ? this.localTtl : Math.min(Math.max(told, minTtl), maxTtl);
      this.cache.set(key, records, records.length === 0 ? negativeTtl : positive);
      return records;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const none = code === 'ENOTFOUND' || code === 'ENODATA';
      this.cache.set(key, [], none ? negativeTtl : Math.min(negativeTtl, FAILURE_TTL));
      return [];
    }
  }
}

/** A question, and the key that its answer is kept under. */
interface Question {
  readonly key: string;
  readonly type: RecordType;
  readonly name: string;
}

/** What is known while one name is resolved. */
class View {
  /** What has to be asked, by key. */
  readonly missing: Map<string, Question> = new Map();
  private readonly cache: DnsCache;
  private readonly fresh: ReadonlyMap<string, readonly DnsRecord[]> | null;

  constructor(cache: DnsCache, fresh: ReadonlyMap<string, readonly DnsRecord[]> | null) {
    this.cache = cache;
    this.fresh = fresh;
  }

  /** @returns null when it has to be asked for, which is noted */
  get(type: RecordType, name: string): readonly DnsRecord[] | null {
    const key = `${type}:${name}`;
    const records = this.fresh?.get(key) ?? this.cache.get(key);
    if (records === null) this.missing.set(key, { key, type, name });
    return records;
  }
}

function add(list: Endpoint[], proto: Proto, ip: string, port: number): void {
  if (list.length >= MOST_ENDPOINTS) return;
  for (const other of list) if (other.ip === ip && other.port === port && other.proto === proto) return;
  list.push({ proto, ip, family: ip.includes(':') ? 6 : 4, port });
}

/** `sips:` over TCP is TLS, over WebSocket the secure one (RFC 3261 19.1.4, RFC 7118 5.2). */
function secureProto(proto: Proto, secure: boolean): Proto {
  if (!secure) return proto;
  return proto === 'ws' || proto === 'wss' ? 'wss' : 'tls';
}
