import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kx } from '../../../modules/kemix/facade.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { parseUri } from '../../../runtime/sip/uri.ts';
import { testServer, type Arrival } from '../../support/context.ts';
import { invite, ok } from '../../runtime/ksr/arrive.ts';

const server = await testServer({ modules: ['kemix'] });
const at = (text: string, arrival: Arrival = {}): RouteContext => server.context(text, arrival);

/** Names of the functions without arguments. */
const GETTERS: readonly string[] = Object.getOwnPropertyNames(Kx.prototype)
  .filter((name) => name.startsWith('get') && !['get_env', 'get_envn', 'get_def', 'get_defn'].includes(name))
  .sort();

function value(cx: RouteContext, name: string): unknown {
  return server.call(cx, `kx.${name}`);
}
function invited(...fields: string[]): RouteContext {
  return at(invite({ fields }));
}

describe('three forms of each value', () => {
  const FORMS = GETTERS.filter((name) => name.startsWith('gete_')).map((name) => name.slice(5));
  it('are there for what may be missing', () => {
    expect(FORMS).toEqual(['au', 'body', 'cturi', 'duri', 'fhost', 'fuser', 'rhost', 'ruser', 'thost', 'tuser', 'ua']);
    expect(GETTERS.filter((name) => name.startsWith('getw_')).map((name) => name.slice(5))).toEqual(FORMS);
  });

  const FULL = at(
    invite({
      fields: ['User-Agent: ua', 'Authorization: Digest username="alice", realm="r"', 'Contact: <sip:c@h>'],
      body: 'body',
    }),
  );
  FULL.target.dstUri = 'sip:192.0.2.9';
  it.each(FORMS)('%s, there and missing', (name) => {
    const there = value(FULL, `get_${name}`);
    expect(typeof there).toBe('string');
    expect([value(FULL, `gete_${name}`), value(FULL, `getw_${name}`)]).toEqual([there, there]);
    const empty = at(
      invite({ line: 'INVITE urn:x SIP/2.0', fields: ['From: garbage', 'To: <tel:>', 'Contact: *'] })
        .replace('INVITE urn:x', 'INVITE junk')
        .replace('Contact: *\r\n', ''),
    );
    expect([value(empty, `get_${name}`), value(empty, `gete_${name}`), value(empty, `getw_${name}`)]).toEqual([
      null,
      '',
      '<null>',
    ]);
  });
});

describe('From and To', () => {
  // URI, user, host
  it.each<[string, string | null, string | null, string | null]>([
    ['<sip:a@h>;tag=1', 'sip:a@h', 'a', 'h'],
    ['sip:a@h;tag=1', 'sip:a@h', 'a', 'h'],
    ['"A, <x>" <sip:a@h>;tag=1', 'sip:a@h', 'a', 'h'],
    ['A B <sips:a:pw@h:5061;x=y?z=1>;tag=1', 'sips:a:pw@h:5061;x=y?z=1', 'a', 'h'],
    ['<sip:[2001:DB8::1]:5060>;tag=1', 'sip:[2001:DB8::1]:5060', null, '[2001:DB8::1]'],
    ['<sip:a@[::1]>', 'sip:a@[::1]', 'a', '[::1]'],
    ['<sip:%61%20@H.Example>', 'sip:%61%20@H.Example', '%61%20', 'H.Example'],
    ['<sip:@h>', 'sip:@h', null, 'h'],
    ['<tel:+1-555>;tag=1', 'tel:+1-555', '+1-555', null],
    ['\r\n "A"\r\n <sip:a@h>\r\n ;tag=1', 'sip:a@h', 'a', 'h'],
    ['<sip:a@h', null, null, null],
    ['', null, null, null],
    ['"never', null, null, null],
  ])('%j', (field, uri, user, host) => {
    for (const [full, compact, letter] of [
      ['From', 'f', 'f'],
      ['To', 't', 't'],
    ] as const) {
      for (const name of [full, compact, full.toUpperCase()]) {
        const cx = at(invite().replace(new RegExp(`${full}: .*\r\n`), `${name}: ${field}\r\n`));
        expect([value(cx, `get_${letter}uri`), value(cx, `get_${letter}user`), value(cx, `get_${letter}host`)]).toEqual([
          uri,
          user,
          host,
        ]);
      }
    }
  });
});

describe('the Request-URI', () => {
  const part = fc.string({ unit: fc.constantFrom(...'abcXYZ09.-_'), minLength: 1, maxLength: 8 });
  it('parts are those of the URI that leaves', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('sip', 'sips'),
        fc.option(part, { nil: '' }),
        part,
        fc.integer({ min: 0, max: 65535 }),
        (scheme, user, name, port) => {
          const uri = `${scheme}:${user === '' ? '' : `${user}@`}h${name.replaceAll(/[._]/g, '')}x${port === 0 ? '' : `:${port}`}`;
          const cx = at(invite());
          cx.requestUri = uri;
          expect([value(cx, 'get_ruri'), value(cx, 'get_ouri'), value(cx, 'get_nhuri')]).toEqual([
            uri,
            'sip:bob@biloxi.example.com',
            uri,
          ]);
          expect([value(cx, 'get_ruser'), value(cx, 'get_rhost')]).toEqual([user === '' ? null : user, parseUri(uri)!.host]);
          cx.target.dstUri = 'sip:192.0.2.9';
          expect([value(cx, 'get_duri'), value(cx, 'get_nhuri'), value(cx, 'get_ruri')]).toEqual([
            'sip:192.0.2.9',
            'sip:192.0.2.9',
            uri,
          ]);
        },
      ),
    );
  });
  it('the next hop is there in replies, too, and nothing of a Request-URI', () => {
    const cx = at(ok());
    cx.target.dstUri = 'sip:192.0.2.9';
    expect([value(cx, 'get_duri'), value(cx, 'get_nhuri'), value(cx, 'get_ruri')]).toEqual([
      'sip:192.0.2.9',
      'sip:192.0.2.9',
      null,
    ]);
  });
});

describe('Contact', () => {
  it.each([
    [['Contact: <sip:a@h>'], 'sip:a@h'],
    [['m: <sip:a@h>;q=1'], 'sip:a@h'],
    [['Contact: sip:a@h;q=1'], 'sip:a@h'],
    [['Contact: "x, y" <sip:a@[::1]:5060;lr>, <sip:b@h>'], 'sip:a@[::1]:5060;lr'],
    [['Contact: <sip:a@h>', 'm: <sip:b@h>'], 'sip:a@h'],
    [['Contact:\r\n <sip:a@h>,\r\n <sip:b@h>'], 'sip:a@h'],
    [['Contact: <tel:+1>'], 'tel:+1'],
    [['Contact: *'], null],
    [['Contact: '], null],
    [['Contact: <sip:a@h'], null],
    [['Contact: <sip:a@h>, "'], null],
  ])('%j', (fields, uri) => {
    const text = invite().replace('Contact: <sip:alice@pc33.example.com>', fields.join('\r\n'));
    expect(value(at(text), 'get_cturi')).toBe(uri);
  });
});

describe('User-Agent, Call-ID and credentials', () => {
  it.each([
    ['User-Agent: a b/1.0 (c)', 'a b/1.0 (c)'],
    ['USER-AGENT:x', 'x'],
    ['User-Agent:', ''],
    ['Server: x', null],
  ])('%j: %j', (field, ua) => {
    expect(value(invited(field), 'get_ua')).toBe(ua);
  });
  it.each([
    ['Call-ID: a@b', 'a@b'],
    ['i: short', 'short'],
    ['CALL-ID :  x', 'x'],
  ])('%j: %j', (field, id) => {
    expect(value(at(invite().replace('Call-ID: a84b4c76e66710', field)), 'get_callid')).toBe(id);
  });
  it.each([
    ['INVITE', ['Authorization: Digest username="a", realm="r"', 'Proxy-Authorization: Digest username="p"'], 'p'],
    ['REGISTER', ['Authorization: digest realm="r",username="a"'], 'a'],
    ['INVITE', ['Authorization: Digest username=bare'], 'bare'],
    ['INVITE', ['Authorization: Digest\r\n username="folded"'], 'folded'],
    ['INVITE', ['Authorization: Digest username="a@b@c"'], 'a'],
    ['INVITE', ['Authorization: Digest username="never'], null],
    ['INVITE', ['Authorization: Bearer x'], null],
    ['ACK', ['Authorization: Digest username="a"'], null],
    ['CANCEL', ['Authorization: Digest username="a"'], null],
  ])('%s %j: %j', (method, fields, user) => {
    const cx = at(invite({ line: `${method} sip:b@h SIP/2.0`, fields: [...fields, `CSeq: 1 ${method}`] }));
    expect(value(cx, 'get_au')).toBe(user);
    expect([value(cx, 'gete_au'), value(cx, 'getw_au')]).toEqual([user ?? '', user ?? '<null>']);
    // whoever says a name has not shown that it is his: nothing else is told
    expect(value(at(ok({ fields })), 'get_au')).toBeNull();
  });
});

describe('the message', () => {
  it.each([
    ['', 0],
    ['v', 1],
    ['\r\n', 2],
    ['\u00ff\u0000x', 3],
    ['a'.repeat(5000), 5000],
  ])('body %#', (body, length) => {
    const cx = at(invite({ body }));
    expect([value(cx, 'get_bodylen'), value(cx, 'gete_body'), value(cx, 'get_msglen')]).toEqual([
      length,
      body,
      invite({ body }).length,
    ]);
    expect(value(cx, 'get_msgbuf')).toBe(invite({ body }));
  });
  it.each([100, 180, 200, 299, 404, 699])('status %i', (status) => {
    const cx = at(ok({ line: `SIP/2.0 ${status} Reason` }));
    expect([value(cx, 'get_status'), value(cx, 'gets_status'), value(cx, 'get_msgtype')]).toEqual([status, String(status), 2]);
  });
  it.each(['INVITE', 'OPTIONS', 'PING', 'invite', 'X-1'])('method %s', (method) => {
    expect(value(at(invite({ line: `${method} sip:b@h SIP/2.0`, fields: [`CSeq: 1 ${method}`] })), 'get_method')).toBe(method);
  });
});

describe('sockets', () => {
  it.each([
    [{ ip: '203.0.113.7', port: 5062, proto: 'udp' }, 1, 'sip:203.0.113.7:5062', 'udp:203.0.113.7:5062', 0],
    [{ ip: '203.0.113.7', port: 5062, proto: 'tcp' }, 2, 'sip:203.0.113.7:5062;transport=tcp', 'tcp:203.0.113.7:5062', 1],
    [{ ip: '203.0.113.7', port: 5062, proto: 'tls' }, 3, 'sip:203.0.113.7:5062;transport=tls', 'tls:203.0.113.7:5062', 1],
    [{ ip: '203.0.113.7', port: 5062, proto: 'ws' }, 5, 'sip:203.0.113.7:5062;transport=ws', 'ws:203.0.113.7:5062', 1],
    [{ ip: '203.0.113.7', port: 5062, proto: 'wss' }, 6, 'sip:203.0.113.7:5062;transport=wss', 'wss:203.0.113.7:5062', 1],
    [{ ip: '2001:db8::7', port: 5062, proto: 'tcp' }, 2, 'sip:[2001:db8::7]:5062;transport=tcp', 'tcp:[2001:db8::7]:5062', 1],
  ] as const)('%j', (src, id, uri, text, flow) => {
    const cx = at(invite(), { src });
    expect([value(cx, 'get_proto'), value(cx, 'get_protoid'), value(cx, 'get_conid')]).toEqual([src.proto, id, flow]);
    expect([value(cx, 'get_srcip'), value(cx, 'get_srcport'), value(cx, 'get_srcuri'), value(cx, 'get_srcaddr_sock')]).toEqual([
      src.ip,
      5062,
      uri,
      text,
    ]);
  });
  it.each(server.sockets.map((socket) => [socket.text, socket] as const))('forced to %s', (text, socket) => {
    const cx = at(invite());
    cx.target.socket = socket;
    expect([value(cx, 'get_send_sock'), value(cx, 'get_send_sock_port')]).toEqual([text, socket.port]);
    expect(value(cx, 'get_send_sock_name')).toBe(socket.name === '' ? null : socket.name);
  });
});

describe('names of the configuration and of the environment', () => {
  const INHERITED = ['toString', 'constructor', 'hasOwnProperty', '__proto__', 'valueOf', '__defineGetter__'];
  it.each([...INHERITED, '', ' ', 'a=b', 'a\0b', 'KSR_NO_SUCH', undefined, null, {}, [], Symbol('x'), () => 1])(
    '%s is not there',
    (name) => {
      const cx = at(invite());
      expect([server.call(cx, 'kx.get_env', name), server.call(cx, 'kx.get_envn', name)]).toEqual(['', 0]);
      expect([server.call(cx, 'kx.get_def', name), server.call(cx, 'kx.get_defn', name)]).toEqual(['', 0]);
      expect([server.call(cx, 'kx.ifdef', name), server.call(cx, 'kx.ifndef', name)]).toEqual([false, true]);
    },
  );
  it.each([
    ['12abc', 12],
    [' 12', 12],
    ['-5', -5],
    ['+5', 5],
    ['x5', 0],
    ['', 0],
    ['0x10', 0],
    ['1.9', 1],
    ['99999999999', 2147483647],
  ])('the environment text %j is %i', (text, number) => {
    process.env['KSR_TEST_KEMIX'] = text;
    try {
      const cx = at(invite());
      expect([server.call(cx, 'kx.get_env', 'KSR_TEST_KEMIX'), server.call(cx, 'kx.get_envn', 'KSR_TEST_KEMIX')]).toEqual([
        text,
        number,
      ]);
    } finally {
      delete process.env['KSR_TEST_KEMIX'];
    }
  });
  it('defines are those of the configuration', async () => {
    const defines = new Map<string, string | number>([
      ['A', 'text'],
      ['B', 0],
      ['C', -7],
      ['D', '7up'],
    ]);
    const own = await testServer({ modules: ['kemix'], options: { defines } });
    const cx = own.context(invite());
    expect(['A', 'B', 'C', 'D', 'E'].map((name) => own.call(cx, 'kx.get_def', name))).toEqual(['text', '0', '-7', '7up', '']);
    expect(['A', 'B', 'C', 'D', 'E'].map((name) => own.call(cx, 'kx.get_defn', name))).toEqual([0, 0, -7, 7, 0]);
    expect(['A', 'E'].map((name) => own.call(cx, 'kx.ifdef', name))).toEqual([true, false]);
  });
});

describe('time', () => {
  it.each([0, 999, 1000, 86_400_000])('%i ms later', async (later) => {
    const own = await testServer({ modules: ['kemix'] });
    const cx = own.context(invite());
    const before = own.clock.wall();
    own.clock.advance(later);
    expect(own.call(cx, 'kx.get_timestamp')).toBe(Math.floor((before + later) / 1000));
  });
});

describe('every kind of route', () => {
  it.each(['request', 'branch', 'failure', 'branch_failure', 'event', 'reply', 'tm_reply'] as const)('%s', (kind) => {
    const reply = kind.endsWith('reply');
    const cx = at(reply ? ok() : invite(), { kind });
    const before = server.log.lines.length;
    for (const name of GETTERS)
      expect([name, ['string', 'number', 'object'].includes(typeof value(cx, name))]).toEqual([name, true]);
    expect([value(cx, 'get_msgtype'), value(cx, 'get_ruri')]).toEqual(reply ? [2, null] : [1, 'sip:bob@biloxi.example.com']);
    expect([cx.message.edits.size, server.log.lines.length]).toEqual([0, before]);
  });

  it('nothing that a peer sends throws, and no get_ gives an empty surprise', () => {
    const noise = fc.string({
      unit: fc.constantFrom(
        '<',
        '>',
        '"',
        ',',
        ';',
        '=',
        ' ',
        'sip:',
        'tel:',
        'a',
        '@',
        'h',
        ':',
        '[',
        ']',
        '*',
        '\\',
        '\r\n ',
        '%',
        '\u00ff',
      ),
      maxLength: 15,
    });
    const name = fc.constantFrom('From', 'To', 'Contact', 'User-Agent', 'Authorization', 'Call-ID', 'CSeq', 'Via');
    fc.assert(
      fc.property(name, noise, noise, (header, text, uri) => {
        const cx = invited(`${header}: ${text}`);
        cx.requestUri = `sip:${uri}`;
        for (const getter of GETTERS) {
          const got = value(cx, getter);
          expect(got).not.toBeUndefined();
          if (getter.startsWith('gete_') || getter.startsWith('getw_')) {
            expect(got).toBe(value(cx, getter.replace(/^get[ew]/, 'get')) ?? (getter.startsWith('gete_') ? '' : '<null>'));
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
