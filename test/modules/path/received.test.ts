import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receivedText } from '../../../modules/path/received.ts';
import { Source } from '../../../runtime/routing/source.ts';
import { testServer, type ModuleParams, type TestServer } from '../../support/context.ts';
import { inDialog, initial } from '../rr/request.ts';

async function make(path: ModuleParams[string]): Promise<TestServer> {
  return testServer({ modules: ['path', 'rr'], params: { path: { use_received: 1, ...path } } });
}
const uris = await make({});
const aliases = await make({ received_format: 1 });
const OURS = 'sip:198.51.100.10;lr';

/** What loose_route said, and the next hop then. */
function routed(server: TestServer, ...routes: readonly string[]): [unknown, string] {
  const cx = server.context(initial(...routes));
  const result = server.call(cx, 'rr.loose_route');
  return [result, cx.target.dstUri];
}

describe('use_received, as URI', () => {
  it.each([
    ['', ''],
    [';received', ''],
    [';received=', ''],
    [';received=sip:203.0.113.5:4444', 'sip:203.0.113.5:4444'],
    [';RECEIVED=sip:203.0.113.5:4444', 'sip:203.0.113.5:4444'],
    [';received="sip:203.0.113.5:4444"', 'sip:203.0.113.5:4444'],
    [';received=sip:203.0.113.5:4444%3Btransport%3Dtcp', 'sip:203.0.113.5:4444;transport=tcp'],
    [';received=sip%3A203.0.113.5%3a4444;x=1', 'sip:203.0.113.5:4444'],
    [';received=sip:203.0.113.5:4444;received=sip:203.0.113.6:4444', 'sip:203.0.113.6:4444'],
    // what can not be read, or stand in a request, leaves the next hop alone
    [';received=%zz', ''],
    [';received=sip:a%20b', ''],
    [';received=sip:a%0d%0aX:%20y', ''],
    [';x-received=sip:203.0.113.5:4444', ''],
  ])('%s', (params, next) => {
    expect(routed(uris, `<${OURS}${params}>`)).toEqual([-3, next]);
  });

  it('goes before the Route that follows', () => {
    expect(routed(uris, `<${OURS};received=sip:203.0.113.5:4444>`, '<sip:192.0.2.9;lr>')).toEqual([1, 'sip:203.0.113.5:4444']);
  });
  it('of two of ours that belong together the first counts', () => {
    const second = '<sip:198.51.100.11:5070;lr;r2=on;received=sip:203.0.113.2:2>';
    expect(routed(uris, `<${OURS};r2=on;received=sip:203.0.113.1:1>`, second)).toEqual([-3, 'sip:203.0.113.1:1']);
    expect(routed(uris, `<${OURS};r2=on>`, second)).toEqual([-3, '']);
  });
  it('of somebody else is not ours to follow', () => {
    const other = 'sip:192.0.2.1;lr;received=sip:203.0.113.5:4444';
    expect(routed(uris, `<${other}>`)).toEqual([1, other]);
  });
  it('counts inside a dialog as well', () => {
    const cx = uris.context(inDialog(`<${OURS};received=sip:203.0.113.5:4444>`));
    expect(uris.call(cx, 'rr.loose_route')).toBe(1);
    expect(cx.target.dstUri).toBe('sip:203.0.113.5:4444');
  });
  it('off: nobody looks', async () => {
    const off = await make({ use_received: 0 });
    expect(routed(off, `<${OURS};received=sip:203.0.113.5:4444>`)).toEqual([-3, '']);
  });
  it('has another name when it is given one', async () => {
    const named = await make({ received_name: 'Rcv' });
    expect(routed(named, `<${OURS};rcv=sip:203.0.113.5:4444;received=sip:192.0.2.1>`)).toEqual([-3, 'sip:203.0.113.5:4444']);
  });
});

describe('use_received, as alias', () => {
  it.each([
    ['203.0.113.5~4444~1', 'sip:203.0.113.5:4444'],
    ['203.0.113.5~4444~2', 'sip:203.0.113.5:4444;transport=tcp'],
    ['203.0.113.5~4444~6', 'sip:203.0.113.5:4444;transport=ws'],
    ['[2001:db8::5]~4444~3', 'sip:[2001:db8::5]:4444;transport=tls'],
    ['2001:db8::5~4444~1', 'sip:[2001:db8::5]:4444'],
    ['203.0.113.5~4444~0', ''],
    ['203.0.113.5~4444~7', ''],
    ['203.0.113.5~4444~', ''],
    ['203.0.113.5~4444', ''],
    ['203.0.113.5~0~1', ''],
    ['203.0.113.5~70000~1', ''],
    ['~4444~1', ''],
    ['sip:203.0.113.5:4444', ''],
  ])('%s', (value, next) => {
    expect(routed(aliases, `<${OURS};received=${value}>`)).toEqual([-3, next]);
  });
});

it('what add_path_received wrote leads back to where the request came from', () => {
  const protos = fc.constantFrom('udp', 'tcp', 'tls', 'ws');
  const ips = fc.oneof(fc.ipV4(), fc.constantFrom('2001:db8::5', '::1', 'fe80::1'));
  fc.assert(
    fc.property(protos, ips, fc.integer({ min: 1, max: 65_535 }), (proto, ip, port) => {
      const source = new Source(uris.sockets[0]!, ip, port, 0, proto);
      const next = `sip:${source.host}:${port}${proto === 'udp' ? '' : `;transport=${proto}`}`;
      expect(routed(uris, `<${OURS};received=${receivedText(source, 0)}>`)[1]).toBe(next);
      expect(routed(aliases, `<${OURS};received=${receivedText(source, 1)}>`)[1]).toBe(next);
    }),
  );
});

it('needs module rr', async () => {
  const alone = await testServer({ modules: ['path'], params: { path: { use_received: 1 } } });
  expect(String(alone.broken.get('path'))).toContain('needs module rr');
});
