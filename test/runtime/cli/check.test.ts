import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../../../runtime/cli/check.ts';
import { KsrError } from '../../../runtime/errors.ts';
import { GOOD, world } from './around.ts';

describe('check', () => {
  it('says that all is in order, and starts nothing', async () => {
    const around = world();
    expect(await check({}, around)).toBe(0);
    expect(around.out).toEqual(['kamailio.config.ts is in order: modules tm\nroutes/routes.ts is in order: requestRoute\n']);
    expect(around.err).toEqual([]);
    expect(around.servers.map(({ calls }) => calls)).toEqual([[]]);
    expect(around.servers[0]?.options.log.enabled('fatal')).toBe(false);
  });

  it('can say it to programs', async () => {
    const around = world();
    expect(await check({ json: true }, around)).toBe(0);
    expect(JSON.parse(around.out.join(''))).toEqual({
      ok: true,
      config: join(around.cwd, 'kamailio.config.ts'),
      routes: join(around.cwd, 'routes/routes.ts'),
      mistakes: [],
      warnings: [],
    });
  });

  it('is content without modules', async () => {
    const around = world({ files: { ...GOOD, 'kamailio.config.ts': 'export default {};' } });
    expect(await check({}, around)).toBe(0);
    expect(around.out.join('')).toContain('in order: no modules');
  });

  it('prints what is odd, and is content nevertheless', async () => {
    const routes = 'export function requestRoute(): unknown { return { a: 1, a: 2 }; }';
    const around = world({ files: { ...GOOD, 'routes/routes.ts': routes } });
    expect(await check({}, around)).toBe(0);
    expect(around.err).toEqual(['ksr: warning  routes/routes.ts:1:58 Duplicate key "a" in object literal\n']);
  });

  it('prints all mistakes of the configuration, each with its place', async () => {
    const around = world({
      files: {
        ...GOOD,
        'kamailio.config.ts': `export default {\n  lisen: [],\n  modules: { tmx: { x: 1 }, tm: { fr_timr: 5 } },\n};\n`,
      },
    });
    expect(await check({}, around)).toBe(3);
    expect(around.out).toEqual([]);
    const text = around.err.join('');
    expect(text.match(/^ksr: E_\w+/gm)).toEqual(['ksr: E_CONFIG_KEY', 'ksr: E_MODULE_PARAM', 'ksr: E_MODULE_PARAM']);
    expect(text).toContain(
      [
        'ksr: E_CONFIG_KEY  kamailio.config.ts sets "lisen", which is not an option; did you mean listen?',
        '',
        '   kamailio.config.ts:2:3',
        '   2 |   lisen: [],',
        '     |   ^^^^^',
        '',
        'ksr: E_MODULE_PARAM',
      ].join('\n'),
    );
    expect(around.servers).toEqual([]);
  });

  it('tells mistakes to programs with code, facts and place', async () => {
    const around = world({ files: { ...GOOD, 'kamailio.config.ts': 'export default { max_branches: 99 };' } });
    expect(await check({ json: true }, around)).toBe(3);
    expect(JSON.parse(around.out.join(''))).toMatchObject({
      ok: false,
      routes: null,
      mistakes: [
        {
          code: 'E_CONFIG_VALUE',
          blame: 'user',
          facts: { key: 'max_branches' },
          location: { file: join(around.cwd, 'kamailio.config.ts'), line: 1, column: 18 },
        },
      ],
    });
    expect(around.err).toEqual([]);
  });

  it.each([
    { name: 'no configuration', files: {}, code: 'E_CONFIG_NOT_FOUND', place: undefined },
    {
      name: 'a configuration that can not be loaded',
      files: { ...GOOD, 'kamailio.config.ts': '\nthrow 5;' },
      code: 'E_CONFIG_LOAD',
      place: undefined,
    },
    { name: 'no routes', files: { 'kamailio.config.ts': 'export default {};' }, code: 'E_ROUTES_NOT_FOUND', place: undefined },
    {
      name: 'routes that can not be built',
      files: { ...GOOD, 'routes/routes.ts': '\nexport {' },
      code: 'E_ROUTES_BUILD',
      place: 'routes/routes.ts:2:9',
    },
    {
      name: 'routes that throw',
      files: { ...GOOD, 'routes/routes.ts': '\n\nthrow new Error("x");' },
      code: 'E_ROUTES_EVALUATE',
      place: 'routes/routes.ts:3:7',
    },
    {
      name: 'a misspelt export',
      files: { ...GOOD, 'routes/routes.ts': 'export function requestRout() {}' },
      code: 'E_ROUTES_EXPORT',
      place: 'routes/routes.ts:1:17',
    },
  ])('finds $name', async ({ files, code, place }) => {
    const around = world({ files });
    expect(await check({}, around)).toBe(3);
    const text = around.err.join('');
    expect(text).toMatch(new RegExp(`^ksr: ${code} `));
    expect(text).not.toContain(around.cwd);
    if (place) expect(text).toContain(`\n   ${place}\n`);
  });

  it('finds what only the server can see, and shows the place in listen', async () => {
    const around = world({
      files: {
        ...GOOD,
        'kamailio.config.ts': `export default {\n  listen: [\n    'udp:127.0.0.1:5060',\n    'upd:1',\n  ],\n};`,
      },
      server: {
        create: () => {
          throw new KsrError('E_LISTEN_SYNTAX', { text: 'upd:1', problem: 'where upd is no protocol' });
        },
      },
    });
    expect(await check({}, around)).toBe(3);
    expect(around.err.join('')).toContain(
      'E_LISTEN_SYNTAX  listen has "upd:1", where upd is no protocol\n\n   kamailio.config.ts:4:5\n',
    );
  });

  it('takes another file as configuration, with routes beside it', async () => {
    const around = world({ files: { 'a/b.json': '{ "routes": "c.mjs" }', 'a/c.mjs': 'export const requestRoute = () => {};' } });
    expect(await check({ config: 'a/b.json' }, around)).toBe(0);
    expect(around.out.join('')).toContain('a/b.json is in order');
  });

  it('leaves defects to the caller', async () => {
    const around = world({ server: { create: () => Promise.reject(new RangeError('no')) } });
    await expect(check({}, around)).rejects.toThrow(new RangeError('no'));
  });
});
