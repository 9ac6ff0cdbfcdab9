import { describe, expect, it } from 'vitest';
import { NamedAddresses } from '../../../support/core.ts';
import { fork, forNew, header, scene, uriOf, type AnyKSR, type Routes, type Scene } from '../scene.ts';

/** A name service that answers when the test lets it. */
class SlowDns extends NamedAddresses {
  private readonly waiting: (() => void)[] = [];

  override async a(name: string): Promise<readonly never[]> {
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    return super.a(name) as Promise<readonly never[]>;
  }
  /** @returns how many were let go */
  answer(): number {
    const { length } = this.waiting;
    for (const resolve of this.waiting.splice(0)) resolve();
    return length;
  }
}

async function slowly(
  before: (ksr: AnyKSR) => unknown,
  more: Routes = {},
  behind: (ksr: AnyKSR) => unknown = () => {},
): Promise<{ at: Scene; dns: SlowDns; results: unknown[] }> {
  const dns = new SlowDns({ 'bob.example.net': ['203.0.113.31'], 'gone.example.net': ['203.0.113.99'] });
  const results: unknown[] = [];
  const at = await scene({
    routes: {
      requestRoute: forNew((ksr) => {
        before(ksr);
        results.push(ksr.tm.t_relay());
        behind(ksr);
      }),
      ...more,
    },
    dns,
  });
  return { at, dns, results };
}

const toName = (ksr: AnyKSR): boolean => ksr.seturi('sip:bob@bob.example.net:5080');
const toNobody = (ksr: AnyKSR): boolean => ksr.seturi('sip:bob@nobody.example.net:5080');

describe('a next hop whose name is looked up', () => {
  it('does not hold up the route: 1, and the 100 is out', async () => {
    const { at, dns, results } = await slowly(toName);
    await at.alice.sends('INVITE');
    expect([results, at.got()]).toEqual([[1], { alice: ['100 INVITE'] }]);
    dns.answer();
    await at.settle();
    expect(at.got()).toEqual({ bob: ['INVITE'] });
    expect(uriOf(at.bob.last('INVITE'))).toBe('sip:bob@bob.example.net:5080');
    await at.bob.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['200 INVITE']);
  });

  it('is known the second time at once', async () => {
    const { at, dns } = await slowly(toName);
    await at.alice.sends('INVITE');
    dns.answer();
    await at.settle();
    await at.alice.sends('INVITE', { callId: 'call-2', branch: 'b2' });
    expect(at.bob.got()).toEqual(['INVITE', 'INVITE']);
  });

  it('gets the message as it was at t_relay', async () => {
    const { at, dns } = await slowly(
      (ksr) => [toName(ksr), ksr.hdr.append('X-Before: 1\r\n')],
      {},
      (ksr) => [ksr.hdr.append('X-Behind: 1\r\n'), ksr.seturi('sip:other@203.0.113.32:5080')],
    );
    await at.alice.sends('INVITE');
    dns.answer();
    await at.settle();
    const sent = at.bob.last('INVITE');
    expect([uriOf(sent), header(sent, 'X-Before'), header(sent, 'X-Behind')]).toEqual(['sip:bob@bob.example.net:5080', '1', '']);
  });

  it('gets what its branch callback edited', async () => {
    const { at, dns } = await slowly((ksr) => [toName(ksr), ksr.tm.t_on_branch('each')], {
      each: (ksr) => ksr.hdr.append('X-Branch: 1\r\n'),
    });
    await at.alice.sends('INVITE');
    dns.answer();
    await at.settle();
    expect(header(at.bob.last('INVITE'), 'X-Branch')).toBe('1');
  });

  it.each<[string, (ksr: AnyKSR) => unknown, string]>([
    ['is not found: 478', toNobody, '478 INVITE'],
    ['can not be reached: 477', (ksr) => ksr.seturi('sip:gone.example.net'), '477 INVITE'],
  ])('%s', async (_name, before, reply) => {
    const { at, dns, results } = await slowly(before);
    await at.alice.sends('INVITE');
    while (dns.answer() > 0) await at.settle();
    expect([results, at.alice.got()]).toEqual([[1], ['100 INVITE', reply]]);
  });

  it('is not found: the failure callback sees 478, and may go elsewhere', async () => {
    const seen: unknown[] = [];
    const { at, dns } = await slowly((ksr) => [toNobody(ksr), ksr.tm.t_on_failure('failed')], {
      failed: (ksr) => {
        seen.push(ksr.tm.t_get_status_code(), ksr.tm.t_branch_replied(), ksr.tm.t_branch_timeout());
        fork(ksr, 'carol');
        ksr.tm.t_relay();
      },
    });
    await at.alice.sends('INVITE');
    while (dns.answer() > 0) await at.settle();
    expect([seen, at.got()]).toEqual([[478, -1, -1], { alice: ['100 INVITE'], carol: ['INVITE'] }]);
  });

  it('keeps the answer of another branch waiting', async () => {
    const { at, dns } = await slowly((ksr) => [toName(ksr), fork(ksr, 'carol')]);
    await at.alice.sends('INVITE');
    await at.carol.replies('INVITE', 404);
    expect(at.alice.got()).toEqual(['100 INVITE']);
    dns.answer();
    await at.settle();
    await at.bob.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['404 INVITE']);
  });

  it('is not sent to when another branch has answered meanwhile', async () => {
    const { at, dns } = await slowly((ksr) => [toName(ksr), fork(ksr, 'carol')]);
    await at.alice.sends('INVITE');
    await at.carol.replies('INVITE', 200);
    dns.answer();
    await at.settle();
    expect(at.got()).toEqual({ alice: ['100 INVITE', '200 INVITE'], carol: ['INVITE'] });
  });

  it('is not sent to when the caller has cancelled meanwhile', async () => {
    const { at, dns } = await slowly(toName);
    await at.alice.sends('INVITE');
    await at.alice.sends('CANCEL');
    expect(at.alice.got()).toEqual(['100 INVITE', '487 INVITE', '200 CANCEL']);
    dns.answer();
    await at.settle();
    expect(at.bob.got()).toEqual([]);
    await at.settle('60s');
    expect(at.isEmpty).toBe(true);
  });

  it('is not waited for longer than the name service takes', async () => {
    const { at } = await slowly(toName);
    await at.alice.sends('INVITE');
    await at.settle('60s');
    expect(at.alice.got().slice(0, 2)).toEqual(['100 INVITE', '478 INVITE']);
    expect(at.isEmpty).toBe(true);
  });

  it('may be the name of an ACK', async () => {
    const { at, dns } = await slowly(() => {});
    await at.alice.sends('ACK', { uri: 'sip:bob@bob.example.net:5080', toTag: 'b1' });
    dns.answer();
    await at.settle();
    expect(at.bob.got()).toEqual(['ACK']);
  });

  it('may be that of the dst-URI of a branch callback', async () => {
    const { at, dns } = await slowly((ksr) => ksr.tm.t_on_branch('each'), {
      each: (ksr) => ksr.setdsturi('sip:bob.example.net:5080'),
    });
    await at.alice.sends('INVITE', { uri: 'sip:x@203.0.113.32:5080' });
    dns.answer();
    await at.settle();
    expect([at.bob.got(), at.carol.got()]).toEqual([['INVITE'], []]);
  });
});
