/** Recorded behaviour that this server does not copy, and why. */
export interface Deviation {
  /** Folder and file without `.json`: `nathelper/handle_ruri_alias`. */
  readonly file: string;
  /** Name of the case; `*`: any case of the file, whose other parts still have to be as recorded. */
  readonly name: string;
  /** What may differ (`Difference.part`); all of it unless given. */
  readonly parts?: readonly string[];
  readonly reason: string;
}

/** Sorted by file. A case listed by its name has to differ: an entry that is not needed any more is a failure. */
export const DEVIATIONS: readonly Deviation[] = [];
