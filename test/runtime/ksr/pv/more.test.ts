import { beforeEach, describe, expect, it } from 'vitest';
import type { TestServer } from '../../../support/context.ts';
import { Arrived, bareServer, invite } from '../arrive.ts';

let server: TestServer;
let at: Arrived;
beforeEach(async () => {
  server = await bareServer();
  at = new Arrived(server, invite());
});

describe('other names of', () => {
  it.each([
    ['$from', '$fu'],
    ['$from.user', '$fU'],
    ['$from.domain', '$fd'],
    ['$to', '$tu'],
    ['$to.user', '$tU'],
    ['$to.domain', '$td'],
    ['$ruri', '$ru'],
    ['$ruri.user', '$rU'],
    ['$ruri.domain', '$rd'],
  ])('%s is %s', (long, short) => {
    expect(at.get(long)).not.toBeNull();
    expect(at.get(long)).toBe(at.get(short));
    expect(server.pv.writable(long)).toBe(server.pv.writable(short));
  });
  it('is written as the short one is', () => {
    expect([at.set('$ruri.user', 'carol'), at.set('$ruri.domain', 'h.example'), at.get('$ru')]).toEqual([
      true,
      true,
      'sip:carol@h.example',
    ]);
    expect(at.set('$from.user', 5)).toBe(false);
  });
  it.each(['$from.nope', '$to.uri', '$ruri.port'])('%s is none', (name) => {
    expect(server.pv.exists(name)).toBe(false);
  });
});

describe('a single flag', () => {
  it.each([
    ['$Mf', '$mf'],
    ['$Bf', '$bf'],
    ['$Sf', '$sf'],
  ])('%s', (one, all) => {
    expect(at.get(`${one}(3)`)).toBe(0);
    expect([at.set(`${one}(3)`, 1), at.get(`${one}(3)`), at.get(all)]).toEqual([true, 1, 8]);
    expect([at.set(`${one}(31)`, 5), at.get(`${one}(31)`), at.get(all)]).toEqual([true, 1, -2147483640]);
    expect([at.set(`${one}(3)`, 0), at.get(all)]).toEqual([true, -2147483648]);
    expect([at.set(`${one}(31)`, null), at.get(all)]).toEqual([true, 0]);
    // a text is refused, and changes nothing
    expect([at.set(`${one}(3)`, '1'), at.get(all)]).toEqual([false, 0]);
  });
  it.each(['$Mf', '$Mf()', '$Mf(32)', '$Mf(-1)', '$Mf(a)', '$Bf(1x)', '$Sf(1e1)'])('%s is none', (name) => {
    expect(server.pv.exists(name)).toBe(false);
  });
});

describe('$_s', () => {
  it.each([
    ['$_s(abc)', 'abc'],
    ['$_s($rm)', 'INVITE'],
    ['$_s(<$rm>$hdr(Nope)<)', '<INVITE><null><'],
    ['$_s($$x)', '$x'],
    ['$(_s($rm){s.len})', 6],
    ['$_s($_s(a$rm)b)', 'aINVITEb'],
  ])('%s is %j', (text, value) => {
    expect(at.get(text)).toBe(value);
  });
  it.each(['$_s', '$_s()', '$_s(a$rUb)', '$_s($)', `${'$_s('.repeat(2000)}$nope${')'.repeat(2000)}`])('%.20s is none', (text) => {
    expect(server.pv.exists(text)).toBe(false);
    expect(at.get(text)).toBeNull();
  });
});

describe('$mi', () => {
  it('is a number of the message, the same with each look', () => {
    const other = new Arrived(server, invite());
    const [one, two] = [at.get('$mi') as number, other.get('$mi') as number];
    expect(two).toBe(one + 1);
    expect([at.get('$mi'), other.get('$mi')]).toEqual([one, two]);
  });
});

describe('of datagrams on their way', () => {
  it.each([
    '$snd(ip)',
    '$sndto(port)',
    '$sndfrom(sproto)',
    '$snd(buf)',
    '$rcv(srcip)',
    '$rcv(len)',
    '$rcv(rcvport)',
    '$recv(srcip)',
  ])('%s has no value in routes', (name) => {
    expect([server.pv.exists(name), at.get(name)]).toEqual([true, null]);
  });
  it.each(['$snd(zz)', '$snd', '$rcv(protoid)', '$rcv(socket)'])('%s is none', (name) => {
    expect(server.pv.exists(name)).toBe(false);
  });
});

describe('identities by index', () => {
  const fields = [
    'P-Asserted-Identity: "PA" <sip:pa@h>, <tel:+1>',
    'p-asserted-identity: <sip:pc@h>',
    'P-Preferred-Identity: sip:p0@h:5',
    'P-Preferred-Identity: "PP" <sip:pp@hh:99;x=1>',
  ];
  it.each([
    ['$ai', 'sip:pa@h'],
    ['$(ai[0])', 'sip:pa@h'],
    ['$(ai[1])', 'tel:+1'],
    ['$(ai[2])', 'sip:pc@h'],
    ['$(ai[3])', null],
    ['$(ai[-1])', 'sip:pa@h'],
    ['$(ai[*])', null],
    ['$pu', 'sip:p0@h:5'],
    ['$(pu[1])', 'sip:pp@hh:99;x=1'],
    ['$(pU[1])', 'pp'],
    ['$(pd[1])', 'hh'],
    ['$(pn[0])', null],
    ['$(pn[1])', '"PP"'],
    ['$(pn[2])', null],
  ])('%s is %j', (name, value) => {
    expect(new Arrived(server, invite({ fields })).get(name)).toBe(value);
  });
  it('what can not be read hides what stands behind it', () => {
    const broken = new Arrived(server, invite({ fields: ['P-Asserted-Identity: <sip:a@b', 'P-Asserted-Identity: <sip:c@d>'] }));
    expect([broken.get('$ai'), broken.get('$(ai[1])')]).toEqual([null, null]);
  });
});

describe('selects of further addresses', () => {
  const fields = [
    'Remote-Party-ID: "rp" <sip:rp@example.com>;party=calling',
    'Refer-To: "x" <sip:refer@example.com?Replaces=1>;q=1',
    'Event: presence ;id=7',
  ];
  it.each([
    ['rpid', '"rp" <sip:rp@example.com>;party=calling'],
    ['remote_party_id', '"rp" <sip:rp@example.com>;party=calling'],
    ['rpid.uri', 'sip:rp@example.com'],
    ['rpid.uri.user', 'rp'],
    ['rpid.name', '"rp"'],
    ['rpid.tag', null],
    ['rpid.params.party', 'calling'],
    ['refer_to', '"x" <sip:refer@example.com?Replaces=1>;q=1'],
    ['refer_to.uri', 'sip:refer@example.com?Replaces=1'],
    ['refer_to.uri.user', 'refer'],
    ['refer_to.name', '"x"'],
    ['refer_to.params.q', '1'],
    ['event', 'presence'],
  ])('%s is %j', (path, value) => {
    const came = new Arrived(server, invite({ fields }));
    expect([server.pv.exists(`$sel(${path})`), came.get(`$sel(${path})`)]).toEqual([true, value]);
    // and nothing without the field
    expect(at.get(`$sel(${path})`)).toBeNull();
  });
  it.each(['rpid.params', 'refer_to.params', 'refer_to.nope', 'rpid[1]'])('%s is none', (path) => {
    expect(server.pv.exists(`$sel(${path})`)).toBe(false);
  });
});
