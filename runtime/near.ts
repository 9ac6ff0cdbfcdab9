// "Did you mean": the known name that a mistyped one is nearest to. For names that users write, never for wire text.

/** Longest name that is compared; whatever is longer is no typing mistake. */
const LONGEST = 64;

/**
 * The candidate that `name` was probably meant to be. Upper and lower case, `-` and `_` count as equal, so that
 * `natpingInterval` finds `natping_interval`; otherwise at most a third of the letters may differ, or the end be missing.
 *
 * @returns the first of the nearest candidates, or '' when none is near
 */
export function nearest(name: string, candidates: readonly string[]): string {
  const wanted = plain(name);
  let best = '';
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = distance(wanted, plain(candidate), least);
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  if (best !== '' || wanted.length < 3) return best;
  for (const candidate of candidates) if (plain(candidate).startsWith(wanted)) return candidate;
  return '';
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]/g, '');
}

/**
 * Edits that make `a` into `b`: a letter put in, left out, replaced, or two neighbours swapped (optimal string alignment).
 *
 * @param limit anything from here on is the same to the caller
 * @returns the number of edits, or `limit` when there are that many or more
 */
export function distance(a: string, b: string, limit: number = Infinity): number {
  if (a.length > LONGEST || b.length > LONGEST || Math.abs(a.length - b.length) >= limit) return a === b ? 0 : limit;
  let before: number[] = [];
  let above: number[] = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row: number[] = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = above;
    above = row;
  }
  return Math.min(above[b.length] ?? 0, limit);
}
