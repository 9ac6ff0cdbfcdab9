import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KsrError } from '../../../runtime/errors.ts';
import { defineModule, type AnyModule } from '../../../runtime/module/contract.ts';
import { inOrder } from '../../../runtime/module/graph.ts';
import { z } from '../../../runtime/module.ts';
import { builtinModules } from '../../../runtime/server.ts';

function module(name: string, requires: readonly string[] = [], after?: readonly string[]): AnyModule {
  return defineModule({
    name,
    requires,
    ...(after === undefined ? {} : { after }),
    params: z.strictObject({}),
    setup: () => ({}),
  });
}

function order(...modules: readonly AnyModule[]): string {
  return inOrder(modules, '/kamailio.config.ts')
    .map(({ name }) => name)
    .join(' ');
}

describe('order in which modules are set up', () => {
  it.each<[string, readonly AnyModule[], string]>([
    ['none', [], ''],
    ['as configured', [module('b'), module('a')], 'b a'],
    ['what is required comes first', [module('a', ['b']), module('b')], 'b a'],
    ['so does what that requires', [module('a', ['b']), module('b', ['c']), module('c')], 'c b a'],
    ['each one once', [module('a', ['c']), module('b', ['c']), module('c')], 'c a b'],
    ['what it follows comes first', [module('a', [], ['b']), module('b')], 'b a'],
    ['when it is there', [module('a', [], ['b'])], 'a'],
    ['required before followed', [module('a', ['c'], ['b']), module('b'), module('c')], 'c b a'],
    ['in the order that a module names them', [module('a', ['c', 'b']), module('b'), module('c')], 'c b a'],
  ])('%s', (_name, modules, names) => {
    expect(order(...modules)).toBe(names);
  });

  it('ends with modules that require each other, each one once', () => {
    expect(
      order(module('a', ['b']), module('b', ['a']))
        .split(' ')
        .sort(),
    ).toEqual(['a', 'b']);
    expect(order(module('a', ['a']))).toBe('a');
    expect(
      order(module('a', [], ['b']), module('b', [], ['a']))
        .split(' ')
        .sort(),
    ).toEqual(['a', 'b']);
  });

  it('names the module that is missing, who needs it, and the file', () => {
    let thrown: unknown;
    try {
      inOrder([module('registrar', ['usrloc'])], '/home/me/kamailio.config.ts');
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(KsrError);
    expect(thrown).toMatchObject({ code: 'E_MODULE_MISSING' });
    for (const part of ['registrar', 'usrloc', '/home/me/kamailio.config.ts'])
      expect(String((thrown as Error).message)).toContain(part);
  });

  it('is right for any modules without circles', () => {
    // module n may need only modules of lower numbers
    const needs = fc.array(fc.array(fc.nat(100), { maxLength: 4 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(needs, fc.boolean(), (lists, soft) => {
        const modules = lists.map((list, n) => {
          const names = n === 0 ? [] : [...new Set(list.map((k) => `m${k % n}`))];
          return soft ? module(`m${n}`, [], names) : module(`m${n}`, names);
        });
        const sorted = inOrder([...modules].reverse(), '/f');
        expect(new Set(sorted)).toEqual(new Set(modules));
        for (const one of modules) {
          for (const name of [...one.requires, ...(one.after ?? [])]) {
            expect(sorted.findIndex((m) => m.name === name)).toBeLessThan(sorted.indexOf(one));
          }
        }
      }),
    );
  });

  it('is right for the modules that there are', () => {
    const all = [...builtinModules().values()];
    const sorted = inOrder(all, '/f');
    expect(new Set(sorted)).toEqual(new Set(all));
    for (const one of all) {
      for (const name of one.requires) expect(sorted.findIndex((m) => m.name === name)).toBeLessThan(sorted.indexOf(one));
    }
  });
});

describe('a declaration', () => {
  it('is what was declared', () => {
    const declared = { name: 'x' as const, requires: [], params: z.strictObject({}), setup: () => ({}) };
    expect(defineModule(declared)).toBe(declared);
  });
});
