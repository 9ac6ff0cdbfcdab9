import { Accessor, named, type Definition } from './definition.ts';

/** `$stat(name)`: a counter of the core, of a module or of the routes, by its name without the group (spec/modules.md 37). */
export const statisticsVariables: readonly Definition[] = [
  named('stat', (inner) => {
    const name = inner.trim();
    // it may be declared later than the text is first used
    return new Accessor((cx) => cx.core.statistics.named(name)?.value ?? null);
  }),
];
