/**
 * Sets rows as columns.
 *
 * @param rows texts of the cells; the first row is the heading
 * @param left columns of words, which are set to the left; the others are numbers
 * @returns lines, each with its line end
 */
export function table(rows: readonly (readonly string[])[], left: readonly number[] = [0]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (left.includes(i) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  return rows.map((row) => `  ${line(row)}\n`).join('');
}

/** A number with three digits that count, and no more than that behind the point: `0.123`, `1.23`, `12.3`, `1234`. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const size = Math.abs(value);
  return value.toFixed(size < 1 ? 3 : size < 10 ? 2 : size < 100 ? 1 : 0);
}

/** A share as percent. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %` : '-';
}

/** Octets as megabytes. */
export function megabytes(octets: number): string {
  return `${(octets / 1e6).toFixed(1)} MB`;
}
