import { describe, expect, it } from 'vitest';
import { run } from '../../../runtime/cli/program.ts';
import { GOOD, world } from './around.ts';

describe('run', () => {
  it.each([
    { args: ['start', '--confg', 'x'], says: 'start has no option --confg; did you mean --config?' },
    { args: ['start', '--confg=x'], says: 'start has no option --confg; did you mean --config?' },
    { args: ['start', '--loglevel', 'info'], says: 'start has no option --loglevel; did you mean --log-level?' },
    { args: ['check', '--jsn'], says: 'check has no option --jsn; did you mean --json?' },
    { args: ['check', '--nothing-like-it'], says: 'check has no option --nothing-like-it' },
    { args: ['--vers'], says: 'ksr has no option --vers; did you mean --version?' },
    { args: ['strat'], says: 'there is no command strat; did you mean start?' },
    { args: ['chekc'], says: 'there is no command chekc; did you mean check?' },
    { args: ['frobnicate'], says: 'there is no command frobnicate' },
    { args: ['help', 'nothing'], says: 'there is no such command' },
    { args: ['start', 'now'], says: 'start takes only options' },
    { args: ['start', '--config'], says: '--config needs a value' },
    { args: ['start', '-c'], says: '--config needs a value' },
    { args: ['check', '--json=yes'], says: '--json takes no value' },
    {
      args: ['start', '--log-level', 'inf'],
      says: '--log-level is inf, but can be debug, info, notice, warn, error, fatal, silent; did you mean info?',
    },
  ])('$args: $says', async ({ args, says }) => {
    const around = world();
    expect(await run(args, around)).toBe(3);
    const of = ['start', 'check'].includes(args[0] ?? '') ? `ksr ${args[0]}` : 'ksr';
    expect(around.err).toEqual([`ksr: E_OPTION  ${says}\n   ${of} --help shows what there is.\n`]);
    expect(around.out).toEqual([]);
    expect(around.servers).toEqual([]);
  });

  it.each([[[]], [['--help']], [['-h']], [['help']]])('shows its commands for %j', async (args) => {
    const around = world();
    expect(await run(args, around)).toBe(0);
    expect(around.out.join('')).toMatch(/Usage: ksr .*\n[\s\S]*start .*run the server[\s\S]*check /);
    expect(around.err).toEqual([]);
  });

  it.each([[['start', '--help']], [['help', 'start']]])('shows the options of a command for %j', async (args) => {
    const around = world();
    expect(await run(args, around)).toBe(0);
    expect(around.out.join('')).toMatch(/Usage: ksr start [\s\S]*--config <file>[\s\S]*--log-level <level>/);
  });

  it.each(['--version', '-V'])('%s', async (option) => {
    const around = world();
    expect(await run([option], around)).toBe(0);
    expect(around.out.join('')).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });

  it('runs the command and gives its exit code', async () => {
    expect(await run(['check'], world())).toBe(0);
    expect(await run(['check'], world({ files: {} }))).toBe(3);
    const elsewhere = world({
      files: { 'etc/my.config.ts': `export default { routes: '../r.ts' };`, 'r.ts': 'export function requestRoute() {}' },
    });
    expect(await run(['check', '--config', 'etc/my.config.ts'], elsewhere)).toBe(0);
    expect(await run(['check', '-c', `${elsewhere.cwd}/etc/my.config.ts`], elsewhere)).toBe(0);
  });

  it('tells a defect with its stack, exit code 1', async () => {
    const around = world({
      server: {
        create: () => {
          throw new TypeError('x is undefined');
        },
      },
    });
    expect(await run(['start'], around)).toBe(1);
    expect(around.err.join('')).toMatch(
      /^ksr: E_DEFECT {2}an error of ksr itself: x is undefined\n\nTypeError: x is undefined\n {4}at /,
    );
  });

  it.each([
    { env: {}, terminal: true, painted: true },
    { env: {}, terminal: false, painted: false },
    { env: { NO_COLOR: '1' }, terminal: true, painted: false },
    { env: { NO_COLOR: '', FORCE_COLOR: '1' }, terminal: false, painted: true },
    { env: { FORCE_COLOR: '0' }, terminal: true, painted: false },
    { env: { FORCE_COLOR: 'false' }, terminal: true, painted: false },
    { env: { TERM: 'dumb' }, terminal: true, painted: false },
    { env: { NO_COLOR: '1', FORCE_COLOR: '1' }, terminal: true, painted: false },
  ])('paints $painted with $env, terminal: $terminal', async ({ env, terminal, painted }) => {
    const around = world({ files: { ...GOOD, 'kamailio.config.ts': 'export default 5;' }, env, terminal });
    expect(await run(['check'], around)).toBe(3);
    expect(around.err.join('').includes('\u001b[')).toBe(painted);
  });
});
