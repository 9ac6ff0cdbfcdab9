import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderOf } from '../../support/folder.ts';

const MAIN = fileURLToPath(new URL('../../../runtime/cli/main.ts', import.meta.url));

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

const FILES: Readonly<Record<string, string>> = {
  'kamailio.config.ts': `import { defineConfig } from 'ksr';
export default defineConfig({ listen: ['udp:127.0.0.1:0'], routes: './routes.ts', modules: { tm: {}, sl: {} } });`,
  'routes.ts': `import type { KSR } from 'ksr';
export function requestRoute(KSR: KSR): void {}
setInterval(() => {}, 1000); // keeps a process alive that does not end itself
process.once('SIGUSR2', () => { void Promise.reject(new Error('nobody awaits me')); });
`,
};

/** Runs the command in a folder that is no project. */
function ksr(folder: string, ...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  const waiting: { word: string; found: () => void }[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      for (const { word, found } of waiting) if (text.includes(word)) found();
    });
  }
  return {
    output: () => text,
    /** Reads no more: what a program in a pipe does that has seen enough. */
    deaf: () => child.stdout.destroy(),
    signal: (name: NodeJS.Signals) => child.kill(name),
    says: (word: string) => new Promise<void>((found) => (text.includes(word) ? found() : waiting.push({ word, found }))),
    ended: once(child, 'close').then(([code]) => code as number | null),
  };
}

describe('the ksr command', () => {
  it('writes all of a long text into a pipe before it ends', async () => {
    const printing = ksr(folderOf({}), 'functions', '--json');
    expect(await printing.ended).toBe(0);
    expect(printing.output().length).toBeGreaterThan(200_000);
    expect(printing.output().endsWith(']\n')).toBe(true);
  });

  it('ends quietly when nobody reads the rest of a long text', async () => {
    const printing = ksr(folderOf({}), 'functions', '--json');
    await printing.says('"module": "core"');
    printing.deaf();
    expect(await printing.ended).toBe(0);
    expect(printing.output()).not.toContain('EPIPE');
  });

  it('serves until it is told to stop, and survives a promise that nobody awaits', async () => {
    const server = ksr(folderOf(FILES), 'start');
    await server.says('"msg":"ready"');
    server.signal('SIGUSR2');
    await server.says('nobody awaits me');
    expect(server.output()).toMatch(/routes\.ts:4:\d+/);
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
    const last = server.output().trim().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({ level: 'info', msg: 'stopped' }); // nothing of the log is lost at the end
  });

  it('stops in good order when nobody reads its log any more', async () => {
    const server = ksr(folderOf(FILES), 'start');
    await server.says('"msg":"ready"');
    server.deaf();
    server.signal('SIGINT');
    expect(await server.ended).toBe(0);
  });

  it('checks with all modules there are', async () => {
    const check = ksr(folderOf(FILES), 'check');
    expect(await check.ended).toBe(0);
    expect(check.output()).toContain('kamailio.config.ts is in order: modules tm, sl');
  });

  it("finds the project's own configuration and routes in order", async () => {
    const check = ksr(PROJECT, 'check', '--json');
    expect(await check.ended).toBe(0);
    expect(JSON.parse(check.output())).toMatchObject({ ok: true, mistakes: [], warnings: [] });
  });

  it('ends with 3 for a mistake, with everything said', async () => {
    const check = ksr(folderOf({ ...FILES, 'kamailio.config.ts': 'export default { modules: { tn: {} } };' }), 'start');
    expect(await check.ended).toBe(3);
    expect(check.output()).toContain('loads "tn", which is not a module; did you mean tm?');
    expect(check.output()).not.toMatch(/^ +at /m);
  });
});
