// The command line: commands and options, and what is said when one is mistyped.

import { Command, CommanderError, Option } from 'commander';

import { asKsrError, format, KsrError } from '../errors.ts';
import { nearest } from '../near.ts';
import { LEVELS } from '../observe/logger.ts';
import type { CheckOptions } from './check.ts';
import type { FunctionsOptions } from './functions.ts';
import type { StartOptions } from './start.ts';
import { colorful } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';
import { version } from './version.ts';

const CONFIG = new Option('-c, --config <file>', 'configuration file; without it kamailio.config.ts where you are');

/**
 * Runs one command.
 *
 * @param args what stands behind `ksr` on the command line
 * @returns the exit code: 0, 3 for mistakes of the user, 1 for defects
 */
export async function run(args: readonly string[], around: Surroundings): Promise<number> {
  let code = 0;
  const program = new Command('ksr').description('A SIP server whose routing logic is your TypeScript.').version(version());
  guard(program, around);
  guard(program.command('start'), around)
    .description('run the server')
    .addOption(CONFIG)
    .addOption(new Option('-l, --log-level <level>', 'write lines of this level and above').choices([...LEVELS, 'silent']))
    .action(async (options: StartOptions) => {
      const { start } = await import('./start.ts');
      code = await start(options, around);
    });
  guard(program.command('check'), around)
    .description('say what is wrong with the configuration and the routes; run nothing')
    .addOption(CONFIG)
    .option('--json', 'print one JSON object')
    .action(async (options: CheckOptions) => {
      const { check } = await import('./check.ts');
      code = await check(options, around);
    });
  guard(program.command('functions'), around)
    .description('print what routes can call: parameters, results, where, and the source')
    .argument('[module]', 'only of this module, or only this function: tm, kx, tm.t_relay')
    .option('--json', 'print one JSON array')
    .action(async (asked: string | undefined, options: FunctionsOptions) => {
      const { functions } = await import('./functions.ts');
      code = functions(asked, options, around);
    });
  if (args.length === 0) {
    around.stdout.write(program.helpInformation());
    return 0;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode; // help or the version was asked for, and printed
    const error = asKsrError(thrown);
    around.stderr.write(`${format(error, { color: colorful(around.stderr, around.env), cwd: around.cwd })}\n`);
    return error.exitCode;
  }
}

/** Makes commander throw errors of the catalogue instead of printing its own and ending the process. */
function guard(command: Command, around: Surroundings): Command {
  return command
    .configureOutput({
      writeOut: (text) => around.stdout.write(text),
      writeErr: () => {},
      getOutHasColors: () => colorful(around.stdout, around.env),
    })
    .exitOverride((error) => {
      throw error.exitCode === 0 ? error : inOurWords(error, command);
    });
}

/** What commander found, in the words of the catalogue. */
function inOurWords(error: CommanderError, command: Command): KsrError {
  const [, first = '', second = ''] = /'([^']*)'(?:.*?'([^']*)')?/.exec(error.message) ?? [];
  const name = command.parent ? command.name() : '';
  const mistake = (problem: string, near: string = ''): KsrError => new KsrError('E_OPTION', { command: name, problem, near });
  const option = command.options.find(({ flags }) => flags === first);
  switch (error.code) {
    case 'commander.unknownOption': {
      const written = first.split('=', 1)[0] ?? '';
      if (command.options.some(({ long }) => long === written)) return mistake(`${written} takes no value`);
      const near = nearest(
        written,
        command.options.flatMap(({ long }) => long ?? []),
      );
      return mistake(`${name || 'ksr'} has no option ${written}`, near);
    }
    case 'commander.unknownCommand': {
      const names = command.commands.map((one) => one.name());
      return mistake(`there is no command ${first}`, nearest(first, names));
    }
    case 'commander.optionMissingArgument':
      return mistake(`${option?.long ?? first} needs a value`);
    case 'commander.invalidArgument': {
      const choices = option?.argChoices ?? [];
      return mistake(`${option?.long ?? first} is ${second}, but can be ${choices.join(', ')}`, nearest(second, choices));
    }
    case 'commander.excessArguments':
      return mistake(name === 'functions' ? 'functions takes one module or function' : `${name || 'ksr'} takes only options`);
    case 'commander.help': // `ksr help` with something that is no command
      return mistake('there is no such command');
    default:
      return mistake(error.message.replace(/^error: /, ''));
  }
}
