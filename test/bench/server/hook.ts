// Loaded into the server's process with --import: tells the benchmark what only the process itself knows. The server notices nothing.

import { PerformanceObserver } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { Samples } from '../statistics.ts';
import type { Answers, Memory, Pauses, Question, Usage } from './questions.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const pauses = new Samples(100_000);
let total = 0;
let since = 0;
let watching: PerformanceObserver | null = null;

process.on('message', (question: Question) => {
  answer(question).then(
    (answered) => process.send?.(answered),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM')); // the benchmark is gone
process.channel?.unref(); // the server ends when it wants to

async function answer(question: Question): Promise<Answers[Question]> {
  switch (question) {
    case 'usage':
      return usage();
    case 'memory':
      return memory();
    case 'pauses':
      return told();
  }
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpu: (user + system) / 1e6, at: performance.now() / 1000 };
}

async function memory(): Promise<Memory> {
  for (let i = 0; i < 4; i++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve)); // finalizers run between
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}

async function told(): Promise<Pauses> {
  await new Promise((resolve) => setImmediate(resolve)); // what was noted is handed over in a turn of its own
  const { count, p50, p99, max } = pauses.spread();
  const now = performance.now();
  const share = total / (now - since);
  pauses.clear();
  total = 0;
  since = now;
  watching ??= watch();
  return { count, p50, p99, max, share };
}

function watch(): PerformanceObserver {
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      pauses.add(duration);
      total += duration;
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return observer;
}
