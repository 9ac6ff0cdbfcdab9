import { describe, expect, it } from 'vitest';
import { Location, type LocationOptions } from '../../../modules/usrloc/location.ts';
import { START, bindingValues } from './values.ts';

function make(some: Partial<LocationOptions> = {}): { location: Location; clock: { now: number } } {
  const clock = { now: START };
  const location = new Location({
    useDomain: false,
    matchingMode: 0,
    cseqDelay: 20,
    natFlag: 64,
    attributesName: 'ca',
    newestFirst: false,
    serverId: 7,
    start: 'start',
    sweepSeconds: 1,
    now: () => clock.now,
    ...some,
  });
  return { location, clock };
}

describe('Location', () => {
  it('makes tables when they are first opened', () => {
    const { location } = make();
    expect(location.table('location')).toBeUndefined();
    const table = location.open('location');
    expect(location.open('location')).toBe(table);
    expect(location.table('location')).toBe(table);
    expect([...location.tables()].map(({ name }) => name)).toEqual(['location']);
  });

  it.each(['__proto__', 'constructor', '', 'aliases'])('has %j as a table like any other', (name) => {
    const { location } = make();
    expect(location.table(name)).toBeUndefined();
    location.open(name).insert('alice', bindingValues());
    expect(location.table(name)!.contacts).toBe(1);
  });

  it('keeps tables apart, and ids unique over all of them', () => {
    const { location } = make();
    const one = location.open('one').insert('alice', bindingValues());
    const other = location.open('other').insert('alice', bindingValues());
    expect(one.ruid).not.toBe(other.ruid);
    expect(location.open('one').get('alice')).toBe(one);
    expect(location.open('one').delete(other)).toBe(false);
  });

  it('sums up', () => {
    const { location, clock } = make();
    location.open('one').insert('alice', bindingValues());
    location.open('one').insert('alice', bindingValues({ uri: 'sip:2', expires: START + 5 }));
    location.open('other').insert('bob', bindingValues());
    expect([location.users, location.contacts, location.expires]).toEqual([2, 3, 0]);
    clock.now += 5;
    location.sweep();
    expect([location.users, location.contacts, location.expires]).toEqual([2, 2, 1]);
  });

  it('shows what it was made with', () => {
    const { location } = make({ useDomain: true, matchingMode: 3, cseqDelay: 5 });
    expect(location).toMatchObject({
      useDomain: true,
      matchingMode: 3,
      cseqDelay: 5,
      natFlag: 64,
      attributesName: 'ca',
      serverId: 7,
      owner: 0,
    });
    expect(location.now()).toBe(START);
    expect(location.open('t').insert('a', bindingValues()).ruid).toBe('uloc-7-start-10kxu');
  });
});

describe('listen', () => {
  it('hears of all tables until it ends', () => {
    const { location } = make();
    const before = location.open('before');
    const heard: string[] = [];
    const end = location.listen({ inserted: ({ name }, { aor }) => void heard.push(`${name} ${aor}`) });
    before.insert('alice', bindingValues());
    location.open('later').insert('bob', bindingValues());
    end();
    end();
    before.insert('carol', bindingValues());
    expect(heard).toEqual(['before alice', 'later bob']);
  });

  it('ends one of several', () => {
    const { location } = make();
    const heard: number[] = [];
    const ends = [1, 2, 3].map((n) => location.listen({ inserted: () => void heard.push(n) }));
    ends[1]!();
    location.open('t').insert('a', bindingValues());
    expect(heard).toEqual([1, 3]);
  });
});

describe('sweep', () => {
  it('removes what has expired and tells', () => {
    const { location, clock } = make();
    const table = location.open('location');
    table.insert('alice', bindingValues({ expires: START + 10 }));
    table.insert('bob', bindingValues({ expires: START + 20 }));
    table.insert('carol', bindingValues({ expires: 0 }));
    const gone: string[] = [];
    location.listen({ expired: (_, { aor }) => void gone.push(aor), deleted: () => void gone.push('not this') });
    clock.now = START + 9;
    location.sweep();
    expect(gone).toEqual([]);
    clock.now = START + 10;
    location.sweep();
    expect(gone).toEqual(['alice']);
    clock.now = START + 1_000_000;
    location.sweep();
    expect(gone).toEqual(['alice', 'bob']);
    expect([table.get('carol')?.aor, table.users, table.contacts]).toEqual(['carol', 1, 1]);
  });

  it('gets round within its interval', () => {
    const { location, clock } = make({ sweepSeconds: 60 });
    const table = location.open('location');
    for (let i = 0; i < 1000; i++) table.insert(`user${i}`, bindingValues({ expires: START + 10 }));
    clock.now = START + 10;
    const left: number[] = [];
    for (let tick = 0; tick < 60; tick++) {
      location.sweep();
      left.push(table.contacts);
    }
    expect(left[0]).toBeGreaterThan(900);
    expect(left[29]).toBeGreaterThan(350);
    expect(left[29]).toBeLessThan(650);
    expect(left[59]).toBe(0);
    expect(table.expires).toBe(1000);
  });

  it('takes what expired meanwhile with the next round', () => {
    const { location, clock } = make({ sweepSeconds: 2 });
    const table = location.open('location');
    for (let i = 0; i < 100; i++) table.insert(`user${i}`, bindingValues({ expires: START + 2 }));
    location.sweep();
    location.sweep();
    expect(table.contacts).toBe(100);
    clock.now = START + 2;
    location.sweep();
    location.sweep();
    expect(table.contacts).toBe(0);
  });
});
