/** Who answers a server transaction. */
export interface ServerUser {
  /** The wait behind the final reply is over: the transaction matches nothing any more. */
  ended(): void;
}
