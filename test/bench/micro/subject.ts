/** One thing whose cost is measured. */
export interface Subject {
  readonly name: string;
  /** What one operation is, for the table. */
  readonly operation: string;
  /** Prepares everything. @returns one operation; what it returns keeps the compiler from leaving it out */
  setUp(): Operation | Promise<Operation>;
}

/** @param i counts up from 0 */
export type Operation = (i: number) => unknown;
