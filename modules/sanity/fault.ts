/** What is wrong with a message, and how a request with it is answered. */
export interface Fault {
  /** Status of the answer, 0: none is sent. */
  readonly status: number;
  readonly reason: string;
  /** Header lines of the answer, with CRLF. */
  readonly headers: string;
}

/** @returns a fault that is answered */
export function fault(status: number, reason: string, headers: string = ''): Fault {
  return { status, reason, headers };
}

/** Wrong, and not worth an answer. */
export const SILENT: Fault = fault(0, 'not worth an answer');
