import { canonicalIP } from '../../sip/address.ts';
import { isHostName } from '../host-port.ts';
import type { DnsSource, NaptrRecord, SrvRecord } from './source.ts';

/** What can be asked; SYSTEM is the operating system's own look-up, hosts file and all. */
export type RecordType = 'A' | 'AAAA' | 'SRV' | 'NAPTR' | 'SYSTEM';

/** One record as it is kept: what is of no use to SIP was left out when it arrived. */
export interface DnsRecord {
  /** Canonical address; '' where the record names a host instead. */
  readonly ip: string;
  readonly srv: SrvRecord | null;
  readonly naptr: NaptrRecord | null;
}

/** An answer. */
export interface RecordSet {
  /** Empty when there is no such record, or it could not be told. */
  readonly records: readonly DnsRecord[];
  /** Seconds it may be kept; -1 when the answer does not say, 0 not at all. */
  readonly ttl: number;
}

/** No more of one set are kept: nobody needs them, and an answer may be huge on purpose. */
const MOST_RECORDS = 32;

/** Asks one question. Rejects as the source does. */
export async function ask(source: DnsSource, type: RecordType, name: string): Promise<RecordSet> {
  switch (type) {
    case 'A':
      return addresses(await source.a(name));
    case 'AAAA':
      return addresses(await source.aaaa(name));
    case 'SYSTEM':
      return addresses(await source.system(name));
    case 'SRV':
      return { records: (await source.srv(name)).slice(0, MOST_RECORDS).flatMap(srvRecord), ttl: -1 };
    case 'NAPTR':
      return { records: (await source.naptr(name)).slice(0, MOST_RECORDS).flatMap(naptrRecord), ttl: -1 };
  }
}

function addresses(found: readonly { readonly address: string; readonly ttl?: number }[]): RecordSet {
  const records: DnsRecord[] = [];
  let ttl = Infinity;
  for (const record of found.slice(0, MOST_RECORDS)) {
    const ip = canonicalIP(record.address);
    if (ip === '') continue;
    records.push({ ip, srv: null, naptr: null });
    ttl = Math.min(ttl, record.ttl ?? Infinity);
  }
  return { records, ttl: ttl < Infinity ? ttl : -1 };
}

function srvRecord(srv: SrvRecord): DnsRecord[] {
  const name = bareName(srv.name);
  const usable = name === '' || (isHostName(name) && srv.port > 0 && srv.port <= 65_535);
  return usable ? [{ ip: '', srv: { ...srv, name }, naptr: null }] : [];
}

function naptrRecord(naptr: NaptrRecord): DnsRecord[] {
  const replacement = bareName(naptr.replacement);
  if (!isHostName(replacement)) return [];
  return [
    {
      ip: '',
      srv: null,
      naptr: { ...naptr, flags: naptr.flags.toLowerCase(), service: naptr.service.toUpperCase(), replacement },
    },
  ];
}

/** A name without the dot at its end, in lower case. */
export function bareName(name: string): string {
  return (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase();
}
