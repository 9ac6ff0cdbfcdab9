import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Lab } from './lab/lab.ts';
import { MEMORY } from './lab/nat-box.ts';
import type { NatBox, Traffic } from './lab/nat-box.ts';
import { PHONE, SERVER } from './lab/network.ts';
import { describeLab } from './lab/requirements.ts';
import { sipp } from './lab/sipp.ts';

const TOOLS = ['ip', 'ss', 'nft', 'conntrack', 'sysctl', 'baresip', 'sipp'];
const MINUTE = 60_000;
const SIPP = { address: PHONE, port: 5060, server: SERVER };
/** How a SIPp ends that has run through its scenario. */
const DONE = { code: 0, signal: null };

/** Longer than the NAT boxes remember. */
const idle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, (2 * MEMORY + 2) * 1000));

/** What passes a NAT box while the phones are idle. */
async function idleTraffic(nats: readonly NatBox[]): Promise<Traffic[]> {
  const before = nats.map((nat) => nat.traffic());
  await idle();
  return nats.map((nat, i) => {
    const passed = nat.traffic();
    for (const kind of Object.keys(passed) as (keyof Traffic)[]) passed[kind] -= before[i]?.[kind] ?? 0;
    return passed;
  });
}

describeLab('two phones with the same address, each behind a NAT that forgets after five seconds', TOOLS, () => {
  let lab: Lab;
  const inLab = (config: string): void => {
    let opened: Lab | undefined;
    beforeAll(async () => {
      lab = opened = await Lab.open(config);
    }, MINUTE);
    afterEach(({ task }) => {
      if (task.result?.state === 'fail') console.error(`The server's log:\n${opened?.serverLog()}`);
    });
    afterAll(() => opened?.close(), MINUTE);
  };

  describe.each([
    { name: '4-byte pings', config: 'udp-ping', sent: 'rawPings', notSent: 'sipPings' },
    { name: 'SIP pings', config: 'sip-ping', sent: 'sipPings', notSent: 'rawPings' },
  ] as const)('reachable by $name', ({ config, sent, notSent }) => {
    inLab(config);

    it('registers both', async () => {
      const { alice, bob } = lab.baresips();
      await Promise.all([alice.register(), bob.register()]);
    });

    it('keeps the holes in both NATs open while the phones are silent', { timeout: MINUTE }, async () => {
      const { natA, natB } = lab.network;
      for (const traffic of await idleTraffic([natA, natB])) {
        expect(traffic[sent]).toBeGreaterThanOrEqual(4);
        expect(traffic[notSent]).toBe(0);
        expect(traffic.requests).toBe(0);
        expect(traffic.replies).toBeLessThanOrEqual(traffic.sipPings);
      }
      expect(natA.holes()).toHaveLength(1);
      expect(natB.holes()).toHaveLength(1);
    });

    it('carries a call from alice to bob, who hangs up', { timeout: MINUTE }, async () => {
      const { alice, bob } = lab.baresips();
      await alice.call(bob);
      await bob.hangUp(alice);
    });

    it('carries a call from bob to alice, who hangs up', { timeout: MINUTE }, async () => {
      const { alice, bob } = lab.baresips();
      await bob.call(alice);
      await alice.hangUp(bob);
    });
  });

  describe('without pings', () => {
    inLab('no-ping');

    it('registers both, and both NATs forget them', { timeout: MINUTE }, async () => {
      const { alice, bob } = lab.baresips();
      await Promise.all([alice.register(), bob.register()]);
      const { natA, natB } = lab.network;
      for (const traffic of await idleTraffic([natA, natB])) {
        expect(traffic).toEqual({ rawPings: 0, sipPings: 0, invites: 0, replies: 0, requests: 0 });
      }
      expect(natA.holes()).toEqual([]);
      expect(natB.holes()).toEqual([]);
    });

    it('a call does not arrive, and the caller is told so', { timeout: MINUTE }, async () => {
      const { alice, bob } = lab.baresips();
      alice.command('dial', bob.uri);
      const closed = await alice.event('CALL_CLOSED', 20_000);
      expect(closed.param).toMatch(/^408 /);
      expect(lab.network.natB.traffic().invites).toBe(0);
    });
  });

  describe('SIPp as phones', () => {
    inLab('udp-ping');

    it('calls through both NATs after an idle time', { timeout: MINUTE }, async () => {
      const { phoneA, phoneB, natA, natB } = lab.network;
      expect(await sipp(phoneA, SIPP, 'register', 'carol').end(10_000)).toEqual(DONE);
      expect(await sipp(phoneB, SIPP, 'register', 'dave').end(10_000)).toEqual(DONE);
      const dave = sipp(phoneB, SIPP, 'answer', 'dave');
      for (const traffic of await idleTraffic([natA, natB])) {
        expect(traffic.rawPings).toBeGreaterThanOrEqual(4);
        expect(traffic.requests).toBe(0);
      }
      const carol = sipp(phoneA, SIPP, 'call', 'dave');
      expect(await carol.end(15_000)).toEqual(DONE);
      expect(await dave.end(15_000)).toEqual(DONE);
      expect(natB.traffic().invites).toBe(1);
    });
  });
});
