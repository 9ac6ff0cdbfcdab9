import { beforeAll, describe, expect, it } from 'vitest';
import config from '../../kamailio.config.ts';
import * as routes from '../../routes/routes.ts';
import { KeptLog } from '../support/core.ts';
import { memoryServer, type MemoryServer } from '../support/memory-server.ts';
import { index, tortureText } from './rfc4475.ts';

// The torture messages through the whole server with the default routes: whatever becomes of one, the server goes on.

const PHONE = { proto: 'udp', ip: '198.51.100.21', port: 5060 } as const;
const SERVER = { proto: 'udp', ip: '192.0.2.10', port: 5060 } as const;

const KEEPALIVE = [
  'OPTIONS sip:192.0.2.10 SIP/2.0',
  'Via: SIP/2.0/UDP 198.51.100.21;branch=z9hG4bKalive;rport',
  'Max-Forwards: 70',
  'From: <sip:alice@192.0.2.10>;tag=1',
  'To: <sip:192.0.2.10>',
  'Call-ID: alive',
  'CSeq: 1 OPTIONS',
  'Content-Length: 0',
  '',
  '',
].join('\r\n');

/** Answers that a proxy gives to a message by its ordinary rules: "forward" in the index. */
const ORDINARY = [403, 404, 477, 478, 480, 484];
/** Messages to which the default routes give another answer than the index names, with the reason. */
const STRICTER: Readonly<Record<string, string>> = {
  'dblreq.dat': 'sanity asks for a Content-Length that fits the datagram, as in Kamailio (400)',
  'escnull.dat': 'no user has a NUL in his name here (400)',
  'inv2543.dat': 'sanity asks for a branch, as in Kamailio (dropped)',
  'longreq.dat': 'sanity asks for a branch, as in Kamailio (dropped)',
  'unksm2.dat': 'From has to be a URI that can be read (400, as the index has it for an endpoint)',
};

describe('RFC 4475 through the default routes', () => {
  let log: KeptLog;
  let made: MemoryServer;

  beforeAll(async () => {
    log = new KeptLog();
    const { routes: _file, ...rest } = config;
    made = await memoryServer({ config: { ...rest, listen: ['udp:192.0.2.10:5060'] }, routes, log });
    made.network.strict = false;
  });

  /** Sends one message and collects the status codes that come back to the sender's address, whatever the port. */
  async function answers(text: string): Promise<number[]> {
    const { network, clock, server } = made;
    const codes: number[] = [];
    const end = server.tap.subscribe((direction, message) => {
      if (direction === 'out' && message.startsWith('SIP/2.0 ')) codes.push(Number(message.slice(8, 11)));
    });
    network.datagram(PHONE, SERVER, text);
    network.run();
    await clock.advanceAsync(20);
    network.run();
    end();
    return codes;
  }

  it.each(index.messages.map((message) => [message.file, message] as const))('%s', async (file, message) => {
    const codes = (await answers(tortureText(file))).filter((code) => code >= 200);
    const allowed = [...message.expect.proxy, ...message.expect.endpoint];
    const fits = allowed.some((outcome) => {
      if (outcome === 'drop') return codes.length === 0;
      if (outcome === 'forward') return ORDINARY.includes(codes[0] ?? 0);
      if (outcome === 'accept' || outcome === '2xx') return codes[0] === 200;
      return codes[0] === Number(outcome);
    });
    if (file in STRICTER && !message.expect.endpoint.includes(String(codes[0]))) expect(fits, STRICTER[file]).toBe(false);
    else expect(fits, `${file}: answered ${codes.join(' ') || 'nothing'}, allowed ${allowed.join(' ')}`).toBe(true);
    expect(await answers(KEEPALIVE)).toEqual([200]);
    expect(made.server.engine.counters.routeErrors).toBe(0);
    expect(log.texts('error').filter((line) => line.includes('defect'))).toEqual([]);
  });
});
