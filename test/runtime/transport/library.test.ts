import { describe, expect, it } from 'vitest';

import { bindLibrary, requirePackage, type Koffi, type Library } from '../../../runtime/transport/library.ts';

const koffi: Koffi = { load: () => ({ func: (prototype) => () => prototype.length }), errno: () => 0, address: () => 1n };
const on = process.platform === 'linux';

describe('bindLibrary', () => {
  it('gives what is bound, out of the process itself', () => {
    const loaded: unknown[] = [];
    const watched: Koffi = { ...koffi, load: (path) => (loaded.push(path), koffi.load(path)) };
    const bind = (library: Library, given: Koffi): unknown => [library.func('int x(void)')(), given === watched];
    const found = bindLibrary('x', bind, () => watched);
    if (on) expect([found, loaded]).toEqual([[11, true], [null]]);
    else expect(found).toContain('has no x');
  });

  it.each([
    ['Cannot find module\nRequire stack:\n- /here', 'the optional package koffi can not be loaded (Cannot find module)'],
    ['', 'the optional package koffi can not be loaded ()'],
  ])('says why there is nothing: %j', (message, why) => {
    const found = bindLibrary(
      'x',
      () => 1,
      () => {
        throw new Error(message);
      },
    );
    expect(found).toEqual(on ? why : expect.any(String));
  });

  it('a function that does not exist is the reason as well', () => {
    const broken: Koffi = {
      ...koffi,
      load: () => ({
        func: () => {
          throw new Error('Cannot find function');
        },
      }),
    };
    const found = bindLibrary(
      'x',
      (library) => library.func('int x(void)'),
      () => broken,
    );
    expect(typeof found).toBe('string');
  });

  it('loads the packages of the server', () => {
    expect(requirePackage('zod')).toHaveProperty('strictObject');
  });
});
