import { describe, expect, it } from 'vitest';
import { NamedAddresses } from '../../support/core.ts';
import { fork, forNew, header, scene, type AnyKSR, type Routes, type Scene } from './scene.ts';

const TARGET = [
  '$snd(ip)',
  '$snd(port)',
  '$snd(proto)',
  '$snd(sproto)',
  '$snd(af)',
  '$sndto(ip)',
  '$sndfrom(ip)',
  '$sndfrom(port)',
];

const values = (ksr: AnyKSR, ...texts: string[]): string => texts.map((text) => String(ksr.pv.get(text))).join(' ');

async function sending(
  onSendRoute: (ksr: AnyKSR) => unknown,
  request: (ksr: AnyKSR) => unknown,
  more: Routes = {},
): Promise<Scene> {
  return scene({
    routes: { onSendRoute, requestRoute: forNew(request), ...more },
    dns: new NamedAddresses({ 'bob.example.net': ['203.0.113.31'] }),
  });
}

describe('onSendRoute', () => {
  it('sees where each branch goes, and what is sent', async () => {
    const seen: string[] = [];
    const sent: unknown[] = [];
    const at = await sending(
      (ksr) => {
        seen.push(values(ksr, '$rm', '$ru', ...TARGET));
        sent.push([ksr.pv.get('$snd(buf)'), ksr.pv.get('$snd(len)')]);
      },
      (ksr) => [fork(ksr, 'carol'), ksr.tm.t_relay()],
    );
    await at.alice.sends('MESSAGE');
    expect(seen).toEqual([
      'MESSAGE sip:bob@203.0.113.31:5080 203.0.113.31 5080 1 udp 2 203.0.113.31 192.0.2.10 5060',
      'MESSAGE sip:carol@203.0.113.32:5080 203.0.113.32 5080 1 udp 2 203.0.113.32 192.0.2.10 5060',
    ]);
    expect(sent).toEqual([at.bob, at.carol].map((phone) => [phone.last('MESSAGE'), phone.last('MESSAGE').length]));
  });

  it('sees the request as it was received, and can not change it; flags and variables it shares', async () => {
    const seen: unknown[] = [];
    const at = await sending(
      (ksr) => {
        seen.push(ksr.hdr.get('X-Mine'), ksr.isflagset(5), ksr.pv.get('$avp(a)'), ksr.pv.get('$ml'));
        ksr.hdr.append('X-Late: 1\r\n');
        ksr.seturi('sip:nobody@203.0.113.99');
      },
      (ksr) => [ksr.hdr.append('X-Mine: 1\r\n'), ksr.setflag(5), ksr.pv.sets('$avp(a)', 'x'), ksr.tm.t_relay()],
    );
    const text = await at.alice.sends('MESSAGE');
    expect(seen).toEqual([null, true, 'x', text.length]);
    expect([header(at.bob.last('MESSAGE'), 'X-Mine'), header(at.bob.last('MESSAGE'), 'X-Late')]).toEqual(['1', '']);
  });

  it('runs once for a request that is repeated, for none that this server makes, and for no reply', async () => {
    const seen: unknown[] = [];
    const at = await sending(
      (ksr) => seen.push(values(ksr, '$rm')),
      (ksr) => ksr.tm.t_relay(),
    );
    await at.alice.sends('INVITE');
    await at.settle(600);
    expect(at.bob.got()).toEqual(['INVITE', 'INVITE']);
    await at.bob.replies('INVITE', 180);
    await at.alice.sends('CANCEL');
    await at.bob.replies('INVITE', 487);
    expect([at.bob.got(), seen]).toEqual([['CANCEL', 'ACK'], ['INVITE']]);
  });

  it.each<[string, (ksr: AnyKSR) => number]>([
    ['t_relay', (ksr) => ksr.tm.t_relay()],
    ['forward', (ksr) => ksr.forward()],
  ])('keeps the request here when it drops: %s gives -1', async (_name, send) => {
    const results: number[] = [];
    const at = await sending(
      (ksr) => ksr.x.drop(),
      (ksr) => results.push(send(ksr)),
    );
    await at.alice.sends('MESSAGE');
    expect([results, at.bob.got(), at.errors]).toEqual([[-1], [], []]);
    await at.settle('60s');
    expect(at.isEmpty).toBe(true);
  });

  it('keeps one of two branches here', async () => {
    const at = await sending(
      (ksr) => ksr.pv.get('$snd(ip)') === '203.0.113.31' && ksr.x.drop(),
      (ksr) => [fork(ksr, 'carol'), ksr.tm.t_relay()],
    );
    await at.alice.sends('MESSAGE');
    await at.carol.replies('MESSAGE', 200);
    expect(at.got()).toEqual({ alice: ['200 MESSAGE'], carol: ['MESSAGE'] });
  });

  it.each<[string, (ksr: AnyKSR) => unknown]>([
    ['t_relay', (ksr) => ksr.tm.t_relay()],
    ['forward', (ksr) => ksr.forward()],
  ])('sees what waited for a name, %s', async (_name, send) => {
    const seen: unknown[] = [];
    const at = await sending(
      (ksr) => seen.push(values(ksr, '$ru', '$snd(ip)')),
      (ksr) => [ksr.seturi('sip:b@bob.example.net:5080'), send(ksr)],
    );
    await at.alice.sends('MESSAGE');
    expect([seen, at.bob.got()]).toEqual([['sip:b@bob.example.net:5080 203.0.113.31'], ['MESSAGE']]);
  });

  it('must not be asynchronous: that is told, and the request goes', async () => {
    const at = await sending(
      async () => {},
      (ksr) => ksr.tm.t_relay(),
    );
    await at.alice.sends('MESSAGE');
    expect(at.bob.got()).toEqual(['MESSAGE']);
    expect(at.errors.join()).toContain('onSendRoute must not be asynchronous');
  });

  it('that throws is logged, and the request goes', async () => {
    const at = await sending(
      () => {
        throw new Error('mine');
      },
      (ksr) => ksr.tm.t_relay(),
    );
    await at.alice.sends('MESSAGE');
    expect([at.bob.got(), at.errors.length]).toEqual([['MESSAGE'], 1]);
  });
});

describe('onMsgReceived', () => {
  it('sees in $rcv what arrived, and where', async () => {
    const seen: unknown[] = [];
    const texts = ['srcip', 'srcport', 'rcvip', 'rcvport', 'proto', 'sproto', 'af', 'len'].map((key) => `$rcv(${key})`);
    const at = await scene({
      requestRoute: (ksr) => seen.push(ksr.pv.get('$rcv(len)')),
      onMsgReceived: (ksr) => seen.push(values(ksr, ...texts), ksr.pv.get('$recv(buf)')),
    });
    const text = await at.alice.sends('MESSAGE');
    expect(seen).toEqual([`198.51.100.21 5070 192.0.2.10 5060 1 udp 2 ${text.length}`, text, null]);
  });
});
