import { networkInterfaces } from 'node:os';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { expandListen, type Interfaces, machineAddresses } from '../../../runtime/transport/expand.ts';
import { parseListen, socketText } from '../../../runtime/transport/listen.ts';

const MACHINE: Interfaces = {
  lo: [{ address: '127.0.0.1' }, { address: '::1' }],
  eth0: [{ address: '192.0.2.10' }, { address: '2001:DB8:0::10' }, { address: 'fe80::1:2' }],
  eth1: [{ address: '198.51.100.10' }, { address: '192.0.2.10' }, { address: 'fe80::3%eth1' }],
  gone: undefined,
};

function expand(texts: readonly string[], machine: Interfaces = MACHINE): string[] {
  return expandListen(
    texts.map((text) => parseListen(text)),
    machine,
  ).map(({ proto, ip, port, advertisedHost, advertisedPort, name }) => {
    const socket = socketText(proto, ip, port);
    const advertised = advertisedHost === '' ? '' : ` advertise ${advertisedHost}:${advertisedPort}`;
    return `${socket}${advertised}${name && ` name ${name}`}`;
  });
}

describe('machineAddresses', () => {
  it('lists each once, loopback last, without link-local ones', () => {
    expect(machineAddresses(MACHINE, 4)).toEqual(['192.0.2.10', '198.51.100.10', '127.0.0.1']);
    expect(machineAddresses(MACHINE, 6)).toEqual(['2001:db8::10', '::1']);
  });

  it('reads this machine', () => expect(machineAddresses(networkInterfaces(), 4)).toContain('127.0.0.1'));
});

describe('expandListen', () => {
  it.each<[string, string[], string[]]>([
    ['single addresses stay', ['udp:192.0.2.10:5060', 'tcp:[2001:db8::10]'], ['udp:192.0.2.10:5060', 'tcp:[2001:db8::10]:5060']],
    ['an address this machine does not have stays too', ['udp:203.0.113.1'], ['udp:203.0.113.1:5060']],
    ['0.0.0.0', ['udp:0.0.0.0:5060'], ['udp:192.0.2.10:5060', 'udp:198.51.100.10:5060', 'udp:127.0.0.1:5060']],
    ['::', ['udp:[::]:5070'], ['udp:[2001:db8::10]:5070', 'udp:[::1]:5070']],
    [
      'all carry what is advertised, and the name',
      ['udp:[::] advertise [2001:db8::99]:5090 name six'],
      ['udp:[2001:db8::10]:5060 advertise 2001:db8::99:5090 name six', 'udp:[::1]:5060 advertise 2001:db8::99:5090 name six'],
    ],
    [
      'one that is listed by itself keeps its own entry',
      ['udp:0.0.0.0:5060', 'udp:198.51.100.10:5060 advertise 203.0.113.5 name out'],
      ['udp:192.0.2.10:5060', 'udp:127.0.0.1:5060', 'udp:198.51.100.10:5060 advertise 203.0.113.5:0 name out'],
    ],
    [
      'another port or protocol is another socket',
      ['udp:0.0.0.0:5060', 'udp:192.0.2.10:5070', 'tcp:192.0.2.10:5060'],
      ['udp:192.0.2.10:5060', 'udp:198.51.100.10:5060', 'udp:127.0.0.1:5060', 'udp:192.0.2.10:5070', 'tcp:192.0.2.10:5060'],
    ],
    ['port 0 may be there twice', ['udp:127.0.0.1:0', 'udp:127.0.0.1:0'], ['udp:127.0.0.1:0', 'udp:127.0.0.1:0']],
    ['nothing', [], []],
  ])('%s', (_, texts, sockets) => expect(expand(texts)).toEqual(sockets));

  it('says when there is nothing to expand to', () => {
    expect(() => expand(['udp:[::]:5060'], { lo: [{ address: '127.0.0.1' }, { address: 'fe80::1' }] })).toThrow(
      expect.objectContaining({ code: 'E_LISTEN_ADDRESS', facts: { address: 'udp:[::]:5060' } }),
    );
  });

  it.each<[string[], string]>([
    [['udp:192.0.2.10:5060', 'udp:192.0.2.10'], 'listen has "udp:192.0.2.10:5060", twice'],
    [['udp:0.0.0.0', 'udp:0.0.0.0:5060'], 'listen has "udp:0.0.0.0:5060", twice'],
    [
      ['udp:192.0.2.10 name a', 'udp:192.0.2.10:5070 name A'],
      'listen has "udp:192.0.2.10:5070", with the name A that another one has',
    ],
  ])('%j is refused', (texts, message) => {
    expect(() => expand(texts)).toThrow(expect.objectContaining({ code: 'E_LISTEN_SYNTAX', message }));
  });
});

describe('any machine', () => {
  const address = fc
    .oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('127.0.0.1', '::1', 'fe80::1', '192.0.2.1'))
    .map((text) => ({ address: text }));
  const machine = fc.dictionary(fc.constantFrom('lo', 'eth0', 'eth1'), fc.array(address, { maxLength: 4 }));
  const entry = fc.constantFrom(
    'udp:0.0.0.0',
    'udp:[::]',
    'tcp:0.0.0.0:5070',
    'udp:192.0.2.1',
    'udp:127.0.0.1',
    'tls:[::1]',
    'tcp:[::]',
  );

  it('gets each socket once, all that were asked for, and none that stands for several', () => {
    fc.assert(
      fc.property(machine, fc.uniqueArray(entry, { maxLength: 5 }), (interfaces, texts) => {
        const specs = texts.map((text) => parseListen(text));
        let sockets: ReturnType<typeof expandListen>;
        try {
          sockets = expandListen(specs, interfaces);
        } catch (error) {
          expect(error).toMatchObject({ code: 'E_LISTEN_ADDRESS' });
          expect(
            specs.some(
              ({ ip, family }) => (ip === '0.0.0.0' || ip === '::') && machineAddresses(interfaces, family).length === 0,
            ),
          ).toBe(true);
          return;
        }
        const keys = sockets.map(({ proto, ip, port }) => socketText(proto, ip, port));
        expect(new Set(keys).size).toBe(keys.length);
        for (const { ip, family } of sockets) {
          expect(ip === '0.0.0.0' || ip === '::').toBe(false);
          expect(ip.includes(':')).toBe(family === 6);
        }
        for (const { proto, ip, port, family } of specs) {
          const wanted = ip === '0.0.0.0' || ip === '::' ? machineAddresses(interfaces, family) : [ip];
          for (const each of wanted) expect(keys).toContain(socketText(proto, each, port));
        }
      }),
    );
  });
});
