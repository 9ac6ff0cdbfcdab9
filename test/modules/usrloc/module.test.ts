import { describe, expect, it } from 'vitest';
import type { Usrloc } from '../../../modules/usrloc/api.ts';
import { testServer, type TestServer } from '../../support/context.ts';
import { bindingValues, START } from './values.ts';

async function server(params: Record<string, unknown> = {}): Promise<{ server: TestServer; usrloc: Usrloc }> {
  const made = await testServer({ modules: ['usrloc'], params: { usrloc: params } });
  expect(made.broken.get('usrloc')).toBeUndefined();
  return { server: made, usrloc: made.contribution('usrloc')!.api as Usrloc };
}

function statistics(made: TestServer): Record<string, number> {
  return Object.fromEntries(Object.entries(made.contribution('usrloc')!.statistics!).map(([name, read]) => [name, read()]));
}

describe('module usrloc', () => {
  it('has no functions for scripts', async () => {
    const { server: made } = await server();
    expect(made.contribution('usrloc')!.facade).toBeUndefined();
    await made.stop();
  });

  it('tells what time it is from the clock it was given', async () => {
    const { server: made, usrloc } = await server();
    expect(usrloc.now()).toBe(START);
    made.clock.advance('1.9s');
    expect(usrloc.now()).toBe(START + 1);
    await made.stop();
  });

  it.each([
    { given: {}, flag: 0 },
    { given: { nat_bflag: 0 }, flag: 1 },
    { given: { nat_bflag: 6 }, flag: 64 },
    { given: { nat_bflag: 31 }, flag: 1 << 31 },
  ])('makes a mask of $given', async ({ given, flag }) => {
    const { server: made, usrloc } = await server(given);
    expect(usrloc.natFlag).toBe(flag);
    await made.stop();
  });

  it.each([
    { preload: 'location', names: ['location'] },
    { preload: ['location', 'aliases'], names: ['location', 'aliases'] },
    { preload: [], names: [] },
  ])('makes the tables $preload at start', async ({ preload, names }) => {
    const { server: made, usrloc } = await server({ preload });
    expect([...usrloc.tables()].map(({ name }) => name)).toEqual(names);
    await made.stop();
  });

  it('passes its parameters on', async () => {
    const { server: made, usrloc } = await server({ use_domain: 1, matching_mode: 2, cseq_delay: 3, xavp_contact: 'ca' });
    expect(usrloc).toMatchObject({ useDomain: true, matchingMode: 2, cseqDelay: 3, attributesName: 'ca', owner: 0 });
    await made.stop();
  });

  it('orders by time when told so', async () => {
    const { server: made, usrloc } = await server({ desc_time_order: 1 });
    const table = usrloc.open('location');
    table.insert('alice', bindingValues({ uri: 'sip:1', q: 900 }));
    table.insert('alice', bindingValues({ uri: 'sip:2', q: 100 }));
    expect(table.get('alice')!.uri).toBe('sip:2');
    await made.stop();
  });

  it('removes expired contacts once it runs, within timer_interval', async () => {
    const { server: made, usrloc } = await server({ timer_interval: 10 });
    await made.host.start();
    const table = usrloc.open('location');
    for (let i = 0; i < 100; i++) table.insert(`user${i}`, bindingValues({ expires: START + 20 }));
    made.clock.advance('19s');
    expect(statistics(made)).toEqual({ registered_users: 100, users: 100, contacts: 100, expires: 0 });
    made.clock.advance('5s');
    expect(table.contacts).toBeGreaterThan(0);
    expect(table.contacts).toBeLessThan(100);
    made.clock.advance('6s');
    expect(statistics(made)).toEqual({ registered_users: 0, users: 0, contacts: 0, expires: 100 });
    await made.stop();
  });

  it('does not work before it is started nor after it is stopped', async () => {
    const { server: made, usrloc } = await server({ timer_interval: 1 });
    const table = usrloc.open('location');
    table.insert('alice', bindingValues({ expires: START + 1 }));
    made.clock.advance('10s');
    expect(table.contacts).toBe(1);
    await made.host.start();
    await made.host.stop();
    made.clock.advance('10s');
    expect(table.contacts).toBe(1);
    await made.stop();
  });

  it('names bindings after the server and the start', async () => {
    const first = await server();
    const second = await server();
    const ruid = first.usrloc.open('t').insert('a', bindingValues()).ruid;
    expect(ruid).toMatch(/^uloc-[a-z0-9]{8}-1[a-z0-9]{4}$/);
    expect(second.usrloc.open('t').insert('a', bindingValues()).ruid.length).toBe(ruid.length);
    await first.server.stop();
    await second.server.stop();
  });

  it('offers its commands', async () => {
    const { server: made } = await server();
    expect(made.contribution('usrloc')!.rpc!.map(({ name }) => name)).toContain('ul.dump');
    await made.stop();
  });
});
