// `ksr functions`: what routes can call, out of the doc comments of the functions themselves.

import { KsrError } from '../errors.ts';
import { nearest } from '../near.ts';
import { readNamespaces, type FunctionDeclaration, type Namespace } from './declarations.ts';
import type { Surroundings } from './surroundings.ts';

/** Options of the command. */
export interface FunctionsOptions {
  /** One JSON array for programs instead of text. */
  readonly json?: boolean;
}

/** @param asked a module by its name in the configuration or on KSR, or one function: `tm.t_relay`; undefined: all */
export function functions(asked: string | undefined, options: FunctionsOptions, around: Surroundings): 0 {
  const found = asked === undefined ? readNamespaces() : pick(readNamespaces(), asked);
  const text = options.json ? JSON.stringify(found.flatMap(flat), null, 2) : found.map(page).join('\n\n');
  around.stdout.write(`${text}\n`);
  return 0;
}

function pick(all: readonly Namespace[], asked: string): Namespace[] {
  const name = asked.startsWith('KSR.') ? asked.slice(4) : asked;
  const whole = all.filter((one) => name === one.module || name === shortName(one) || name === one.name);
  if (whole.length > 0) return whole;
  const single = all.flatMap((one) => {
    const wanted = one.functions.filter((each) => callName(one, each) === `KSR.${name}`);
    return wanted.length > 0 ? [{ ...one, functions: wanted }] : [];
  });
  if (single.length > 0) return single;
  const names = all.flatMap((one) => [one.module, ...one.functions.map((each) => callName(one, each).slice(4))]);
  const problem = `there is no module or function ${asked}`;
  throw new KsrError('E_OPTION', { command: 'functions', problem, near: nearest(name, names) });
}

function shortName(namespace: Namespace): string {
  return namespace.name.slice('KSR.'.length);
}

function callName(namespace: Namespace, one: FunctionDeclaration): string {
  return `${namespace.name}.${one.name}`;
}

/** For programs, each function says where it belongs. */
function flat(namespace: Namespace): object[] {
  return namespace.functions.map((one) => ({ module: namespace.module, namespace: namespace.name, ...one }));
}

function page(namespace: Namespace): string {
  const { module, name, summary } = namespace;
  return [`${name} (${module}): ${summary}`, ...namespace.functions.map((one) => described(namespace, one))].join('\n\n');
}

function described(namespace: Namespace, one: FunctionDeclaration): string {
  const params = one.params.map(({ name, type, optional }) => `${name}${optional ? '?' : ''}: ${type}`).join(', ');
  const type = one.async ? `Promise<${one.type}>` : one.type;
  const lines = [
    `${callName(namespace, one)}(${params}): ${type}`,
    `    ${one.summary}${one.details === '' ? '' : ` ${one.details}`}`,
  ];
  const told = [
    ...one.params.map(({ name, meaning }) => [name, meaning] as const),
    ...one.results.map(({ value, meaning }) => [`= ${value}`, meaning] as const),
    ['in', one.in.length === KINDS ? 'any route' : one.in.join(', ')] as const,
    ['source', one.source] as const,
  ];
  const width = Math.max(...told.map(([term]) => term.length));
  for (const [term, meaning] of told) lines.push(`    ${term.padEnd(width)}  ${meaning}`);
  return lines.join('\n');
}

/** Kinds of routes that there are. */
const KINDS = 6;
