import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

import { afterEach, describe, expect, it } from 'vitest';

import { ask } from '../../../../runtime/transport/resolve/records.ts';
import { SystemDns } from '../../../../runtime/transport/resolve/source.ts';
import { name, serve, short, text } from './name-server.ts';

describe('SystemDns', () => {
  let server: Socket | null = null;
  afterEach(() => {
    server?.close();
    server = null;
  });

  it('asks a real name server', async () => {
    server = await serve(
      {
        'A a.example': [Buffer.from([192, 0, 2, 1]), Buffer.from([192, 0, 2, 2])],
        'AAAA a.example': [Buffer.from('20010db8000000000000000000000010', 'hex')],
        'SRV _sip._udp.a.example': [Buffer.concat([short(10), short(20), short(5070), name('B.example')])],
        'NAPTR a.example': [
          Buffer.concat([short(1), short(2), text('S'), text('sip+d2u'), text(''), name('_sip._udp.a.example')]),
        ],
      },
      77,
    );
    const dns = new SystemDns(1000, 1, [`127.0.0.1:${server.address().port}`]);
    const plain = { srv: null, naptr: null };
    expect(await ask(dns, 'A', 'a.example')).toEqual({
      ttl: 77,
      records: ['192.0.2.1', '192.0.2.2'].map((ip) => ({ ip, ...plain })),
    });
    expect(await ask(dns, 'AAAA', 'a.example')).toEqual({ ttl: 77, records: [{ ip: '2001:db8::10', ...plain }] });
    expect((await ask(dns, 'SRV', '_sip._udp.a.example')).records).toMatchObject([
      { ip: '', srv: { name: 'b.example', port: 5070, priority: 10, weight: 20 } },
    ]);
    expect((await ask(dns, 'NAPTR', 'a.example')).records).toMatchObject([
      { naptr: { flags: 's', service: 'SIP+D2U', replacement: '_sip._udp.a.example', order: 1, preference: 2 } },
    ]);
    await expect(ask(dns, 'A', 'b.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    dns.close();
  });

  it('close ends what is being asked', async () => {
    server = createSocket('udp4');
    server.bind(0, '127.0.0.1');
    await once(server, 'listening');
    const dns = new SystemDns(60_000, 1, [`127.0.0.1:${server.address().port}`]);
    const asked = once(server, 'message');
    const answer = dns.a('a.example');
    await Promise.race([asked, answer]);
    dns.close();
    await expect(answer).rejects.toMatchObject({ code: 'ECANCELLED' });
  });

  it('asks the system, hosts file and all', async () => {
    const found = await ask(new SystemDns(), 'SYSTEM', 'localhost');
    expect(found.records.map((record) => record.ip).every((ip) => ip === '127.0.0.1' || ip === '::1')).toBe(true);
    expect(found.records.length).toBeGreaterThan(0);
    expect(found.ttl).toBe(-1);
  });
});
