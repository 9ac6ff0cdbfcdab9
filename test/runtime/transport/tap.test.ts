import { describe, expect, it } from 'vitest';

import { Tap } from '../../../runtime/transport/tap.ts';
import type { LocalSocket } from '../../../runtime/transport/types.ts';

const socket = { text: 'udp:192.0.2.1:5060' } as LocalSocket;

function setUp(): { tap: Tap; errors: unknown[]; tell: (text: string) => void } {
  const errors: unknown[] = [];
  const tap = new Tap((error) => errors.push(error));
  return { tap, errors, tell: (text) => tap.listener?.('in', text, socket, '198.51.100.1', 5070, 3) };
}

describe('Tap', () => {
  it('has no listener while nobody watches', () => {
    const { tap } = setUp();
    expect(tap.listener).toBeNull();
    const end = tap.subscribe(() => {});
    expect(tap.listener).not.toBeNull();
    end();
    expect(tap.listener).toBeNull();
  });

  it('tells all that watch, in order, everything', () => {
    const { tap, tell } = setUp();
    const seen: unknown[] = [];
    tap.subscribe((...all) => seen.push(['a', ...all]));
    tap.subscribe((...all) => seen.push(['b', ...all]));
    tell('x');
    expect(seen).toEqual(['a', 'b'].map((who) => [who, 'in', 'x', socket, '198.51.100.1', 5070, 3]));
  });

  it('ending a subscription ends that one only, once', () => {
    const { tap, tell } = setUp();
    const seen: string[] = [];
    const note = (text: string) => (): void => void seen.push(text);
    const endA = tap.subscribe(note('a'));
    const endB = tap.subscribe(note('b'));
    endA();
    endA();
    tell('x');
    expect(seen).toEqual(['b']);
    endB();
    expect(tap.listener).toBeNull();
  });

  it('the same function may watch twice', () => {
    const { tap, tell } = setUp();
    let seen = 0;
    const watch = (): void => void seen++;
    const end = tap.subscribe(watch);
    tap.subscribe(watch);
    tell('x');
    end();
    tell('x');
    expect(seen).toBe(3);
  });

  it('one that throws harms nobody', () => {
    const { tap, errors, tell } = setUp();
    const seen: string[] = [];
    tap.subscribe(() => {
      throw new Error('watcher');
    });
    tap.subscribe((_, text) => seen.push(text));
    expect(() => tell('x')).not.toThrow();
    expect(seen).toEqual(['x']);
    expect(errors).toEqual([new Error('watcher')]);
  });

  it('one may leave while it is told', () => {
    const { tap, tell } = setUp();
    const seen: string[] = [];
    const end = tap.subscribe(() => {
      seen.push('a');
      end();
    });
    tap.subscribe(() => seen.push('b'));
    tell('x');
    tell('x');
    expect(seen).toEqual(['a', 'b', 'b']);
  });
});
