import { describe, expect, it } from 'vitest';
import { fork, forNew, RELAY, requestText, scene, SERVER, type AnyKSR, type Scene, type SceneOptions } from '../scene.ts';

// What a flood leaves behind: nothing, once the timers are over (spec/security.md, "The bar" and 9)

/** Sends so many requests, a thousand a second. */
async function flood(at: Scene, count: number, method: string): Promise<void> {
  for (let i = 0; i < count; i++) {
    at.alice.peer.send(requestText(method, at.alice.address, { callId: `call-${i}`, branch: `b${i}`, fromTag: `t${i}` }), SERVER);
    if (i % 100 === 99) await at.settle(100);
  }
  await at.settle();
}

/** The phones keep what they get; a flood is not to be measured by it. */
async function floodScene(options: SceneOptions | AnyRoutes): Promise<Scene> {
  const at = await scene(options as SceneOptions);
  for (const phone of [at.alice, at.bob, at.carol]) {
    phone.peer.onMessage = () => phone.peer.received.splice(0);
  }
  return at;
}
type AnyRoutes = Record<string, (ksr: AnyKSR) => unknown>;

function nothingIsLeft(at: Scene): void {
  const { servers, stored, clientCount } = at.transactions;
  const { finished, ringing } = stored;
  expect([servers.size, clientCount, finished.size, finished.octets, ringing.octets]).toEqual([0, 0, 0, 0, 0]);
  expect(at.server.engine.wheel.size).toBe(0);
  expect(at.errors).toEqual([]);
}

describe('10,000 requests that are answered', () => {
  it.each<[string, string, AnyRoutes]>([
    ['MESSAGE, by the callee', 'MESSAGE', RELAY],
    ['INVITE, by the callee', 'INVITE', RELAY],
    ['MESSAGE, by the server', 'MESSAGE', { requestRoute: forNew((ksr) => ksr.tm.t_send_reply(202, 'Accepted')) }],
  ])('%s', { timeout: 60_000 }, async (_name, method, routes) => {
    const at = await floodScene(routes);
    at.bob.peer.onMessage = (message) => {
      message.reply(answer(message.text, '200 OK'));
      at.bob.peer.received.splice(0);
    };
    await flood(at, 10_000, method);
    expect(at.transactions.counters.serverCreated).toBe(10_000);
    // those of the last five seconds, of which none is an object
    expect(at.transactions.servers.size + at.transactions.clientCount).toBe(0);
    expect(at.transactions.stored.finished.size).toBeGreaterThan(4500);
    expect(at.transactions.stored.finished.size).toBeLessThan(5500);
    expect(at.transactions.stored.finished.octets / at.transactions.stored.finished.size).toBeLessThan(1200);
    await at.settle('6s');
    nothingIsLeft(at);
  });
});

describe('10,000 requests to a callee who never answers', () => {
  it.each<[string, string, SceneOptions | AnyRoutes, string]>([
    ['INVITE', 'INVITE', RELAY, '40s'],
    ['MESSAGE', 'MESSAGE', RELAY, '40s'],
    ['two branches each', 'INVITE', { requestRoute: forNew((ksr) => [fork(ksr, 'carol'), ksr.tm.t_relay()]) }, '40s'],
    ['INVITE with noisy_ctimer 0', 'INVITE', { routes: RELAY, tm: { noisy_ctimer: 0 } }, '40s'],
    ['t_newtran and nothing else', 'INVITE', { requestRoute: forNew((ksr) => ksr.tm.t_newtran()) }, '6s'],
    ['answered 486, never acknowledged', 'INVITE', { requestRoute: forNew((ksr) => ksr.tm.t_send_reply(486, 'Busy')) }, '6s'],
    ['answered 200, never acknowledged', 'INVITE', { requestRoute: forNew((ksr) => ksr.tm.t_send_reply(200, 'OK')) }, '6s'],
  ])('%s', { timeout: 60_000 }, async (_name, method, options, over) => {
    const at = await floodScene(options);
    await flood(at, 10_000, method);
    expect(at.transactions.counters.serverCreated).toBe(10_000);
    expect(at.transactions.servers.size).toBeGreaterThan(5000 * (over === '6s' ? 0.9 : 1));
    await at.settle(over);
    nothingIsLeft(at);
  });

  it('that rings and never answers', { timeout: 60_000 }, async () => {
    const at = await floodScene({ routes: RELAY, tm: { fr_inv_timer: 20_000 } });
    at.bob.peer.onMessage = (message) => {
      if (message.text.startsWith('INVITE')) message.reply(answer(message.text, '180 Ringing'));
      at.bob.peer.received.splice(0);
    };
    await flood(at, 2000, 'INVITE');
    await at.settle(10);
    const { servers, stored, clientCount } = at.transactions;
    expect([servers.size, clientCount, stored.ringing.size]).toEqual([2000, 0, 2000]);
    expect(stored.ringing.octets / 2000).toBeLessThan(2500);
    await at.settle('40s');
    expect(at.isEmpty).toBe(true);
  });

  it('beyond the limit leaves no more than the limit', async () => {
    const at = await floodScene({ routes: RELAY, config: { limits: { maxTransactions: 500 } } });
    await flood(at, 2000, 'INVITE');
    expect([at.transactions.servers.size, at.transactions.counters.refused]).toEqual([500, 1500]);
    await at.settle('40s');
    expect(at.isEmpty).toBe(true);
  });

  it('asynchronous routes that never end', async () => {
    const at = await floodScene({ requestRoute: () => new Promise(() => {}) });
    await flood(at, 500, 'MESSAGE');
    expect(at.transactions.servers.size).toBe(500);
    await at.settle('60s');
    expect(at.isEmpty).toBe(true);
  });
});

function answer(request: string, said: string): string {
  const lines = request.split('\r\n').filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/.test(line));
  return [`SIP/2.0 ${said}`, ...lines, 'Content-Length: 0', '', ''].join('\r\n');
}
