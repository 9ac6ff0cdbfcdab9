import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RrApi } from '../../../modules/rr/api.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { testServer, type ModuleParams, type TestServer } from '../../support/context.ts';
import { inDialog, initial, leaving, request } from './request.ts';

async function make(rr: ModuleParams[string] = {}): Promise<TestServer> {
  return testServer({ modules: ['rr'], params: { rr } });
}
const server = await make();

interface Outcome {
  readonly ret: unknown;
  readonly ru: string;
  readonly du: string;
  readonly socket: string;
  readonly routes: string[];
}

function follow(
  text: string,
  by: TestServer = server,
  name: string = 'loose_route',
  ...args: unknown[]
): Outcome & { cx: RouteContext } {
  const cx = by.context(text);
  const ret = by.call(cx, `rr.${name}`, ...args);
  return { cx, ret, ru: cx.requestUri, du: cx.target.dstUri, socket: cx.target.socket?.text ?? '', routes: leaving(cx, 'Route') };
}

const BOB = 'sip:bob@192.0.2.4:5062';
const NEXT = '<sip:next.example.com;lr>';
const DU = 'sip:next.example.com;lr';

describe('entries of ours', () => {
  // in a dialog, and outside
  it.each([
    '<sip:198.51.100.10;lr>',
    '<sip:198.51.100.10;lr=on>',
    '<sip:198.51.100.10>',
    '<sip:198.51.100.10:5060;lr>',
    '"us" <sip:198.51.100.10;lr>;hp=2',
    '<sip:tok@198.51.100.10;lr>',
    '<sip:ksr.example.com;lr>',
    '<sip:KSR.example.com:5099;lr>',
    '<sip:ported.example.com:5070;lr>',
    '<sip:198.51.100.11:5070;lr>',
    '<sip:203.0.113.200:5090;lr>',
    '<sip:198.51.100.10;maddr=192.0.2.9;lr>',
    '<sip:198.51.100.10;transport=tcp;lr>',
    '<sip:198.51.100.10;transport=tls;lr>',
    '<sips:198.51.100.10;lr>',
    '<sips:198.51.100.10:5061;lr>',
    '<sip:[2001:0db8:0:0:0:0:0:10];lr>',
    '<sip:198.51.100.10;r2=on;lr>',
  ])('%s is taken off', (ours) => {
    expect(follow(inDialog(ours))).toMatchObject({ ret: 1, ru: BOB, du: '', socket: '', routes: [] });
    expect(follow(initial(ours))).toMatchObject({ ret: -3, ru: BOB, du: '', socket: '', routes: [] });
    if (ours.includes('r2')) return;
    for (const text of [
      inDialog(ours, NEXT),
      initial(ours, NEXT),
      inDialog(`${ours}, ${NEXT}`),
      initial(`${ours},\r\n ${NEXT}`),
    ]) {
      expect(follow(text)).toMatchObject({ ret: 1, ru: BOB, du: DU, socket: '', routes: [NEXT] });
    }
  });

  it.each([
    '<sip:198.51.100.10:5999;lr>',
    '<sip:ported.example.com;lr>',
    '<sip:198.51.100.10;transport=ws;lr>',
    '<sip:other.example.com;lr>',
    '<sips:198.51.100.10:5060;lr>',
  ])('%s is not ours, and stays', (other) => {
    for (const text of [inDialog(other), initial(other), initial(other, '<sip:198.51.100.10;lr>')]) {
      const outcome = follow(text);
      expect(outcome).toMatchObject({ ret: 1, ru: BOB, du: other.slice(1, -1) });
      expect(outcome.routes[0]).toBe(other);
      expect(outcome.cx.message.edits.size).toBe(0);
    }
  });

  it('a second one without r2 stays and is the next hop', () => {
    expect(follow(inDialog('<sip:198.51.100.10;lr>', '<sip:198.51.100.11:5070;lr>', NEXT))).toMatchObject({
      ret: 1,
      du: 'sip:198.51.100.11:5070;lr',
      routes: ['<sip:198.51.100.11:5070;lr>', NEXT],
    });
  });

  it.each([
    ['<sip:next.example.com:5070;transport=tcp;lr>', 'sip:next.example.com:5070;transport=tcp;lr'],
    ['<sip:u:p@next.example.com;lr>', 'sip:u:p@next.example.com;lr'],
    ['<sip:next.example.com;maddr=192.0.2.77;lr>', 'sip:192.0.2.77'],
    ['<sip:next.example.com;LR>', 'sip:next.example.com;LR'],
  ])('next hop %s', (next, du) => {
    expect(follow(initial('<sip:198.51.100.10;lr>', next))).toMatchObject({ ret: 1, du, routes: [next] });
  });

  it('lets the Request-URI become a branch again when there is a next hop', () => {
    const cx = server.context(inDialog(NEXT));
    cx.targetUsable = false;
    server.call(cx, 'rr.loose_route');
    expect(cx.targetUsable).toBe(true);
  });
});

describe('two entries of ours', () => {
  it.each<[string[], string, string, string[]]>([
    [['<sip:198.51.100.10;r2=on;lr>', '<sip:198.51.100.11:5070;r2=on;lr>', NEXT], DU, 'udp:198.51.100.11:5070', [NEXT]],
    [['<sip:198.51.100.10;r2=on;lr>', '<sip:198.51.100.11:5070;r2=on;lr>'], '', 'udp:198.51.100.11:5070', []],
    [
      ['<sip:198.51.100.10;r2=on;lr>, <sip:198.51.100.11:5070;r2=on;lr>, <sip:next.example.com;lr>'],
      DU,
      'udp:198.51.100.11:5070',
      [NEXT],
    ],
    [['<sip:198.51.100.10;r2=on;lr>', '<sip:198.51.100.10;transport=tcp;r2=on;lr>'], '', 'tcp:198.51.100.10:5060', []],
    [['<sip:198.51.100.10;r2=on;lr>', '<sip:[2001:db8::10];r2=on;lr>'], '', 'udp:[2001:db8::10]:5060', []],
    [['<sips:198.51.100.10;r2=on;lr>', '<sips:198.51.100.10:5061;r2=on;lr>'], '', 'tls:198.51.100.10:5061', []],
    [['<sip:198.51.100.10;r2=on;lr>', '<sip:203.0.113.200:5090;r2=on;lr>'], '', 'udp:198.51.100.12:5060', []],
    [['<sip:198.51.100.10;r2=on;lr>', '<sip:elsewhere.example;sn=second;r2=on;lr>'], '', 'udp:198.51.100.11:5070', []],
    [['<sip:198.51.100.11:5070;r2=on;lr>', '<sip:198.51.100.10;r2=on;lr>'], '', 'udp:198.51.100.10:5060', []],
    [['<sip:198.51.100.10;r2=on;lr>', NEXT], '', '', []],
  ])('%j', (routes, du, socket, left) => {
    expect(follow(inDialog(...routes))).toMatchObject({ ret: 1, ru: BOB, du, socket, routes: left });
    expect(follow(initial(...routes))).toMatchObject({ ret: du === '' ? -3 : 1, du, socket, routes: left });
  });

  it('are told when they name no socket of ours, unless that is switched off', async () => {
    const text = inDialog('<sip:198.51.100.10;r2=on;lr>', NEXT);
    const loud = await make();
    follow(text, loud);
    expect(loud.log.texts('warn')).toHaveLength(1);
    const quiet = await make({ enable_socket_mismatch_warning: 0 });
    follow(text, quiet);
    expect(quiet.log.texts('warn')).toEqual([]);
  });

  it('are like others when enable_double_rr is 0', async () => {
    const own = await make({ enable_double_rr: 0 });
    expect(follow(inDialog('<sip:198.51.100.10;r2=on;lr>', '<sip:198.51.100.11:5070;r2=on;lr>'), own)).toMatchObject({
      du: 'sip:198.51.100.11:5070;r2=on;lr',
      socket: '',
      routes: ['<sip:198.51.100.11:5070;r2=on;lr>'],
    });
  });

  it('a single one decides the socket only with force_send_socket', async () => {
    const own = await make({ force_send_socket: 1 });
    const text = inDialog('<sip:198.51.100.11:5070;lr>', NEXT);
    expect(follow(text).socket).toBe('');
    expect(follow(text, own).socket).toBe('udp:198.51.100.11:5070');
    expect(follow(inDialog('<sip:198.51.100.10;r2=on;lr>', '<sip:198.51.100.11:5070;r2=on;lr>'), own).socket).toBe(
      'udp:198.51.100.11:5070',
    );
  });
});

describe('strict routers', () => {
  const STRICT = '<sip:strict.example.com>';

  it('behind us become the Request-URI, and the real one goes to the end', () => {
    for (const make of [inDialog, initial]) {
      expect(follow(make('<sip:198.51.100.10;lr>', STRICT))).toMatchObject({
        ret: 1,
        ru: 'sip:strict.example.com',
        du: '',
        routes: [`<${BOB}>`],
      });
      expect(follow(make('<sip:198.51.100.10;lr>', STRICT, NEXT))).toMatchObject({
        ru: 'sip:strict.example.com',
        du: '',
        routes: [NEXT, `<${BOB}>`],
      });
      expect(follow(make(STRICT, NEXT))).toMatchObject({ ru: 'sip:strict.example.com', routes: [NEXT, `<${BOB}>`] });
      expect(follow(make(`<sip:198.51.100.10;lr>, ${STRICT}, ${NEXT}`))).toMatchObject({ routes: [NEXT, `<${BOB}>`] });
      expect(follow(make('<sip:strict.example.com;maddr=192.0.2.77>'))).toMatchObject({ ru: 'sip:192.0.2.77' });
    }
  });

  function fromStrict(uri: string, ...routes: string[]): string {
    return inDialog(...routes).replace(BOB, uri);
  }

  it.each<[string, string[], string, string, string[]]>([
    ['sip:198.51.100.10', [`<${BOB}>`], BOB, '', []],
    ['sip:198.51.100.10;lr', [NEXT, `<${BOB}>`], BOB, DU, [NEXT]],
    ['sip:198.51.100.10;lr', [`${NEXT}, <sip:q.example;lr>, <${BOB}>`], BOB, DU, [`${NEXT}, <sip:q.example;lr>`]],
    ['sip:bob@198.51.100.10', [NEXT], DU, DU, []],
    ['sip:198.51.100.10', [STRICT, `<${BOB}>`], 'sip:strict.example.com', '', [`<${BOB}>`]],
    ['sip:198.51.100.10;r2=on', ['<sip:198.51.100.11:5070;r2=on;lr>', NEXT, `<${BOB}>`], BOB, DU, [NEXT]],
    ['sip:198.51.100.10;r2=on', ['<sip:198.51.100.11:5070;r2=on;lr>', `<${BOB}>`], BOB, '', []],
    ['sip:198.51.100.10;r2=on', [`<sip:198.51.100.11:5070;r2=on;lr>, ${NEXT}`], DU, DU, []],
    ['sip:198.51.100.10;r2=on', [`<sip:198.51.100.11:5070;r2=on;lr>, ${NEXT}, <${BOB}>`], BOB, DU, [NEXT]],
  ])('before us put us into the Request-URI: %s with %j', (uri, routes, ru, du, left) => {
    expect(follow(fromStrict(uri, ...routes))).toMatchObject({ ret: 1, ru, du, routes: left });
  });

  it('that leave nothing behind our second entry are an error', () => {
    expect(follow(fromStrict('sip:198.51.100.10;r2=on', '<sip:198.51.100.11:5070;r2=on;lr>'))).toMatchObject({ ret: -1 });
  });

  it('before us are put right in a dialog only, and not with mode 1', () => {
    const text = fromStrict('sip:198.51.100.10', `<${BOB}>`);
    const swapped = { ret: 1, ru: BOB, routes: ['<sip:198.51.100.10>'] };
    expect(follow(text, server, 'loose_route_mode', 1)).toMatchObject(swapped);
    expect(follow(text, server, 'loose_route_mode', 2)).toMatchObject({ ret: 1, ru: BOB, routes: [] });
    expect(follow(initial(`<${BOB}>`).replace(BOB, 'sip:198.51.100.10'))).toMatchObject(swapped);
  });

  it('mode 1 can be the default', async () => {
    const own = await make({ loose_route_mode: 1 });
    expect(follow(fromStrict('sip:198.51.100.10', `<${BOB}>`), own)).toMatchObject({ routes: ['<sip:198.51.100.10>'] });
  });

  it('decide the socket by the second of two entries', () => {
    const outcome = follow(fromStrict('sip:198.51.100.10;r2=on', '<sip:198.51.100.11:5070;r2=on;lr>', `<${BOB}>`));
    expect(outcome.socket).toBe('udp:198.51.100.11:5070');
  });
});

describe('what is no route set', () => {
  it.each([
    [[]],
    [['sip:198.51.100.10;lr']],
    [['<sip:198.51.100.10;lr']],
    [['garbage']],
    [['']],
    [['<>']],
    [['<sip:198.51.100.10:99999;lr>']],
    [['<sip:198.51.100.10;lr>', 'garbage']],
    [['<sip:198.51.100.10;lr>', '<sip:next.example.com;lr']],
    [['<sip:198.51.100.10;r2=on;lr>', 'garbage']],
  ])('%j gives -1 and changes nothing', (routes) => {
    for (const text of [inDialog(...routes), initial(...routes)]) {
      const outcome = follow(text);
      expect(outcome).toMatchObject({ ret: -1, ru: BOB, du: '', socket: '' });
      expect(outcome.cx.message.edits.size).toBe(0);
      expect(server.call(outcome.cx, 'rr.next_hop_route')).toBe(-1);
    }
  });

  it('replies have none', () => {
    const reply = inDialog(NEXT).replace(/^.*\r\n/, 'SIP/2.0 200 OK\r\n');
    expect(server.call(server.context(reply), 'rr.loose_route')).toBe(-1);
  });
  it('nor have requests with a Request-URI that can not be read', () => {
    expect(follow(inDialog(NEXT).replace(BOB, 'http://x')).ret).toBe(-1);
  });

  it('nothing that a peer sends throws', () => {
    const noise = fc.string({
      unit: fc.constantFrom('<', '>', '"', ',', ';', '=', ' ', 'sip:', '198.51.100.10', 'lr', 'r2=on', '@', ':', '\\'),
      maxLength: 25,
    });
    fc.assert(
      fc.property(noise, noise, fc.boolean(), (a, b, dialog) => {
        const outcome = follow((dialog ? inDialog : initial)(a, b));
        expect([1, -1, -3]).toContain(outcome.ret);
        for (const name of ['$route_uri', '$rdir(id)', '$fti']) server.pv.get(outcome.cx, name);
      }),
      { numRuns: 500 },
    );
  });
});

describe('loose_route_preloaded', () => {
  it.each([
    [initial('<sip:198.51.100.10;lr>'), 1],
    [initial('<sip:198.51.100.10;r2=on;lr>', '<sip:198.51.100.11:5070;r2=on;lr>'), 1],
    [initial('<sip:198.51.100.10;lr>', NEXT), -1],
    [initial(NEXT), -1],
    [initial(), -1],
    [inDialog('<sip:198.51.100.10;lr>'), -1],
  ])('%#: %i', (text, result) => {
    expect(follow(text, server, 'loose_route_preloaded').ret).toBe(result);
  });
});

describe('afterwards', () => {
  it.each<[string, 1 | -1]>([
    [inDialog('<sip:198.51.100.10;lr>', NEXT), 1],
    [inDialog('<sip:198.51.100.10;lr>'), -1],
    [inDialog('<sip:198.51.100.10;r2=on;lr>', '<sip:198.51.100.11:5070;r2=on;lr>', NEXT), 1],
    [inDialog('<sip:198.51.100.10;r2=on;lr>', '<sip:198.51.100.11:5070;r2=on;lr>'), -1],
    [inDialog(NEXT), -1],
  ])('next_hop_route %#: %i', (text, result) => {
    expect(server.call(server.context(text), 'rr.next_hop_route')).toBe(-1);
    expect(server.call(follow(text).cx, 'rr.next_hop_route')).toBe(result);
  });

  const PARAMS = '<sip:198.51.100.10;lr;ftag=caller;x=1;nat=yes>;hp=header';
  it.each([
    ['nat=yes', 1],
    ['NAT=YES', 1],
    ['^;lr', 1],
    ['yes$', 1],
    ['x=[0-9]', 1],
    ['nat=no', -1],
    ['header', -1],
    ['(', -1],
    ['', 1],
  ])('check_route_param(%j): %i', (pattern, result) => {
    const { cx } = follow(inDialog(PARAMS, NEXT));
    expect(server.call(cx, 'rr.check_route_param', pattern)).toBe(result);
    expect(server.call(server.context(inDialog(PARAMS)), 'rr.check_route_param', pattern)).toBe(-1);
  });
  it('check_route_param looks at ours only', () => {
    expect(server.call(follow(inDialog('<sip:next.example.com;lr;nat=yes>')).cx, 'rr.check_route_param', 'nat')).toBe(-1);
    const strict = inDialog(`<${BOB}>`).replace(BOB, 'sip:198.51.100.10;lr;nat=yes');
    expect(server.call(follow(strict).cx, 'rr.check_route_param', 'nat=yes')).toBe(1);
    expect(server.call(follow(inDialog('<sip:198.51.100.10>')).cx, 'rr.check_route_param', 'x')).toBe(-1);
  });

  it.each([
    ['<sip:198.51.100.10;lr;ftag=caller>', 'downstream', 'caller', 'callee'],
    ['<sip:198.51.100.10;lr;ftag=callee>', 'upstream', 'callee', 'caller'],
    ['<sip:198.51.100.10;lr;ftag=CALLER>', 'upstream', 'callee', 'caller'],
    ['<sip:198.51.100.10;lr;ftag=other>', 'upstream', 'callee', 'caller'],
    ['<sip:198.51.100.10;lr>', 'downstream', 'caller', 'callee'],
    ['<sip:198.51.100.10;lr;ftag=>', 'downstream', 'caller', 'callee'],
    ['<sip:next.example.com;lr;ftag=other>', 'downstream', 'caller', 'callee'],
  ])('direction by %s: %s', (route, direction, fti, tti) => {
    const { cx } = follow(inDialog(route));
    const up = direction === 'upstream';
    expect(server.call(cx, 'rr.is_direction', 'downstream')).toBe(up ? -1 : 1);
    expect(server.call(cx, 'rr.is_direction', 'upstream')).toBe(up ? 1 : -1);
    expect(server.call(cx, 'rr.is_direction', 'sideways')).toBe(-6);
    expect(server.pv.get(cx, '$rdir(id)')).toBe(up ? 2 : 1);
    expect(server.pv.get(cx, '$rdir(name)')).toBe(direction);
    expect(server.pv.get(cx, '$fti')).toBe(fti);
    expect(server.pv.get(cx, '$tti')).toBe(tti);
    const untold = server.context(inDialog(route));
    expect(server.call(untold, 'rr.is_direction', 'downstream')).toBe(1);
    const api = server.contribution('rr')!.api as RrApi;
    expect(api.direction(cx)).toBe(direction);
    expect(api.ownParams(cx)).toBe(route.includes('next') ? '' : route.slice(route.indexOf(';'), -1));
  });

  it('variables without tags and Routes', () => {
    const cx = server.context(request({ fromTag: '' }));
    for (const name of ['$fti', '$tti', '$route_uri', '$rdir(x)']) expect(server.pv.get(cx, name)).toBeNull();
  });
  it('$route_uri is the topmost as received, whatever was taken off', () => {
    const { cx } = follow(inDialog('"x" <sip:198.51.100.10;lr>;hp, <sip:next.example.com;lr>'));
    expect(server.pv.get(cx, '$route_uri')).toBe('sip:198.51.100.10;lr');
    expect(server.pv.get(server.context(inDialog('sip:bare')), '$route_uri')).toBeNull();
  });

  it('other modules add parameters', () => {
    const api = server.contribution('rr')!.api as RrApi;
    const cx = server.context(request());
    expect(api.addParam(cx, ';did=1')).toBe(1);
    server.call(cx, 'rr.record_route');
    expect(leaving(cx, 'Record-Route')).toEqual(['<sip:198.51.100.10;lr;ftag=caller;did=1>']);
  });
});
