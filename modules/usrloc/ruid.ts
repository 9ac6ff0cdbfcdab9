/** Makes the ids of bindings: `uloc-` and what tells this server, this start of it, and this binding from any other. */
export class Ruids {
  private readonly prefix: string;
  private made = 0;

  /**
   * @param serverId number of the server (`server_id`)
   * @param start unguessable text made at start: temporary GRUUs carry the id
   */
  constructor(serverId: number, start: string) {
    this.prefix = `uloc-${serverId > 0 ? `${serverId.toString(36)}-` : ''}${start}-`;
  }

  next(): string {
    return this.prefix + (++this.made).toString(36);
  }
}
