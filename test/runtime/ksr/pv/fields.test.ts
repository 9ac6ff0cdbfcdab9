import { beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../../support/context.ts';
import { Arrived, bareServer, invite, ok } from '../arrive.ts';

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});

const request = (...fields: string[]): Arrived => new Arrived(server, invite({ fields }));

describe('single fields', () => {
  it.each([
    ['$ci', 'Call-ID:   with-space  ', 'with-space  '],
    ['$cs', 'CSeq: 42   INVITE  ', '42'],
    ['$csb', 'CSeq: 42   INVITE  ', '42   INVITE  '],
    ['$ua', 'User-Agent: spaced  agent ', 'spaced  agent '],
    ['$ct', 'Contact: <sip:a@b>, <sip:c@d>', '<sip:a@b>, <sip:c@d>'],
    ['$ctu', 'Contact: <sip:a@b>, <sip:c@d>', 'sip:a@b'],
    ['$ctu', 'Contact: *', null],
    ['$ctu', 'Contact: <sip:a@b', null],
    ['$cts', 'Contact: *', 1],
    ['$cts', 'Contact: <sip:a@b>', 0],
    ['$cT', 'Content-Type: application/sdp', 'application/sdp'],
    ['$rt', 'Refer-To: "X" <sip:x@y?Replaces=a>', 'sip:x@y?Replaces=a'],
    ['$rt', 'Refer-To: <', null],
  ])('%s of %s', (name, field, value) => {
    expect(request(field).get(name)).toBe(value);
  });

  it.each(['$ua', '$cT', '$rt', '$expires(min)', '$rs', '$rr'])('%s has no value without its field', (name) => {
    expect(request().get(name)).toBeNull();
  });

  it('has no value without Contact', () => {
    const at = new Arrived(server, invite().replace(/Contact: .*\r\n/, ''));
    for (const name of ['$ct', '$ctu', '$cts']) expect(at.get(name)).toBeNull();
  });

  it('reads Content-Length as a number', () => {
    expect(new Arrived(server, invite({ body: 'abc' })).get('$cl')).toBe(3);
    expect(new Arrived(server, invite().replace(/Content-Length: .*\r\n/, '')).get('$cl')).toBeNull();
  });
});

describe('method and status', () => {
  it.each([
    ['INVITE', 'INVITE', 1],
    ['REGISTER', 'REGISTER', 32],
    ['MESSAGE', 'MESSAGE', 256],
  ])('%s', (method, name, id) => {
    const at = new Arrived(server, invite({ line: `${method} sip:b SIP/2.0`, fields: [`CSeq: 1 ${method}`] }));
    expect([at.get('$rm'), at.get('$rmid')]).toEqual([name, id]);
    expect([at.get('$mt'), at.get('$mts'), at.get('$rv'), at.get('$rsi')]).toEqual([1, 'rq', 'SIP/2.0', 0]);
  });

  it('a reply has the method of CSeq, its status and reason', () => {
    const at = new Arrived(server, ok({ line: 'SIP/2.0 486 Busy Here', fields: ['CSeq: 7 CANCEL'] }));
    expect(['$rm', '$rmid', '$rs', '$rsi', '$rr', '$mt', '$mts'].map((name) => at.get(name))).toEqual([
      'CANCEL',
      2,
      486,
      486,
      'Busy Here',
      2,
      'rp',
    ]);
  });
});

describe('lifetimes of contacts', () => {
  it.each([
    [['Contact: <sip:a@b>;expires=30, <sip:c@d>;expires=90'], 30, 90],
    [['Contact: <sip:a@b>;expires=30, <sip:c@d>', 'Expires: 600'], 30, 600],
    [['Contact: <sip:a@b>', 'Expires: 600'], 600, 600],
    [['Contact: *', 'Expires: 0'], 0, 0],
    [['Contact: <sip:a@b>;expires=x'], null, null],
    [['Contact: <sip:a@b>;expires=5', 'Expires: junk'], 5, 5],
    [['Contact: <sip:a@b'], null, null],
  ])('%j', (fields, min, max) => {
    const at = request(...fields);
    expect([at.get('$expires(min)'), at.get('$expires(max)')]).toEqual([min, max]);
  });
});

describe('identity headers', () => {
  it.each([
    ['$ai', 'P-Asserted-Identity: "A" <sip:a@b>, <tel:+1>', 'sip:a@b'],
    ['$pu', 'P-Preferred-Identity: "A" <sip:a@b>', 'sip:a@b'],
    ['$pU', 'P-Preferred-Identity: "A" <sip:a@b>', 'a'],
    ['$pd', 'P-Preferred-Identity: "A" <sip:a@b>', 'b'],
    ['$pn', 'P-Preferred-Identity: "A" <sip:a@b>', '"A"'],
    ['$re', 'Remote-Party-ID: <sip:a@b>;party=calling', 'sip:a@b'],
    ['$di', 'Diversion: <sip:a@b>;reason=busy;counter=2;privacy="off"', 'sip:a@b'],
    ['$dir', 'Diversion: <sip:a@b>;reason=busy;counter=2;privacy="off"', 'busy'],
    ['$dic', 'Diversion: <sip:a@b>;reason=busy;counter=2;privacy="off"', '2'],
    ['$dip', 'Diversion: <sip:a@b>;reason=busy;counter=2;privacy="off"', 'off'],
    ['$ai', 'P-Asserted-Identity: <sip:a@b', null],
  ])('%s of %s', (name, field, value) => {
    expect(request(field).get(name)).toBe(value);
    expect(request().get(name)).toBeNull();
  });
});
