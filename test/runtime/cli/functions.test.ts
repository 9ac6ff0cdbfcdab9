import { describe, expect, it } from 'vitest';
import { readNamespaces, type FunctionDeclaration } from '../../../runtime/cli/declarations.ts';
import { run } from '../../../runtime/cli/program.ts';
import { folderOf } from '../../support/folder.ts';
import { world } from './around.ts';

async function printed(...args: readonly string[]): Promise<string> {
  const around = world();
  expect(await run(['functions', ...args], around)).toBe(0);
  expect(around.err).toEqual([]);
  return around.out.join('');
}

describe('functions', () => {
  it('prints all of KSR, the core first', async () => {
    const text = await printed();
    expect(text.startsWith('KSR (core): ')).toBe(true);
    for (const name of ['KSR.is_method(', 'KSR.hdr.append(', 'KSR.x.exit(', 'KSR.tm.t_relay(', 'KSR.kx.get_ruri(']) {
      expect(text).toContain(`\n${name}`);
    }
  });

  it('prints one module, with everything that there is to know', async () => {
    const text = await printed('maxfwd');
    expect(text.startsWith('KSR.maxfwd (maxfwd): ')).toBe(true);
    expect(text).toMatch(/\nKSR\.maxfwd\.process_maxfwd\(limit: number\): 2 \| 1 \| -1 \| -2\n {4}Counts this hop/);
    expect(text).toMatch(/\n {4}limit {3}0 to 255, for a request without Max-Forwards\n {4}= 1 {5}counted\n/);
    expect(text).toMatch(/\n {4}in {6}any route\n {4}source {2}Kamailio maxfwd/);
    expect(text).not.toContain('KSR.tm.');
  });

  it.each([
    { asked: 'kemix', first: 'KSR.kx (kemix): ' },
    { asked: 'kx', first: 'KSR.kx (kemix): ' },
    { asked: 'KSR.kx', first: 'KSR.kx (kemix): ' },
    { asked: 'core', first: 'KSR (core): ' },
    { asked: 'KSR', first: 'KSR (core): ' },
    { asked: 'hdr', first: 'KSR.hdr (core): ' },
    { asked: 'x', first: 'KSR.x (core): ' },
  ])('finds $asked', async ({ asked, first }) => {
    expect((await printed(asked)).startsWith(first)).toBe(true);
  });

  it.each(['tm.t_relay', 'KSR.tm.t_relay'])('prints %s alone', async (asked) => {
    const text = await printed(asked);
    expect(text.match(/^KSR\S*\(/gm)).toEqual(['KSR.tm.t_relay(']);
    expect(text).toContain('in      request, failure, branch_failure\n');
  });

  it('prints a function of the core', async () => {
    expect((await printed('is_method')).match(/^KSR\S*\(/gm)).toEqual(['KSR.is_method(']);
  });

  it('prints JSON: each function says where it belongs', async () => {
    const all = JSON.parse(await printed('--json')) as (FunctionDeclaration & { module: string; namespace: string })[];
    const relay = all.find(({ namespace, name }) => namespace === 'KSR.tm' && name === 't_relay');
    expect(relay).toMatchObject({
      module: 'tm',
      params: [],
      type: 'number',
      async: false,
      in: ['request', 'failure', 'branch_failure'],
      file: 'modules/tm/facade-relay.ts',
    });
    expect(relay?.results.map(({ value }) => value)).toEqual(['1', '0', '-1', '-6', '-7', '-400', '-478']);
    const tm = JSON.parse(await printed('tm', '--json')) as object[];
    expect(tm).toEqual(all.filter(({ module }) => module === 'tm'));
  });

  it.each([
    { args: ['tmm'], says: 'there is no module or function tmm; did you mean tm?' },
    { args: ['tm.t_relaay'], says: 'there is no module or function tm.t_relaay; did you mean tm.t_relay?' },
    { args: ['nothing_like_it_at_all'], says: 'there is no module or function nothing_like_it_at_all' },
    { args: ['tm', 'sl'], says: 'functions takes one module or function' },
    { args: ['--jsn'], says: 'functions has no option --jsn; did you mean --json?' },
  ])('says so when asked for $args', async ({ args, says }) => {
    const around = world();
    expect(await run(['functions', ...args], around)).toBe(3);
    expect(around.err).toEqual([`ksr: E_OPTION  ${says}\n   ksr functions --help shows what there is.\n`]);
    expect(around.out).toEqual([]);
  });
});

describe('readNamespaces', () => {
  it('reads the core first, then modules that have functions', () => {
    const named = (name: string): string => JSON.stringify({ module: name, name: `KSR.${name}`, summary: '', functions: [] });
    const folder = folderOf({
      'runtime/ksr/functions/core.json': named('core'),
      'modules/b/functions.json': named('b'),
      'modules/a/functions.json': named('a'),
      'modules/none/index.ts': '',
      'modules/catalogue.ts': '',
    });
    expect(readNamespaces(`${folder}/`).map(({ module }) => module)).toEqual(['core', 'a', 'b']);
  });
});
