import { describe, expect, it } from 'vitest';

import { serverArguments, withImport } from './command.ts';

describe('the command of the server', () => {
  it('is that of npm start with something loaded before', () => {
    expect(withImport('node runtime/cli/main.ts start', 'file:///hook.ts')).toEqual([
      '--import',
      'file:///hook.ts',
      'runtime/cli/main.ts',
      'start',
    ]);
  });

  it('keeps the flags of node', () => {
    const args = withImport('node --max-semi-space-size=4  main.ts start', 'x');
    expect(args).toEqual(['--import', 'x', '--max-semi-space-size=4', 'main.ts', 'start']);
  });

  it.each(['', 'node', 'tsx main.ts'])('is none when it is "%s"', (script) => {
    expect(() => withImport(script, 'x')).toThrow('does not start node');
  });

  it('fits the package as it is', () => {
    expect(serverArguments()).toContain('start');
    expect(serverArguments().at(-1)).toMatch(/bench.server.kamailio\.config\.ts$/);
  });
});
