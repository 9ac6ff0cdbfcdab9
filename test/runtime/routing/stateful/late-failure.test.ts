import { describe, expect, it } from 'vitest';
import { URIS } from '../scene.ts';
import { failing } from './failing.ts';

describe('an asynchronous failure callback', () => {
  function gate(): { pass: Promise<void>; open: () => void } {
    let open = (): void => {};
    const pass = new Promise<void>((resolve) => (open = resolve));
    return { pass, open };
  }

  it('is waited for', async () => {
    const { pass, open } = gate();
    const at = await failing(async (ksr) => {
      await pass;
      ksr.seturi(URIS.carol);
      ksr.tm.t_relay();
    });
    await at.bob.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['100 INVITE']);
    open();
    await at.settle();
    expect(at.carol.got()).toEqual(['INVITE']);
    await at.carol.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['200 INVITE']);
  });

  it('that does nothing leaves the answer that won', async () => {
    const at = await failing(async () => {
      await Promise.resolve();
    });
    await at.bob.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['100 INVITE', '486 INVITE']);
  });

  it('that rejects leaves the answer that won', async () => {
    const at = await failing(() => Promise.reject(new Error('of the script')));
    await at.bob.replies('INVITE', 486);
    expect([at.alice.got(), at.errors.length]).toEqual([['100 INVITE', '486 INVITE'], 1]);
  });

  it('may wait behind t_relay: what the leg ends by meanwhile is decided then, by its own callback', async () => {
    const { pass, open } = gate();
    const seen: unknown[] = [];
    const at = await failing(
      async (ksr) => {
        ksr.tm.t_on_failure('second');
        ksr.seturi(URIS.carol);
        ksr.tm.t_relay();
        await pass;
      },
      { more: { second: (ksr) => seen.push(ksr.tm.t_get_status_code()) } },
    );
    await at.bob.replies('INVITE', 486);
    await at.carol.replies('INVITE', 404);
    expect([seen, at.alice.got()]).toEqual([[], ['100 INVITE']]);
    open();
    await at.settle();
    expect([seen, at.alice.got()]).toEqual([[404], ['404 INVITE']]);
  });

  it('lets a 2xx of its leg pass meanwhile', async () => {
    const { pass, open } = gate();
    const at = await failing(async (ksr) => {
      ksr.seturi(URIS.carol);
      ksr.tm.t_relay();
      await pass;
      ksr.tm.t_reply(480, 'Late');
    });
    await at.bob.replies('INVITE', 486);
    await at.carol.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['100 INVITE', '200 INVITE']);
    open();
    await at.settle();
    expect(at.alice.got()).toEqual([]);
  });

  it('that never ends is answered 500 at the end of the transaction', async () => {
    const at = await failing(() => new Promise(() => {}));
    await at.bob.replies('INVITE', 486);
    await at.settle('181s');
    expect(at.alice.got().filter((kind) => kind === '500 INVITE').length).toBeGreaterThan(0);
    await at.settle('40s');
    expect(at.isEmpty).toBe(true);
  });

  it('that ends when the transaction is long over does nothing more', async () => {
    const { pass, open } = gate();
    const results: unknown[] = [];
    const at = await failing(async (ksr) => {
      await pass;
      ksr.seturi(URIS.carol);
      results.push(ksr.tm.t_relay(), ksr.tm.t_reply(480, 'Late'));
    });
    await at.bob.replies('INVITE', 486);
    await at.settle('250s');
    at.got();
    open();
    await at.settle('60s');
    expect([results, at.got(), at.isEmpty, at.errors.length]).toEqual([[-1, -1], {}, true, 1]);
  });

  it('CANCEL while it waits: 487', async () => {
    const { pass, open } = gate();
    const at = await failing(async () => {
      await pass;
    });
    await at.bob.replies('INVITE', 486);
    await at.alice.sends('CANCEL');
    open();
    await at.settle();
    expect(at.alice.got()).toEqual(['100 INVITE', '487 INVITE', '200 CANCEL']);
  });
});
