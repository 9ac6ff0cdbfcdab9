import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { KsrError } from '../../../runtime/errors.ts';
import { locate, validate } from '../../../runtime/config/validate.ts';
import type { ModuleShape, RawConfig } from '../../../runtime/config/validate.ts';
import type { Config } from '../../../runtime/config/types.ts';

function moduleOf(name: string, requires: readonly string[], params: z.ZodType): [string, ModuleShape] {
  return [name, { name, requires, params }];
}

const MODULES: ReadonlyMap<string, ModuleShape> = new Map([
  moduleOf('tm', [], z.strictObject({ fr_timer: z.int().min(1).default(30_000), mode: z.enum(['on', 'off']).default('on') })),
  moduleOf('tmx', ['tm'], z.strictObject({})),
  moduleOf(
    'nathelper',
    ['usrloc', 'tm'],
    z.strictObject({ natping_interval: z.int().min(0).default(0), received_avp: z.string().optional() }),
  ),
  moduleOf('usrloc', [], z.strictObject({ db: z.strictObject({ url: z.string().default('') }).prefault({}) })),
  moduleOf(
    'acl',
    [],
    z.strictObject({
      rules: z.array(z.strictObject({ from: z.string() })).default([]),
      log: z.union([z.boolean(), z.strictObject({ file: z.string() })]).optional(),
      late: z
        .strictObject({ deep: z.int() })
        .transform((late) => late.deep)
        .optional(),
    }),
  ),
]);

/** A configuration with its text as a formatter would write it. */
function raw(value: Record<string, unknown>): RawConfig {
  const source = `export default ${JSON.stringify(value, null, 2)};\n`;
  return { file: '/etc/ksr/kamailio.config.ts', source, value, inputs: [] };
}

function mistakes(value: Record<string, unknown>): readonly KsrError[] {
  const checked = validate(raw(value), MODULES);
  expect(checked.config).toBeUndefined();
  return checked.mistakes;
}

function config(value: Record<string, unknown>): Config {
  const checked = validate(raw(value), MODULES);
  expect(checked.mistakes).toEqual([]);
  return checked.config as Config;
}

describe('validate', () => {
  it('gives a configuration with the defaults of core and modules', () => {
    const { modules, max_branches, routes } = config({ modules: { tm: {}, usrloc: {} } });
    expect(modules).toEqual({ tm: { fr_timer: 30_000, mode: 'on' }, usrloc: { db: { url: '' } } });
    expect(max_branches).toBe(12);
    expect(routes).toBe('/etc/ksr/routes/routes.ts');
  });

  it.each([
    ['./r.ts', '/etc/ksr/r.ts'],
    ['../r.ts', '/etc/r.ts'],
    ['/srv/r.ts', '/srv/r.ts'],
  ])('finds routes %s from where the file lies', (routes, found) => {
    expect(config({ routes }).routes).toBe(found);
  });

  it('loads no module that is not named', () => {
    expect(config({}).modules).toEqual({});
    expect(config({ modules: {} }).modules).toEqual({});
  });

  it('keeps modules in the order of the file', () => {
    expect(Object.keys(config({ modules: { usrloc: {}, tmx: {}, tm: {} } }).modules)).toEqual(['usrloc', 'tmx', 'tm']);
  });
});

interface Case {
  readonly value: Record<string, unknown>;
  readonly code: string;
  readonly facts: Record<string, unknown>;
}

describe('validate, when something is wrong', () => {
  it.each<Case>([
    { value: { lisen: [] }, code: 'E_CONFIG_KEY', facts: { key: 'lisen', near: 'listen', known: '' } },
    { value: { module: {} }, code: 'E_CONFIG_KEY', facts: { key: 'module', near: 'modules' } },
    { value: { maxBranches: 5 }, code: 'E_CONFIG_KEY', facts: { key: 'maxBranches', near: 'max_branches' } },
    {
      value: { zzz: 5 },
      code: 'E_CONFIG_KEY',
      facts: { key: 'zzz', near: '', known: expect.stringContaining('listen, advertise') },
    },
    { value: { log: { levle: 1 } }, code: 'E_CONFIG_KEY', facts: { key: 'levle', parent: 'log', near: 'level' } },
    { value: { limits: { maxHeader: 1 } }, code: 'E_CONFIG_KEY', facts: { parent: 'limits', near: 'maxHeaders' } },
    {
      value: { listen: ['a', { proto: 'udp', address: 'x', prt: 1 }] },
      code: 'E_CONFIG_KEY',
      facts: { key: 'prt', parent: 'listen[1]', near: 'port' },
    },
    {
      value: { max_branches: 40 },
      code: 'E_CONFIG_VALUE',
      facts: { key: 'max_branches', problem: 'must be at most 31, but is 40' },
    },
    { value: { log: { level: 'inf' } }, code: 'E_CONFIG_VALUE', facts: { key: 'log.level', near: 'info' } },
    {
      value: { listen: [{ proto: 'tpc', address: 'x' }] },
      code: 'E_CONFIG_VALUE',
      facts: { key: 'listen[0].proto', near: 'tcp' },
    },
    { value: { modules: [] }, code: 'E_CONFIG_VALUE', facts: { key: 'modules' } },
    { value: { modules: null }, code: 'E_CONFIG_VALUE', facts: { key: 'modules' } },
    { value: { modules: { tn: {} } }, code: 'E_MODULE_UNKNOWN', facts: { module: 'tn', near: 'tm' } },
    {
      value: { modules: { dialog: {} } },
      code: 'E_MODULE_UNKNOWN',
      facts: { near: '', known: 'tm, tmx, nathelper, usrloc, acl' },
    },
    { value: { modules: { constructor: {} } }, code: 'E_MODULE_UNKNOWN', facts: { module: 'constructor' } },
    { value: { modules: { tmx: {} } }, code: 'E_MODULE_MISSING', facts: { module: 'tmx', needs: 'tm' } },
    {
      value: { modules: { tm: { fr_timr: 5 } } },
      code: 'E_MODULE_PARAM',
      facts: { module: 'tm', param: 'fr_timr', near: 'fr_timer' },
    },
    {
      value: { modules: { tm: { zzz: 5 } } },
      code: 'E_MODULE_PARAM',
      facts: { problem: 'does not exist', hint: 'Its parameters: fr_timer, mode.' },
    },
    {
      value: { modules: { tm: {}, tmx: { x: 5 } } },
      code: 'E_MODULE_PARAM',
      facts: { module: 'tmx', hint: 'It has no parameters.' },
    },
    { value: { modules: { tm: { mode: 'of' } } }, code: 'E_MODULE_PARAM', facts: { param: 'mode', near: 'on' } },
    { value: { modules: { tm: true } }, code: 'E_MODULE_PARAM', facts: { problem: 'must be an object, but is true', param: '' } },
    { value: { modules: { usrloc: { db: { ulr: '' } } } }, code: 'E_MODULE_PARAM', facts: { param: 'db.ulr', near: 'url' } },
    { value: { modules: { acl: { rules: [{ form: '' }] } } }, code: 'E_MODULE_PARAM', facts: { param: 'rules[0].from' } },
    { value: { modules: { acl: { log: { fiel: '' } } } }, code: 'E_MODULE_PARAM', facts: { param: 'log.file' } },
    {
      value: { modules: { acl: { late: { deep: 1, deap: 1 } } } },
      code: 'E_MODULE_PARAM',
      facts: { param: 'late.deap', near: 'deep' },
    },
  ])('$code: $value', ({ value, code, facts }) => {
    const [first] = mistakes(value);
    expect(first).toMatchObject({ code, facts: { file: '/etc/ksr/kamailio.config.ts', ...facts } });
  });

  it('names the line to add for a missing module', () => {
    const [error] = mistakes({ modules: { tmx: {} } });
    expect(error?.remedy).toBe('Add to modules:  tm: {},');
  });

  it('finds all mistakes, in the order of the file', () => {
    const found = mistakes({
      lisen: [],
      max_branches: 0,
      modules: { tm: { mode: 'x', fr_timer: 0 }, nathelper: { recieved_avp: '' }, nope: {} },
      force_rport: 2,
    });
    expect(found.map(({ code, location }) => `${location?.line} ${code}`)).toEqual([
      '2 E_CONFIG_KEY',
      '3 E_CONFIG_VALUE',
      '6 E_MODULE_PARAM',
      '7 E_MODULE_PARAM',
      '9 E_MODULE_MISSING',
      '10 E_MODULE_PARAM',
      '12 E_MODULE_UNKNOWN',
      '14 E_CONFIG_VALUE',
    ]);
  });

  it('marks the place', () => {
    const [error] = mistakes({ modules: { tm: { fr_timr: 5 } } });
    expect(error?.location).toEqual({
      file: '/etc/ksr/kamailio.config.ts',
      line: 4,
      column: 7,
      frame: '4 |       "fr_timr": 5\n  |       ^^^^^^^^^',
    });
  });

  it('has no place for what the file does not write out', () => {
    const elsewhere = { ...raw({ max_branches: 99 }), source: `export { default } from './base.ts';\n` };
    const [error] = validate(elsewhere, MODULES).mistakes;
    expect(error?.code).toBe('E_CONFIG_VALUE');
    expect(error?.location).toBeUndefined();
    expect(locate(elsewhere, ['max_branches'])).toBeUndefined();
  });
});
