/** What every branch value made by RFC 3261 begins with (8.1.1.7); compared with case. */
export const COOKIE = 'z9hG4bK';

/** @returns whether a branch value tells its transaction by itself (17.2.3) */
export function hasCookie(branch: string): boolean {
  return branch.length > COOKIE.length && branch.startsWith(COOKIE);
}
