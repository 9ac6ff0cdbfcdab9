import { describe, expect, it } from 'vitest';
import { sanity } from '../../../modules/sanity/index.ts';
import { UriBit } from '../../../modules/sanity/uris.ts';
import { testServer } from '../../support/context.ts';
import { invite, ok } from '../../runtime/ksr/arrive.ts';

const server = await testServer({ modules: ['sanity'] });

/** @returns the result, and the first line of the answer */
function check(text: string, mask: number, uris: number = 0): [unknown, string] {
  server.sent.length = 0;
  const result = server.call(server.context(text), 'sanity.sanity_check', mask, uris);
  const answer = server.sent[0]?.text ?? '';
  return [result, answer.slice(0, Math.max(0, answer.indexOf('\r\n')))];
}

const PARTS: Readonly<Record<string, string>> = {
  username: '"a"',
  realm: '"r"',
  nonce: '"n"',
  uri: '"sip:x"',
  response: '"0123456789abcdef0123456789abcdef"',
};
function digest(parts: Readonly<Record<string, string>>): string {
  return `Digest ${Object.entries(parts)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')}`;
}
const GOOD: [unknown, string] = [1, ''];
const INCOMPLETE: [unknown, string] = [-1, 'SIP/2.0 400 Bad Auth Credentials'];
const UNREADABLE: [unknown, string] = [-1, 'SIP/2.0 400 Bad Auth Header'];

describe('digest credentials', () => {
  it.each(Object.keys(PARTS))('need %s, and a value of it', (name) => {
    const { [name]: gone, ...rest } = PARTS;
    expect(gone).toBeDefined();
    for (const parts of [rest, { ...PARTS, [name]: '""' }]) {
      const text = invite({ fields: [`Authorization: ${digest(parts)}`] });
      expect([check(text, 2048), check(text, 8192)]).toEqual([INCOMPLETE, INCOMPLETE]);
    }
  });

  it('may have their parts in any order, with any case of names, and others between', () => {
    const turned = Object.fromEntries(Object.entries(PARTS).reverse());
    const loud = Object.fromEntries(Object.entries(PARTS).map(([name, value]) => [name.toUpperCase(), value]));
    for (const value of [
      digest(PARTS),
      digest(turned),
      digest(loud),
      digest({ ...PARTS, opaque: '"o"', algorithm: 'MD5', x: 'y' }),
    ]) {
      for (const line of [
        `Authorization: ${value}`,
        `AUTHORIZATION:${value}`,
        `Authorization:\r\n ${value.replaceAll(', ', ',\r\n ')}`,
      ]) {
        const text = invite({ fields: [line] });
        expect([check(text, 2048), check(text, 8192)]).toEqual([GOOD, GOOD]);
      }
    }
  });

  it.each([
    [{ qop: 'auth' }, INCOMPLETE],
    [{ qop: 'auth', nc: '00000001' }, INCOMPLETE],
    [{ qop: 'auth', cnonce: '"c"' }, INCOMPLETE],
    [{ qop: 'auth', nc: '00000001', cnonce: '"c"' }, GOOD],
    [{ qop: '"auth"', nc: '00000001', cnonce: '"c"' }, GOOD],
    [{ nc: '00000001', cnonce: '"c"' }, GOOD],
  ] as const)('with %j', (more, expected) => {
    expect(check(invite({ fields: [`Authorization: ${digest({ ...PARTS, ...more })}`] }), 2048)).toEqual(expected);
  });

  it('all fields of both kinds are looked at', () => {
    const good = digest(PARTS);
    for (const fields of [
      [`Authorization: ${good}`, 'Authorization: Digest x'],
      [`Proxy-Authorization: ${good}`, `Authorization: ${good}`, 'Proxy-Authorization: Digest x'],
      ['Authorization: Digest x', `Proxy-Authorization: ${good}`],
    ]) {
      expect(check(invite({ fields }), 2048)).toEqual(UNREADABLE);
    }
    expect(check(invite({ fields: [`Authorization: ${good}`, `Proxy-Authorization: ${good}`] }), 2048)).toEqual(GOOD);
  });

  it('of replies are not answered', () => {
    expect(check(ok({ fields: ['Authorization: Digest x'] }), 2048)).toEqual([-1, '']);
  });
});

describe('URIs by bit', () => {
  it('are the four of Kamailio', () => {
    expect(UriBit).toEqual({ Request: 1, From: 2, To: 4, Contact: 8 });
  });
  const BROKEN: readonly (readonly [number, string, string])[] = [
    [1, invite({ line: 'INVITE sip:b@h:x SIP/2.0' }), 'SIP/2.0 400 Bad Request URI'],
    [2, invite({ fields: ['From: <sip:a@h:x>;tag=1'] }), 'SIP/2.0 400 Invalid From Header'],
    [4, invite({ fields: ['To: <sip:[::1>'] }), 'SIP/2.0 400 Invalid To Header'],
    [8, invite({ fields: ['Contact: <sip:a@h:x>'] }), 'SIP/2.0 400 Bad Contact URI'],
  ];
  it.each(BROKEN)('%i', (bit, text, line) => {
    for (let uris = 0; uris < 16; uris++) {
      expect([uris, ...check(text, 1024, uris)]).toEqual([uris, ...((uris & bit) !== 0 ? [-1, line] : GOOD)]);
    }
  });
  it('the first one that is broken is told', () => {
    const text = invite({ line: 'INVITE sip:b@h:x SIP/2.0', fields: ['From: <x>', 'To: <x>', 'Contact: <x>'] });
    for (const [uris, word] of [
      [15, 'Request URI'],
      [14, 'From'],
      [12, 'To'],
      [8, 'Contact'],
    ] as const) {
      expect(check(text, 1024, uris)[1]).toContain(word);
    }
  });
});

describe('defaults', () => {
  it.each<readonly [string, string | number]>([
    ['default_checks', 3047],
    ['uri_checks', 7],
    ['proxy_require', ''],
    ['autodrop', 1],
    ['noreply', 0],
    ['size_message', 16384],
    ['size_headers', 8192],
    ['size_body', 8192],
    ['size_header', 2048],
    ['size_method', 32],
    ...['ruri', 'from_uri', 'to_uri', 'contact_uri', 'route_uri', 'path_uri', 'pai_uri'].map(
      (one) => [`size_${one}`, 256] as const,
    ),
  ])('%s is %j, as in Kamailio', (name, by) => {
    expect(sanity.params.parse({})).toHaveProperty(name, by);
  });
});
