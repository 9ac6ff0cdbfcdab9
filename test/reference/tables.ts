// Tables of the README files, out of the declarations.

import type { FunctionDeclaration, Namespace } from '../../runtime/cli/declarations.ts';
import type { AnyModule, PseudoVariable, RpcCommand } from '../../runtime/module/contract.ts';
import { summaries } from '../../runtime/ksr/pv/summaries.ts';
import { KINDS } from './kinds.ts';
import { defaultText, meaningOf, typeText } from './parameter.ts';

/** @param rows cells of each row; a `|` in them is escaped */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((one) => one.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Functions with what they do, their parameters and results, and where they may be called. */
export function functionTable(namespace: Namespace): string {
  const { functions } = namespace;
  const places = new Set(functions.map(placesOf));
  const same = places.size === 1 ? [...places][0]! : '';
  const rows = functions.map((one) => [
    `\`${callText(one)}\``,
    whatItDoes(one),
    resultText(one),
    ...(same === '' ? [placesOf(one)] : []),
  ]);
  const head = ['Function', 'What it does', 'Result', ...(same === '' ? ['Routes'] : [])];
  const where = same === 'any' ? 'every route' : `routes of these kinds: ${same}`;
  return `${same === '' ? '' : `In ${where}.\n\n`}${table(head, rows)}`;
}

function callText(one: FunctionDeclaration): string {
  const params = one.params.map(({ name, optional }) => `${name}${optional ? '?' : ''}`).join(', ');
  return `${one.async ? 'await ' : ''}${one.name}(${params})`;
}

function whatItDoes(one: FunctionDeclaration): string {
  return [one.summary, ...one.params.map(({ name, meaning }) => `<br>\`${name}\` ${meaning}`)].join('');
}

function resultText(one: FunctionDeclaration): string {
  const literal = (value: string): string =>
    /^[a-z]/.test(value) && value !== 'null' && value !== 'true' && value !== 'false' ? '' : `\`${value}\` `;
  return one.results.map(({ value, meaning }) => `${literal(value)}${meaning}`).join('<br>');
}

function placesOf(one: FunctionDeclaration): string {
  return one.in.length === KINDS.length ? 'any' : one.in.join(', ');
}

/** Parameters with their types and defaults; '' when there are none. */
export function parameterTable(module: AnyModule): string {
  const { shape } = module.params as unknown as { shape: Readonly<Record<string, Parameters<typeof typeText>[0]>> };
  const defaults = module.params.parse({}) as Readonly<Record<string, unknown>>;
  const rows = Object.entries(shape).map(([name, schema]) => [
    `\`${name}\``,
    typeText(schema),
    defaultText(defaults[name]),
    meaningOf(schema.description ?? ''),
  ]);
  return rows.length === 0 ? '' : table(['Parameter', 'Type', 'Default', 'Meaning'], rows);
}

/** Variables of the runtime. @param writable whether that text can be written */
export function coreVariableTable(names: readonly string[], writable: (text: string) => boolean): string {
  const rows = names.map((name) => {
    const known = summaries[name] ?? '';
    const [text, value] = typeof known === 'string' ? [`$${name}`, known] : known;
    return [`\`${text}\``, value, writable(text) ? 'yes' : 'no'];
  });
  return table(['Variable', 'Value', 'Can be set'], rows);
}

/** Transformations by their classes: `{s.len}` stands as `len` in the row of `s`. */
export function transformationTable(names: readonly string[]): string {
  const byClass = Map.groupBy(names, (name) => name.slice(0, name.indexOf('.')));
  const rows = [...byClass].map(([group, of]) => [
    `\`${group}\``,
    of.map((name) => `\`${name.slice(group.length + 1)}\``).join(' '),
  ]);
  return table(['Class', 'Transformations'], rows);
}

/** Pseudo-variables that a module brings along; '' when there are none. */
export function variableTable(variables: readonly PseudoVariable[]): string {
  const rows = variables.map((one) => [
    `\`$${one.name}${one.inner === 'none' ? '' : '(…)'}\``,
    one.summary,
    one.set === undefined ? 'no' : 'yes',
  ]);
  return rows.length === 0 ? '' : table(['Variable', 'Value', 'Can be set'], rows);
}

/** Commands of the control interface; '' when there are none. */
export function commandTable(commands: readonly RpcCommand[]): string {
  const rows = commands.map(({ name, summary }) => [`\`${name}\``, summary]);
  return rows.length === 0 ? '' : table(['Command', 'What it does'], rows);
}
