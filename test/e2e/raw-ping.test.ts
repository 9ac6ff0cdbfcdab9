import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Namespace } from './lab/namespace.ts';
import { SERVER } from './lab/network.ts';
import { describeLab } from './lab/requirements.ts';
import { ksr, PROJECT, startServer } from './lab/server.ts';

const PHONE_PROGRAM = fileURLToPath(new URL('lab/listening-phone.ts', import.meta.url));
const PHONE = '203.0.113.77';
/** As the configuration has it: an address of the machine that the server does not listen on. */
const ASKED = '203.0.113.9';
/** root, but for the one capability. */
const WITHOUT_RAW = ['setpriv', '--bounding-set=-net_raw', '--inh-caps=-net_raw'];

describeLab('natping_socket', ['ip', 'ss', 'setpriv'], () => {
  let space: Namespace;
  beforeAll(() => {
    space = new Namespace('raw');
    for (const address of [SERVER, PHONE, ASKED]) space.ip(`addr add ${address}/32 dev lo`);
  });
  afterAll(() => space.close());

  it('has pings arrive at a phone with that source', async () => {
    const server = await startServer(space, 'raw-ping');
    const phone = space.start([process.execPath, PHONE_PROGRAM, PHONE, '40000', SERVER]);
    const ping = `${ASKED}:5999 00000000\n`;
    await phone.until((output) => output.split(ping).length > 2, 10_000, `got two pings from ${ASKED}`);
    const registered = `${SERVER}:5060 ${Buffer.from('SIP/2.0 ').toString('hex')}\n`;
    expect(phone.stdout.replaceAll(ping, '')).toBe(registered); // and no ping from the server's own socket
    server.signal('SIGTERM');
    expect(await server.end(5000)).toEqual({ code: 0, signal: null });
  });

  it('ends the start, in one sentence, when the system allows no raw sockets', async () => {
    const server = space.start([...WITHOUT_RAW, ...ksr('raw-ping')], PROJECT, { NO_COLOR: '1' });
    expect(await server.end(15_000)).toEqual({ code: 3, signal: null });
    expect(server.output).toContain('parameter natping_socket needs raw sockets, and this user may not open them (EPERM)');
    expect(server.output).toContain('setcap cap_net_raw=+ep');
    expect(server.output.split('natping_socket needs').length).toBe(2);
    expect(server.output).not.toMatch(/^ +at /m); // no stack
  });
});
