/* oxlint-disable vitest/no-standalone-expect -- commands expect on behalf of the test that runs them */
// The table against a Map of arrays that does the same the obvious way.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Binding, BindingValues } from '../../../modules/usrloc/api.ts';
import { aorHash } from '../../../modules/usrloc/hash.ts';
import { MemoryTable } from '../../../modules/usrloc/memory-table.ts';
import { Ruids } from '../../../modules/usrloc/ruid.ts';
import { Texts } from '../../../modules/usrloc/texts.ts';
import { START, bindingValues } from './values.ts';

interface Entry {
  uri: string;
  q: number;
  cseq: number;
  expires: number;
  callId: string;
  readonly instance: string;
  readonly ruid: string;
}

class Model {
  readonly aors: Map<string, Entry[]> = new Map();
  now: number = START;
  expired: number = 0;
  readonly newestFirst: boolean;

  constructor(newestFirst: boolean) {
    this.newestFirst = newestFirst;
  }

  get contacts(): number {
    return [...this.aors.values()].reduce((sum, entries) => sum + entries.length, 0);
  }
  place(entries: Entry[], entry: Entry): void {
    const at = this.newestFirst ? 0 : entries.findIndex((one) => one.q < entry.q);
    entries.splice(at < 0 ? entries.length : at, 0, entry);
  }
  insert(aor: string, entry: Entry): void {
    const entries = this.aors.get(aor) ?? [];
    this.aors.set(aor, entries);
    this.place(entries, entry);
  }
  refresh(aor: string, entry: Entry, values: BindingValues): void {
    if (entry.instance !== '') entry.uri = values.uri;
    Object.assign(entry, { q: values.q, cseq: values.cseq, expires: values.expires, callId: values.callId });
    const entries = this.aors.get(aor)!;
    const at = entries.indexOf(entry);
    const stays = this.newestFirst
      ? at === 0
      : (entries[at - 1]?.q ?? Infinity) >= entry.q && entry.q >= (entries[at + 1]?.q ?? -Infinity);
    if (stays) return;
    entries.splice(at, 1);
    this.place(entries, entry);
  }
  remove(aor: string, entry: Entry): void {
    const entries = this.aors.get(aor)!.filter((one) => one !== entry);
    if (entries.length === 0) this.aors.delete(aor);
    else this.aors.set(aor, entries);
  }
}

interface Real {
  readonly table: MemoryTable;
  readonly clock: { now: number };
  readonly log: string[];
}

const AORS = ['', 'alice', 'bob', 'aaaabbbb', 'bbbbaaaa', '__proto__', 'carol@example.com'];

function entriesOf(table: MemoryTable, aor: string): Entry[] {
  const entries: Entry[] = [];
  for (let at = table.get(aor); at !== null; at = at.next) {
    entries.push({
      uri: at.uri,
      q: at.q,
      cseq: at.cseq,
      expires: at.expires,
      callId: at.callId,
      instance: at.instance,
      ruid: at.ruid,
    });
  }
  return entries;
}

function binding(table: MemoryTable, aor: string, index: number): Binding | null {
  let at = table.get(aor);
  for (let i = 0; i < index && at !== null; i++) at = at.next;
  return at;
}

function compare(model: Model, { table }: Real): void {
  expect(table.users).toBe(model.aors.size);
  expect(table.contacts).toBe(model.contacts);
  expect(table.expires).toBe(model.expired);
  for (const aor of AORS) expect(entriesOf(table, aor)).toEqual(model.aors.get(aor) ?? []);
}

class Insert implements fc.Command<Model, Real> {
  readonly aor: string;
  readonly values: BindingValues;
  constructor(aor: string, values: BindingValues) {
    this.aor = aor;
    this.values = values;
  }
  check(): boolean {
    return true;
  }
  run(model: Model, real: Real): void {
    const { ruid } = real.table.insert(this.aor, this.values);
    const { uri, q, cseq, expires, callId, instance } = this.values;
    model.insert(this.aor, { uri, q, cseq, expires, callId, instance, ruid });
    expect(real.log.pop()).toBe(`inserted ${ruid}`);
    compare(model, real);
  }
  toString(): string {
    return `insert(${JSON.stringify(this.aor)}, ${this.values.uri}, q ${this.values.q})`;
  }
}

class Update implements fc.Command<Model, Real> {
  readonly aor: string;
  readonly index: number;
  readonly values: BindingValues;
  constructor(aor: string, index: number, values: BindingValues) {
    this.aor = aor;
    this.index = index;
    this.values = values;
  }
  check(model: Readonly<Model>): boolean {
    return this.index < (model.aors.get(this.aor)?.length ?? 0);
  }
  run(model: Model, real: Real): void {
    const entry = model.aors.get(this.aor)![this.index]!;
    real.table.update(binding(real.table, this.aor, this.index)!, this.values);
    model.refresh(this.aor, entry, this.values);
    expect(real.log.pop()).toBe(`updated ${entry.ruid}`);
    compare(model, real);
  }
  toString(): string {
    return `update(${JSON.stringify(this.aor)}, ${this.index}, q ${this.values.q})`;
  }
}

class Delete implements fc.Command<Model, Real> {
  readonly aor: string;
  readonly index: number;
  constructor(aor: string, index: number) {
    this.aor = aor;
    this.index = index;
  }
  check(model: Readonly<Model>): boolean {
    return this.index < (model.aors.get(this.aor)?.length ?? 0);
  }
  run(model: Model, real: Real): void {
    const entry = model.aors.get(this.aor)![this.index]!;
    const gone = binding(real.table, this.aor, this.index)!;
    expect(real.table.delete(gone)).toBe(true);
    expect(real.table.delete(gone)).toBe(false);
    model.remove(this.aor, entry);
    expect(real.log.pop()).toBe(`deleted ${entry.ruid}`);
    compare(model, real);
  }
  toString(): string {
    return `delete(${JSON.stringify(this.aor)}, ${this.index})`;
  }
}

class DeleteAll implements fc.Command<Model, Real> {
  readonly aor: string;
  constructor(aor: string) {
    this.aor = aor;
  }
  check(): boolean {
    return true;
  }
  run(model: Model, real: Real): void {
    const count = model.aors.get(this.aor)?.length ?? 0;
    expect(real.table.deleteAll(this.aor)).toBe(count);
    expect(real.log.splice(0)).toHaveLength(count);
    model.aors.delete(this.aor);
    compare(model, real);
  }
  toString(): string {
    return `deleteAll(${JSON.stringify(this.aor)})`;
  }
}

class Sweep implements fc.Command<Model, Real> {
  readonly seconds: number;
  constructor(seconds: number) {
    this.seconds = seconds;
  }
  check(): boolean {
    return true;
  }
  run(model: Model, real: Real): void {
    real.clock.now += this.seconds;
    model.now += this.seconds;
    const { now } = model;
    for (let part = 0; part < 5; part++) {
      real.table.slice(part, 5, (one) => {
        if (!one.isValid(now)) real.table.expire(one);
      });
    }
    for (const [aor, entries] of model.aors) {
      const left = entries.filter(({ expires }) => expires === 0 || expires > now);
      model.expired += entries.length - left.length;
      if (left.length === 0) model.aors.delete(aor);
      else model.aors.set(aor, left);
    }
    real.log.length = 0;
    compare(model, real);
  }
  toString(): string {
    return `sweep(${this.seconds})`;
  }
}

class Find implements fc.Command<Model, Real> {
  check(): boolean {
    return true;
  }
  run(model: Model, { table }: Real): void {
    let found = 0;
    for (const [aor, entries] of model.aors) {
      for (const { ruid } of entries) {
        expect(table.find(ruid, aorHash(aor))?.ruid).toBe(ruid);
        found++;
      }
    }
    let visited = 0;
    for (let part = 0; part < 7; part++) table.slice(part, 7, () => visited++);
    expect(visited).toBe(found);
  }
  toString(): string {
    return 'find all';
  }
}

const values: fc.Arbitrary<BindingValues> = fc
  .record({
    uri: fc.constantFrom('sip:a@192.0.2.1', 'sip:b@192.0.2.2:5062;transport=tcp'),
    q: fc.constantFrom(-1, 0, 500, 1000),
    cseq: fc.nat(0xffffffff),
    expires: fc.oneof(fc.constant(0), fc.integer({ min: START, max: START + 100 })),
    callId: fc.constantFrom('c1', 'a-call-id-that-is-longer@host'),
    instance: fc.constantFrom('', '<urn:uuid:1>'),
  })
  .map((some) => bindingValues(some));

const aor = fc.constantFrom(...AORS);

const commands = [
  fc.tuple(aor, values).map(([a, v]) => new Insert(a, v)),
  fc.tuple(aor, fc.nat(4), values).map(([a, i, v]) => new Update(a, i, v)),
  fc.tuple(aor, fc.nat(4)).map(([a, i]) => new Delete(a, i)),
  aor.map((a) => new DeleteAll(a)),
  fc.nat(40).map((seconds) => new Sweep(seconds)),
  fc.constant(new Find()),
];

describe('MemoryTable does what a Map of arrays does', () => {
  it.each([false, true])('newest first: %s', (newestFirst) => {
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 80 }), (script) => {
        fc.modelRun(() => {
          const clock = { now: START };
          const log: string[] = [];
          const note =
            (what: string) =>
            (_: unknown, { ruid }: Binding) =>
              void log.push(`${what} ${ruid}`);
          const table = new MemoryTable('location', {
            texts: new Texts(),
            ruids: new Ruids(0, 'm'),
            newestFirst,
            listeners: [
              { inserted: note('inserted'), updated: note('updated'), deleted: note('deleted'), expired: note('expired') },
            ],
            now: () => clock.now,
          });
          return { model: new Model(newestFirst), real: { table, clock, log } };
        }, script);
      }),
      { numRuns: 60 },
    );
  });
});
