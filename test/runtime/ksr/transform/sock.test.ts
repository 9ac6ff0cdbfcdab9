import { describe, expect, it } from 'vitest';
import { Transforms } from './of.ts';

const t = await Transforms.make();

// as Kamailio 5.6.3 answers: host, port, protocol, URI
describe('{sock.*}', () => {
  it.each([
    ['tcp:192.0.2.1:5070', ['192.0.2.1', '5070', 'tcp', 'sip:192.0.2.1:5070;transport=tcp']],
    ['udp:[2001:db8::1]:5060', ['[2001:db8::1]', '5060', 'udp', 'sip:[2001:db8::1]:5060;transport=udp']],
    ['tcp:[::1]', ['[::1]', '', 'tcp', 'sip:[::1];transport=tcp']],
    ['[2001:db8::1]', ['[2001:db8::1]', '', '', 'sip:[2001:db8::1]']],
    ['192.0.2.1', ['192.0.2.1', '', '', 'sip:192.0.2.1']],
    ['192.0.2.1:5070', ['192.0.2.1', '5070', '', 'sip:192.0.2.1:5070']],
    ['udp:a.example', ['a.example', '', 'udp', 'sip:a.example;transport=udp']],
    ['UDP:h:5060', ['h', '5060', 'UDP', 'sip:h:5060;transport=UDP']],
    ['udp:h:0', ['h', '0', 'udp', 'sip:h:0;transport=udp']],
    [':5060', ['', '5060', '', '']],
    ['x', ['x', '', '', 'sip:x']],
    ['', null],
    ['tls:h:x', null],
    ['foo:h:5060', null],
    ['ws:h:80', null],
    ['any:h:5060', null],
    ['2001:db8::1', null],
    ['[::1', null],
    ['udp:', null],
    ['udp:h:', null],
    ['sctp:h:1;x', null],
  ])('%s', (text, parts) => {
    const read = ['host', 'port', 'proto', 'touri'].map((op) => t.of(text, `sock.${op}`));
    expect(read).toEqual(parts ?? [null, null, null, null]);
  });
  it('has no others', () => {
    expect(t.exists('sock.touri')).toBe(true);
    expect(t.exists('sock.nope')).toBe(false);
    expect(t.of(null, 'sock.host')).toBe(null);
  });
});
