import { join } from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { defineConfig } from '../../../runtime/config/define.ts';
import { findConfig, loadConfig, readConfig } from '../../../runtime/config/load.ts';
import { KsrError } from '../../../runtime/errors.ts';
import { folderOf } from '../../support/folder.ts';

const LOOSE = new Map(
  ['tm', 'tmx', 'sl', 'nathelper'].map((name) => [name, { name, requires: [], params: z.looseObject({}) }] as const),
);

function file(text: string, name: string = 'kamailio.config.ts', more: Readonly<Record<string, string>> = {}): string {
  return join(folderOf({ [name]: text, ...more }), name);
}

describe('readConfig', () => {
  it.each([
    { name: 'kamailio.config.ts', text: `export default { listen: ['udp:127.0.0.1:5060'] as const };` },
    {
      name: 'kamailio.config.ts',
      text: `import { defineConfig } from 'ksr';\nexport default defineConfig({ listen: ['udp:127.0.0.1:5060'] });`,
    },
    {
      name: 'other.mts',
      text: `const listen: string[] = ['udp:127.0.0.1:5060'];\nexport { c as default };\nconst c = { listen };`,
    },
    { name: 'kamailio.config.js', text: `export default { listen: ['udp:127.0.0.1:5060'] };` },
    { name: 'kamailio.config.js', text: `module.exports = { listen: ['udp:127.0.0.1:5060'] };` },
    { name: 'kamailio.config.cjs', text: `exports.listen = ['udp:127.0.0.1:5060'];` },
    { name: 'kamailio.config.mjs', text: `export default { listen: ['udp:127.0.0.1:5060'] };` },
    { name: 'kamailio.config.json', text: `{ "listen": ["udp:127.0.0.1:5060"] }` },
  ])('runs $name: $text', async ({ name, text }) => {
    const path = file(text, name);
    const raw = await readConfig(path);
    expect(raw).toMatchObject({ file: path, source: text, value: { listen: ['udp:127.0.0.1:5060'] }, inputs: [path] });
  });

  it('may be of several files, read the environment and compute', async () => {
    const path = file(
      `import { base } from './base.ts';\nimport { hostname } from 'node:os';
export default { ...base, defines: { home: process.env.HOME ?? '', host: hostname() } };`,
      'kamailio.config.ts',
      { 'base.ts': 'export const base = { max_branches: 3 };' },
    );
    const raw = await readConfig(path);
    expect(raw.value).toMatchObject({ max_branches: 3, defines: { home: process.env['HOME'] } });
    expect(raw.inputs).toHaveLength(2);
  });

  it.each([
    { name: 'a syntax error', text: 'export default {\n  listen: [,\n};', place: { line: 3 }, problem: /Expected|Unexpected/ },
    {
      name: 'an error while it runs',
      text: '\nexport default { a: (undefined as any).b };',
      place: { line: 2, column: 40 },
      problem: /^TypeError: /,
    },
    {
      name: 'an import that is not there',
      text: `import './gone.ts';\nexport default {};`,
      place: { line: 1, column: 8 },
      problem: /^Could not resolve/,
    },
    {
      name: 'a package that is not there',
      text: `import x from 'gone';\nexport default { x };`,
      place: { line: 1 },
      problem: /Cannot find module 'gone'$/,
    },
  ])('says the place of $name', async ({ text, place, problem }) => {
    const path = file(text);
    const failed = readConfig(path);
    await expect(failed).rejects.toBeInstanceOf(KsrError);
    await expect(failed).rejects.toMatchObject({
      code: 'E_CONFIG_LOAD',
      facts: { file: path, problem: expect.stringMatching(problem) as string },
      location: { file: path, ...place },
    });
  });

  it.each([
    { text: 'export const listen = [];', problem: 'it has no default export' },
    { text: '', problem: 'its default export is not an object' },
    { text: 'export default 5;', problem: 'its default export is not an object' },
    { text: 'export default [];', problem: 'its default export is not an object' },
    { text: 'export default null;', problem: 'its default export is not an object' },
    { text: 'export default () => ({});', problem: 'its default export is not an object' },
  ])('refuses $text', async ({ text, problem }) => {
    const failed = readConfig(file(text));
    if (text === '') await expect(failed).resolves.toMatchObject({ value: {} });
    else await expect(failed).rejects.toMatchObject({ code: 'E_CONFIG_LOAD', facts: { problem } });
  });

  it('says which file is missing', async () => {
    const path = join(folderOf({}), 'kamailio.config.ts');
    await expect(readConfig(path)).rejects.toMatchObject({ code: 'E_CONFIG_NOT_FOUND', facts: { file: path } });
  });
});

describe('loadConfig', () => {
  it('gives a checked configuration', async () => {
    const path = file(`export default { modules: { tm: { fr_timer: 30000 }, sl: {} }, routes: './r.ts' };`);
    await expect(loadConfig(path, LOOSE)).resolves.toMatchObject({
      routes: join(path, '../r.ts'),
      modules: { tm: { fr_timer: 30_000 }, sl: {} },
      max_branches: 12,
    });
  });

  it('takes what a configuration for Kamailio becomes: many modules, few parameters, in its own layout', async () => {
    const path = file(`export default {
  listen: ['udp:127.0.0.1:5060'],
  routes: './routes.ts',
  modules: {
    tm: { fr_timer: 30000 }, tmx: {}, sl: {},
    nathelper: { received_avp: '$avp(RECEIVED)' },
  },
};
`);
    const config = await loadConfig(path, LOOSE);
    expect(Object.keys(config.modules)).toEqual(['tm', 'tmx', 'sl', 'nathelper']);
    expect(config.modules['nathelper']).toEqual({ received_avp: '$avp(RECEIVED)' });
  });

  it('throws the first mistake', async () => {
    const path = file(`export default {\n  max_branches: 99,\n  lisen: [],\n};`);
    await expect(loadConfig(path, LOOSE)).rejects.toMatchObject({ code: 'E_CONFIG_VALUE', location: { line: 2, column: 3 } });
  });
});

describe('findConfig', () => {
  it.each([
    { has: ['kamailio.config.ts', 'kamailio.config.js', 'kamailio.config.json'], finds: 'kamailio.config.ts' },
    { has: ['kamailio.config.json', 'kamailio.config.mjs'], finds: 'kamailio.config.mjs' },
    { has: ['kamailio.config.json'], finds: 'kamailio.config.json' },
    { has: ['other.config.ts'], finds: 'kamailio.config.ts' },
    { has: [], finds: 'kamailio.config.ts' },
  ])('finds $finds among $has', async ({ has, finds }) => {
    const folder = folderOf(Object.fromEntries(has.map((name) => [name, ''])));
    await expect(findConfig(folder)).resolves.toBe(join(folder, finds));
  });
});

describe('defineConfig', () => {
  it('changes nothing', () => {
    const written = { modules: { tm: {} } };
    expect(defineConfig(written)).toBe(written);
  });

  it('knows the options, and which modules were named', () => {
    const config = defineConfig({ listen: ['udp:0.0.0.0:5060'], modules: { tm: { fr_timer: 5 }, sl: {} } });
    expectTypeOf<keyof NonNullable<typeof config.modules>>().toEqualTypeOf<'tm' | 'sl'>();
    // @ts-expect-error: there is no such option
    defineConfig({ lisen: [] });
    // @ts-expect-error: there is no such protocol
    defineConfig({ listen: [{ proto: 'smtp', address: '0.0.0.0' }] });
    // @ts-expect-error: not a level
    defineConfig({ log: { level: 'loud' } });
  });
});
