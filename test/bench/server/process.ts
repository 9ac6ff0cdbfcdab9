import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

import { root, serverArguments } from './command.ts';
import { LogLines } from './log-lines.ts';
import type { Answers, Question } from './questions.ts';

const PATIENCE = 20_000;

/** A server in a process of its own. */
export class ServerProcess {
  private readonly child: ChildProcess;
  private readonly log: LogLines = new LogLines();

  private constructor(cpu: number | null) {
    const command = [process.execPath, ...serverArguments()];
    const [program, ...args] = cpu === null ? command : ['taskset', '-c', String(cpu), ...command];
    this.child = spawn(program!, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    for (const output of [this.child.stdout, this.child.stderr]) {
      output?.setEncoding('latin1').on('data', (piece: string) => this.log.add(piece));
    }
  }

  /**
   * Starts a server and waits until it serves.
   * @param cpu processor that it is kept to; null for any
   */
  static async start(cpu: number | null): Promise<ServerProcess> {
    const server = new ServerProcess(cpu);
    const until = performance.now() + PATIENCE;
    while (!server.log.ready) {
      const ended = server.child.exitCode !== null;
      if (ended || performance.now() > until) throw new Error(`the server does not start:\n${server.trouble.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return server;
  }

  get port(): number {
    return this.log.port;
  }

  /** What the log has to complain of. */
  get trouble(): readonly string[] {
    return this.log.trouble;
  }

  /** Asks the process; one question at a time. */
  async ask<Q extends Question>(question: Q): Promise<Answers[Q]> {
    const answered = once(this.child, 'message');
    this.child.send(question);
    const [answer] = (await answered) as [Answers[Q] & { readonly error?: string }];
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const kill = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE);
    await ended;
    clearTimeout(kill);
  }
}
