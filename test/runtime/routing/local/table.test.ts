import { describe, expect, it } from 'vitest';
import type { LocalRequest } from '../../../../runtime/routing/local/local-request.ts';
import { LocalRequests } from '../../../../runtime/routing/local/table.ts';

/** The table looks at nothing else of a request. */
function made(callId: string, branch: string): LocalRequest {
  return { callId, branch } as LocalRequest;
}

describe('requests of this server', () => {
  it('are found by Call-ID and branch', () => {
    const table = new LocalRequests();
    const [a1, a2, b1] = [made('a', '1'), made('a', '2'), made('b', '1')];
    for (const request of [a1, a2, b1]) table.add(request);
    expect([table.has('a', '2'), table.has('b', '2'), table.has('c', '1'), table.has('__proto__', 'size')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([[...table.of('a')], [...table.of('b')], [...table.of('c')]]).toEqual([[a1, a2], [b1], []]);
  });

  it('leave once, and leave nothing', () => {
    const table = new LocalRequests();
    const requests = [made('a', '1'), made('a', '2')];
    for (const request of requests) table.add(request);
    for (const request of [...requests, ...requests, made('b', '1')]) table.remove(request);
    expect([table.size, table.created, [...table.of('a')]]).toEqual([0, 2, []]);
    expect((table as unknown as { byCallId: Map<unknown, unknown> }).byCallId.size).toBe(0);
  });

  it('may have one Call-ID, however many they are', () => {
    const table = new LocalRequests();
    const requests = Array.from({ length: 50_000 }, (_, i) => made('a', `z9hG4bK${i}`));
    const begun = performance.now();
    for (const request of requests) if (!table.has(request.callId, request.branch)) table.add(request);
    for (const request of requests.toReversed()) table.remove(request);
    expect(performance.now() - begun).toBeLessThan(1000);
    expect([table.size, table.created]).toEqual([0, 50_000]);
  });
});
