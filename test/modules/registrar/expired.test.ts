import { describe, expect, it } from 'vitest';
import { forNew, requestText, scene, type AnyKSR, type Scene } from '../../runtime/routing/scene.ts';

type Callback = (ksr: AnyKSR, event: string) => unknown;

async function registrarAt(expired: Callback, event_callback = 'expired'): Promise<Scene> {
  const registers = forNew((ksr) =>
    (ksr as AnyKSR & { registrar: { save(t: string, f: number): number } }).registrar.save('location', 0),
  );
  return scene({
    routes: { requestRoute: registers, expired: expired as (ksr: AnyKSR) => unknown },
    modules: { usrloc: { timer_interval: 10 }, registrar: { min_expires: 1, event_callback } },
  });
}

async function registers(at: Scene, user: string, seconds: number): Promise<void> {
  const of = {
    callId: user,
    branch: user,
    uri: 'sip:example.org',
    headers: [`Contact: <sip:${user}@198.51.100.21:5070>;expires=${seconds}`],
  };
  const text = requestText('REGISTER', at.alice.address, of).replace('To: <sip:bob@', `To: <sip:${user}@`);
  await at.alice.sendsText(text);
  expect(at.alice.got()).toEqual(['200 REGISTER']);
}

describe('usrloc:contact-expired', () => {
  it('runs the function of event_callback for each contact whose time is over', async () => {
    const seen: unknown[] = [];
    const at = await registrarAt((ksr, event) => {
      seen.push(
        [
          event,
          ...['$ulc(exp=>aor)', '$ulc(exp=>addr)', '$ulc(exp=>domain)', '$ulc(exp=>count)', '$rm'].map((text) =>
            ksr.pv.get(text),
          ),
        ].join(' '),
      );
    });
    await registers(at, 'carol', 30);
    await registers(at, 'dave', 30);
    await registers(at, 'erin', 300);
    await at.settle('25s');
    expect(seen).toEqual([]);
    await at.settle('20s');
    expect(new Set(seen)).toEqual(
      new Set([
        'usrloc:contact-expired carol sip:carol@198.51.100.21:5070 location 1 OPTIONS',
        'usrloc:contact-expired dave sip:dave@198.51.100.21:5070 location 1 OPTIONS',
      ]),
    );
    expect(seen.length).toBe(2);
    expect(at.errors).toEqual([]);
  });

  it('does not run for one that was removed, nor after the server has stopped', async () => {
    const seen: unknown[] = [];
    const at = await registrarAt(() => seen.push(1));
    await registers(at, 'carol', 30);
    await registers(at, 'dave', 0);
    await at.server.stop(0);
    await at.settle('60s');
    expect(seen).toEqual([]);
  });

  it('that is not exported is told at start', async () => {
    const at = await registrarAt(() => {}, 'expird');
    expect(at.errors.join('\n')).toContain('registrar, event_callback: ');
  });
});
