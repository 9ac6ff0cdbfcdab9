/** What the server's log says that matters here; lines are JSON. */
export class LogLines {
  /** Port that it listens on, 0 until it said so. */
  port: number = 0;
  ready: boolean = false;
  /** What it failed with, or warned of once it was ready. */
  readonly trouble: string[] = [];
  private rest: string = '';

  /** Takes a piece of the log. */
  add(piece: string): void {
    const lines = (this.rest + piece).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') this.line(line);
  }

  private line(line: string): void {
    const entry = parsed(line);
    if (entry === null || (entry.level !== 'info' && (this.ready || entry.level !== 'warn'))) this.trouble.push(line);
    const socket = /:(\d+)$/.exec(entry?.socket ?? '');
    if (socket !== null) this.port = Number(socket[1]);
    if (entry?.msg === 'ready') this.ready = true;
  }
}

interface Entry {
  readonly level: string;
  readonly msg?: string;
  readonly socket?: string;
}

function parsed(line: string): Entry | null {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return null;
  }
}
