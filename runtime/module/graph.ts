import { KsrError } from '../errors.ts';
import type { AnyModule } from './contract.ts';

/**
 * Puts modules in the order in which they are set up: what a module requires comes before it, and what it merely follows
 * when that is loaded too.
 *
 * @param loaded the modules of the configuration
 * @param file the configuration file, for the message
 * @throws KsrError E_MODULE_MISSING when a required one is not loaded
 */
export function inOrder(loaded: readonly AnyModule[], file: string): AnyModule[] {
  const byName = new Map(loaded.map((module) => [module.name, module]));
  const done = new Set<AnyModule>();
  const order: AnyModule[] = [];
  const visit = (module: AnyModule): void => {
    if (done.has(module)) return;
    done.add(module);
    for (const name of module.requires) {
      const needed = byName.get(name);
      if (needed === undefined) throw new KsrError('E_MODULE_MISSING', { file, module: module.name, needs: name });
      visit(needed);
    }
    for (const name of module.after ?? []) {
      const earlier = byName.get(name);
      if (earlier !== undefined) visit(earlier);
    }
    order.push(module);
  };
  for (const module of loaded) visit(module);
  return order;
}
