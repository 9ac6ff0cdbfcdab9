// How large a message may be; checked by validate.ts.

/** What one peer may make the server hold or look at; beyond it a message is refused before any script runs. */
export interface MessageLimits {
  /** Octets of a whole message. */
  readonly message: number;
  /** Header fields of a message. */
  readonly headers: number;
  /** Octets of Call-ID, of a tag, of a branch: they become keys (spec/security.md 27). */
  readonly key: number;
}

export const DEFAULT_LIMITS: MessageLimits = { message: 65_535, headers: 256, key: 1024 };
