import { describe, expect, it } from 'vitest';
import { request, sendRequest, type LocalSpec } from '../../../runtime/routing/local/send.ts';
import { header, scene, URIS, type Scene } from './scene.ts';

const OPTIONS: LocalSpec = { method: 'OPTIONS', uri: URIS.bob, from: '<sip:ping@example.org>', to: '<sip:bob@example.org>' };
const INVITE: LocalSpec = { ...OPTIONS, method: 'INVITE' };

async function server(tm: Record<string, unknown> = {}): Promise<Scene> {
  return scene({ tm, routes: { requestRoute: () => {}, own: (ksr) => ksr.hdr.append('Own: 1\r\n') } });
}

describe('request: a promise for the answer', () => {
  it('is that of the callee', async () => {
    const at = await server();
    const answer = request(at.server.engine, OPTIONS);
    await at.settle();
    await at.bob.replies('OPTIONS', 404, { reason: 'Nobody' });
    const { status, reason, message } = await answer;
    expect([status, reason, message?.method]).toEqual([404, 'Nobody', 'OPTIONS']);
  });

  it('is 408 when nobody answers', async () => {
    const at = await server({ fr_timer: 2000 });
    const answer = request(at.server.engine, OPTIONS);
    await at.settle('3s');
    expect(await answer).toEqual({ status: 408, reason: 'Request Timeout', message: null });
    expect(at.bob.got()).toEqual(['OPTIONS', 'OPTIONS', 'OPTIONS']);
    await at.settle('40s');
    expect([at.isEmpty, at.server.engine.locals.size]).toEqual([true, 0]);
  });

  it.each<[string, Partial<LocalSpec>, number]>([
    ['a name that does not resolve', { uri: 'sip:x@nobody.invalid' }, 478],
    ['a next hop that does not resolve', { nextHop: 'sip:nobody.invalid' }, 478],
    ['a URI without a host', { uri: 'tel:123' }, 478],
    ['what is no URI', { uri: 'x' }, 400],
    ['no transport for it', { uri: `${URIS.bob};transport=tcp` }, 477],
    ['nobody there', { uri: 'sip:x@203.0.113.99' }, 477],
    ['an address of many machines', { uri: 'sip:224.0.1.75' }, 477],
  ])('is told for %s', async (_name, more, status) => {
    const at = await server();
    const answer = request(at.server.engine, { ...OPTIONS, ...more });
    await at.settle('1s');
    expect((await answer).status).toBe(status);
    await at.settle('40s');
    expect([at.isEmpty, at.server.engine.locals.size]).toEqual([true, 0]);
  });
});

describe('sendRequest', () => {
  it('tells provisional replies and one answer, once', async () => {
    const at = await server();
    const told: string[] = [];
    const sent = sendRequest(at.server.engine, {
      ...INVITE,
      onProvisional: ({ status }) => told.push(`p${status}`),
      onAnswer: ({ status }) => told.push(`a${status}`),
    });
    expect(typeof sent).toBe('object');
    await at.settle();
    for (const status of [180, 183, 200, 200, 486]) await at.bob.replies('INVITE', status);
    expect(told).toEqual(['p180', 'p183', 'a200']);
  });

  it('says at once what can not be sent, and tells nobody', async () => {
    const at = await server();
    const told: number[] = [];
    const onAnswer = ({ status }: { status: number }): void => void told.push(status);
    expect(sendRequest(at.server.engine, { ...OPTIONS, uri: 'tel:1', onAnswer })).toBe('unresolved');
    expect(sendRequest(at.server.engine, { ...OPTIONS, uri: 'sip:x@203.0.113.99', onAnswer })).toBe('send');
    expect([told, at.server.engine.locals.size]).toEqual([[], 0]);
  });

  it.each([
    [false, '1'],
    [true, ''],
  ])('quiet %j: the event callback wrote %j', async (quiet, own) => {
    const at = await server({ event_callback: 'own' });
    sendRequest(at.server.engine, { ...OPTIONS, quiet });
    await at.settle();
    expect(header(at.bob.last('OPTIONS'), 'Own')).toBe(own);
  });

  it('has timers of its own when it is given some', async () => {
    const at = await server();
    const timing = { t1: 100, t2: 200, fr: 450, frInvite: 1000, wait: 1000 };
    const answer = request(at.server.engine, { ...OPTIONS, timing });
    await at.settle('1s');
    expect([(await answer).status, at.bob.got().length]).toEqual([408, 3]);
  });

  it('each has its own Call-ID, tag and branch', async () => {
    const at = await server();
    for (let i = 0; i < 20; i++) sendRequest(at.server.engine, OPTIONS);
    await at.settle();
    for (const name of ['Call-ID', 'From', 'Via']) expect(new Set(at.bob.all().map((text) => header(text, name))).size).toBe(20);
  });
});

describe('too many at a time', () => {
  it('are refused, as many as limits.maxTransactions stay', async () => {
    const at = await scene({
      config: { limits: { maxTransactions: 10 } },
      routes: { requestRoute: (ksr) => void results.push(ksr.tm.t_replicate(URIS.carol)) },
    });
    const results: unknown[] = [];
    const { engine } = at.server;
    const sent = Array.from({ length: 12 }, () => typeof sendRequest(engine, OPTIONS));
    expect(sent).toEqual([...Array.from({ length: 10 }, () => 'object'), 'string', 'string']);
    expect((await request(engine, OPTIONS)).status).toBe(503);
    await at.alice.sends('MESSAGE');
    expect(results).toEqual([-1]);
    await at.settle('60s');
    expect([engine.locals.size, typeof sendRequest(engine, OPTIONS)]).toEqual([0, 'object']);
  });
});

describe('cancel', () => {
  const calling = async (): Promise<{ at: Scene; told: number[]; cancel: () => void }> => {
    const at = await server({ fr_timer: 2000, fr_inv_timer: 4000 });
    const told: number[] = [];
    const sent = sendRequest(at.server.engine, { ...INVITE, onAnswer: ({ status }) => told.push(status) });
    await at.settle();
    return { at, told, cancel: () => typeof sent !== 'string' && sent.cancel('Reason: SIP;cause=200\r\n') };
  };

  it('of one that rings: the CANCEL goes out, the answer comes', async () => {
    const { at, told, cancel } = await calling();
    await at.bob.replies('INVITE', 180);
    cancel();
    cancel();
    await at.settle();
    expect(at.bob.got()).toEqual(['INVITE', 'CANCEL']);
    expect([header(at.bob.last('CANCEL'), 'Reason'), header(at.bob.last('CANCEL'), 'Via')]).toEqual([
      'SIP;cause=200',
      header(at.bob.last('INVITE'), 'Via'),
    ]);
    await at.bob.replies('CANCEL', 200);
    await at.bob.replies('INVITE', 487);
    expect([told, at.bob.got()]).toEqual([[487], ['ACK']]);
    await at.settle('60s');
    expect(at.isEmpty).toBe(true);
  });

  it('of one that nobody heard of yet: waits for a provisional reply (9.1)', async () => {
    const { at, cancel } = await calling();
    cancel();
    await at.settle('1s');
    expect(at.bob.got()).toEqual(['INVITE']);
    await at.bob.replies('INVITE', 100);
    expect(at.bob.got()).toEqual(['CANCEL']);
  });

  it('of one that was answered: nothing', async () => {
    const { at, told, cancel } = await calling();
    await at.bob.replies('INVITE', 200);
    cancel();
    await at.settle();
    expect([told, at.bob.got()]).toEqual([[200], ['INVITE', 'ACK']]);
  });

  it('of one that never gets an answer ends in time', async () => {
    const { at, told, cancel } = await calling();
    await at.bob.replies('INVITE', 180);
    cancel();
    await at.settle('200s');
    expect([told, at.isEmpty, at.server.engine.locals.size]).toEqual([[408], true, 0]);
  });
});
