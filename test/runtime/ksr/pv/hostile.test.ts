import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { KsrCore } from '../../../../runtime/ksr/core.ts';
import { KsrHdr } from '../../../../runtime/ksr/hdr.ts';
import { KsrPv } from '../../../../runtime/ksr/pv.ts';
import { parseMessage } from '../../../../runtime/sip/parser.ts';
import type { TestServer } from '../../../support/context.ts';
import { bareServer, invite, ok } from '../arrive.ts';

// Nothing that a peer sends may throw, whatever header it sits in and whenever that header is read (spec/security.md 1)

const NAMES = (
  '$ru $rU $rUl $rul $rd $rp $rP $rz $ou $oU $oUl $od $op $oP $du $dd $dp $dP $ds $nh(u) $nh(U) $nh(d) $nh(p) $nh(P) $fu $fU $fUl $fd $fn $ft $ful ' +
  '$tu $tU $tUl $td $tn $tt $from $to $rm $rmid $rs $rsi $rr $rv $ci $cs $csb $ua $ct $ctu $cts $cT $cl $rt $mt $mts $expires(min) $expires(max) ' +
  '$ai $pu $pU $pd $pn $re $di $dir $dic $dip $mb $ml $mbu $rb $bs $msg(hdrs) $msg(hdrs_len) $msg(fline) $msg(fpart) $msg(lpart) $msg(body) $msg(body_len) ' +
  '$hdr(Via) $(hdr(Via)[-1]) $(hdr(Via)[*]) $hdrc(v) $hfl(Via) $(hfl(Contact)[-1]) $(hfl(Route)[*]) $hflc(Contact) ' +
  '$via0(host) $via0(port) $via0(params) $via0(rport) $via1(received) $viaZ(branch) $viaZ(protoid) $au $ad $ar $adn $Au $AU $br $bR ' +
  '$sel(via) $sel(via[-1].params.x) $sel(contact.uri.user) $sel(contact.params.q) $sel(from.uri.params.x) $sel(to.tag) $sel(ruri.hostport) $sel(ruri.params) ' +
  '$sel(record_route.uri) $sel(cseq.num) $sel(hf_value.via) $sel(msg.header) $(ru{uri.suri}) $(ru{uri.param,x}) $(ct{nameaddr.uri}) $(hdr(From){tobody.user}) ' +
  '$(hdr(Via){param.value,branch}) $(rb{line.at,1}) $(mb{s.md5}) $(ru{uri.rmparam,x}) $(fu{uri.tosocket})'
).split(' ');

const BASE = [
  invite({
    fields: [
      'Via: SIP/2.0/UDP 203.0.113.77:5060;rport;branch=z9hG4bK1, SIP/2.0/TLS [2001:db8::5];received=1.2.3.4',
      'Contact: "A, \\"B\\"" <sip:a@[2001:db8::2]:5062;x=y>;q=0.5;expires=60, <tel:+1;ext=2>',
      'Record-Route: <sip:p2;lr>, "P" <sip:p1:5062;lr>',
      'Route: <sip:r1;lr>',
      'Authorization: Digest username="a@b", realm="r", nonce="n", uri="sip:b", response="x"',
      'Diversion: <sip:d@h>;reason=busy',
      'Expires: 3600',
      'Subject: folded\r\n here',
    ],
    body: 'v=0\r\no=- 1 1 IN IP4 h\r\n',
  }),
  ok({ line: 'SIP/2.0 486 Busy Here', fields: ['Warning: 399 h "text"'] }),
];

/** The text with some places overwritten, cut out or doubled. */
const mutated: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...BASE),
    fc.array(
      fc.tuple(fc.nat(2000), fc.nat(12), fc.string({ unit: fc.constantFrom(...'<>"@:;,=[]%\\ \t\r\n\0aé0'), maxLength: 4 })),
      { maxLength: 6 },
    ),
  )
  .map(([text, changes]) => {
    let out = text;
    for (const [at, length, by] of changes) {
      const from = at % out.length;
      out = out.slice(0, from) + by + out.slice(from + length);
    }
    return out;
  });

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});

describe('messages of any shape', () => {
  it('have variables that can be read', () => {
    for (const name of NAMES) expect([name, server.pv.exists(name)]).toEqual([name, true]);
    fc.assert(
      fc.property(mutated, (text) => {
        const message = parseMessage(text);
        if (message === null) return;
        const cx = server.context(message);
        for (const name of NAMES) {
          const value = server.pv.get(cx, name);
          expect(value === null || typeof value === 'string' || Number.isInteger(value)).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('are read in time that grows with their length', () => {
    const many = (field: string): string => invite({ fields: Array.from({ length: 4000 }, () => field) });
    const before = performance.now();
    for (const field of ['v:S/2/U h', 'Contact: <sip:a@b>, <sip:c@d>', 'Route: <sip:r;lr>', 'X-A: "']) {
      const cx = server.context(parseMessage(many(field))!);
      for (const name of NAMES) server.pv.get(cx, name);
      for (const name of ['$(hdr(X-A)[*])', '$(hdr(X-A)[-1])', '$sel(hf_value.x_a)', '$sel(via[-4000])']) server.pv.get(cx, name);
    }
    expect(performance.now() - before).toBeLessThan(3000);
  });

  it('can be written to', () => {
    fc.assert(
      fc.property(mutated, fc.string({ unit: fc.constantFrom(...'sip:a@b;<>"\r\n\0č ') }), (text, value) => {
        const message = parseMessage(text);
        if (message === null) return;
        const cx = server.context(message);
        const pv = new KsrPv(cx);
        const hdr = new KsrHdr(cx);
        for (const name of [
          '$ru',
          '$rU',
          '$rd',
          '$rp',
          '$du',
          '$fu',
          '$fU',
          '$fd',
          '$fn',
          '$tu',
          '$tn',
          '$br',
          '$fs',
          '$hdr(Via)',
        ]) {
          pv.sets(name, value);
          pv.unset(name);
          pv.seti(name, 5);
        }
        for (const name of ['Via', 'Contact', 'X']) {
          hdr.append_after(`${name}: ${value}\r\n`, name);
          hdr.insert_before(value, name);
          hdr.remove(name);
        }
        pv.get('$mbu');
      }),
      { numRuns: 500 },
    );
  });

  it('can be asked about', () => {
    const asked = ['is_method', 'is_method_in', 'is_myself', 'is_proto'] as const;
    const bare = [
      'is_myself_ruri',
      'is_myself_duri',
      'is_myself_nhuri',
      'is_myself_furi',
      'is_myself_turi',
      'is_myself_suri',
      'to_UDP',
      'to_WSX',
      'to_IPv4',
      'to_IPv6',
      'is_INVITE',
    ] as const;
    fc.assert(
      fc.property(mutated, fc.string(), (text, value) => {
        const message = parseMessage(text);
        if (message === null) return;
        const ksr = new KsrCore(server.context(message));
        for (const fn of asked) expect(typeof ksr[fn](value)).toBe('boolean');
        for (const fn of bare) expect(typeof ksr[fn]()).toBe('boolean');
        ksr.setdsturi(value);
        for (const fn of bare) expect(typeof ksr[fn]()).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });
});
