import type { AddressRecord, DnsSource, NaptrRecord, SrvRecord } from '../../../../runtime/transport/resolve/source.ts';

type Answer = readonly unknown[] | string | Promise<never>;

/** A name service that knows what a test tells it; each question is noted. */
export class FakeDns implements DnsSource {
  /** `A example.org`: records, a code to reject with, or a promise that never ends. What is not here is ENOTFOUND. */
  readonly zone: Map<string, Answer> = new Map();
  readonly asked: string[] = [];
  closed: boolean = false;

  set(question: string, answer: Answer): this {
    this.zone.set(question, answer);
    return this;
  }

  a(name: string): Promise<readonly AddressRecord[]> {
    return this.answer(`A ${name}`) as Promise<readonly AddressRecord[]>;
  }
  aaaa(name: string): Promise<readonly AddressRecord[]> {
    return this.answer(`AAAA ${name}`) as Promise<readonly AddressRecord[]>;
  }
  srv(name: string): Promise<readonly SrvRecord[]> {
    return this.answer(`SRV ${name}`) as Promise<readonly SrvRecord[]>;
  }
  naptr(name: string): Promise<readonly NaptrRecord[]> {
    return this.answer(`NAPTR ${name}`) as Promise<readonly NaptrRecord[]>;
  }
  system(name: string): Promise<readonly { readonly address: string }[]> {
    return this.answer(`SYSTEM ${name}`) as Promise<readonly { readonly address: string }[]>;
  }
  ptr(ip: string): Promise<readonly string[]> {
    return this.answer(`PTR ${ip}`) as Promise<readonly string[]>;
  }
  close(): void {
    this.closed = true;
  }

  /** What was asked since the last call. */
  questions(): string[] {
    return this.asked.splice(0);
  }

  private async answer(question: string): Promise<unknown> {
    this.asked.push(question);
    const answer = this.zone.get(question) ?? 'ENOTFOUND';
    if (typeof answer === 'string') throw Object.assign(new Error(answer), { code: answer });
    return answer;
  }
}

/** Address records with one TTL. */
export function addresses(ttl: number, ...list: string[]): AddressRecord[] {
  return list.map((address) => ({ address, ttl }));
}

/** `priority weight port host`, as in a zone file. */
export function srv(...lines: string[]): SrvRecord[] {
  return lines.map((line) => {
    const [priority = '', weight = '', port = '', name = ''] = line.split(' ');
    return { name, port: Number(port), priority: Number(priority), weight: Number(weight) };
  });
}
