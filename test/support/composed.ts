import { readdirSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AnyModule } from '../../runtime/module/contract.ts';

/** The modules of the repository that can be loaded, and why the others can not. */
export interface FoundModules {
  readonly modules: readonly AnyModule[];
  /** What importing a module threw, by folder. */
  readonly broken: ReadonlyMap<string, unknown>;
}

let found: Promise<FoundModules> | null = null;

/** @returns every module that has an index.ts, those that others require first; imported once */
export function findModules(): Promise<FoundModules> {
  return (found ??= importAll());
}

async function importAll(): Promise<FoundModules> {
  const folder = fileURLToPath(new URL('../../modules/', import.meta.url));
  const byName = new Map<string, AnyModule>();
  const broken = new Map<string, unknown>();
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  for (const name of names) {
    if (!existsSync(`${folder}${name}/index.ts`)) continue;
    try {
      const exports = (await import(new URL(`../../modules/${name}/index.ts`, import.meta.url).href)) as Record<string, unknown>;
      for (const value of Object.values(exports)) if (isModule(value)) byName.set(value.name, value);
    } catch (error) {
      broken.set(name, error);
    }
  }
  return { modules: ordered(byName), broken };
}

function isModule(value: unknown): value is AnyModule {
  return typeof value === 'object' && value !== null && 'setup' in value && 'params' in value && 'name' in value;
}

/** Required modules before those that require them. A module whose requirement is missing is left out. */
export function ordered(byName: ReadonlyMap<string, AnyModule>): AnyModule[] {
  const list: AnyModule[] = [];
  const state = new Map<string, boolean>(); // false: under way
  const visit = (module: AnyModule): boolean => {
    const seen = state.get(module.name);
    if (seen !== undefined) return seen;
    state.set(module.name, false);
    for (const name of module.requires) {
      const required = byName.get(name);
      if (required === undefined || !visit(required)) return false;
    }
    for (const name of module.after ?? []) {
      const before = byName.get(name);
      if (before !== undefined) visit(before);
    }
    state.set(module.name, true);
    list.push(module);
    return true;
  };
  for (const module of byName.values()) visit(module);
  return list;
}
