// All of KSR, namespace by namespace, with what the doc comments leave out.

import type { Namespace } from '../../runtime/cli/declarations.ts';
import type { AnyModule } from '../../runtime/module/contract.ts';
import { sentences, tell, type Gap } from './comment.ts';
import type { Found, Seen } from './compiler.ts';

/** A namespace, its file, and the mistakes in its comments. */
export interface Declared {
  readonly namespace: Namespace;
  /** From the project's folder. */
  readonly path: string;
  readonly gaps: readonly Gap[];
}

/** @param modules of the repository, for the names that they have in the configuration */
export function declare(seen: Seen, modules: readonly AnyModule[]): Declared[] {
  const byNamespace = Map.groupBy(seen.functions, ({ namespace }) => namespace);
  return [...byNamespace].map(([name, found]) => {
    const module = modules.find((one) => (one.ksrName ?? one.name) === name)?.name;
    const others = new Map(found.map((one) => [one.name, one]));
    const told = found.map((one) => tell(one, others));
    const gaps = told.flatMap((one) => one.gaps);
    const functions = told.map((one) => one.declaration);
    const summary = summaryOf(seen, name, module);
    if (summary === '') gaps.push(noSummary(name, module, found));
    const path = module === undefined ? `runtime/ksr/functions/${name || 'core'}.json` : `modules/${module}/functions.json`;
    return {
      namespace: { module: module ?? 'core', name: name === '' ? 'KSR' : `KSR.${name}`, summary, functions },
      path,
      gaps,
    };
  });
}

// Of a module what stands above its declaration: "Module tm: transactions."
function summaryOf(seen: Seen, name: string, module: string | undefined): string {
  const text = seen.comments.get(module === undefined ? `KSR.${name}` : module) ?? '';
  const begin = `Module ${module}: `;
  const [plain] = sentences(text.startsWith(begin) ? text.slice(begin.length) : module === undefined ? text : '');
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}`;
}

function noSummary(name: string, module: string | undefined, found: readonly Found[]): Gap {
  const file = module === undefined ? (found[0]?.file ?? '') : `modules/${module}/index.ts`;
  return { file, line: 1, name: name || 'core', write: `/** Module ${module ?? name}: what it is for. */ above its declaration` };
}
