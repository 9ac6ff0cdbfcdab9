import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RouteContext, RouteFunction } from '../../../runtime/routing/context.ts';
import type { RouteGeneration } from '../../../runtime/routing/routes.ts';
import { fromExports } from '../../../runtime/loader/generation.ts';
import { testServer, type TestServer } from '../../support/context.ts';
import { header, kindOf, reasonOf, replyText, requestText, type AnyKSR, type RequestText } from './scene.ts';

const FROM = 'udp:203.0.113.77:5060';
let server: TestServer;
/** Runs of requestRoute and onReplyRoute. */
let ran: RouteContext[];

afterEach(() => server.stop());

async function serve(routes: Record<string, unknown>, options: Parameters<typeof testServer>[0] = {}): Promise<void> {
  ran = [];
  server = await testServer({
    modules: ['tm', 'tmx', 'sl', 'pv', 'corex'],
    routes: fromExports(routes, { file: '/test/routes.ts' }) as RouteGeneration,
    ...options,
  });
}

const note: RouteFunction = (ksr: never) => void ran.push((ksr as { cx: RouteContext }).cx);

function arrives(method: string, of: RequestText = {}): void {
  server.receive(requestText(method, FROM, of));
}
const kinds = (): string[] => server.sent.splice(0).map(({ text }) => kindOf(text));
const settled = (): Promise<void> => server.clock.advanceAsync(0);

describe('what arrives', () => {
  beforeEach(() => serve({ requestRoute: note, onReplyRoute: note }));

  it.each([
    ['a probe of four zero octets', '\0\0\0\0'],
    ['a probe of CRLF', '\r\n\r\n'],
    ['31 octets of a request', 'OPTIONS sip:a@b SIP/2.0\r\nVia: x'.slice(0, 31)],
    ['noise', 'x'.repeat(2000)],
    ['nothing', ''],
  ])('%s is counted and goes nowhere', (_name, text) => {
    server.receive(text);
    expect(server.core.counters).toMatchObject({ notSip: 1, requests: 0, replies: 0, routeErrors: 0 });
    expect([ran.length, server.sent.length]).toEqual([0, 0]);
  });

  it('a request runs requestRoute, a reply onReplyRoute', () => {
    arrives('OPTIONS');
    expect(ran.map((cx) => [cx.kind, cx.routeName, cx.message.method])).toEqual([['request', 'requestRoute', 'OPTIONS']]);
    const request = requestText('OPTIONS', FROM).replace('Via:', 'Via: SIP/2.0/UDP 198.51.100.10;branch=z9hG4bKx\r\nVia:');
    server.receive(replyText(request, 200));
    expect(ran.map((cx) => [cx.kind, cx.routeName, cx.statusCode])[1]).toEqual(['reply', 'onReplyRoute', 200]);
    expect(server.core.counters).toMatchObject({ requests: 1, replies: 1 });
  });

  it.each([
    ['without CSeq', (text: string) => text.replace(/CSeq: .*\r\n/, ''), '400 OPTIONS'],
    ['without Call-ID', (text: string) => text.replace(/Call-ID: .*\r\n/, ''), '400 OPTIONS'],
    ['of another version', (text: string) => text.replace('SIP/2.0\r\n', 'SIP/3.0\r\n'), '505 OPTIONS'],
  ])('a request %s is refused before any route runs', (_name, breaks, kind) => {
    server.receive(breaks(requestText('OPTIONS', FROM)));
    const [sent] = server.sent;
    expect([ran.length, sent === undefined ? 'nothing' : sent.text.slice(8, 11)]).toEqual([0, kind.slice(0, 3)]);
    expect(server.core.counters.refusedRequests).toBe(1);
  });

  it('other talk is refused, and not answered: it says not where to', () => {
    server.receive('GET / HTTP/1.1\r\nHost: example.net:8080\r\n\r\n');
    expect([ran.length, server.sent.length, server.core.counters.refusedRequests]).toEqual([0, 0, 1]);
  });

  it('a broken ACK is not answered', () => {
    server.receive(requestText('ACK', FROM).replace(/CSeq: .*\r\n/, ''));
    expect([ran.length, server.sent.length]).toEqual([0, 0]);
  });

  it('a broken reply is dropped before any route runs', () => {
    const request = requestText('OPTIONS', FROM).replace('Via:', 'Via: SIP/2.0/UDP 198.51.100.10;branch=z9hG4bKx\r\nVia:');
    server.receive(replyText(request, 200).replace(/CSeq: .*\r\n/, ''));
    expect([ran.length, server.sent.length, server.core.counters.foreignReplies]).toEqual([0, 0, 1]);
  });

  it('that a script leaves alone is answered with nothing and leaves nothing', () => {
    arrives('INVITE');
    expect([server.sent.length, server.core.transactions.servers.size, server.core.wheel.size]).toEqual([0, 0, 0]);
  });

  it('may make a defect show: it is logged with the source, and the next one is served', () => {
    server.core.hooks.beforeRequest.push((cx) => {
      if (cx.message.method === 'OPTIONS') throw new Error('boom');
      return false;
    });
    arrives('OPTIONS');
    expect(server.log.lines.map(({ level, text, bindings }) => [level, text.split('\n')[0], bindings])).toEqual([
      ['error', 'a defect in the server, please report it: Error: boom', { source: FROM }],
    ]);
    arrives('MESSAGE');
    expect(ran).toHaveLength(1);
    expect(server.core.counters.routeErrors).toBe(1);
  });
});

describe('hooks of modules', () => {
  beforeEach(() => serve({ requestRoute: note }));

  it('may absorb a request before its route', () => {
    const seen: string[] = [];
    server.core.hooks.beforeRequest.push(
      (cx) => seen.push(`1 ${cx.message.method}`) > 0 && cx.message.method === 'MESSAGE',
      (cx) => seen.push(`2 ${cx.message.method}`) < 0,
    );
    arrives('MESSAGE');
    arrives('OPTIONS');
    expect(seen).toEqual(['1 MESSAGE', '1 OPTIONS', '2 OPTIONS']);
    expect(ran.map((cx) => cx.message.method)).toEqual(['OPTIONS']);
  });

  it('run behind the route with what it left', () => {
    const seen: number[] = [];
    server.core.hooks.afterRequest.push((cx) => seen.push(cx.flags));
    ran = [];
    arrives('OPTIONS');
    expect(seen).toEqual([0]);
  });
});

describe('a route that fails', () => {
  it.each<[string, (ksr: AnyKSR) => unknown, string[]]>([
    ['before it did anything', () => fail(), ['500 OPTIONS']],
    ['behind a reply of its own', (ksr) => fail(ksr.sl.send_reply(404, 'No')), ['404 OPTIONS']],
    ['behind t_newtran', (ksr) => fail(ksr.tm.t_newtran()), ['500 OPTIONS']],
    ['behind t_reply', (ksr) => fail(ksr.tm.t_newtran(), ksr.tm.t_reply(404, 'No')), ['404 OPTIONS']],
    ['behind t_relay', (ksr) => fail(ksr.tm.t_relay()), ['OPTIONS']],
    ['behind forward', (ksr) => fail(ksr.forward()), ['OPTIONS']],
    ['behind a failed t_relay', (ksr) => fail(ksr.seturi('sip:x@nobody.invalid'), ksr.tm.t_relay()), ['478 OPTIONS']],
  ])('%s', async (_name, route, sent) => {
    await serve({ requestRoute: route });
    arrives('OPTIONS');
    expect(kinds()).toEqual(sent);
    expect(server.core.counters.routeErrors).toBe(1);
    expect(server.log.texts('error')).toHaveLength(1);
    expect(server.log.texts('error')[0]).toMatch(/^requestRoute failed: Error: of the script/);
  });

  it('is not answered beside the reply that a retransmission gets', async () => {
    await serve({ requestRoute: (ksr: AnyKSR) => (ksr.tm.t_check_trans() === 0 ? fail() : ksr.tm.t_newtran()) });
    arrives('OPTIONS');
    arrives('OPTIONS');
    expect([kinds(), server.core.counters.routeErrors]).toEqual([[], 1]);
  });

  it('is answered as Kamailio words it, with a tag', async () => {
    await serve({ requestRoute: () => fail() });
    arrives('INVITE');
    const { text } = server.sent[0]!;
    expect(reasonOf(text)).toBe("I'm terribly sorry, server error occurred (1/SL)");
    expect(header(text, 'To')).toMatch(/;tag=\w+$/);
  });

  it('is not answered when it was an ACK', async () => {
    await serve({ requestRoute: () => fail() });
    arrives('ACK');
    expect([kinds(), server.core.counters.routeErrors]).toEqual([[], 1]);
  });

  it('in onReplyRoute does not keep the reply from its transaction', async () => {
    await serve({ requestRoute: (ksr: AnyKSR) => ksr.tm.t_relay(), onReplyRoute: () => fail() });
    arrives('OPTIONS');
    server.receive(replyText(server.sent[0]!.text, 200), { src: { ip: '203.0.113.31', port: 5080, proto: 'udp' } });
    expect(kinds()).toEqual(['OPTIONS', '200 OPTIONS']);
    expect(server.core.counters.routeErrors).toBe(1);
  });
});

function fail(..._done: unknown[]): never {
  throw new Error('of the script');
}

/** Promises that the test ends. */
class Gate {
  private readonly opened: (() => void)[] = [];
  pass = (): Promise<void> => new Promise((resolve) => this.opened.push(resolve));
  async open(): Promise<void> {
    for (const resolve of this.opened.splice(0)) resolve();
    await settled();
  }
}

describe('an asynchronous route', () => {
  let gate: Gate;
  let runs: number;
  beforeEach(() => {
    gate = new Gate();
    runs = 0;
  });

  const waiting = (then: (ksr: AnyKSR) => unknown): { requestRoute: (ksr: AnyKSR) => Promise<void> } => ({
    requestRoute: async (ksr) => {
      runs++;
      await gate.pass();
      then(ksr);
    },
  });

  it('has a transaction while it waits, and goes on behind it', async () => {
    await serve(waiting((ksr) => ksr.tm.t_relay()));
    arrives('INVITE');
    expect([server.core.transactions.servers.size, server.sent.length]).toEqual([1, 0]);
    await gate.open();
    expect(kinds()).toEqual(['100 INVITE', 'INVITE']);
  });

  it('runs once: what the client repeats meanwhile is absorbed', async () => {
    await serve(waiting((ksr) => ksr.sl.send_reply(404, 'No')));
    for (let i = 0; i < 3; i++) arrives('INVITE');
    expect([runs, kinds()]).toEqual([1, []]);
    await gate.open();
    expect(kinds()).toEqual(['404 INVITE']);
    // from here on it is an ordinary retransmission: the script's matter
    arrives('INVITE');
    expect(runs).toBe(2);
  });

  it('answers what is repeated with what it said so far', async () => {
    await serve({
      requestRoute: async (ksr: AnyKSR) => {
        ksr.tm.t_newtran();
        ksr.tm.t_reply(180, 'Ringing');
        await gate.pass();
        ksr.tm.t_reply(486, 'Busy');
      },
    });
    arrives('INVITE');
    arrives('INVITE');
    expect(kinds()).toEqual(['180 INVITE', '180 INVITE']);
    await gate.open();
    expect(kinds()).toEqual(['486 INVITE']);
  });

  it('still gets the ACK of what it said so far', async () => {
    await serve({
      requestRoute: async (ksr: AnyKSR) => {
        if (ksr.is_ACK()) return void ksr.tm.t_check_trans();
        ksr.tm.t_newtran();
        ksr.tm.t_reply(486, 'Busy');
        await gate.pass();
      },
    });
    arrives('INVITE');
    const tag = /tag=(\w+)\r\nCall-ID/.exec(server.sent[0]!.text)![1]!;
    arrives('ACK', { toTag: tag });
    kinds();
    await server.clock.advanceAsync('3s');
    expect(kinds()).toEqual([]);
    await gate.open();
  });

  it('does not hold up other requests', async () => {
    await serve({
      requestRoute: async (ksr: AnyKSR) => {
        if (ksr.is_method('INVITE')) await gate.pass();
        ksr.sl.send_reply(200, 'OK');
      },
    });
    arrives('INVITE');
    arrives('OPTIONS');
    arrives('INVITE', { callId: 'call-2', branch: 'other' });
    await settled();
    expect(kinds()).toEqual(['200 OPTIONS']);
    await gate.open();
    expect(kinds()).toEqual(['200 INVITE', '200 INVITE']);
  });

  it('answers 500 when it rejects', async () => {
    await serve(waiting(() => fail()));
    arrives('INVITE');
    await gate.open();
    expect(server.sent.map(({ text }) => reasonOf(text))).toEqual(["I'm terribly sorry, server error occurred (1/TM)"]);
    expect(server.log.texts('error')[0]).toMatch(/^requestRoute failed: Error: of the script/);
  });

  it('lets its CANCEL end the INVITE while it waits', async () => {
    await serve({
      requestRoute: async (ksr: AnyKSR) => {
        if (ksr.is_CANCEL()) return void ksr.tm.t_relay();
        await gate.pass();
        seen.push(ksr.tm.t_is_canceled(), ksr.tm.t_relay());
      },
    });
    const seen: unknown[] = [];
    arrives('INVITE');
    arrives('CANCEL');
    await settled();
    expect(kinds().sort()).toEqual(['200 CANCEL', '487 INVITE']);
    await gate.open();
    expect([seen, kinds()]).toEqual([[1, -1], []]);
  });

  it('of a CANCEL works as well', async () => {
    await serve(waiting((ksr) => ksr.tm.t_relay()));
    arrives('INVITE');
    await gate.open();
    server.receive(replyText(server.sent[1]!.text, 180), { src: { ip: '203.0.113.31', port: 5080, proto: 'udp' } });
    kinds();
    arrives('CANCEL');
    arrives('CANCEL');
    expect([runs, kinds()]).toEqual([2, []]);
    await gate.open();
    expect(kinds()).toEqual(['CANCEL', '200 CANCEL']);
  });

  it('that never ends is answered 500 at the end of its life, and its transaction goes', async () => {
    await serve(waiting(() => {}));
    arrives('MESSAGE');
    arrives('INVITE', { callId: 'call-2' });
    await server.clock.advanceAsync('31s');
    expect(kinds()).toEqual([]);
    await server.clock.advanceAsync('2s');
    expect(kinds()).toEqual(['500 MESSAGE']);
    await server.clock.advanceAsync('150s');
    expect(kinds().every((kind) => kind === '500 INVITE')).toBe(true);
    expect(server.log.texts('error')).toEqual([
      'an asynchronous callback has not ended in time: the request was answered 500',
      'an asynchronous callback has not ended in time: the request was answered 500',
    ]);
    await server.clock.advanceAsync('40s');
    expect([server.core.transactions.servers.size, server.core.wheel.size]).toEqual([0, 0]);
    // when it ends after all, nothing happens
    kinds();
    await gate.open();
    expect(kinds()).toEqual([]);
  });

  it('of an ACK makes no transaction', async () => {
    await serve(waiting(() => {}));
    arrives('ACK');
    expect(server.core.transactions.servers.size).toBe(0);
    await gate.open();
    expect(server.core.counters.routeErrors).toBe(0);
  });

  it('leaves nothing behind when it says nothing', async () => {
    await serve(waiting(() => {}));
    arrives('INVITE');
    await gate.open();
    await server.clock.advanceAsync('6s');
    expect([server.core.transactions.servers.size, server.core.wheel.size, kinds()]).toEqual([0, 0, []]);
  });

  it('counts a defect of the runtime behind an await, and lives on', async () => {
    await serve(waiting((ksr) => ksr.sl.send_reply(200, 'OK')));
    server.core.hooks.afterRequest.push(() => {
      throw new Error('boom');
    });
    arrives('OPTIONS');
    await gate.open();
    expect(server.log.texts('error').map((text) => text.split('\n')[0])).toEqual([
      'a defect in the server, please report it: Error: boom',
    ]);
    expect(server.core.counters.routeErrors).toBe(1);
  });
});

describe('a server that drains (RFC 3261 21.5.4)', () => {
  beforeEach(() =>
    serve({
      requestRoute: (ksr: AnyKSR) => {
        note(ksr as never);
        if (ksr.is_method('ACK') || ksr.is_CANCEL() || ksr.tm.t_check_trans() !== 0) ksr.tm.t_relay();
      },
    }),
  );

  it.each<[string, string, RequestText, string[]]>([
    ['a call', 'INVITE', {}, ['503 INVITE']],
    ['a registration', 'REGISTER', {}, ['503 REGISTER']],
    ['a question', 'OPTIONS', {}, ['503 OPTIONS']],
    // what belongs to a dialog or a transaction goes on
    ['a request within a dialog', 'BYE', { toTag: 'b1' }, ['BYE']],
    ['a re-INVITE', 'INVITE', { toTag: 'b1' }, ['100 INVITE', 'INVITE']],
    ['an ACK', 'ACK', { toTag: 'b1' }, ['ACK']],
  ])('answers %s', (_name, method, of, sent) => {
    server.core.draining = true;
    arrives(method, of);
    expect(kinds()).toEqual(sent);
    expect(ran).toHaveLength(sent[0]!.startsWith('503') ? 0 : 1);
  });

  it('says when to come again', () => {
    server.core.draining = true;
    arrives('INVITE');
    const { text } = server.sent[0]!;
    expect([reasonOf(text), header(text, 'Retry-After')]).toEqual(['Service Unavailable', '10']);
    expect(header(text, 'To')).toMatch(/;tag=\w+$/);
    expect(server.core.counters.refusedRequests).toBe(1);
    expect(server.core.transactions.servers.size).toBe(0);
  });

  it('goes on with transactions that it has', () => {
    arrives('INVITE');
    server.receive(replyText(server.sent[1]!.text, 180), { src: { ip: '203.0.113.31', port: 5080, proto: 'udp' } });
    kinds();
    server.core.draining = true;
    arrives('INVITE');
    expect(kinds()).toEqual(['180 INVITE']);
    arrives('CANCEL');
    expect(kinds()).toEqual(['CANCEL', '200 CANCEL']);
  });
});
