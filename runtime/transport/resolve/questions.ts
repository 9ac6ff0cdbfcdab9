// What routes ask a name service themselves, beside finding next hops (spec/modules.md 42). Unlike there, answers are not kept: a
// script that asks wants to know how it is now.

import { canonicalIP } from '../../sip/address.ts';
import { wireText } from '../../sip/chars.ts';
import type { TimerWheel } from '../../timer/wheel.ts';
import { isHostName } from '../host-port.ts';
import { Deadline } from './deadline.ts';
import { OpenQuestions } from './open-questions.ts';
import { bareName } from './records.ts';
import type { DnsSource, NaptrRecord, SrvRecord } from './source.ts';

/** What questions are asked with. */
export interface QuestionParts {
  readonly source: DnsSource;
  readonly wheel: TimerWheel;
  /** Milliseconds to wait for one answer. */
  readonly timeout: number;
  /** Questions open at the same time; what comes beyond is answered as if nobody knew. */
  readonly most: number;
}

/** No more of one answer are handed out: an answer may be huge on purpose (and Kamailio has room for as many). */
const MOST_RECORDS = 32;
/** getaddrinfo looks at nothing longer (RFC 1035 2.3.4). */
const LONGEST_NAME = 253;

/** Asks a name service. Answers come later, never as exceptions: null when there is none, or none that could be had in time. */
export class Questions {
  private readonly parts: QuestionParts;
  private readonly open: OpenQuestions;

  constructor(parts: QuestionParts) {
    this.parts = parts;
    this.open = new OpenQuestions(parts.most);
  }

  /** How many are open. */
  get asking(): number {
    return this.open.size;
  }

  /**
   * The addresses of a name as other programs of the machine see them, its hosts file included.
   * @param name an address stands for itself
   * @returns canonical addresses in the order in which they are to be tried, null without any
   */
  async addresses(name: string): Promise<readonly string[] | null> {
    const literal = name.startsWith('[') ? '' : canonicalIP(name);
    if (literal !== '') return [literal];
    if (!mayBeAsked(name)) return null;
    const asked = name.toLowerCase();
    const found = await this.ask(`SYSTEM ${asked}`, () => this.parts.source.system(asked));
    const addresses: string[] = [];
    for (const { address } of found ?? []) {
      const ip = canonicalIP(address);
      if (ip !== '' && !addresses.includes(ip)) addresses.push(ip);
      if (addresses.length === MOST_RECORDS) break;
    }
    return addresses.length === 0 ? null : addresses;
  }

  /** @returns SRV records, the lowest priority first, among equals the highest weight (RFC 2782); null without any */
  async services(name: string): Promise<readonly SrvRecord[] | null> {
    const asked = bareName(name);
    if (!isHostName(asked)) return null;
    const found = await this.ask(`SRV ${asked}`, () => this.parts.source.srv(asked));
    if (found === null || found.length === 0) return null;
    const sorted = [...found].sort((a, b) => a.priority - b.priority || b.weight - a.weight);
    return sorted.slice(0, MOST_RECORDS).map((record) => ({ ...record, name: wireText(record.name) }));
  }

  /** @returns NAPTR records by order and preference (RFC 3403), null without any */
  async rules(name: string): Promise<readonly NaptrRecord[] | null> {
    const asked = bareName(name);
    if (!isHostName(asked)) return null;
    const found = await this.ask(`NAPTR ${asked}`, () => this.parts.source.naptr(asked));
    if (found === null || found.length === 0) return null;
    const sorted = [...found].sort((a, b) => a.order - b.order || a.preference - b.preference);
    return sorted.slice(0, MOST_RECORDS).map((record) => ({
      ...record,
      flags: wireText(record.flags),
      service: wireText(record.service),
      regexp: wireText(record.regexp ?? ''),
      replacement: wireText(record.replacement),
    }));
  }

  /** @param ip canonical address @returns its names, null without any */
  async names(ip: string): Promise<readonly string[] | null> {
    const found = await this.ask(`PTR ${ip}`, () => this.parts.source.ptr(ip));
    if (found === null || found.length === 0) return null;
    return found.slice(0, MOST_RECORDS).map(wireText);
  }

  private ask<T>(key: string, put: () => Promise<T>): Promise<T | null> {
    return this.open.ask<T | null>(key, () => this.wait(put), null);
  }

  private async wait<T>(put: () => Promise<T>): Promise<T | null> {
    try {
      return await new Deadline(this.parts.wheel, this.parts.timeout).race(put());
    } catch {
      return null;
    }
  }
}

// the system takes more than names of hosts (`127.1`); what no name holds is not handed to it
function mayBeAsked(name: string): boolean {
  if (name === '' || name.length > LONGEST_NAME) return false;
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i);
    if (c <= 32 || c >= 127 || c === 91) return false;
  }
  return true;
}
