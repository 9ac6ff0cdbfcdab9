import { execFileSync } from 'node:child_process';
import { Program } from './program.ts';

/** A network namespace of our own, with everything that was started in it. */
export class Namespace {
  readonly name: string;
  private readonly programs: Program[] = [];

  /** @param name what it is to us; the process id is added, so that two labs do not meet */
  constructor(name: string) {
    this.name = `ksr${process.pid}-${name}`;
    execFileSync('ip', ['netns', 'add', this.name]);
    this.ip('link set lo up');
  }

  /** Runs `ip` inside; the line is split at blanks. */
  ip(line: string): void {
    execFileSync('ip', ['-n', this.name, ...line.split(' ')], { stdio: 'pipe' });
  }

  /** Runs a program inside to its end. Returns what it wrote to stdout; an exit code other than 0 throws. */
  run(argv: readonly string[], stdin: string = ''): string {
    const [command = '', ...args] = this.argv(argv);
    return execFileSync(command, args, { input: stdin, encoding: 'latin1', stdio: ['pipe', 'pipe', 'pipe'] });
  }

  /** Starts a program inside. */
  start(argv: readonly string[], cwd?: string, env?: Record<string, string>): Program {
    const program = new Program(this.argv(argv), cwd, env);
    this.programs.push(program);
    return program;
  }

  /** Waits until something inside listens on the UDP port. */
  async bound(port: number, program: Program): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      if (this.run(['ss', '-Huln', `sport = :${port}`]) !== '') return;
      if (!program.running) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`nothing listens on udp port ${port}\n${program.output}`);
  }

  /** Ends what was started inside and removes the namespace. */
  async close(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.stop()));
    execFileSync('ip', ['netns', 'del', this.name]);
  }

  private argv(argv: readonly string[]): string[] {
    return ['ip', 'netns', 'exec', this.name, ...argv];
  }
}
