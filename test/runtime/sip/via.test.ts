import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseVia, type Via } from '../../../runtime/sip/via.ts';

const read = (text: string): Via | null => parseVia(text, 0, text.length);

interface Parts {
  transport: string;
  host: string;
  port: number;
  branch: string;
  rport: number;
  received: string;
}

const NOTHING: Parts = { transport: 'UDP', host: 'h', port: 0, branch: '', rport: -1, received: '' };

function parts(via: Via): Parts {
  const { transport, host, port, branch, rport, received } = via;
  return { transport, host, port, branch, rport, received };
}

describe('parseVia', () => {
  it.each<[string, Partial<Parts>]>([
    ['SIP/2.0/UDP h', {}],
    ['SIP/2.0/UDP h:5060', { port: 5060 }],
    [
      'SIP/2.0/TLS pc33.example.com:5061;branch=z9hG4bK1',
      { transport: 'TLS', host: 'pc33.example.com', port: 5061, branch: 'z9hG4bK1' },
    ],
    ['SIP/2.0/UDP [2001:db8::9:1];branch=b', { host: '[2001:db8::9:1]', branch: 'b' }],
    ['SIP/2.0/UDP [2001:db8::9:1]:5070', { host: '[2001:db8::9:1]', port: 5070 }],
    ['SIP/2.0/UDP h;received=192.0.2.1;rport=4444', { received: '192.0.2.1', rport: 4444 }],
    ['SIP/2.0/UDP h;received=[2001:db8::1]', { received: '[2001:db8::1]' }], // RFC 5118 4.5, both forms
    ['SIP/2.0/UDP h;received=2001:db8::1', { received: '2001:db8::1' }],
    ['SIP/2.0/UDP h;rport', { rport: 0 }],
    ['SIP/2.0/UDP h;rport=', { rport: 0 }],
    ['SIP/2.0/UDP h;rport=x', { rport: 0 }],
    ['SIP/2.0/UDP h;rport=70000', { rport: 0 }],
    ['SIP/2.0/UDP h;RPORT;Branch=x;RECEIVED=y', { rport: 0, branch: 'x', received: 'y' }],
    ['SIP/2.0/UDP h;branch=a;branch=b;rport=1;rport=2;received=x;received=y', { branch: 'a', rport: 1, received: 'x' }],
    ['SIP/2.0/UDP h;rport;rport=2', { rport: 0 }],
    ['SIP/2.0/UDP h;x="a;branch=no,";branch=b', { branch: 'b' }],
    ['SIP/2.0/UDP h;branch="q"', { branch: '"q"' }],
    ['SIP/2.0/UDP h;branch=x"y" "z', { branch: 'x"y" "z' }], // a quote in the middle opens nothing
    ['SIP/2.0/UDP h;branch', {}],
    ['SIP/2.0/UDP h;branch=', {}],
    ['SIP/2.0/UDP h;;branch=x', { branch: 'x' }],
    ['SIP  /  2.0\r\n / UDP\r\n\th', {}], // RFC 4475 3.1.1.1
    ['SIP / 2.0 / TCP   h : 5070 ; branch = x ; rport', { transport: 'TCP', port: 5070, branch: 'x', rport: 0 }],
    ['  SIP/2.0/UDP h  ', {}],
    ['sip/2.0/udp h', { transport: 'udp' }],
    ['SIP/2.0/UNKNOWN h', { transport: 'UNKNOWN' }],
    ['SIP/2.0/UDP h,SIP/2.0/UDP i', {}],
    ['SIP/2.0/UDP h;branch=x , SIP/2.0/UDP i;branch=y', { branch: 'x' }],
    ['SIP/2.0/UDP h;;,;,,', {}], // RFC 4475 3.1.2.1: the first value can be read
  ])('%j', (text, expected) => expect(parts(read(text)!)).toEqual({ ...NOTHING, ...expected }));

  it.each([
    '',
    'garbage',
    'SIP/2.0',
    'SIP/2.0/',
    'SIP/2.0/UDP',
    'SIP/2.0/UDP ',
    'SIP/2.0/UDPh',
    'SIP/2.0 UDP h',
    '/2.0/UDP h',
    'SIP//UDP h',
    'SIP/2.0/ h',
    'SIP/2.0/UDP ;branch=x',
    'SIP/2.0/UDP ,',
    'SIP/2.0/UDP h:',
    'SIP/2.0/UDP h:x',
    'SIP/2.0/UDP h:65536',
    'SIP/2.0/UDP h:-5060',
    'SIP/2.0/UDP 2001:db8::9:1', // RFC 5118: a reference needs brackets
    'SIP/2.0/UDP [2001:db8::9:1',
    'SIP/2.0/UDP [x]',
    'SIP/2.0/UDP h i',
    'SIP/2.0/UDP h;x="open',
    'SIP/2.0/UDP h;[x]',
  ])('refuses %j', (text) => expect(read(text)).toBe(null));

  it('tells positions', () => {
    const text = 'Via: SIP/2.0/UDP h:5060 ;branch=b ;received=r ;rport=1, x';
    const via = parseVia(text, 5, text.length)!;
    const at = (start: number, end: number): string => text.slice(start, end);
    expect(via.name).toBe('SIP');
    expect(via.version).toBe('2.0');
    expect(at(via.transportStart, via.transportEnd)).toBe('UDP');
    expect(at(via.hostStart, via.hostEnd)).toBe('h');
    expect(via.portText).toBe('5060');
    expect(at(via.start, via.paramsStart)).toBe('SIP/2.0/UDP h:5060');
    expect(at(via.branchStart, via.branchEnd)).toBe('b');
    expect(at(via.receivedParamStart, via.receivedEnd)).toBe(';received=r');
    expect(at(via.receivedStart, via.receivedEnd)).toBe('r');
    expect(at(via.rportStart, via.rportEnd)).toBe(';rport=1');
    expect(via.toString()).toBe('SIP/2.0/UDP h:5060 ;branch=b ;received=r ;rport=1');
    expect(text[via.end]).toBe(',');
  });

  it.each<[string, string, string, string]>([
    ['SIP/2.0/UDP h', 'SIP', '2.0', ''],
    ['sip / 2.0 / UDP h : 0506 ;x', 'sip', '2.0', '0506'],
    ['XYZ/7/UDP [::1]:5070;x', 'XYZ', '7', '5070'],
    ['SIP/2.0/UDP [::1] ;x=:1', 'SIP', '2.0', ''],
    ['SIP/2.0/UDP h;x=a:5060', 'SIP', '2.0', ''],
  ])('%s is of %s, version %s, port %j', (text, name, version, port) => {
    const via = read(text)!;
    expect([via.name, via.version, via.portText]).toEqual([name, version, port]);
  });

  // the quick way and the thorough way
  it('reads the same with and without white space', () => {
    const value = fc.constantFrom('', '=', '=x', '=[::1]', '=1.2.3.4', '=a:5060', '=5060');
    const name = fc.constantFrom('branch', 'BRANCH', 'rport', 'received', 'Received', 'maddr', 'x');
    const params = fc.array(fc.tuple(name, value), { maxLength: 5 });
    const sentBy = fc.constantFrom('h', 'h:5060', '[::1]', '[::1]:5061', '192.0.2.1:0');
    fc.assert(
      fc.property(sentBy, params, (by, list) => {
        const plain = read(`SIP/2.0/UDP ${by}${list.map(([n, v]) => `;${n}${v}`).join('')}`)!;
        const spaced = read(`SIP/2.0/UDP ${by}${list.map(([n, v]) => ` ;${n}${v}`).join('')}`)!;
        expect(parts(plain)).toEqual(parts(spaced));
      }),
    );
  });

  it('reads inside its limits', () => {
    const text = 'SIP/2.0/UDP host:50601;branch=abc';
    expect(parseVia(text, 0, 14)!.host).toBe('ho');
    expect(parseVia(text, 0, 21)!.port).toBe(5060);
    expect(parseVia(text, 0, 32)!.branch).toBe('ab');
    expect(parseVia('SIP/2.0/UDP h;x="y"', 0, 18)).toBe(null);
    expect(parseVia('SIP/2.0/UDP [::1]', 0, 16)).toBe(null);
  });

  it.each([
    ['SIP/2.0/UDP [::1]:5060', '::1'],
    ['SIP/2.0/UDP h:5060', 'h'],
  ])('%s has the bare host %s', (text, host) => expect(read(text)!.hostBare).toBe(host));

  it.each<[string, string | null]>([
    ['maddr', '192.0.2.1'],
    ['ttl', '16'],
    ['alias', ''],
    ['x', null],
    ['branch', 'b'],
  ])('finds the parameter %s', (name, value) => {
    expect(read('SIP/2.0/UDP h;maddr=192.0.2.1;TTL=16;alias;branch=b, SIP/2.0/UDP i;x')!.param(name)).toBe(value);
  });

  it('has no parameters when it has none', () => expect(read('SIP/2.0/UDP h , SIP/2.0/UDP i;x')!.param('x')).toBe(null));

  it.each(['SIP/2.0/UDP h', 'sip/2.0/UDP h', 'SIP / 2.0 / UDP h'])('%s is SIP 2.0', (text) =>
    expect(read(text)!.isSip2).toBe(true),
  );
  it.each(['SIP/3.0/UDP h', 'SIP/2.00/UDP h', 'SIPS/2.0/UDP h', 'HTTP/2.0/TCP h'])('%s is something else', (text) =>
    expect(read(text)!.isSip2).toBe(false),
  );

  it('reads plain parameters as it reads any', () => {
    const piece = fc.constantFrom(';', '=', 'branch', 'rport', 'received', 'x', '1', ':', '[', ']', '"', ',', ' ', '/', '\\');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const plain = read(`SIP/2.0/UDP h${pieces.join('')}`);
        // a value that is no token sends all behind it another way
        const any = read(`SIP/2.0/UDP h;z=/${pieces.join('')}`);
        if (pieces[0] !== ';' && pieces[0] !== ',') return;
        expect(any === null ? null : parts(any)).toEqual(plain === null ? null : parts(plain));
      }),
      { numRuns: 2000 },
    );
  });

  it('reads back what was written', () => {
    const host = fc.oneof(
      fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,8}$/),
      fc.constantFrom('[::1]', '[2001:db8::10]', '192.0.2.1'),
    );
    const gap = fc.constantFrom('', ' ', '\r\n ');
    const token = fc.stringMatching(/^[A-Za-z0-9.]{1,8}$/);
    const port = fc.option(fc.integer({ min: 0, max: 65535 }), { nil: -1 });
    fc.assert(
      fc.property(
        token,
        host,
        port,
        gap,
        token,
        fc.nat(65535),
        token,
        fc.nat(5),
        (transport, name, number, ws, branch, rport, received, turn) => {
          const params = [`branch${ws}=${ws}${branch}`, `rport=${rport}`, `received=${received}`];
          const turned = [...params.slice(turn % 3), ...params.slice(0, turn % 3)];
          const text =
            `SIP${ws}/${ws}2.0${ws}/${ws}${transport} ${name}${number < 0 ? '' : `${ws}:${ws}${number}`}` +
            turned.map((p) => `${ws};${ws}${p}`).join('');
          const expected = { transport, host: name, port: Math.max(0, number), branch, rport, received };
          expect(parts(read(text)!)).toEqual(expected);
          expect(parts(read(`${text}${ws},garbage`)!)).toEqual(expected);
          expect(read(`${text}${ws},garbage`)!.toString()).toBe(text);
        },
      ),
    );
  });
});
