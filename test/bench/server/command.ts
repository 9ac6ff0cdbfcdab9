import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../../', import.meta.url);

/** Folder of the project. */
export const root: string = fileURLToPath(ROOT);

/**
 * The command that starts the server, as package.json has it, with something loaded before.
 *
 * @param script `node [FLAG ...] FILE [ARGUMENT ...]`
 * @returns arguments for node
 * @throws Error when it is another kind of command
 */
export function withImport(script: string, hook: string): string[] {
  const [program, ...rest] = script.split(' ').filter((word) => word !== '');
  if (program !== 'node' || rest.length === 0) throw new Error(`"${script}" does not start node`);
  return ['--import', hook, ...rest];
}

/** @returns arguments for node: those of `npm start`, with the hook and the configuration of the benchmark */
export function serverArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as { scripts: { start: string } };
  const hook = new URL('./hook.ts', import.meta.url).href;
  const config = fileURLToPath(new URL('./kamailio.config.ts', import.meta.url));
  return [...withImport(scripts.start, hook), '--config', config];
}
