import { describe, expect, it } from 'vitest';
import { readNamespaces, type FunctionDeclaration, type Namespace } from '../../runtime/cli/declarations.ts';
import { compare, readExports, type Exports } from './exported.ts';
import { MISSING, OURS } from './missing.ts';

// Every function that a KEMI script may call is here, or test/reference/missing.ts says why not.

const exports = readExports();
const found = compare(exports, readNamespaces());
const absent = [...found.missing.values()].flat();

/** Entries of the list that speak of a function: its own, or the one of its whole module. */
function reasonOf(name: string): string | undefined {
  return MISSING[name] ?? MISSING[`${name.slice(0, name.indexOf('.'))}.*`];
}

describe('functions of Kamailio', () => {
  it('are here, or it is said why not', () => {
    for (const [namespace, { here, there }] of found.counts) {
      const names = found.missing.get(namespace) ?? [];
      if (names.length > 0) console.info(`KSR${namespace && '.'}${namespace} ${here}/${there}, missing: ${names.join(' ')}`);
    }
    expect(absent.filter((name) => reasonOf(name) === undefined)).toEqual([]);
  });

  it('leave the list once they are here: take them out of test/reference/missing.ts', () => {
    const gone = Object.keys(MISSING).filter((name) => {
      if (!name.endsWith('.*')) return !absent.includes(name);
      return (found.counts.get(name.slice(0, -2))?.here ?? 1) > 0;
    });
    expect(gone).toEqual([]);
  });

  it('take and give the same', () => {
    expect(found.different).toEqual([]);
  });

  it('are all that is here, but for those of ours that test/reference/missing.ts names', () => {
    expect([...found.ours].sort()).toEqual(Object.keys(OURS).sort());
  });

  it('come with a reason each', () => {
    for (const [name, reason] of Object.entries({ ...MISSING, ...OURS }))
      expect([name, reason.length > 10]).toEqual([name, true]);
  });
});

describe('compare', () => {
  const declared = (name: string, functions: readonly Partial<FunctionDeclaration>[]): Namespace => ({
    module: 'm',
    name,
    summary: '',
    functions: functions.map((one) => ({
      name: 'f',
      summary: '',
      details: '',
      params: [],
      type: '1 | -1',
      async: false,
      results: [],
      in: [],
      source: '',
      file: '',
      ...one,
    })),
  });
  const param = (type: string): FunctionDeclaration['params'][number] => ({ name: 'p', type, optional: false, meaning: '' });

  it('finds what is missing and what is ours', () => {
    const table: Exports = { '': { f: 'int()', g: 'int()' }, m: { f: 'int()' }, n: { f: 'int()' } };
    const { missing, ours, counts } = compare(table, [declared('KSR', [{}, { name: 'h' }]), declared('KSR.m', [{}])]);
    expect([...missing]).toEqual([
      ['', ['g']],
      ['n', ['n.f']],
    ]);
    expect(ours).toEqual(['h']);
    expect(counts.get('n')).toEqual({ here: 0, there: 1 });
  });

  it.each([
    { signature: 'int(str)', says: ['takes 0 parameters, there 1'] },
    { signature: 'int()', params: ['string'], says: ['takes 1 parameters, there 0'] },
    { signature: 'int(int)', params: ['string'], says: ['p is string, there int'] },
    { signature: 'int(str)', params: ['number'], says: ['p is number, there str'] },
    { signature: 'int(str)', params: ["'a' | 'b'"], says: [] },
    { signature: 'int(int)', params: ['0 | 1'], says: [] },
    { signature: 'int(str)', params: ['string | RouteFunction'], says: [] },
    { signature: 'bool(long)', params: ['number'], type: 'boolean', says: [] },
    { signature: 'bool()', type: '1 | -1', says: ['gives 1 | -1, there bool'] },
    { signature: 'int()', type: 'boolean', says: ['gives boolean, there int'] },
    { signature: 'none()', type: 'void', says: [] },
    { signature: 'none()', type: '1', says: ['gives 1, there none'] },
    { signature: 'xval()', type: 'string | number | null', says: [] },
    { signature: 'none()', type: 'never', says: [] },
    { signature: 'int()', type: 'never', says: [] },
    { signature: 'xval()', type: 'void', says: ['gives void, there xval'] },
  ])('$signature beside $params, $type: $says', ({ signature, params = [], type = '1', says }) => {
    const { different } = compare({ m: { f: signature } }, [declared('KSR.m', [{ params: params.map(param), type }])]);
    expect(different.map((one) => one.says)).toEqual(says);
  });
});
