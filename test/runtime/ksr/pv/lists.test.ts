import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { viasOf } from '../../../../runtime/ksr/pv/via.ts';
import type { Value } from '../../../../runtime/routing/avps.ts';
import type { TestServer } from '../../../support/context.ts';
import { Arrived, bareServer, invite, ok } from '../arrive.ts';

// Variables that look into lists: Vias, items of fields, the destination set, pieces of the message (spec/modules.md 5.1)

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});

describe('Vias of any number, in fields of any number', () => {
  const via = fc.record({
    proto: fc.constantFrom('UDP', 'TCP', 'TLS', 'WS', 'WSS', 'SCTP', 'XYZ'),
    host: fc.constantFrom('h', '192.0.2.1', '[2001:db8::1]', 'p.example.com'),
    port: fc.option(fc.integer({ min: 1, max: 65535 })),
    branch: fc.option(fc.constantFrom('z9hG4bK1', 'z9hG4bK-x.y')),
    received: fc.option(fc.constantFrom('192.0.2.9', '2001:db8::9')),
    rport: fc.option(fc.constantFrom('', '5099')),
  });
  const IDS: Record<string, number> = { UDP: 1, TCP: 2, TLS: 3, SCTP: 4, WS: 5, WSS: 6, XYZ: 0 };
  const DEFAULTS: Record<string, number> = { TLS: 5061, WS: 80, WSS: 443 };
  type Of = typeof via extends fc.Arbitrary<infer T> ? T : never;
  const params = (of: Of): string =>
    [
      of.branch === null ? [] : [`branch=${of.branch}`],
      of.received === null ? [] : [`received=${of.received}`],
      of.rport === null ? [] : [of.rport === '' ? 'rport' : `rport=${of.rport}`],
    ]
      .flat()
      .join(';');
  const written = (of: Of): string => {
    const more = params(of);
    return `SIP/2.0/${of.proto} ${of.host}${of.port === null ? '' : `:${of.port}`}${more === '' ? '' : `;${more}`}`;
  };
  it('are read one by one', () => {
    fc.assert(
      fc.property(fc.array(via, { minLength: 1, maxLength: 5 }), fc.nat(), (vias, seed) => {
        // some stand in a field of their own, some behind a comma
        const fields = [`Via: ${written(vias[0]!)}`];
        vias.slice(1).forEach((of, n) => {
          if ((seed >> n) & 1) fields[fields.length - 1] += `, ${written(of)}`;
          else fields.push(`v: ${written(of)}`);
        });
        const text = invite({ fields }).replace('Via: SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bKnashds8\r\n', '');
        const at = new Arrived(server, text);
        expect(viasOf(at.cx.message).map(String)).toEqual(vias.map(written));
        for (const [variable, of] of [
          ['via0', vias[0]],
          ['via1', vias[1]],
          ['viaZ', vias.at(-1)],
        ] as const) {
          const read = ['host', 'proto', 'protoid', 'branch', 'received', 'rport', 'params'].map((part) =>
            at.get(`$${variable}(${part})`),
          );
          const expected = [of?.host, of?.proto, of && IDS[of.proto], of?.branch, of?.received, of?.rport, of && params(of)];
          // what is not there and what is empty have no value
          expect(read).toEqual(expected.map((value) => (value === '' ? null : (value ?? null))));
          if (of?.port !== undefined && of.port !== null) expect(at.get(`$${variable}(port)`)).toBe(of.port);
          if (of?.port === null && DEFAULTS[of.proto] === undefined) expect(at.get(`$${variable}(port)`)).toBe(5060);
          if (of?.port === null && of.proto === 'TLS') expect(at.get(`$${variable}(port)`)).toBe(5061);
        }
        expect(at.get('$hflc(Via)')).toBe(vias.length);
        vias.forEach((of, n) => {
          expect(at.get(`$(hfl(v)[${n}])`)).toBe(written(of));
          expect(at.get(`$sel(via[${n + 1}])`)).toBe(written(of));
          expect(at.get(`$sel(via[${n - vias.length}].host)`)).toBe(of.host);
        });
      }),
    );
  });
  it('stop at the first that can not be read', () => {
    const at = new Arrived(server, invite({ fields: ['Via: SIP/2.0/UDP a, junk, SIP/2.0/UDP b', 'Via: SIP/2.0/UDP c'] }));
    expect(viasOf(at.cx.message).map(String)).toEqual(['SIP/2.0/UDP a']);
    expect(at.get('$viaZ(host)')).toBe('a');
  });
  it('thousands of them take time that grows with their number', () => {
    const before = performance.now();
    const at = new Arrived(
      server,
      invite({ fields: [`Via: ${'SIP/2.0/UDP h;branch=z9hG4bKx, '.repeat(3000)}SIP/2.0/TCP last`] }),
    );
    expect(at.get('$viaZ(host)')).toBe('last');
    expect(at.get('$hflc(Via)')).toBe(3001);
    expect(at.get('$(hfl(Via)[-1])')).toBe('SIP/2.0/TCP last');
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

describe('items of fields', () => {
  it.each([
    ['Contact: <sip:a>, "B, C" <sip:b>', 'Contact', ['<sip:a>', '"B, C" <sip:b>']],
    ['m: <sip:a;x="y,z">', 'Contact', ['<sip:a;x="y,z">']],
    ['Route: <sip:a;lr>,<sip:b;lr>', 'route', ['<sip:a;lr>', '<sip:b;lr>']],
    ['Supported: path, outbound ,gruu', 'k', ['path', 'outbound', 'gruu']],
    ['Allow: INVITE', 'Allow', ['INVITE']],
    ['Contact: *', 'm', ['*']],
    // other fields are no lists
    ['Subject: a, b', 's', ['a, b']],
    ['X-List: a, b', 'X-List', ['a, b']],
    ['Date: Sat, 13 Nov 2010 23:29:00 GMT', 'date', ['Sat, 13 Nov 2010 23:29:00 GMT']],
  ])('%s', (field, asked, items) => {
    const at = new Arrived(server, invite({ fields: [field] }).replace('Contact: <sip:alice@pc33.example.com>\r\n', ''));
    expect(at.get(`$hflc(${asked})`)).toBe(items.length);
    expect(items.map((_, n) => at.get(`$(hfl(${asked})[${n}])`))).toEqual(items);
    expect(items.map((_, n) => at.get(`$(hfl(${asked})[${n - items.length}])`))).toEqual(items);
    expect(at.get(`$hfl(${asked})`)).toBe(items[0]);
    expect([at.get(`$(hfl(${asked})[${items.length}])`), at.get(`$(hfl(${asked})[*])`)]).toEqual([null, items.join(',')]);
  });
  it('none of a field that is not there', () => {
    const at = new Arrived(server, invite());
    for (const of of ['Route', 'X-A', '__proto__']) {
      expect([at.get(`$hflc(${of})`), at.get(`$hfl(${of})`), at.get(`$(hfl(${of})[*])`), at.get(`$hdrc(${of})`)]).toEqual([
        0,
        null,
        null,
        0,
      ]);
    }
  });
});

describe('the destination set', () => {
  const uri = fc.constantFrom('sip:a@h', 'sip:b@h:5070;x=y', 'tel:+1');
  const q = fc.option(fc.integer({ min: 0, max: 1000 }));
  it('is a list of branches, the oldest first', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(uri, q, fc.nat(255)), { maxLength: 14 }), (branches) => {
        const at = new Arrived(server, invite());
        const most = server.core.options.maxBranches - 1;
        const kept = branches.slice(0, most);
        branches.forEach(([of], n) => {
          expect(at.set('$br', of)).toBe(n < most);
        });
        kept.forEach(([, priority, flags], n) => {
          expect(at.set(`$(branch(q)[${n}])`, priority)).toBe(true);
          expect(at.set(`$(branch(flags)[${n}])`, flags)).toBe(true);
        });
        expect(at.get('$branch(count)')).toBe(kept.length === 0 ? null : kept.length);
        kept.forEach(([of, priority, flags], n) => {
          const read = ['uri', 'q', 'flags', 'dst_uri'].map((part) => at.get(`$(branch(${part})[${n}])`));
          expect(read).toEqual([of, priority, flags, null]);
          expect(at.get(`$(branch(uri)[${n - kept.length}])`)).toBe(of);
        });
        const shown = kept.map(([of, priority]) => (priority === null ? of : `<${of}>;q=${priority / 1000}`));
        expect(at.get('$bR')).toBe(kept.length === 0 ? null : shown.join(', '));
        expect(at.get(`$(branch(uri)[${kept.length}])`)).toBeNull();
        expect(at.set(`$(branch(uri)[${kept.length}])`, 'sip:x')).toBe(false);
      }),
    );
  });
  it.each([
    ['uri', ['', null, 5, 'sip:a b', 'sip:\r\n', 'sip:a>']],
    ['dst_uri', [5, 'sip:a b', '\r\n']],
    ['path', [5, 'a\r\nb', '\0']],
    ['q', ['1', -1, 1001]],
    ['flags', ['1']],
    ['ruid', [5, '\n']],
    ['send_socket', [5]],
  ] as [string, (Value | null)[]][])('refuses a %s', (part, values) => {
    const at = new Arrived(server, invite());
    at.set('$br', 'sip:a@h');
    const before = at.get(`$branch(${part})`);
    for (const value of values) expect([value, at.set(`$branch(${part})`, value)]).toEqual([value, false]);
    expect(at.get(`$branch(${part})`)).toBe(before);
  });
});

describe('pieces of the message', () => {
  it('are the message', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a\r\n\0 :\u00ff'), maxLength: 40 }), fc.boolean(), (body, isReply) => {
        const text = isReply ? ok({ body }) : invite({ body });
        const at = new Arrived(server, text);
        const get = (name: string): string => at.get(name) as string;
        expect([get('$mb'), get('$msg(buf)'), get('$sel(msg)')]).toEqual([text, text, text]);
        expect([at.get('$ml'), at.get('$msg(len)')]).toEqual([text.length, text.length]);
        expect([get('$rb'), at.get('$bs'), get('$msg(body)'), at.get('$msg(body_len)')]).toEqual([
          body,
          body.length,
          body,
          body.length,
        ]);
        expect(`${get('$msg(fline)')}\r\n${get('$msg(hdrs)')}\r\n\r\n${get('$rb')}`).toBe(text);
        expect(`${get('$msg(fpart)')}\r\n\r\n${get('$rb')}`).toBe(text);
        expect(`${get('$msg(fline)')}\r\n${get('$msg(lpart)')}`).toBe(text);
        expect(at.get('$msg(hdrs_len)')).toBe(get('$msg(hdrs)').length);
        expect(get('$mbu')).toBe(text);
        expect(at.get('$cl')).toBe(body.length);
      }),
    );
  });
});

describe('who a caller says to be', () => {
  it.each([
    ['$ai', 'P-Asserted-Identity: tel:+1', 'tel:+1'],
    ['$pU', 'P-Preferred-Identity: <tel:+1>', '+1'],
    ['$pd', 'P-Preferred-Identity: <tel:+1>', null],
    ['$pn', 'P-Preferred-Identity: <sip:a@b>', null],
    ['$pU', 'P-Preferred-Identity: <sip:b>', null],
    ['$pu', 'P-Preferred-Identity: junk <', null],
    ['$pu', 'P-Preferred-Identity:', null],
    ['$re', 'Remote-Party-ID: "A" <sip:a@b>;party=calling, <sip:c>', 'sip:a@b'],
    ['$dir', 'Diversion: <sip:a>;reason="no-answer"', 'no-answer'],
    ['$dir', 'Diversion: <sip:a>;reason=""', null],
    ['$dir', 'Diversion: <sip:a>', null],
    ['$dic', 'Diversion: <sip:a>, <sip:b>;counter=3', null],
    ['$di', 'diversion: <sip:a>\r\nDiversion: <sip:b>', 'sip:a'],
  ])('%s of %j', (name, field, value) => {
    expect(new Arrived(server, invite({ fields: [field] })).get(name)).toBe(value);
  });
});
