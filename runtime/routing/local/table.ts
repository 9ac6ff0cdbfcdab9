import type { LocalRequest } from './local-request.ts';

/** The requests that this server made by itself and that are under way, by Call-ID. */
export class LocalRequests {
  private readonly byCallId: Map<string, LocalRequest[]> = new Map();
  private count = 0;
  /** All that there ever were. */
  created = 0;

  get size(): number {
    return this.count;
  }
  add(request: LocalRequest): void {
    this.count++;
    this.created++;
    const list = this.byCallId.get(request.callId);
    if (list === undefined) this.byCallId.set(request.callId, [request]);
    else list.push(request);
  }
  remove(request: LocalRequest): void {
    const list = this.byCallId.get(request.callId);
    const at = list?.indexOf(request) ?? -1;
    if (at < 0) return;
    this.count--;
    if (list!.length === 1) this.byCallId.delete(request.callId);
    else list!.splice(at, 1);
  }
  /** @returns those of a Call-ID */
  of(callId: string): readonly LocalRequest[] {
    return this.byCallId.get(callId) ?? [];
  }
}
