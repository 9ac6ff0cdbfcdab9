import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Binding, LocationListener } from '../../../modules/usrloc/api.ts';
import { countValid } from '../../../modules/usrloc/binding-chain.ts';
import { aorHash } from '../../../modules/usrloc/hash.ts';
import { MemoryTable } from '../../../modules/usrloc/memory-table.ts';
import { Ruids } from '../../../modules/usrloc/ruid.ts';
import { Texts } from '../../../modules/usrloc/texts.ts';
import { START, bindingValues } from './values.ts';

let now: number;
let listeners: LocationListener[];
let table: MemoryTable;

function newTable(newestFirst: boolean = false): MemoryTable {
  return new MemoryTable('location', {
    texts: new Texts(),
    ruids: new Ruids(0, 'test'),
    newestFirst,
    listeners,
    now: () => now,
  });
}

beforeEach(() => {
  now = START;
  listeners = [];
  table = newTable();
});

function uris(aor: string): string[] {
  const found: string[] = [];
  for (let at = table.get(aor); at !== null; at = at.next) found.push(at.uri);
  return found;
}

function all(of: MemoryTable = table, index: number = 0, count: number = 1): Binding[] {
  const found: Binding[] = [];
  of.slice(index, count, (binding) => found.push(binding));
  return found;
}

describe('insert', () => {
  it('keeps everything', () => {
    const values = bindingValues({
      received: 'sip:203.0.113.77:40000',
      path: '<sip:p1.example.com;lr>',
      q: 500,
      cseq: 0xfffffffe,
      cflags: 64,
      methods: 9,
      instance: '<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>',
      regId: 2,
      serverId: 3,
      connectionId: 17,
      flow: '0:4:17',
    });
    const binding = table.insert('alice', values);
    expect({ ...values, ...pick(binding) }).toEqual(values);
    expect(binding.ruid).toMatch(/^uloc-test-1[0-9a-z]{4}$/);
    expect(binding.aor).toBe('alice');
    expect(binding.lastModified).toBe(START);
    expect(binding.lastKeepalive).toBe(START);
    expect(table.get('alice')).toBe(binding);
  });

  it('counts AoRs and contacts', () => {
    table.insert('alice', bindingValues());
    table.insert('alice', bindingValues({ uri: 'sip:alice@192.0.2.5' }));
    table.insert('bob', bindingValues());
    expect([table.users, table.contacts, table.expires]).toEqual([2, 3, 0]);
  });

  it.each(['', '__proto__', 'constructor', 'a'.repeat(256), 'jörg', '100%'])('takes %j for an AoR like any other', (aor) => {
    const binding = table.insert(aor, bindingValues());
    expect(table.get(aor)).toBe(binding);
    expect(table.find(binding.ruid, aorHash(aor))).toBe(binding);
    expect(table.delete(binding)).toBe(true);
    expect(table.get(aor)).toBeNull();
  });

  it('orders by q', () => {
    for (const [i, q] of [100, 900, -1, 900].entries()) table.insert('alice', bindingValues({ uri: `sip:${i}`, q }));
    expect(uris('alice')).toEqual(['sip:1', 'sip:3', 'sip:0', 'sip:2']);
  });

  it('orders by time when told so', () => {
    table = newTable(true);
    for (const [i, q] of [100, 900, -1].entries()) table.insert('alice', bindingValues({ uri: `sip:${i}`, q }));
    expect(uris('alice')).toEqual(['sip:2', 'sip:1', 'sip:0']);
  });
});

function pick(binding: Binding): Record<string, unknown> {
  const { uri, received, path, expires, q, callId, cseq, flags, cflags, userAgent, socket } = binding;
  const { methods, instance, regId, serverId, connectionId, flow, attributes } = binding;
  return {
    uri,
    received,
    path,
    expires,
    q,
    callId,
    cseq,
    flags,
    cflags,
    userAgent,
    socket,
    methods,
    instance,
    regId,
    serverId,
    connectionId,
    flow,
    attributes,
  };
}

describe('update', () => {
  it('takes over everything but id and URI', () => {
    const binding = table.insert('alice', bindingValues());
    now = START + 100;
    const values = bindingValues({
      uri: 'sip:elsewhere',
      received: 'sip:203.0.113.5:4444',
      path: '<sip:p;lr>',
      expires: START + 500,
      q: 700,
      callId: 'call-2',
      cseq: 99,
      cflags: 8,
      userAgent: 'other/2.0',
      socket: 'udp:198.51.100.11:5070',
      methods: 1,
      flow: '0:1:0',
    });
    table.update(binding, values);
    expect(pick(binding)).toEqual({ ...values, uri: 'sip:alice@192.0.2.4:5062' });
    expect(binding.ruid).toMatch(/^uloc-test-1[0-9a-z]{4}$/);
    expect(binding.lastModified).toBe(START + 100);
    expect(binding.lastKeepalive).toBe(START + 100);
    expect(table.contacts).toBe(1);
  });

  it('replaces the URI of one with an instance', () => {
    const binding = table.insert('alice', bindingValues({ instance: '<urn:uuid:1>' }));
    table.update(binding, bindingValues({ instance: '<urn:uuid:1>', uri: 'sip:alice@198.51.100.200:6000' }));
    expect(binding.uri).toBe('sip:alice@198.51.100.200:6000');
  });

  it('keeps texts that did not change, without a copy', () => {
    const binding = table.insert('alice', bindingValues({ received: 'sip:203.0.113.77:40000' }));
    const { received, callId, userAgent } = binding;
    table.update(binding, bindingValues({ received: 'sip:203.0.113.77:40000' }));
    expect([binding.received, binding.callId, binding.userAgent]).toEqual([received, callId, userAgent]);
  });

  it('restores the order', () => {
    const first = table.insert('alice', bindingValues({ uri: 'sip:1', q: 500 }));
    table.insert('alice', bindingValues({ uri: 'sip:2', q: 400 }));
    table.update(first, bindingValues({ q: 300 }));
    expect(uris('alice')).toEqual(['sip:2', 'sip:1']);
  });
});

describe('delete', () => {
  it('removes the AoR with its last binding', () => {
    const first = table.insert('alice', bindingValues({ uri: 'sip:1' }));
    const second = table.insert('alice', bindingValues({ uri: 'sip:2' }));
    expect(table.delete(first)).toBe(true);
    expect(uris('alice')).toEqual(['sip:2']);
    expect([table.users, table.contacts]).toEqual([1, 1]);
    expect(table.delete(second)).toBe(true);
    expect(table.get('alice')).toBeNull();
    expect([table.users, table.contacts]).toEqual([0, 0]);
  });

  it('does nothing twice', () => {
    const binding = table.insert('alice', bindingValues());
    table.delete(binding);
    expect(table.delete(binding)).toBe(false);
    expect([table.users, table.contacts]).toEqual([0, 0]);
  });

  it('leaves a new binding of the AoR alone when an old one is deleted again', () => {
    const old = table.insert('alice', bindingValues());
    table.delete(old);
    const young = table.insert('alice', bindingValues());
    expect(table.delete(old)).toBe(false);
    expect(table.get('alice')).toBe(young);
  });

  it('all of an AoR', () => {
    for (let i = 0; i < 5; i++) table.insert('alice', bindingValues({ uri: `sip:${i}` }));
    table.insert('bob', bindingValues());
    expect(table.deleteAll('alice')).toBe(5);
    expect(table.deleteAll('alice')).toBe(0);
    expect(table.deleteAll('nobody')).toBe(0);
    expect([table.users, table.contacts]).toEqual([1, 1]);
  });
});

describe('find', () => {
  it('by id and hash', () => {
    const bindings = Array.from({ length: 300 }, (_, i) => table.insert(`user${i}`, bindingValues()));
    for (const [i, binding] of bindings.entries()) expect(table.find(binding.ruid, aorHash(`user${i}`))).toBe(binding);
  });

  it('needs both', () => {
    const binding = table.insert('alice', bindingValues());
    expect(table.find(binding.ruid, aorHash('bob'))).toBeNull();
    expect(table.find('uloc-test-9', aorHash('alice'))).toBeNull();
    expect(table.find('', 0)).toBeNull();
  });

  it('takes the hash signed or not', () => {
    for (let i = 0; i < 50; i++) {
      const binding = table.insert(`u${i}`, bindingValues());
      expect(table.find(binding.ruid, aorHash(`u${i}`) | 0)).toBe(binding);
    }
  });

  it('tells AoRs of the same hash apart', () => {
    // four characters make one word: these two sum up to the same
    const [one, other] = ['aaaabbbb', 'bbbbaaaa'];
    expect(aorHash(one!)).toBe(aorHash(other!));
    const first = table.insert(one!, bindingValues());
    const second = table.insert(other!, bindingValues());
    expect(table.find(first.ruid, aorHash(one!))).toBe(first);
    expect(table.find(second.ruid, aorHash(one!))).toBe(second);
    expect(table.get(one!)).toBe(first);
  });
});

describe('slice', () => {
  it('of 1 visits all', () => {
    for (let i = 0; i < 200; i++) table.insert(`user${i}`, bindingValues());
    expect(new Set(all()).size).toBe(200);
  });

  it('puts each binding into exactly one part, always the same', () => {
    for (let i = 0; i < 500; i++) table.insert(`user${i}`, bindingValues());
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (count) => {
        const seen = new Set<Binding>();
        // only parts that something is in: a hundred thousand calls take long
        const steps = Math.min(count, 300);
        for (let i = 0; i < steps; i++) {
          const index = count <= 300 ? i : Math.floor((i * count) / steps);
          for (const binding of all(table, index, count)) {
            expect(seen.has(binding)).toBe(false);
            seen.add(binding);
          }
        }
        if (count <= 300) expect(seen.size).toBe(500);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps its parts while the table grows', () => {
    for (let i = 0; i < 100; i++) table.insert(`user${i}`, bindingValues());
    const before = new Set(all(table, 3, 7));
    for (let i = 100; i < 2000; i++) table.insert(`user${i}`, bindingValues());
    const after = new Set(all(table, 3, 7));
    for (const binding of before) expect(after.has(binding)).toBe(true);
  });

  it('has parts of about the same size', () => {
    for (let i = 0; i < 6000; i++) table.insert(`49301234${i}`, bindingValues());
    for (let i = 0; i < 30; i++) {
      const { length } = all(table, i, 30);
      expect(length).toBeGreaterThan(130);
      expect(length).toBeLessThan(280);
    }
  });

  it('may have more parts than there are bindings', () => {
    table.insert('alice', bindingValues());
    let visited = 0;
    for (let i = 0; i < 5000; i++) table.slice(i, 5000, () => visited++);
    expect(visited).toBe(1);
  });

  it('lets the visitor delete', () => {
    for (let i = 0; i < 50; i++) {
      for (let k = 0; k < 3; k++) table.insert(`user${i}`, bindingValues({ uri: `sip:${k}` }));
    }
    let visited = 0;
    table.slice(0, 1, (binding) => {
      visited++;
      table.delete(binding);
    });
    expect(visited).toBe(150);
    expect([table.users, table.contacts]).toEqual([0, 0]);
  });

  it('visits expired bindings too', () => {
    table.insert('alice', bindingValues({ expires: START - 1 }));
    expect(all()).toHaveLength(1);
  });
});

describe('expiry and signs of life', () => {
  it('moves an expiry', () => {
    const binding = table.insert('alice', bindingValues());
    table.setExpires(binding, START + 10);
    expect(binding.isValid(START + 9)).toBe(true);
    expect(binding.isValid(START + 10)).toBe(false);
  });

  it('notes when a contact was last alive', () => {
    const binding = table.insert('alice', bindingValues());
    now = START + 25;
    table.alive(binding);
    expect(binding.lastKeepalive).toBe(START + 25);
    expect(binding.lastModified).toBe(START);
  });

  it('removes and counts what has expired', () => {
    const binding = table.insert('alice', bindingValues());
    table.expire(binding);
    expect([table.users, table.contacts, table.expires]).toEqual([0, 0, 1]);
    table.expire(binding);
    expect(table.expires).toBe(1);
  });
});

describe('listeners', () => {
  it('learn of every change', () => {
    const log: string[] = [];
    const say = (what: string) => (_table: unknown, binding: Binding) => void log.push(`${what} ${binding.aor} ${binding.uri}`);
    listeners.push({ inserted: say('insert'), updated: say('update'), deleted: say('delete'), expired: say('expire') });
    const first = table.insert('alice', bindingValues({ uri: 'sip:1' }));
    const second = table.insert('alice', bindingValues({ uri: 'sip:2' }));
    table.update(first, bindingValues());
    table.delete(first);
    table.expire(second);
    expect(log).toEqual([
      'insert alice sip:1',
      'insert alice sip:2',
      'update alice sip:1',
      'delete alice sip:1',
      'expire alice sip:2',
    ]);
  });

  it('see a binding in its place when it was inserted, and still when it goes', () => {
    const counts: number[] = [];
    listeners.push({
      inserted: (of, { aor }) => void counts.push(countValid(of.get(aor), START)),
      deleted: (of, { aor }) => void counts.push(countValid(of.get(aor), START)),
    });
    table.delete(table.insert('alice', bindingValues()));
    expect(counts).toEqual([1, 1]);
  });

  it('need not care for everything', () => {
    listeners.push({});
    const binding = table.insert('alice', bindingValues());
    table.update(binding, bindingValues());
    expect(table.delete(binding)).toBe(true);
  });

  it('are told the table', () => {
    const names: string[] = [];
    listeners.push({ inserted: ({ name }) => void names.push(name) });
    table.insert('alice', bindingValues());
    expect(names).toEqual(['location']);
  });
});
