import { describe, expect, it } from 'vitest';

import { KsrError } from '../../../runtime/errors.ts';
import { BoundSocket, listenError } from '../../../runtime/transport/bound-socket.ts';
import { parseListen } from '../../../runtime/transport/listen.ts';

class Silent extends BoundSocket {
  send(): boolean {
    return false;
  }
  give(port: number): void {
    this.bound(port);
  }
}

const made = (text: string): Silent => new Silent(parseListen(text));

describe('BoundSocket', () => {
  it.each([
    ['udp:192.0.2.1:5060', 'udp:192.0.2.1:5060', '', 0],
    ['tls:[2001:DB8::1]', 'tls:[2001:db8::1]:5061', '', 0],
    ['udp:192.0.2.1:5070 advertise sip.example.org', 'udp:192.0.2.1:5070', 'sip.example.org', 5070],
    ['udp:192.0.2.1:5070 advertise 203.0.113.1:5090', 'udp:192.0.2.1:5070', '203.0.113.1', 5090],
    ['udp:192.0.2.1:5070 advertise [2001:db8::1]', 'udp:192.0.2.1:5070', '2001:db8::1', 5070],
  ])('%s', (listen, text, host, port) => {
    expect(made(listen)).toMatchObject({ text, advertisedHost: host, advertisedPort: port });
  });

  it('learns the port that the system chose', () => {
    const socket = made('udp:[2001:db8::1]:0 advertise sip.example.org');
    expect(socket).toMatchObject({ port: 0, advertisedPort: 0 });
    socket.give(40_000);
    expect(socket).toMatchObject({ port: 40_000, advertisedPort: 40_000, text: 'udp:[2001:db8::1]:40000' });
  });

  it('what is advertised with a port keeps it', () => {
    const socket = made('udp:192.0.2.1:0 advertise sip.example.org:5060');
    socket.give(40_000);
    expect(socket).toMatchObject({ port: 40_000, advertisedPort: 5060 });
  });
});

describe('listenError', () => {
  it.each([
    ['EADDRINUSE', 'E_LISTEN_IN_USE', 'udp:192.0.2.1:5060 is in use already'],
    ['EACCES', 'E_LISTEN_PERMISSION', 'udp:192.0.2.1:5060 may not be opened by this user'],
    ['EADDRNOTAVAIL', 'E_LISTEN_ADDRESS', 'udp:192.0.2.1:5060 is not an address of this machine'],
  ])('%s is %s', (system, code, message) => {
    const cause = Object.assign(new Error('bind'), { code: system });
    const error = listenError(cause, 'udp:192.0.2.1:5060', ['127.0.0.1']);
    expect(error).toBeInstanceOf(KsrError);
    expect(error).toMatchObject({ code, message, cause });
  });

  it.each([new Error('other'), Object.assign(new Error('files'), { code: 'EMFILE' }), undefined, 'text'])(
    '%s stays what it is',
    (error) => {
      expect(listenError(error, 'udp:192.0.2.1:5060', [])).toBe(error);
    },
  );
});
