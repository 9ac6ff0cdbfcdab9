/** What every branch value made by RFC 3261 begins with (8.1.1.7); compared with case. */
export const COOKIE = 'z9hG4bK';

/** @returns whether a branch value tells its transaction by itself (17.2.3) */
export function hasCookie(branch: string): boolean {
  return branch.length > COOKIE.length && branch.startsWith(COOKIE);
}

/**
 * A hash of a branch value that this server made: unguessable text, so none of its own has to be kept secret. What a peer writes is
 * only looked for by it.
 * @returns 32 bits
 */
export function branchHash(branch: string): number {
  let hash = 0;
  for (let i = COOKIE.length; i < branch.length; i++) hash = (Math.imul(hash, 31) + branch.charCodeAt(i)) | 0;
  return hash ^ (hash >>> 15);
}
