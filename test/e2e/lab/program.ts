import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';

/** How a program ended: its exit code, or the signal that ended it. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

interface Waiter {
  test(output: string): boolean;
  resolve(): void;
  reject(reason: Error): void;
}

/** A program that a test started: its output so far, its end, and a way to wait for either. */
export class Program {
  readonly name: string;
  readonly exited: Promise<Ending>;
  /** Everything written to stdout and stderr, in order of arrival. */
  output: string = '';
  /** What went to stdout alone. */
  stdout: string = '';
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiters: Set<Waiter> = new Set();
  private ending: Ending | undefined;

  /**
   * Starts `argv[0]` with the rest as arguments; there is no shell.
   * @param env added to the environment of the test
   */
  constructor(argv: readonly string[], cwd?: string, env?: Record<string, string>) {
    const [command = '', ...args] = argv;
    this.name = argv.join(' ');
    this.child = spawn(command, args, { ...(cwd ? { cwd } : {}), env: { ...process.env, ...env } });
    this.child.stdout.on('data', (bytes: Buffer) => {
      this.stdout += bytes.toString('latin1');
      this.collect(bytes);
    });
    this.child.stderr.on('data', (bytes: Buffer) => this.collect(bytes));
    this.child.stdin.on('error', () => {}); // the program may be gone before it has read everything
    this.exited = new Promise((resolve, reject) => {
      this.child.on('error', reject);
      this.child.on('close', (code, signal) => {
        this.ending = { code, signal };
        for (const waiter of this.waiters) waiter.reject(this.failure('ended'));
        resolve(this.ending);
      });
    });
    this.exited.catch(() => {});
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get running(): boolean {
    return this.ending === undefined;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  write(text: string): void {
    this.child.stdin.write(text, 'latin1');
  }

  /** Resolves once `text` is in the output; rejects when the program ends or `ms` milliseconds pass before. */
  async prints(text: string, ms: number = 15_000): Promise<void> {
    await this.until((output) => output.includes(text), ms, `wrote "${text}"`);
  }

  /** As {@link prints}, for any condition on the output. */
  async until(test: (output: string) => boolean, ms: number, what: string): Promise<void> {
    if (test(this.output)) return;
    if (!this.running) throw this.failure('ended');
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => waiter.reject(this.failure(`has not ${what} within ${ms} ms`)), ms);
      const settle = (): void => {
        clearTimeout(timer);
        this.waiters.delete(waiter);
      };
      const waiter: Waiter = {
        test,
        resolve: () => (settle(), resolve()),
        reject: (reason) => (settle(), reject(reason)),
      };
      this.waiters.add(waiter);
    });
  }

  /** Waits for the end; a program that is still there after `ms` milliseconds is killed and reported. */
  async end(ms: number): Promise<Ending> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.signal('SIGKILL');
    }, ms);
    const ending = await this.exited;
    clearTimeout(timer);
    if (late) throw this.failure(`was still running after ${ms} ms`);
    return ending;
  }

  /** Ends the program whatever it does: SIGTERM, and after three seconds SIGKILL. Never fails. */
  async stop(): Promise<void> {
    if (!this.running) return;
    this.signal('SIGTERM');
    await this.end(3000).catch(() => {});
  }

  private collect(bytes: Buffer): void {
    this.output += bytes.toString('latin1');
    for (const waiter of this.waiters) if (waiter.test(this.output)) waiter.resolve();
  }

  private failure(what: string): Error {
    return new Error(`${this.name}: ${what}\n${this.output.slice(-4000)}`);
  }
}
