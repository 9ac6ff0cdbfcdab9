import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import { testServer, type TestServer } from '../../../support/context.ts';
import { Arrived, bareServer, invite, ok } from '../arrive.ts';

// Several names for one thing: variables, selects and transformations have to agree (spec/modules.md 5.1, 5.2)

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});

describe('a URI', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abc019-_.'), minLength: 1, maxLength: 8 });
  const uris = fc
    .tuple(
      fc.constantFrom('sip', 'sips'),
      fc.option(word),
      fc.constantFrom('h', 'p.example.com', '192.0.2.1', '[2001:db8::1]'),
      fc.option(fc.integer({ min: 1, max: 65535 })),
      fc.option(fc.constantFrom('udp', 'TCP', 'tls', 'ws')),
    )
    .map(([scheme, user, host, port, transport]) => ({
      text: `${scheme}:${user === null ? '' : `${user}@`}${host}${port === null ? '' : `:${port}`}${transport === null ? '' : `;transport=${transport}`}`,
      scheme,
      user,
      host,
      port,
      transport,
    }));
  it('of the request line is the same by all its names', () => {
    fc.assert(
      fc.property(uris, ({ text, scheme, user, host, port, transport }) => {
        const at = new Arrived(server, invite({ line: `INVITE ${text} SIP/2.0` }));
        const all = (...names: string[]): unknown[] => names.map((name) => at.get(name));
        expect(all('$ru', '$ou', '$nh(u)', '$sel(ruri)', '$sel(next_hop)')).toEqual([text, text, text, text, text]);
        expect(all('$rU', '$oU', '$nh(U)', '$sel(ruri.user)')).toEqual([user, user, user, user]);
        expect(all('$rd', '$od', '$nh(d)', '$sel(ruri.host)', '$(ru{uri.host})')).toEqual([host, host, host, host, host]);
        const shown = String(port ?? 5060);
        expect(all('$rp', '$op', '$sel(ruri.hostport)')).toEqual([shown, shown, `${host}:${shown}`]);
        expect(all('$rP', '$oP')).toEqual([transport ?? 'UDP', transport ?? 'UDP']);
        expect(all('$rz', '$sel(ruri.type)', '$(ru{uri.scheme})')).toEqual([scheme, scheme, scheme]);
        expect(all('$(ru{uri.transport})', '$sel(ruri.params.transport)')).toEqual([transport ?? '', transport]);
        expect(all('$du', '$dd', '$sel(dst_uri)', '$sel(dst_uri.host)')).toEqual([null, null, null, null]);
      }),
    );
  });
  it('of the next hop stands in front of it', () => {
    fc.assert(
      fc.property(uris, ({ text, host, port }) => {
        const at = new Arrived(server, invite());
        expect(at.set('$du', text)).toBe(true);
        for (const name of ['$du', '$nh(u)', '$sel(dst_uri)', '$sel(next_hop)']) expect(at.get(name)).toBe(text);
        for (const name of ['$dd', '$nh(d)', '$sel(dst_uri.host)', '$(du{uri.host})']) expect(at.get(name)).toBe(host);
        if (port !== null) expect(at.get('$dp')).toBe(String(port));
        expect(at.get('$ru')).toBe('sip:bob@biloxi.example.com');
        expect(at.set('$du', null)).toBe(true);
        expect([at.get('$du'), at.get('$nh(u)')]).toEqual([null, 'sip:bob@biloxi.example.com']);
      }),
    );
  });
  it('of an address is the same by all its names', () => {
    fc.assert(
      fc.property(uris, fc.constantFrom('From', 'To', 'Contact'), ({ text, user, host }, field) => {
        const at = new Arrived(server, invite({ fields: [`${field}: "A" <${text}>;tag=t`] }));
        const letter = field === 'From' ? 'f' : 't';
        const select = field.toLowerCase();
        const names = field === 'Contact' ? ['$ctu'] : [`$${letter}u`];
        for (const name of [...names, `$sel(${select}.uri)`, `$(hdr(${field}){tobody.uri})`, `$(hdr(${field}){nameaddr.uri})`]) {
          expect([name, at.get(name)]).toEqual([name, text]);
        }
        for (const name of [...(field === 'Contact' ? [] : [`$${letter}U`]), `$sel(${select}.uri.user)`])
          expect(at.get(name)).toBe(user);
        for (const name of [...(field === 'Contact' ? [] : [`$${letter}d`]), `$sel(${select}.uri.host)`])
          expect(at.get(name)).toBe(host);
        if (field !== 'Contact') expect([at.get(`$${letter}t`), at.get(`$sel(${select}.tag)`)]).toEqual(['t', 't']);
      }),
    );
  });
  it('of a request is none of a reply', () => {
    const at = new Arrived(server, ok());
    for (const name of ['$ru', '$rU', '$rd', '$sel(ruri)', '$sel(ruri.user)']) expect([name, at.get(name)]).toEqual([name, null]);
  });
});

describe('time', () => {
  it.each([
    [Date.UTC(2026, 1, 3, 4, 5, 6, 789), [6, 5, 4, 3, 2, 2026, 2, 33, 0], 789_000],
    [Date.UTC(2024, 11, 31, 23, 59, 59, 0), [59, 59, 23, 31, 12, 2024, 2, 365, 0], 0],
    [Date.UTC(2000, 0, 1, 0, 0, 0, 1), [0, 0, 0, 1, 1, 2000, 6, 0, 0], 1000],
  ])('at %i', async (wall, fields, micros) => {
    const clock = new VirtualClock(wall);
    const own = await testServer({ modules: [], clock });
    const at = new Arrived(own, invite());
    const now = clock.wall();
    const seconds = Math.floor(now / 1000);
    expect(now).toBe(wall);
    expect(['sec', 'min', 'hour', 'mday', 'mon', 'year', 'wday', 'yday', 'isdst'].map((of) => at.get(`$utime(${of})`))).toEqual(
      fields,
    );
    expect(['$Ts', '$TS', '$TV(s)', '$TV(sn)'].map((name) => at.get(name))).toEqual([seconds, seconds, seconds, seconds]);
    expect([at.get('$TV(u)'), at.get('$TV(un)')]).toEqual([micros, micros]);
    expect(at.get('$TV(Sn)')).toBe(`${seconds}.${String(micros).padStart(6, '0')}`);
    expect(at.get('$utimef(%FT%TZ)')).toBe(new Date(seconds * 1000).toISOString().replace('.000', ''));
    expect([at.get('$Tf'), at.get('$TF'), at.get('$timef(%c)')]).toEqual([at.get('$timef(%c)'), at.get('$Tf'), at.get('$TF')]);
    const started = at.get('$Tb');
    clock.advance(5000);
    expect([at.get('$Tb'), at.get('$Ts')]).toEqual([started, seconds + 5]);
    await own.stop();
  });
});
