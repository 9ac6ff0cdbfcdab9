import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseAlias } from '../../../runtime/transport/alias.ts';
import { SocketTable } from '../../../runtime/transport/registry.ts';
import type { LocalSocket, Proto } from '../../../runtime/transport/types.ts';
import { CapturedSocket, RECORDED_ALIASES, RECORDED_SOCKETS, type SocketFacts } from '../../support/sockets.ts';

function tableOf(facts: readonly SocketFacts[], aliases: readonly string[] = []): SocketTable {
  const table = new SocketTable(aliases.map(parseAlias));
  for (const fact of facts) table.add(new CapturedSocket(fact, []));
  return table;
}

const recorded = (): SocketTable => tableOf(RECORDED_SOCKETS, RECORDED_ALIASES);

describe('isMyself', () => {
  // What Kamailio answered with these sockets and aliases (recordings core/is_myself), as host, port and transport of the URI.
  it.each<[host: string, port: number, proto: Proto | '', mine: boolean]>([
    ['198.51.100.10', 0, '', true],
    ['198.51.100.13', 0, '', false],
    ['KSR.Example.COM', 0, '', true],
    ['ported.example.com', 0, '', true],
    ['biloxi.example.com', 0, '', false],
    ['198.51.100.10', 5060, '', true],
    ['198.51.100.10', 5999, '', false],
    ['198.51.100.10', 5061, '', true],
    ['198.51.100.10', 0, 'tcp', true],
    ['198.51.100.10', 8080, 'ws', true],
    ['198.51.100.10', 5061, 'tls', true],
    ['198.51.100.10', 0, 'tls', true],
    ['[2001:0db8:0:0:0:0:0:0010]', 0, '', true],
    ['2001:db8::10', 5060, 'udp', true],
    ['2001:DB8::10', 0, '', true],
    ['[2001:db8::11]', 0, '', false],
    ['198.51.100.11', 5070, '', true],
    ['198.51.100.11', 0, '', true],
    ['198.51.100.11', 5060, '', false],
    ['203.0.113.200', 5090, '', true],
    ['198.51.100.12', 5060, '', true],
    ['', 0, '', false],
    ['ksr.example.com', 7777, '', true],
    ['ported.example.com', 5070, '', true],
    ['ported.example.com', 5060, '', false],
    ['198.51.100.10:5060', 0, '', false],
    ['127.0.0.1', 0, '', false],
    // and what follows from spec 2.3
    ['203.0.113.200', 5060, '', false],
    ['203.0.113.200', 0, 'tcp', false],
    ['198.51.100.11', 0, 'tcp', false],
    ['198.51.100.10', 5061, 'udp', false],
    ['ksr.example.com', 0, 'wss', true],
    ['xksr.example.com', 0, '', false],
    ['ksr.example.com.', 0, '', false],
    ['__proto__', 0, '', false],
  ])('%s port %d transport %j: %s', (host, port, proto, mine) => expect(recorded().isMyself(host, port, proto)).toBe(mine));

  it.each<[alias: string, host: string, port: number, proto: Proto | '', mine: boolean]>([
    ['tcp:host.example:5060', 'host.example', 5060, 'tcp', true],
    ['tcp:host.example:5060', 'HOST.example', 0, '', true],
    ['tcp:host.example:5060', 'host.example', 5060, 'udp', false],
    ['tcp:host.example:5060', 'host.example', 5061, 'tcp', false],
    ['tls:host.example', 'host.example', 9999, 'tls', true],
    ['tls:host.example', 'host.example', 0, 'udp', false],
    ['[2001:DB8::5]:5070', '2001:db8:0::5', 5070, '', true],
    ['[2001:DB8::5]:5070', '[2001:db8::5]', 5060, '', false],
    ['203.0.113.9', '203.0.113.9', 1, 'udp', true],
  ])('alias %s, %s port %d transport %j: %s', (alias, host, port, proto, mine) => {
    expect(tableOf([], [alias]).isMyself(host, port, proto)).toBe(mine);
  });

  it('asks the modules when it does not know itself', () => {
    const table = recorded();
    const asked: unknown[] = [];
    const end = table.addCheck((host, port, proto) => {
      asked.push([host, port, proto]);
      return host === 'domain.example';
    });
    const endOther = table.addCheck((host) => host === 'other.example');
    expect(table.isMyself('198.51.100.10', 0, '')).toBe(true);
    expect(asked).toEqual([]);
    expect(table.isMyself('domain.example', 5, 'tcp')).toBe(true);
    expect(asked).toEqual([['domain.example', 5, 'tcp']]);
    expect(table.isMyself('other.example', 0, '')).toBe(true);
    end();
    end();
    expect(table.isMyself('domain.example', 0, '')).toBe(false);
    expect(table.isMyself('other.example', 0, '')).toBe(true);
    endOther();
    expect(table.isMyself('other.example', 0, '')).toBe(false);
  });
});

describe('finding a socket', () => {
  const text = (socket: LocalSocket | null): string | null => socket && socket.text;

  it.each<[string, string | null]>([
    ['udp:198.51.100.11:5070', 'udp:198.51.100.11:5070'],
    ['198.51.100.11:5070', 'udp:198.51.100.11:5070'],
    ['tcp:198.51.100.10:5060', 'tcp:198.51.100.10:5060'],
    ['198.51.100.10', 'udp:198.51.100.10:5060'],
    ['TCP:198.51.100.10', 'tcp:198.51.100.10:5060'],
    ['udp:[2001:db8::10]:5060', 'udp:[2001:db8::10]:5060'],
    ['udp:[2001:DB8:0::10]', 'udp:[2001:db8::10]:5060'],
    ['udp:203.0.113.200:5090', 'udp:198.51.100.12:5060'],
    ['203.0.113.200', 'udp:198.51.100.12:5060'],
    ['udp:203.0.113.200:5060', null],
    ['udp:198.51.100.11:5060', null],
    ['udp:2001:db8::10:5060', null],
    ['ksr.example.com', null],
    ['zz', null],
    ['', null],
    ['udp:', null],
  ])('findText %j is %j', (asked, found) => expect(text(recorded().findText(asked))).toBe(found));

  it.each<[Proto | '', string, number, string | null]>([
    ['udp', '198.51.100.10', 5060, 'udp:198.51.100.10:5060'],
    ['', '198.51.100.10', 5061, 'tls:198.51.100.10:5061'],
    ['wss', '198.51.100.10', 0, 'wss:198.51.100.10:8443'],
    ['udp', '[2001:db8::10]', 5060, 'udp:[2001:db8::10]:5060'],
    ['udp', '198.51.100.99', 0, null],
    ['sctp', '198.51.100.10', 0, null],
  ])('find %j %s %d is %j', (proto, host, port, found) => expect(text(recorded().find(proto, host, port))).toBe(found));

  it.each([
    ['second', 'udp:198.51.100.11:5070'],
    ['SECOND', 'udp:198.51.100.11:5070'],
    ['adv', 'udp:198.51.100.12:5060'],
    ['nope', null],
    ['', null],
    ['constructor', null],
  ])('named %j is %j', (name, found) => expect(text(recorded().named(name))).toBe(found));

  it('an address that one binds and another advertises is the one that binds it', () => {
    const facts: SocketFacts[] = [
      { proto: 'udp', ip: '192.0.2.1', port: 5060, advertisedHost: '192.0.2.2', advertisedPort: 5060 },
      { proto: 'udp', ip: '192.0.2.2', port: 5060 },
    ];
    expect(text(tableOf(facts).find('udp', '192.0.2.2', 5060))).toBe('udp:192.0.2.2:5060');
    expect(text(tableOf(facts.toReversed()).find('udp', '192.0.2.2', 5060))).toBe('udp:192.0.2.2:5060');
  });

  it('a name that several advertise is the first of that protocol', () => {
    const table = tableOf([
      { proto: 'udp', ip: '192.0.2.1', port: 5060, advertisedHost: 'SIP.example.org', advertisedPort: 5060, name: 'all' },
      { proto: 'tcp', ip: '192.0.2.1', port: 5060, advertisedHost: 'SIP.example.org', advertisedPort: 5060, name: 'all' },
    ]);
    expect(text(table.findText('sip.example.org:5060'))).toBe('udp:192.0.2.1:5060');
    expect(text(table.findText('tcp:sip.EXAMPLE.org'))).toBe('tcp:192.0.2.1:5060');
    expect(text(table.named('all'))).toBe('udp:192.0.2.1:5060');
    expect(table.isMyself('sip.example.org', 5060, 'tcp')).toBe(true);
    expect(table.isMyself('sip.example.org', 5061, 'tcp')).toBe(false);
  });
});

describe('select', () => {
  const table = recorded();
  const socketAt = (asked: string): LocalSocket | null => table.findText(asked);

  it.each<[string, Proto, 4 | 6, string, string | null]>([
    ['the receiving one where it fits', 'udp', 4, 'udp:198.51.100.11:5070', 'udp:198.51.100.11:5070'],
    ['the first of the family where that differs', 'udp', 6, 'udp:198.51.100.11:5070', 'udp:[2001:db8::10]:5060'],
    ['the first of the protocol where that differs', 'tcp', 4, 'udp:198.51.100.11:5070', 'tcp:198.51.100.10:5060'],
    ['the first of both', 'wss', 4, 'udp:[2001:db8::10]:5060', 'wss:198.51.100.10:8443'],
    ['the first for own requests', 'udp', 4, '', 'udp:198.51.100.10:5060'],
    ['none that fits', 'wss', 6, 'udp:198.51.100.10:5060', null],
    ['none of the protocol', 'sctp', 4, 'udp:198.51.100.10:5060', null],
  ])('%s: %s IPv%d, received on %j', (_, proto, family, receiving, selected) => {
    expect(table.select(proto, family, socketAt(receiving))).toBe(selected === null ? null : socketAt(selected));
  });
});

describe('the table', () => {
  it('keeps the order, which flow ids count by', () => {
    const table = recorded();
    expect(table.sockets.map((socket) => socket.text).slice(0, 3)).toEqual([
      'udp:198.51.100.10:5060',
      'udp:198.51.100.11:5070',
      'udp:198.51.100.12:5060',
    ]);
    expect(table.sockets.map((socket) => table.indexOf(socket))).toEqual(table.sockets.map((_, index) => index));
    expect(table.indexOf(new CapturedSocket({ proto: 'udp', ip: '192.0.2.1', port: 1 }, []))).toBe(-1);
  });

  it('takes a socket once', () => {
    const table = new SocketTable();
    const socket = new CapturedSocket({ proto: 'udp', ip: '192.0.2.1', port: 5060 }, []);
    table.add(socket);
    table.add(socket);
    expect(table.sockets).toEqual([socket]);
  });

  it('is empty when made', () => {
    const table = new SocketTable();
    expect(table.isMyself('192.0.2.1', 0, '')).toBe(false);
    expect(table.select('udp', 4, null)).toBeNull();
    expect(table.findText('192.0.2.1')).toBeNull();
  });
});

describe('any table', () => {
  const PROTOS: readonly Proto[] = ['udp', 'tcp', 'tls'];
  const ip = fc.constantFrom('192.0.2.1', '192.0.2.2', '2001:db8::1');
  const port = fc.constantFrom(5060, 5061);
  const proto = fc.constantFrom(...PROTOS);
  const name = fc.constantFrom('', 'one', 'Two');
  const advertisedHost = fc.constantFrom('', '', '192.0.2.2', 'Sip.Example.org');
  const facts = fc.record({ proto, ip, port, name, advertisedHost, advertisedPort: port });
  const asked = fc.record({
    host: fc.constantFrom(
      '192.0.2.1',
      '192.0.2.2',
      '2001:DB8:0::1',
      '[2001:db8::1]',
      'sip.example.ORG',
      'alias.example',
      'other.example',
    ),
    port: fc.constantFrom(0, 5060, 5061, 5062),
    proto: fc.constantFrom<Proto | ''>('', ...PROTOS),
  });

  it('answers as a search through all of its sockets would', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 6 }), asked, name, (list, question, wanted) => {
        const table = tableOf(list, ['tcp:alias.example:5060']);
        const key =
          question.host === '[2001:db8::1]' || question.host === '2001:DB8:0::1' ? '2001:db8::1' : question.host.toLowerCase();
        const fits = (at: number, over: Proto): boolean => {
          return (question.port === 0 || question.port === at) && (question.proto === '' || question.proto === over);
        };
        const bound = table.sockets.find((socket) => socket.ip === key && fits(socket.port, socket.proto));
        const advertised = table.sockets.find(
          (socket) => socket.advertisedHost.toLowerCase() === key && fits(socket.advertisedPort, socket.proto),
        );
        const found = table.find(question.proto, question.host, question.port);
        expect(found !== null).toBe((bound ?? advertised) !== undefined);
        if (bound !== undefined) expect(found?.ip).toBe(key);
        const alias = key === 'alias.example' && fits(5060, 'tcp');
        expect(table.isMyself(question.host, question.port, question.proto)).toBe(found !== null || alias);
        const first = table.sockets.find((socket) => socket.name.toLowerCase() === wanted.toLowerCase() && wanted !== '');
        expect(table.named(wanted)).toBe(first ?? null);
        for (const receiving of [null, ...table.sockets]) {
          for (const over of PROTOS) {
            const same = table.sockets.find((socket) => socket.proto === over && socket.family === 6) ?? null;
            const kept = receiving?.proto === over && receiving.family === 6 ? receiving : same;
            expect(table.select(over, 6, receiving)).toBe(kept);
          }
        }
      }),
    );
  });
});
