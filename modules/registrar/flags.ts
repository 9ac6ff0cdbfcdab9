/** @returns whether bit `flag` is set; false for a flag that is none (below 0) */
export function isOn(flags: number, flag: number): boolean {
  return flag >= 0 && (flags & (1 << flag)) !== 0;
}

/** Flags of save() (modules.md 13.1). */
export const Save = {
  /** Not into the database; there is none yet. */
  MemoryOnly: 0x01,
  NoReply: 0x02,
  OneContact: 0x04,
  NoVariation: 0x08,
  /** With NoReply: the header lines of the reply are put where append_to_reply() puts them. */
  ReplyHeaders: 0x10,
} as const;
