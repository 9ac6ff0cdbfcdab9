// Makes messages of two runs comparable: what a server makes up by chance gets names (see README, Output).

/** Names for the branches, tags and Call-IDs of one flow, given in the order in which they are seen. */
export class Names {
  private readonly literal: string;
  private readonly given: Map<string, string> = new Map();
  private readonly counts: Map<string, number> = new Map();

  /** @param templates all templates of the flow: what stands there is no chance */
  constructor(templates: readonly string[]) {
    this.literal = templates.join('\r\n');
  }

  private name(agent: string, kind: string, prefix: string, seen: string): string {
    const key = `${kind} ${seen}`;
    const known = this.given.get(key);
    if (known !== undefined) return known;
    const place = `${kind} ${agent}`;
    const n = (this.counts.get(place) ?? 0) + 1;
    this.counts.set(place, n);
    const name = `${prefix}${agent}${n}`;
    this.given.set(key, name);
    return name;
  }

  /** @param agent who got the message */
  normalize(agent: string, message: string): string {
    const [head, ...rest] = message.split('\r\n\r\n');
    const isAck = message.startsWith('ACK ');
    const out = head!
      .split('\r\n')
      .filter((line, i) => i === 0 || !/^(server|user-agent)\s*:/i.test(line) || this.literal.includes(line))
      .map((line, i) => (i === 0 ? line : this.line(agent, line, isAck)))
      .join('\r\n');
    return [out, ...rest].join('\r\n\r\n');
  }

  private line(agent: string, line: string, isAck: boolean): string {
    let text = line;
    const name = /^([^:]*?)\s*:/.exec(text)?.[1]?.toLowerCase() ?? '';
    if (!this.literal.includes(line) && !/^[ \t]/.test(line)) text = text.replace(/^([^:]*?)[ \t]*:[ \t]*/, '$1: ');
    if (name === 'via' || name === 'v') {
      text = text.replaceAll(/branch=(z9hG4bK[^;,\s]+)/g, (whole, branch: string) => {
        if (this.literal.includes(branch)) return whole;
        const known = this.given.get(`branch ${branch}`);
        if (isAck && known === undefined) return 'branch=z9hG4bK@ack';
        return `branch=${this.name(agent, 'branch', 'z9hG4bK@', branch)}`;
      });
    }
    if (['from', 'f', 'to', 't'].includes(name)) {
      text = text.replace(/;tag=([^;\s]+)/, (whole, tag: string) =>
        this.literal.includes(`tag=${tag}`) ? whole : `;tag=${this.name(agent, 'tag', '@', tag)}`,
      );
    }
    if ((name === 'call-id' || name === 'i') && !this.literal.includes(line)) {
      text = text.replace(/:\s*(.*)$/, (whole, id: string) =>
        this.literal.includes(id) ? whole : `: ${this.name(agent, 'callid', '@callid.', id)}`,
      );
    }
    return text;
  }
}
