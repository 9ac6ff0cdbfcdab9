/** What `$HN` tells of the machine: name, full name, domain, address. */
export class HostName {
  private readonly full: string;
  private ip: string | null = null;

  /** @param full name of the machine, with its domain or without */
  constructor(full: string) {
    this.full = full;
  }

  /** @param lookUp addresses of a name, null when it has none; an IPv4 address goes first */
  async resolve(lookUp: (name: string) => Promise<readonly string[] | null>): Promise<void> {
    const found = (await lookUp(this.full)) ?? [];
    this.ip = found.find((ip) => !ip.includes(':')) ?? found[0] ?? null;
  }

  /** @param key `n` name, `f` full name, `d` domain, `i` address @returns null for what is not known, or no such key */
  part(key: string): string | null {
    const { full } = this;
    const dot = full.indexOf('.');
    switch (key) {
      case 'n':
        return dot < 0 ? full : full.slice(0, dot);
      case 'f':
        return full;
      case 'd':
        return dot < 0 ? null : full.slice(dot + 1);
      case 'i':
        return this.ip;
      default:
        return null;
    }
  }
}
