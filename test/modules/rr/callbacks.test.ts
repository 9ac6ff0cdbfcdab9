import { describe, expect, it } from 'vitest';
import { fork, forNew, header, scene, URIS, type AnyKSR, type Scene } from '../../runtime/routing/scene.ts';

/** A proxy that records itself, and these callbacks. */
function recording(more: Record<string, (ksr: AnyKSR) => unknown>, arm: (ksr: AnyKSR) => unknown): Promise<Scene> {
  const requestRoute = forNew((ksr) => {
    ksr.rr.record_route();
    arm(ksr);
    ksr.tm.t_relay();
  });
  return scene({ routes: { requestRoute, ...more }, modules: { rr: {} } });
}

const ours = (message: string): string => header(message, 'Record-Route');
const RECORDED = '<sip:192.0.2.10;lr;ftag=a1>';

// Kamailio 5.6.3 does so: a branch has its own parameters, and a failure callback begins from those of the request route
describe('add_rr_param in callbacks', () => {
  it('of a branch: each branch has its own', async () => {
    const at = await recording({ each: (ksr) => ksr.rr.add_rr_param(`;n=${String(ksr.pv.get('$T_branch_idx'))}`) }, (ksr) => {
      fork(ksr, 'carol');
      ksr.tm.t_on_branch('each');
    });
    await at.alice.sends('INVITE');
    expect(ours(at.bob.last('INVITE'))).toBe('<sip:192.0.2.10;lr;ftag=a1;n=0>');
    expect(ours(at.carol.last('INVITE'))).toBe('<sip:192.0.2.10;lr;ftag=a1;n=1>');
  });

  it('of a failure: the second leg has it, the first had not', async () => {
    const at = await recording(
      {
        each: (ksr) => ksr.rr.add_rr_param(';x=1'),
        elsewhere: (ksr) => {
          ksr.rr.add_rr_param(';y=2');
          ksr.seturi(URIS.carol);
          ksr.tm.t_relay();
        },
      },
      (ksr) => {
        ksr.tm.t_on_branch('each');
        ksr.tm.t_on_failure('elsewhere');
      },
    );
    await at.alice.sends('INVITE');
    expect(ours(at.bob.last('INVITE'))).toBe('<sip:192.0.2.10;lr;ftag=a1;x=1>');
    await at.bob.replies('INVITE', 180);
    await at.bob.replies('INVITE', 486);
    expect(ours(at.carol.last('INVITE'))).toBe('<sip:192.0.2.10;lr;ftag=a1;y=2>');
  });

  it('of nobody: the request has what the request route gave it', async () => {
    const at = await recording({}, () => {});
    await at.alice.sends('INVITE');
    expect(ours(at.bob.last('INVITE'))).toBe(RECORDED);
  });

  it('remove_record_route of a branch leaves the others alone', async () => {
    const at = await recording(
      { each: (ksr) => (ksr.pv.get('$T_branch_idx') === 1 ? ksr.rr.remove_record_route() : 0) },
      (ksr) => {
        fork(ksr, 'carol');
        ksr.tm.t_on_branch('each');
      },
    );
    await at.alice.sends('INVITE');
    expect(ours(at.bob.last('INVITE'))).toBe(RECORDED);
    expect(at.carol.last('INVITE')).not.toContain('Record-Route');
  });
});
