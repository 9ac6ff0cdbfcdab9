import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RrApi } from '../../../modules/rr/api.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { testServer, type Arrival, type ModuleParams, type TestServer } from '../../support/context.ts';
import { inDialog, initial, leaving, request } from './request.ts';

async function make(rr: ModuleParams[string] = {}): Promise<TestServer> {
  return testServer({ modules: ['rr'], params: { rr } });
}
const server = await make();
const OURS = '<sip:198.51.100.10;lr>';
const NEXT = '<sip:next.example.com;lr>';
const REPLY = inDialog(NEXT).replace('BYE sip:bob@192.0.2.4:5062 SIP/2.0', 'SIP/2.0 200 OK');

function call(cx: RouteContext, name: string, ...args: unknown[]): unknown {
  return server.call(cx, `rr.${name}`, ...args);
}
/** The Record-Route lines of a request with these tags. */
function recorded(by: TestServer, text: string, arrival: Arrival = {}): string[] {
  const cx = by.context(text, arrival);
  expect(by.call(cx, 'rr.record_route')).toBe(1);
  return leaving(cx, 'Record-Route');
}

describe('the tag that a peer wrote', () => {
  it.each([
    ['a@evil.example', '<sip:198.51.100.10;lr>'],
    ['a?b', '<sip:198.51.100.10;lr>'],
    ['a>b', '<sip:198.51.100.10;lr>'],
    ['x>,<sip:evil.example', '<sip:198.51.100.10;lr>'],
    ['"a b"', '<sip:198.51.100.10;lr>'],
    ['a<', '<sip:198.51.100.10;lr>'],
    ["a.b-c_d~e!f%2a*'(g)", "<sip:198.51.100.10;lr;ftag=a.b-c_d~e!f%2a*'(g)>"],
    ['a,b', '<sip:198.51.100.10;lr;ftag=a,b>'],
    ['a=b', '<sip:198.51.100.10;lr;ftag=a=b>'],
    ['', '<sip:198.51.100.10;lr>'],
  ])('%j leaves as %s', (fromTag, expected) => {
    expect(recorded(server, request({ fromTag }))).toEqual([expected]);
  });

  it('never makes the entry one of another server', () => {
    const tag = fc.string({
      unit: fc.constantFrom('a', '@', '?', '>', '<', ',', ':', '"', '=', 'sip:', '%', '[', ']', '\\'),
      maxLength: 10,
    });
    fc.assert(
      fc.property(tag, (fromTag) => {
        const lines = recorded(server, request({ fromTag }));
        expect(lines).toHaveLength(1);
        // the entry comes back as Route: it is ours, and says what it said
        const back = server.context(inDialog(lines[0]!));
        expect(call(back, 'loose_route')).toBe(1);
        expect(call(back, 'check_route_param', '^;lr')).toBe(1);
      }),
      { numRuns: 500 },
    );
  });

  it('comes back as the direction, both ways', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019.-_~!*'), minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(word, word, (caller, callee) => {
        fc.pre(caller !== callee);
        const [route] = recorded(server, request({ fromTag: caller }));
        const fields = [`Route: ${route}`];
        const down = server.context(request({ method: 'BYE', fromTag: caller, toTag: callee, fields }));
        const up = server.context(request({ method: 'BYE', fromTag: callee, toTag: caller, fields }));
        for (const cx of [down, up]) expect(call(cx, 'loose_route')).toBe(1);
        expect([call(down, 'is_direction', 'downstream'), call(up, 'is_direction', 'upstream')]).toEqual([1, 1]);
        expect([server.pv.get(up, '$fti'), server.pv.get(up, '$tti')]).toEqual([caller, callee]);
      }),
    );
  });
});

describe('parameters of a script', () => {
  it.each([
    [';a=b', 1, ';a=b'],
    ['a=b', 1, ';a=b'],
    [';a;b=c', 1, ';a;b=c'],
    ['', 1, ''],
    [5, 1, ';5'],
    [undefined, 1, ''],
    [null, 1, ''],
    [{}, 1, ''],
    [';a=\u010d', 1, ';a=\u00c4\u008d'],
    [';a=b@evil.example', -1, ''],
    [';a=b?Route=x', -1, ''],
    [';a=b>', -1, ''],
    [';a=<', -1, ''],
    [';a="b"', -1, ''],
    [';a b', -1, ''],
    [';a\tb', -1, ''],
    [';a=b\r\nX: 1', -1, ''],
    [';a\0', -1, ''],
  ])('%j gives %i', (params, result, written) => {
    const errors = server.log.texts('error').length;
    const now = server.context(request());
    expect(call(now, 'record_route_params', params)).toBe(result);
    expect(leaving(now, 'Record-Route')).toEqual(result === 1 ? [`<sip:198.51.100.10;lr;ftag=caller${written}>`] : []);
    for (const before of [true, false]) {
      const cx = server.context(request());
      if (!before) call(cx, 'record_route');
      expect(call(cx, 'add_rr_param', params)).toBe(result);
      if (before) expect(call(cx, 'record_route')).toBe(1);
      expect(leaving(cx, 'Record-Route')).toEqual([`<sip:198.51.100.10;lr;ftag=caller${result === 1 ? written : ''}>`]);
    }
    expect(server.log.texts('error')).toHaveLength(errors + (result === 1 ? 0 : 3));
  });

  it.each([
    ['host.example.com', 1],
    ['host.example.com:5080;transport=tcp', 1],
    ['[2001:db8::1]:5080', 1],
    ['', -1],
    [':5080', -1],
    ['host:99999', -1],
    ['u@host', -1],
    ['host>', -1],
    ['host\r\nX: 1', -1],
    ['[2001:db8::1', -1],
    [undefined, -1],
    [{}, -1],
  ])('address %j gives %i', (address, result) => {
    for (const name of ['record_route_preset_one', 'record_route_advertised_address']) {
      const cx = server.context(request());
      expect([name, call(cx, name, address)]).toEqual([name, result]);
      expect(leaving(cx, 'Record-Route')).toHaveLength(result === 1 ? 1 : 0);
    }
    const both = server.context(request());
    expect(call(both, 'record_route_preset', 'outer.example.com', address)).toBe(
      address === '' || typeof address !== 'string' ? 1 : result,
    );
    const outer = server.context(request());
    expect(call(outer, 'record_route_preset', address, 'inner.example.com')).toBe(result);
  });

  it('can take the user of the entry from an AVP, unless it would be more than a user', async () => {
    const own = await make({ custom_user_avp: '$avp(u)', add_username: 1 });
    for (const [value, user] of [
      ['carol', 'carol@'],
      ['c@evil', 'bob@'],
      ['c?x', 'bob@'],
      ['c>', 'bob@'],
      ['c d', 'bob@'],
      ['', 'bob@'],
      [7, '7@'],
    ] as const) {
      const cx = own.context(request());
      cx.avps.add('u', value);
      expect(own.call(cx, 'rr.record_route')).toBe(1);
      expect([value, leaving(cx, 'Record-Route')]).toEqual([value, [`<sip:${user}198.51.100.10;lr;ftag=caller>`]]);
    }
  });
});

describe('what was processed', () => {
  it('is forgotten when the next call finds none of ours', () => {
    const cx = server.context(inDialog('<sip:198.51.100.10;lr;x=1>', NEXT));
    call(cx, 'loose_route');
    expect([call(cx, 'check_route_param', 'x=1'), call(cx, 'next_hop_route')]).toEqual([1, 1]);
    cx.message = server.context(inDialog(NEXT)).message;
    call(cx, 'loose_route');
    expect([call(cx, 'check_route_param', 'x=1'), call(cx, 'next_hop_route')]).toEqual([-1, -1]);
  });

  it.each([undefined, null, 5, {}, [], Symbol('x'), true])('arguments of another type: %s', (given) => {
    const { cx } = { cx: server.context(inDialog(OURS, NEXT)) };
    expect([1, -1]).toContain(call(cx, 'loose_route_mode', given));
    expect([1, -1]).toContain(call(cx, 'check_route_param', given));
    expect(call(cx, 'is_direction', given)).toBe(-6);
  });

  it.each([
    ['DOWNSTREAM', -6],
    ['downstream', 1],
    ['upstream', -1],
    ['', -6],
    [' upstream', -6],
  ])('is_direction(%j): %i', (direction, result) => {
    expect(call(server.context(inDialog(OURS)), 'is_direction', direction)).toBe(result);
  });

  it('no direction without append_fromtag', async () => {
    const own = await make({ append_fromtag: 0 });
    const cx = own.context(inDialog('<sip:198.51.100.10;lr;ftag=callee>'));
    own.call(cx, 'rr.loose_route');
    for (const way of ['downstream', 'upstream']) expect(own.call(cx, 'rr.is_direction', way)).toBe(-6);
    expect(recorded(own, request())).toEqual(['<sip:198.51.100.10;lr>']);
  });
});

describe('variables', () => {
  it.each([
    [[OURS], 'sip:198.51.100.10;lr'],
    [[`"x, y" ${OURS};p=1`, NEXT], 'sip:198.51.100.10;lr'],
    [[`${NEXT}, ${OURS}`], 'sip:next.example.com;lr'],
    [['<sips:[2001:db8::1]:5061;lr>'], 'sips:[2001:db8::1]:5061;lr'],
    [['sip:198.51.100.10;lr'], null],
    [['garbage'], null],
    [[''], null],
    [[], null],
  ])('$route_uri of %j is %j', (routes, uri) => {
    expect(server.pv.get(server.context(inDialog(...routes)), '$route_uri')).toBe(uri);
    expect(server.pv.get(server.context(initial(...routes)), '$route_uri')).toBe(uri);
  });
  it.each([
    [request(), 'caller', null],
    [request({ toTag: 'callee' }), 'caller', 'callee'],
    [request({ fromTag: '' }), null, null],
  ])('tags before anything was processed, %#', (text, fti, tti) => {
    const cx = server.context(text);
    expect([server.pv.get(cx, '$fti'), server.pv.get(cx, '$tti'), server.pv.get(cx, '$rdir(id)')]).toEqual([fti, tti, 1]);
  });
  it('$rdir knows id and name', () => {
    const cx = server.context(inDialog(OURS));
    expect([server.pv.get(cx, '$rdir(name)'), server.pv.get(cx, '$rdir(other)'), server.pv.get(cx, '$rdir(ID)')]).toEqual([
      'downstream',
      null,
      null,
    ]);
  });
});

describe('the api', () => {
  const api = server.contribution('rr')!.api as RrApi;
  it('adds, reads and tells as the functions do', () => {
    const cx = server.context(inDialog('<sip:198.51.100.10;lr;ftag=callee;x=1>', NEXT));
    expect([api.ownParams(cx), api.direction(cx)]).toEqual(['', 'downstream']);
    call(cx, 'loose_route');
    expect([api.ownParams(cx), api.direction(cx)]).toEqual([';lr;ftag=callee;x=1', 'upstream']);
    expect([api.addParam(cx, ';did=1.2'), api.addParam(cx, ';x=a@b'), call(cx, 'record_route')]).toEqual([1, -1, 1]);
    expect(leaving(cx, 'Record-Route')).toEqual(['<sip:198.51.100.10;lr;ftag=callee;did=1.2>']);
    call(cx, 'remove_record_route');
    expect(leaving(cx, 'Record-Route')).toEqual([]);
    expect(call(cx, 'record_route')).toBe(-1);
  });
});

describe('replies', () => {
  it.each([
    ['record_route'],
    ['record_route_params', ';a=b'],
    ['record_route_preset', 'a', 'b'],
    ['record_route_preset_one', 'a'],
    ['record_route_advertised_address', 'a'],
    ['loose_route'],
    ['loose_route_mode', 1],
    ['loose_route_preloaded'],
  ])('%s gives -1 and says so once', async (name, ...args) => {
    const own = await make();
    for (let i = 0; i < 3; i++) {
      const cx = own.context(REPLY);
      expect(own.call(cx, `rr.${name}`, ...args)).toBe(-1);
      expect([cx.message.edits.size, cx.target.dstUri]).toEqual([0, '']);
    }
    expect(own.log.texts('warn')).toEqual([`rr.${name} does not work in requestRoute, a reply route: it returned -1`]);
  });
  it.each([
    ['add_rr_param', [';a=b'], 1],
    ['remove_record_route', [], 1],
    ['check_route_param', ['x'], -1],
    ['is_direction', ['upstream'], -1],
    ['next_hop_route', [], -1],
  ] as const)('%s gives %j', (name, args, result) => {
    const cx = server.context(REPLY);
    expect(call(cx, name, ...args)).toBe(result);
    expect(cx.message.edits.size).toBe(0);
  });
});

describe('long route sets', () => {
  const many = (entry: string): string => Array.from({ length: 1500 }, () => entry).join(', ');
  it.each([
    [inDialog(many(OURS)), 1],
    [inDialog(OURS, many(NEXT)), 1],
    [initial(many('<sip:198.51.100.10;r2=on;lr>')), 1],
    [inDialog(many(NEXT)).replace('sip:bob@192.0.2.4:5062', 'sip:198.51.100.10'), 1],
    [inDialog(many('<sip:strict.example.com>')), 1],
    [inDialog(`${many(NEXT)}, <broken`), -1],
    [inDialog(`<sip:198.51.100.10;lr${';x'.repeat(20_000)}>`), 1],
  ])('%# is read in bounded time', (text, result) => {
    const started = performance.now();
    const cx = server.context(text);
    expect(call(cx, 'loose_route')).toBe(result);
    leaving(cx, 'Route');
    call(cx, 'check_route_param', 'x=1');
    call(cx, 'is_direction', 'upstream');
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
