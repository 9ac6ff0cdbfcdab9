import { exitAddress, exitTransport, type ExitSocket, type LateText } from '../../runtime/module.ts';

/** What a Path field is made of. */
export interface PathParts {
  /** `user@` or ''. */
  readonly user: string;
  /** `host[:port]` that the script gave, '' for that of the socket. */
  readonly address: string;
  /** `;received=...` or ''. */
  readonly received: string;
  /** Parameters of the script with their `;`, or ''. */
  readonly params: string;
  /** Two fields: the socket of either side (`enable_r2`). */
  readonly double: boolean;
  /** With the names of sockets (`sockname_mode`). */
  readonly names: boolean;
}

/** Our Path in a request, before it is known which socket that leaves from: the registrar sends calls there (RFC 3327 5.1). */
export class PathEntry implements LateText {
  private readonly parts: PathParts;
  private readonly arrived: ExitSocket;

  constructor(parts: PathParts, arrived: ExitSocket) {
    this.parts = parts;
    this.arrived = arrived;
  }

  render(exit: ExitSocket): string {
    if (!this.parts.double) return this.line(exit, '');
    return this.line(exit, ';r2=on') + this.line(this.arrived, ';r2=on');
  }

  private line(socket: ExitSocket, r2: string): string {
    const { user, address, received, params, names } = this.parts;
    const name = names && socket.name !== '' ? `;sn=${socket.name}` : '';
    const host = address === '' ? exitAddress(socket) + exitTransport(socket) + name : `${address};transport=${socket.proto}`;
    return `Path: <sip:${user}${host};lr${received}${params}${r2}>\r\n`;
  }
}
