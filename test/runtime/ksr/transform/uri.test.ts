import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE, octets, textOf, Transforms } from './of.ts';

let t: Transforms;
beforeAll(async () => {
  t = await Transforms.make();
});

const OPS = [
  'user',
  'host',
  'port',
  'passwd',
  'params',
  'headers',
  'scheme',
  'transport',
  'ttl',
  'uparam',
  'maddr',
  'method',
  'lr',
  'r2',
  'tosocket',
  'saor',
  'suri',
  'duri',
  'param,x',
  'rmparam,x',
] as const;

/** What each operation gives for one URI; those that are not named give ''. */
function all(parts: Partial<Record<(typeof OPS)[number], string | number | null>>, otherwise: string | null = ''): unknown[] {
  return OPS.map((op) => (op in parts ? parts[op] : otherwise));
}

describe('all parts of', () => {
  it.each([
    ['sip:h', { host: 'h', port: 0, scheme: 'sip', saor: 'sip:h', suri: 'sip:h', duri: 'sip:h', 'rmparam,x': 'sip:h' }],
    [
      'sip:a@[2001:db8::1]:5062;x=1',
      {
        user: 'a',
        host: '[2001:db8::1]',
        port: 5062,
        scheme: 'sip',
        params: 'x=1',
        'param,x': '1',
        saor: 'sip:a@[2001:db8::1]',
        suri: 'sip:a@[2001:db8::1]:5062',
        duri: 'sip:[2001:db8::1]:5062',
        'rmparam,x': 'sip:a@[2001:db8::1]:5062',
      },
    ],
    [
      'sips:a:b@h;transport=tcp;maddr=m;ttl=1;lr;r2=on;method=BYE?S=1&T=2',
      {
        user: 'a',
        passwd: 'b',
        host: 'h',
        port: 0,
        scheme: 'sips',
        params: 'transport=tcp;maddr=m;ttl=1;lr;r2=on;method=BYE',
        headers: 'S=1&T=2',
        transport: 'tcp',
        ttl: '1',
        maddr: 'm',
        method: 'BYE',
        r2: 'on',
        tosocket: 'tcp:h:5060',
        saor: 'sips:a@h',
        suri: 'sips:a@h;transport=tcp',
        duri: 'sips:h;transport=tcp',
        'rmparam,x': 'sips:a:b@h;transport=tcp;maddr=m;ttl=1;lr;r2=on;method=BYE?S=1&T=2',
      },
    ],
    [
      'sip:+1-201;isub=3;ext=4@h;user=phone',
      {
        user: '+1-201',
        host: 'h',
        port: 0,
        scheme: 'sip',
        params: 'user=phone',
        uparam: 'phone',
        saor: 'sip:+1-201@h',
        suri: 'sip:+1-201@h',
        duri: 'sip:h',
        'rmparam,x': 'sip:+1-201;isub=3;ext=4@h;user=phone',
      },
    ],
  ] as [string, Parameters<typeof all>[0]][])('%s', (text, parts) => {
    expect(OPS.map((op) => t.of(text, `uri.${op}`))).toEqual(all(parts));
  });
  it.each(['', ' ', 'x', 'http://h/', 'sip:', 'sip', ':', 'sip:a b@h', 'sip:h\r\n', 'sip:h\0', '<sip:h>', 'mailto:a@b'])(
    '%j is nothing',
    (text) => {
      expect(OPS.map((op) => t.of(text, `uri.${op}`))).toEqual(all({}, null));
    },
  );
});

describe('{uri.param} and {uri.rmparam}', () => {
  it.each([
    ['sip:h;X=1', 'x', '1', 'sip:h'],
    ['sip:h;x', 'X', '', 'sip:h'],
    ['sip:h;xy=1', 'x', '', 'sip:h;xy=1'],
    ['sip:h;y=x', 'x', '', 'sip:h;y=x'],
    ['sip:x=1@h', 'x', '', 'sip:x=1@h'],
    ['sip:h?x=1', 'x', '', 'sip:h?x=1'],
    ['sip:a@h:5070;a=1;x=2;b=3?H=v', 'x', '2', 'sip:a@h:5070;a=1;b=3?H=v'],
    ['sip:h;x=1;x=2', 'x', '1', 'sip:h;x=2'],
    ['sip:h;__proto__=1', '__proto__', '1', 'sip:h'],
    ['sip:h', 'constructor', '', 'sip:h'],
  ])('of %s, %s', (text, name, value, without) => {
    expect(t.of(text, `uri.param,${name}`)).toBe(value);
    expect(t.of(text, `uri.rmparam,${name}`)).toBe(without);
  });
  it('the name may come from a variable', () => {
    t.at.set('$var(p)', 'Lr');
    expect(t.of('sip:h;lr=on', 'uri.param,$var(p)')).toBe('on');
    expect(t.of('sip:h;lr=on', 'uri.rmparam,$var(p)')).toBe('sip:h');
    expect(t.of('sip:h;lr=on', 'uri.rmparam,$du')).toBe('sip:h;lr=on');
  });
});

describe('URIs of any parts', () => {
  const word = textOf('abc019-_.', 8).filter((text) => text !== '');
  const host = fc.constantFrom('h', 'biloxi.example.com', '192.0.2.1', '[2001:db8::1]');
  const uris = fc.record({
    scheme: fc.constantFrom('sip', 'sips'),
    user: fc.option(word),
    password: fc.option(word),
    host,
    port: fc.option(fc.integer({ min: 1, max: 65535 })),
    params: fc.array(fc.tuple(word, fc.option(word)), { maxLength: 4 }),
    headers: fc.option(fc.tuple(word, word)),
  });
  it('are taken apart as they were put together', () => {
    fc.assert(
      fc.property(uris, (of) => {
        const user = of.user ?? '';
        const password = of.user === null ? '' : (of.password ?? '');
        const params = of.params.map(([name, value]) => (value === null ? name : `${name}=${value}`)).join(';');
        const headers = of.headers === null ? '' : `${of.headers[0]}=${of.headers[1]}`;
        const place = `${of.host}${of.port === null ? '' : `:${of.port}`}`;
        const login = user === '' ? '' : `${user}${password === '' ? '' : `:${password}`}@`;
        const text = `${of.scheme}:${login}${place}${params === '' ? '' : `;${params}`}${headers === '' ? '' : `?${headers}`}`;
        const at = user === '' ? '' : `${user}@`;
        expect(['user', 'passwd', 'host', 'port', 'params', 'headers', 'scheme'].map((op) => t.of(text, `uri.${op}`))).toEqual([
          user,
          password,
          of.host,
          of.port ?? 0,
          params,
          headers,
          of.scheme,
        ]);
        expect(t.of(text, 'uri.saor')).toBe(`${of.scheme}:${at}${of.host}`);
        expect(t.of(text, 'uri.suri')).toBe(`${of.scheme}:${at}${place}`);
        expect(t.of(text, 'uri.duri')).toBe(`${of.scheme}:${place}`);
        for (const [name] of of.params) {
          const first = of.params.find(([other]) => other === name)!;
          expect(t.of(text, `uri.param,${name}`)).toBe(first[1] ?? '');
          const without = t.of(text, `uri.rmparam,${name}`) as string;
          expect(text.length - without.length).toBe(1 + name.length + (first[1] === null ? 0 : 1 + first[1].length));
          expect(t.of(without, 'uri.host')).toBe(of.host);
        }
      }),
    );
  });
  it('nothing hostile throws', () => {
    const before = performance.now();
    for (const text of [
      ...HOSTILE,
      `sip:h${';x'.repeat(50_000)}`,
      `sip:${'a'.repeat(100_000)}@h`,
      `sip:${'@'.repeat(100_000)}`,
    ]) {
      for (const op of OPS) expect(['string', 'number', 'object']).toContain(typeof t.of(text, `uri.${op}`));
    }
    expect(performance.now() - before).toBeLessThan(2000);
    fc.assert(
      fc.property(octets, (text) => {
        const read = OPS.map((op) => t.of(`sip:${text}`, `uri.${op}`));
        // readable as a whole or not at all
        expect(new Set(read.map((value) => value === null)).size).toBe(1);
      }),
    );
  });
});

describe('{urialias.*}', () => {
  it.each([
    ['sip:h:5070', 'h~5070~1', 'sip:h:5070'],
    ['sip:u@h:5070;transport=UDP', 'h~5070~1', 'sip:h:5070'],
    ['sip:h;transport=TCP', 'h~5060~2', 'sip:h:5060;transport=tcp'],
    ['sip:h;transport=tls', 'h~5061~3', 'sip:h:5061;transport=tls'],
    ['sip:h:1;transport=sctp', 'h~1~4', 'sip:h:1;transport=sctp'],
    ['sip:h:80;transport=ws', 'h~80~5', 'sip:h:80;transport=ws'],
    ['sip:h:443;transport=wss', 'h~443~6', 'sip:h:443;transport=wss'],
    ['sip:[::1]:65535', '[::1]~65535~1', 'sip:[::1]:65535'],
  ])('%s becomes %s', (uri, alias, back) => {
    expect(t.of(uri, 'urialias.encode')).toBe(alias);
    expect(t.of(alias, 'urialias.decode')).toBe(back);
    expect(t.of(back, 'urialias.encode')).toBe(alias);
  });
  it.each([
    '',
    '~',
    '~~',
    'h~~1',
    'h~5060~',
    'h~65536~1',
    'h~-1~1',
    'h~5060~0',
    'h~5060~7',
    'h~5060~01',
    'h~ 5060~1',
    'h~5e3~1',
    'h~5060~udp',
  ])('%j is no alias', (text) => {
    expect(t.of(text, 'urialias.decode')).toBeNull();
  });
  it.each(['', 'tel:+1', 'h', 'sip:'])('%j has none', (text) => {
    expect(t.of(text, 'urialias.encode')).toBeNull();
  });
});
