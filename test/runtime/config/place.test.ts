import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../runtime/config/place.ts';

const SOURCE = `// modules: in a comment
import { defineConfig } from 'ksr';
interface Own { listen: string }
const listenOn = 'listen: not this one';
/* routes: nor
   this */
export default defineConfig({
  listen: ['udp:0.0.0.0:5060', { proto: 'udp', address: '::1', port: 5062 }, "c"],
  'routes': './r.ts',
  aliases: [],
  defines: { listen: 'x', 'with space': 1 },
  modules: {
    tm: { fr_timer: 30000, nested: { list: [{ a: 1 }, { b: [2, 3] }] } },
    nathelper: natParams,
    sl: {}, // tm: again
    registrar,
    $odd_1: { größe: 2 },
  },
  limits() {},
});
`;

/** The text at a place, with its line. */
function at(path: readonly PropertyKey[], source: string = SOURCE): string | undefined {
  const span = placeOf(source, path);
  return span && `${source.slice(0, span.at).split('\n').length}: ${source.slice(span.at, span.at + span.length)}`;
}

describe('placeOf', () => {
  it.each([
    { path: ['modules'], found: '12: modules' },
    { path: ['routes'], found: `9: 'routes'` },
    { path: ['aliases'], found: '10: aliases' },
    { path: ['limits'], found: '19: limits' },
    { path: ['modules', 'tm'], found: '13: tm' },
    { path: ['modules', 'tm', 'fr_timer'], found: '13: fr_timer' },
    { path: ['modules', 'tm', 'nested', 'list', 1, 'b', 1], found: '13: 3' },
    { path: ['modules', 'sl'], found: '15: sl' },
    { path: ['modules', 'registrar'], found: '16: registrar' },
    { path: ['modules', '$odd_1', 'größe'], found: '17: größe' },
    { path: ['listen', 0], found: `8: 'udp:0.0.0.0:5060'` },
    { path: ['listen', 1], found: '8: {' },
    { path: ['listen', 1, 'port'], found: '8: port' },
    { path: ['listen', 2], found: '8: "c"' },
    { path: ['defines', 'listen'], found: '11: listen' },
    { path: ['defines', 'with space'], found: `11: 'with space'` },
  ])('finds $path', ({ path, found }) => {
    expect(at(path)).toBe(found);
  });

  it.each([
    { path: ['modules', 'tm', 'missing'], found: '13: tm' },
    { path: ['modules', 'nathelper', 'received_avp'], found: '14: nathelper' },
    { path: ['modules', 'registrar', 'max_expires'], found: '16: registrar' },
    { path: ['modules', 'missing', 'x'], found: '12: modules' },
    { path: ['listen', 3], found: '8: listen' },
    { path: ['listen', 'proto'], found: '8: listen' },
    { path: ['listen', 0, 'proto'], found: `8: 'udp:0.0.0.0:5060'` },
    { path: ['routes', 0], found: `9: 'routes'` },
  ])('gives what is written out of $path', ({ path, found }) => {
    expect(at(path)).toBe(found);
  });

  it.each([{ path: ['missing'] }, { path: ['missing', 'tm'] }, { path: [] }, { path: [0] }, { path: [Symbol('x')] }])(
    'finds nothing of $path',
    ({ path }) => {
      expect(at(path)).toBeUndefined();
    },
  );

  it('prefers the outermost of several', () => {
    expect(at(['a'], 'x({ b: { a: 1 },\n a: 2 })')).toBe('2: a');
    expect(at(['a'], '{ a: 1 }\n{ a: 2 }')).toBe('1: a');
  });

  it('prefers what is exported', () => {
    expect(at(['a'], 'const b = { a: 1 };\nexport default { c: { a: 2 } };')).toBe('2: a');
    expect(at(['a'], 'const b = { a: 1 };\nexport default b;')).toBe('1: a');
    expect(at(['a', 'b'], 'module.exports = {\n a: { b: 1 } };')).toBe('2: b');
  });

  it.each(['', '}', ')))]]', '{ "a', '`${', '/*', "'\n", '{ a: [ }', '\u0000'])('survives %j', (source) => {
    expect(() => placeOf(source, ['a', 0, 'b'])).not.toThrow();
  });

  it('reads JSON', () => {
    expect(at(['modules', 'tm', 'x'], '{ "listen": [],\n "modules": {\n "tm": { "x": 1 } } }')).toBe('3: "x"');
  });
});
