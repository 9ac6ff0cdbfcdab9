import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Shared } from '../../../../runtime/transaction/stored/shared.ts';

const MOST = 1000;

describe('objects that records share', () => {
  it('have a number each, and the same again', () => {
    const shared = new Shared();
    const [one, two] = [{}, {}];
    const places = [shared.place(one), shared.place(two), shared.place(one)];
    expect(places[0]).toBe(places[2]);
    expect(places[0]).not.toBe(places[1]);
    expect([shared.at(places[0]!), shared.at(places[1]!), shared.size]).toEqual([one, two, 2]);
    expect(shared.at(places[1]!)).toBe(two);
  });

  it('are let go of with their last record', () => {
    const shared = new Shared();
    const one = {};
    const place = shared.place(one);
    shared.place(one);
    shared.release(place);
    expect([shared.size, shared.at(place)]).toEqual([1, one]);
    shared.release(place);
    expect([shared.size, shared.at(place)]).toEqual([0, null]);
    // and are as new afterwards
    expect(shared.at(shared.place(one))).toBe(one);
    expect(shared.size).toBe(1);
  });

  it('are a thousand at most, that fit half a word; one that leaves makes room', () => {
    const shared = new Shared();
    const objects = Array.from({ length: MOST }, (_, n) => ({ n }));
    const places = objects.map((object) => shared.place(object));
    expect(new Set(places).size).toBe(MOST);
    expect(Math.max(...places)).toBeLessThan(0x8000);
    expect([shared.place({}), shared.size]).toEqual([-1, MOST]);
    expect(shared.place(objects[5]!)).toBe(places[5]);
    shared.release(places[5]!);
    expect(shared.place({})).toBe(-1);
    shared.release(places[5]!);
    const late = { n: -1 };
    expect(shared.at(shared.place(late))).toBe(late);
    expect([shared.place({}), shared.size]).toEqual([-1, MOST]);
  });

  it('come and go for ever, with the same few numbers', () => {
    const shared = new Shared();
    const live: number[] = [];
    for (let n = 0; n < 100_000; n++) {
      live.push(shared.place({ n }));
      if (live.length > 10) shared.release(live.shift()!);
    }
    expect(shared.size).toBe(10);
    expect(Math.max(...live)).toBeLessThan(MOST);
  });

  it('that were not taken in need not be released', () => {
    const shared = new Shared();
    shared.release(-1);
    expect(shared.size).toBe(0);
  });

  it('are those that a map of counts would have', () => {
    const objects = Array.from({ length: 12 }, (_, n) => ({ n }));
    const step = fc.record({ add: fc.boolean(), which: fc.nat(11) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const shared = new Shared();
        const model = new Map<object, { place: number; count: number }>();
        for (const { add, which } of steps) {
          const object = objects[which]!;
          const known = model.get(object);
          if (add) {
            const place = shared.place(object);
            if (known !== undefined) expect(place).toBe(known.place);
            model.set(object, { place, count: (known?.count ?? 0) + 1 });
          } else if (known !== undefined) {
            shared.release(known.place);
            if (--known.count === 0) model.delete(object);
          }
          expect(shared.size).toBe(model.size);
          for (const [there, { place }] of model) expect(shared.at(place)).toBe(there);
          expect(new Set([...model.values()].map(({ place }) => place)).size).toBe(model.size);
        }
      }),
    );
  });
});
