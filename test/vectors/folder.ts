import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { DEVIATIONS, type Deviation } from './deviations.ts';
import type { Difference, Format } from './format.ts';
import { FUNCTION_CASES } from './function-case.ts';
import { NATIVE_CASES } from './native-run.ts';
import { PING_CASES } from './ping-run.ts';
import { REGISTER_FLOWS, REGISTRAR_SCENARIOS } from './registrar-run.ts';

/** One file of recordings. */
export interface VectorFile {
  readonly path: string;
  /** `nathelper/add_rcv_param`, for deviations and headlines. */
  readonly name: string;
  /** The folder it stands in. */
  readonly module: string;
  readonly cases: readonly { readonly name: string }[];
}

/** How one case of a file went. */
export interface CaseReport {
  readonly file: string;
  readonly name: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  /** What differs, without what a deviation allows. */
  readonly differences: readonly Difference[];
  /** What does not exist yet, when skipped. */
  readonly missing: readonly string[];
  /** It passed because differences of it are listed as deviations. */
  readonly deviates: boolean;
}

/** The formats that this runner knows; a case of another one is not counted. */
export const FORMATS: readonly Format[] = [FUNCTION_CASES, NATIVE_CASES, PING_CASES, REGISTRAR_SCENARIOS, REGISTER_FLOWS];

/** @returns the files of recordings below a folder, or the one file, in order of their names */
export function vectorFiles(path: string): VectorFile[] {
  const paths = statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => join(path, name))
    : [path];
  return paths.flatMap(read);
}

function read(path: string): VectorFile[] {
  const cases: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!Array.isArray(cases)) return [];
  const module = basename(dirname(path));
  return [{ path, name: `${module}/${basename(path, '.json')}`, module, cases: cases as { name: string }[] }];
}

/** @returns the path as a person would write it from here */
export function shown(path: string): string {
  return relative(process.cwd(), path);
}

/** Runs all cases of a file whose format is known. */
export async function runFile(file: VectorFile, formats: readonly Format[] = FORMATS): Promise<CaseReport[]> {
  const reports: CaseReport[] = [];
  for (const vector of file.cases) {
    const format = formats.find((one) => one.accepts(vector));
    if (format === undefined) continue;
    reports.push(await runCase(file, vector, format));
  }
  return reports;
}

async function runCase(file: VectorFile, vector: { readonly name: string }, format: Format): Promise<CaseReport> {
  const base = { file: file.name, name: vector.name };
  const none = { differences: [], missing: [], deviates: false } as const;
  try {
    const { missing, differences } = await format.run(vector, file.module);
    if (missing.length > 0) return { ...base, ...none, result: 'skipped', missing };
    const judged = judge(file.name, vector.name, differences, DEVIATIONS);
    return { ...base, ...none, ...judged, result: judged.differences.length > 0 ? 'failed' : 'passed' };
  } catch (error) {
    return { ...base, ...none, result: 'failed', differences: [{ part: 'threw', expected: 'no exception', actual: error }] };
  }
}

/** Leaves out the differences that are listed as deviations, and adds one for each entry that is not needed. */
export function judge(
  file: string,
  name: string,
  differences: readonly Difference[],
  deviations: readonly Deviation[],
): { differences: readonly Difference[]; deviates: boolean } {
  const listed = deviations.filter((one) => one.file === file && (one.name === name || one.name === '*'));
  const left = differences.filter((d) => !listed.some((one) => covers(one, d)));
  const stale = listed.filter((one) => one.name !== '*' && !differences.some((d) => covers(one, d)));
  return {
    differences: [...left, ...stale.map(() => ({ part: 'deviation', expected: 'a difference', actual: 'as recorded' }))],
    deviates: left.length < differences.length,
  };
}

function covers(deviation: Deviation, difference: Difference): boolean {
  return difference.part !== 'threw' && (deviation.parts?.includes(difference.part) ?? true);
}
