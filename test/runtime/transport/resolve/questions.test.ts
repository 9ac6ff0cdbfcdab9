import { describe, expect, it } from 'vitest';
import { Questions } from '../../../../runtime/transport/resolve/questions.ts';
import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import { TimerWheel } from '../../../../runtime/timer/wheel.ts';
import { FakeDns, srv } from './fake-dns.ts';

function make(most = 8): { dns: FakeDns; clock: VirtualClock; questions: Questions } {
  const clock = new VirtualClock();
  const wheel = new TimerWheel(clock, { onError: (error) => expect.unreachable(String(error)) });
  const dns = new FakeDns();
  return { dns, clock, questions: new Questions({ source: dns, wheel, timeout: 5000, most }) };
}

describe('Questions', () => {
  it('addresses are canonical, once each, 32 at most', async () => {
    const { dns, questions } = make();
    dns.set('SYSTEM a', [{ address: '2001:DB8:0::1' }, { address: '2001:db8::1' }, { address: 'fe80::1%lo' }, { address: 'x' }]);
    expect(await questions.addresses('A')).toEqual(['2001:db8::1']);
    dns.set(
      'SYSTEM many',
      Array.from({ length: 200 }, (_, i) => ({ address: `10.0.0.${i}` })),
    );
    expect((await questions.addresses('many'))?.length).toBe(32);
  });
  it('an address is no question', async () => {
    const { dns, questions } = make();
    expect(await questions.addresses('2001:DB8::0:1')).toEqual(['2001:db8::1']);
    expect(await questions.addresses('192.0.2.1')).toEqual(['192.0.2.1']);
    expect(await questions.addresses('[::1]')).toBe(null);
    expect(dns.asked).toEqual([]);
  });
  it.each(['', 'a b', 'a\nb', 'a\0', 'ä', 'x'.repeat(254)])('what no name holds is not asked: %j', async (name) => {
    const { dns, questions } = make();
    expect([await questions.addresses(name), await questions.services(name), await questions.rules(name)]).toEqual([
      null,
      null,
      null,
    ]);
    expect(dns.asked).toEqual([]);
  });
  it('a dot at the end and case do not matter', async () => {
    const { dns, questions } = make();
    dns.set('SRV _sip._udp.a', srv('1 1 5060 B.'));
    expect((await questions.services('_SIP._udp.A.'))?.map(({ name }) => name)).toEqual(['B.']);
  });
  it.each(['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'ECANCELLED'])('%s is no answer', async (code) => {
    const { dns, questions } = make();
    for (const type of ['SYSTEM', 'SRV', 'NAPTR']) dns.set(`${type} a`, code);
    dns.set('PTR 192.0.2.1', code);
    expect(await Promise.all([questions.addresses('a'), questions.services('a'), questions.rules('a')])).toEqual([
      null,
      null,
      null,
    ]);
    expect(await questions.names('192.0.2.1')).toBe(null);
    expect(questions.asking).toBe(0);
  });
  it('an empty answer is none', async () => {
    const { dns, questions } = make();
    for (const type of ['SYSTEM', 'SRV', 'NAPTR', 'PTR']) dns.set(`${type} a`, []);
    expect(await Promise.all([questions.addresses('a'), questions.services('a'), questions.rules('a')])).toEqual([
      null,
      null,
      null,
    ]);
    expect(await questions.names('a')).toBe(null);
  });
  it('nothing is kept: each question is put anew, but those that are open', async () => {
    const { dns, questions } = make();
    dns.set('PTR 192.0.2.1', ['a']);
    expect(await Promise.all([questions.names('192.0.2.1'), questions.names('192.0.2.1')])).toEqual([['a'], ['a']]);
    await questions.names('192.0.2.1');
    expect(dns.questions()).toEqual(['PTR 192.0.2.1', 'PTR 192.0.2.1']);
  });
  it('gives up in time, and takes no more than so many at once', async () => {
    const { dns, clock, questions } = make(2);
    for (const name of ['a', 'b', 'c']) dns.set(`SRV ${name}`, new Promise<never>(() => {}));
    const answers = ['a', 'b', 'c'].map((name) => questions.services(name));
    expect(await answers[2]).toBe(null);
    expect(dns.questions()).toEqual(['SRV a', 'SRV b']);
    await clock.advanceAsync(4900);
    expect(questions.asking).toBe(2);
    await clock.advanceAsync(200);
    expect(await Promise.all(answers)).toEqual([null, null, null]);
    expect(questions.asking).toBe(0);
  });
});
