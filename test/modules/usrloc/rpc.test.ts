import { beforeEach, describe, expect, it } from 'vitest';
import { RpcFault, type RpcCommand, type Value } from '../../../runtime/module.ts';
import type { LocationTable } from '../../../modules/usrloc/api.ts';
import { Location } from '../../../modules/usrloc/location.ts';
import { rpcCommands } from '../../../modules/usrloc/rpc.ts';
import { START, bindingValues } from './values.ts';

let location: Location;
let table: LocationTable;
let commands: ReadonlyMap<string, RpcCommand>;

function service(useDomain: boolean): void {
  location = new Location({
    useDomain,
    matchingMode: 0,
    cseqDelay: 20,
    natFlag: 0,
    attributesName: '',
    newestFirst: false,
    serverId: 3,
    start: 'start',
    sweepSeconds: 60,
    now: () => START,
  });
  table = location.open('location');
  commands = new Map(rpcCommands(location).map((command) => [command.name, command]));
}

beforeEach(() => service(false));

function run(name: string, ...args: readonly Value[]): unknown {
  return commands.get(name)!.run(args);
}

function fault(name: string, ...args: readonly Value[]): readonly [number, string] {
  const result = run(name, ...args);
  expect(result).toBeInstanceOf(RpcFault);
  const { code, message } = result as RpcFault;
  return [code, message];
}

describe('the commands', () => {
  it('are those of Kamailio in memory mode, each with a summary', () => {
    expect([...commands.keys()]).toEqual(['ul.dump', 'ul.lookup', 'ul.rm', 'ul.rm_contact', 'ul.add', 'ul.flush']);
    for (const { summary } of commands.values()) expect(summary).toMatch(/^[A-Z].*\.$/);
  });

  it.each(['ul.lookup', 'ul.rm', 'ul.rm_contact'])('%s says what is not there', (name) => {
    table.insert('alice', bindingValues());
    expect(fault(name, 'nosuchtable', 'alice')).toEqual([404, 'Table not found']);
    expect(fault(name, 'location', 'bob')).toEqual([404, 'AOR not found']);
    expect(fault(name)).toEqual([404, 'Table not found']);
    expect(fault(name, 'location')).toEqual([404, 'AOR not found']);
    expect(location.table('nosuchtable')).toBeUndefined();
  });

  it.each([
    ['alice', true],
    ['alice@example.com', true],
    ['ALICE', true],
    ['Alice@Example.com', true],
    ['bob', false],
    ['', false],
  ])('ul.lookup location %s finds alice: %s', (aor, found) => {
    table.insert('alice', bindingValues());
    expect(run('ul.lookup', 'location', aor) instanceof RpcFault).toBe(!found);
  });

  it('look for the AoR as it is before they ignore its case', () => {
    table.insert('Alice', bindingValues({ uri: 'sip:Upper' }));
    table.insert('alice', bindingValues({ uri: 'sip:lower' }));
    expect(run('ul.lookup', 'location', 'Alice')).toMatchObject({ AoR: 'Alice' });
    expect(run('ul.lookup', 'location', 'ALICE')).toMatchObject({ AoR: 'alice' });
  });

  it('keep the domain when AoRs have one', () => {
    service(true);
    table.insert('alice@example.com', bindingValues());
    expect(run('ul.lookup', 'location', 'alice@example.com')).toMatchObject({ AoR: 'alice@example.com' });
    expect(run('ul.lookup', 'location', 'alice')).toBeInstanceOf(RpcFault);
  });
});

describe('ul.lookup', () => {
  it('shows a contact', () => {
    const { ruid } = table.insert(
      'alice',
      bindingValues({
        received: 'sip:203.0.113.77:40000',
        path: '<sip:p;lr>',
        q: 550,
        cseq: 7,
        cflags: 64,
        methods: 9,
        instance: '<urn:uuid:1>',
        regId: 1,
        connectionId: 5,
        flow: '0:4:5',
      }),
    );
    expect(run('ul.lookup', 'location', 'alice')).toEqual({
      AoR: 'alice',
      HashID: expect.any(Number),
      Contacts: [
        {
          Contact: {
            Address: 'sip:alice@192.0.2.4:5062',
            Expires: 3600,
            Q: 0.55,
            'Call-ID': 'call-1',
            CSeq: 7,
            'User-Agent': 'phone/1.0',
            Received: 'sip:203.0.113.77:40000',
            Path: '<sip:p;lr>',
            State: 'CS_NEW',
            Flags: 0,
            CFlags: 64,
            Socket: 'udp:198.51.100.10:5060',
            Methods: 9,
            Ruid: ruid,
            Instance: '<urn:uuid:1>',
            'Reg-Id': 1,
            'Server-Id': 0,
            'Tcpconn-Id': 5,
            Flow: '0:4:5',
            'Last-Keepalive': START,
            'Last-Modified': START,
          },
        },
      ],
    });
  });

  it.each([
    { expires: 0, shown: 'permanent' },
    { expires: START, shown: 'expired' },
    { expires: START - 5, shown: 'expired' },
    { expires: START + 1, shown: 1 },
  ])('shows an expiry at $expires as $shown', ({ expires, shown }) => {
    table.insert('alice', bindingValues({ expires }));
    expect(run('ul.lookup', 'location', 'alice')).toMatchObject({ Contacts: [{ Contact: { Expires: shown } }] });
  });

  it('shows what is absent', () => {
    table.insert('alice', bindingValues({ userAgent: '', socket: '', flow: '' }));
    expect(run('ul.lookup', 'location', 'alice')).toMatchObject({
      Contacts: [
        {
          Contact: {
            Q: -1,
            Received: '[not set]',
            Path: '[not set]',
            'User-Agent': '[not set]',
            Socket: '[not set]',
            Instance: '[not set]',
            'Tcpconn-Id': -1,
          },
        },
      ],
    });
  });

  it('shows all contacts in order', () => {
    for (const q of [100, 900, 500]) table.insert('alice', bindingValues({ uri: `sip:${q}`, q }));
    const { Contacts } = run('ul.lookup', 'location', 'alice') as { Contacts: { Contact: { Address: string } }[] };
    expect(Contacts.map(({ Contact }) => Contact.Address)).toEqual(['sip:900', 'sip:500', 'sip:100']);
  });
});

describe('ul.dump', () => {
  interface Dump {
    readonly Domains: readonly {
      readonly Domain: { readonly Domain: string; readonly Size: number; readonly AoRs: readonly unknown[] };
    }[];
  }

  it('shows every AoR of every table once', () => {
    for (const aor of ['alice', 'bob']) {
      for (let i = 0; i < 3; i++) table.insert(aor, bindingValues({ uri: `sip:${i}` }));
    }
    location.open('empty');
    const { Domains } = run('ul.dump') as Dump;
    expect(Domains.map(({ Domain }) => [Domain.Domain, Domain.Size, Domain.AoRs.length])).toEqual([
      ['location', 2, 2],
      ['empty', 0, 0],
    ]);
    expect(Domains[0]).toMatchObject({ Domain: { Stats: { Records: 2, Contacts: 6 } } });
  });

  it('brief shows addresses only', () => {
    table.insert('alice', bindingValues({ uri: 'sip:1' }));
    table.insert('alice', bindingValues({ uri: 'sip:2' }));
    const { Domains } = run('ul.dump', 'brief') as Dump;
    expect(Domains[0]!.Domain.AoRs).toEqual([
      { Info: { AoR: 'alice', Contacts: [{ Contact: { Address: 'sip:1' } }, { Contact: { Address: 'sip:2' } }] } },
    ]);
  });

  it('shows nothing of nothing', () => {
    expect(run('ul.dump')).toMatchObject({ Domains: [{ Domain: { Domain: 'location', Size: 0, AoRs: [] } }] });
  });
});

describe('ul.rm and ul.rm_contact', () => {
  beforeEach(() => {
    for (let i = 0; i < 3; i++) table.insert('alice', bindingValues({ uri: `sip:${i}` }));
  });

  it('removes an AoR', () => {
    expect(run('ul.rm', 'location', 'alice@example.com')).toEqual({});
    expect(table.contacts).toBe(0);
    expect(fault('ul.rm', 'location', 'alice')).toEqual([404, 'AOR not found']);
  });

  it('removes one contact', () => {
    expect(run('ul.rm_contact', 'location', 'alice', 'sip:1')).toEqual({});
    expect(table.contacts).toBe(2);
    expect(fault('ul.rm_contact', 'location', 'alice', 'sip:1')).toEqual([404, 'Contact not found']);
    expect(fault('ul.rm_contact', 'location', 'alice')).toEqual([404, 'Contact not found']);
  });
});

describe('ul.add', () => {
  const full = [
    'location',
    'alice',
    'sip:alice@192.0.2.9',
    600,
    '0.5',
    '<sip:p;lr>',
    0,
    64,
    9,
    'sip:203.0.113.9:5060',
    'udp:198.51.100.10:5060',
  ];

  it('adds a contact', () => {
    expect(run('ul.add', ...full)).toEqual({});
    expect(table.get('alice')).toMatchObject({
      uri: 'sip:alice@192.0.2.9',
      expires: START + 600,
      q: 500,
      path: '<sip:p;lr>',
      cflags: 64,
      methods: 9,
      received: 'sip:203.0.113.9:5060',
      socket: 'udp:198.51.100.10:5060',
      serverId: 3,
    });
  });

  it('refreshes the contact of that URI', () => {
    run('ul.add', ...full);
    run('ul.add', 'location', 'alice', 'sip:alice@192.0.2.9', 60, '1', '0', '0', '0', '0');
    expect(table.contacts).toBe(1);
    expect(table.get('alice')).toMatchObject({ expires: START + 60, q: 1000, path: '', received: '' });
  });

  it.each(['0', '.'])('leaves out what is %j', (nothing) => {
    run('ul.add', 'location', 'alice', 'sip:a', 60, nothing, nothing, nothing, nothing, nothing, nothing, nothing);
    expect(table.get('alice')).toMatchObject({ q: -1, path: '', flags: 0, cflags: 0, received: '', socket: '' });
    expect(table.get('alice')!.methods).toBe(0xffffffff);
  });

  it('needs neither received nor socket', () => {
    expect(run('ul.add', 'location', 'alice', 'sip:a', 0, '.', '.', 0, 0, 0)).toEqual({});
    expect(table.get('alice')).toMatchObject({ expires: 0, received: '', socket: '' });
  });

  it('makes the table', () => {
    run('ul.add', 'new', 'alice', 'sip:a', 60, '.', '.', 0, 0, 0);
    expect(location.table('new')!.contacts).toBe(1);
  });

  it.each<{ name: string; args: Value[] }>([
    { name: 'too few arguments', args: ['location', 'alice', 'sip:a', 60] },
    { name: 'no table', args: ['', 'alice', 'sip:a', 60, '.', '.', 0, 0, 0] },
    { name: 'no AoR', args: ['location', '', 'sip:a', 60, '.', '.', 0, 0, 0] },
    { name: 'no contact', args: ['location', 'alice', '', 60, '.', '.', 0, 0, 0] },
    { name: 'a time that is no number', args: ['location', 'alice', 'sip:a', 'soon', '.', '.', 0, 0, 0] },
    { name: 'a negative time', args: ['location', 'alice', 'sip:a', -1, '.', '.', 0, 0, 0] },
    { name: 'half a second', args: ['location', 'alice', 'sip:a', 0.5, '.', '.', 0, 0, 0] },
    { name: 'a q above 1', args: ['location', 'alice', 'sip:a', 60, '1.5', '.', 0, 0, 0] },
    { name: 'a q that is no number', args: ['location', 'alice', 'sip:a', 60, 'high', '.', 0, 0, 0] },
    { name: 'flags that are no number', args: ['location', 'alice', 'sip:a', 60, '.', '.', 'x', 0, 0] },
    { name: 'methods beyond 32 bits', args: ['location', 'alice', 'sip:a', 60, '.', '.', 0, 0, 2 ** 32] },
    { name: 'a line break in the contact', args: ['location', 'alice', 'sip:a\r\nX: y', 60, '.', '.', 0, 0, 0] },
    { name: 'a line break in the path', args: ['location', 'alice', 'sip:a', 60, '.', '<sip:p>\r\n', 0, 0, 0] },
  ])('refuses $name', ({ args }) => {
    expect(fault('ul.add', ...args)[0]).toBe(500);
    expect(location.contacts).toBe(0);
  });

  it('writes text beyond one octet per character as UTF-8', () => {
    run('ul.add', 'location', 'zoë€', 'sip:zo\u20ac@192.0.2.1', 60, '.', '.', 0, 0, 0);
    expect(table.contacts).toBe(1);
    expect(table.get('zo\u00c3\u00ab\u00e2\u0082\u00ac')!.uri).toBe('sip:zo\u00e2\u0082\u00ac@192.0.2.1');
  });
});

describe('ul.flush', () => {
  it('has nothing to do', () => {
    table.insert('alice', bindingValues());
    expect(run('ul.flush')).toEqual({});
    expect(table.contacts).toBe(1);
  });
});
