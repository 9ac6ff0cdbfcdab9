import { beforeAll, describe, expect, it } from 'vitest';
import { composeKsr, KsrObject, type FacadeFactory } from '../../../runtime/ksr/compose.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { arrived, bareServer } from '../routing/messages.ts';

let cx: RouteContext;
beforeAll(async () => {
  cx = arrived(await bareServer());
});

/** A KSR with these modules; counts how often each facade is made. */
function compose(...names: readonly string[]): {
  ksr: Record<string, unknown>;
  again: () => Record<string, unknown>;
  made: string[];
} {
  const made: string[] = [];
  const factories = new Map<string, FacadeFactory>(
    names.map((name) => [name, (run: RouteContext) => (made.push(name), { name, run })]),
  );
  const make = composeKsr(factories) as unknown as (run: RouteContext) => Record<string, unknown>;
  return { ksr: make(cx), again: () => make(cx), made };
}

describe('the KSR object of a run', () => {
  it('has the core, pv, hdr and x without any module', () => {
    const { ksr } = compose();
    expect(ksr).toBeInstanceOf(KsrObject);
    for (const name of ['forward', 'is_myself', 'setflag', 'info']) expect(typeof ksr[name]).toBe('function');
    for (const name of ['pv', 'hdr', 'x']) expect(ksr[name]).toBe(ksr[name]);
  });

  it('has each module on first use, once, for this run', () => {
    const { ksr, made } = compose('tm', 'sl');
    expect(made).toEqual([]);
    expect(ksr['tm']).toMatchObject({ name: 'tm', run: cx });
    expect(ksr['tm']).toBe(ksr['tm']);
    expect(made).toEqual(['tm']);
    expect((ksr['sl'] as { name: string }).name).toBe('sl');
    expect(made).toEqual(['tm', 'sl']);
  });

  it('shares no facade with another run', () => {
    const { ksr, again, made } = compose('tm');
    expect(ksr['tm']).not.toBe(again()['tm']);
    expect(made).toEqual(['tm', 'tm']);
  });

  it('lacks a module that is not loaded, so that routes can test for it', () => {
    const { ksr } = compose('tm');
    expect([ksr['permissions'], 'permissions' in ksr, 'tm' in ksr]).toEqual([undefined, false, true]);
  });

  it('lets nobody replace a module', () => {
    const { ksr } = compose('tm');
    expect(() => {
      'use strict';
      ksr['tm'] = null;
    }).toThrow(TypeError);
    expect(ksr['tm']).not.toBeNull();
  });

  it('is of a class of its own for each server', () => {
    const [one, two] = [compose('tm'), compose('sl')];
    expect(['sl' in one.ksr, 'tm' in two.ksr]).toEqual([false, false]);
  });

  it('keeps modules apart however many there are', () => {
    const names = Array.from({ length: 40 }, (_, i) => `module${i}`);
    const { ksr } = compose(...names);
    for (const name of [...names].reverse()) expect((ksr[name] as { name: string }).name).toBe(name);
  });
});
