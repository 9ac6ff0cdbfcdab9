import type { LocalRequest } from './local-request.ts';

/**
 * The requests that this server made by itself and that are under way, by Call-ID and branch. Who sends requests that are replicated
 * chooses their Call-ID, maybe the same one for all: none of them is looked for among the others.
 */
export class LocalRequests {
  private readonly byCallId: Map<string, Map<string, LocalRequest>> = new Map();
  private count = 0;
  /** All that there ever were. */
  created = 0;

  get size(): number {
    return this.count;
  }
  /** Adds one; no other of its Call-ID has its branch. */
  add(request: LocalRequest): void {
    this.count++;
    this.created++;
    const known = this.byCallId.get(request.callId);
    if (known === undefined) this.byCallId.set(request.callId, new Map([[request.branch, request]]));
    else known.set(request.branch, request);
  }
  remove({ callId, branch }: LocalRequest): void {
    const known = this.byCallId.get(callId);
    if (known?.delete(branch) !== true) return;
    this.count--;
    if (known.size === 0) this.byCallId.delete(callId);
  }
  has(callId: string, branch: string): boolean {
    return this.byCallId.get(callId)?.has(branch) === true;
  }
  /** @returns those of a Call-ID, the oldest first */
  of(callId: string): Iterable<LocalRequest> {
    return this.byCallId.get(callId)?.values() ?? [];
  }
}
