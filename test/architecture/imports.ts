/** One import of a file. */
export interface Import {
  /** As it is written: `../sip/uri.ts`, `node:net`, `zod`. */
  readonly from: string;
  /** Types only: nothing of it is left when the program runs. */
  readonly typeOnly: boolean;
  /** `import()`: loaded when it is reached, so it makes no cycle. */
  readonly lazy: boolean;
}

const STATIC = /^[ \t]*(?:import|export)\b(?:(?<clause>[^'"`;=()]*?)\bfrom\b)?[ \t]*(?<quote>['"])(?<from>[^'"\n]+)\k<quote>/gm;
const DYNAMIC = /(?<type>typeof\s+)?\bimport\(\s*(?<quote>['"])(?<from>[^'"\n]+)\k<quote>/g;

/** The imports of a TypeScript source, re-exports included. */
export function importsOf(source: string): Import[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^[ \t]*\/\/.*$/gm, '');
  const found: Import[] = [];
  for (const { groups = {} } of code.matchAll(STATIC)) {
    found.push({ from: groups['from'] ?? '', typeOnly: isTypeOnly(groups['clause'] ?? ''), lazy: false });
  }
  for (const { groups = {} } of code.matchAll(DYNAMIC)) {
    found.push({ from: groups['from'] ?? '', typeOnly: groups['type'] !== undefined, lazy: true });
  }
  return found;
}

/** `type X`, `type { X }`, and `{ type X, type Y }`. */
function isTypeOnly(clause: string): boolean {
  const words = clause.trim();
  if (/^type\b/.test(words)) return true;
  const names = /^\{([\s\S]*)\}$/.exec(words)?.[1]?.split(',') ?? [];
  const written = names.map((name) => name.trim()).filter((name) => name !== '');
  return written.length > 0 && written.every((name) => name.startsWith('type '));
}
