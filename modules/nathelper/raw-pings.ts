import type { OpenRaw, RawSender } from '../../runtime/module.ts';
import type { Binding } from '../usrloc/api.ts';
import { paramError } from './param-error.ts';
import type { Params } from './params.ts';
import { parseRawSource, pathSource, type RawSource } from './raw-source.ts';

/** Sends pings with a source that is none of this server's sockets (spec/nathelper.md 7.4). */
export class RawPings {
  private readonly openRaw: OpenRaw;
  /** `udpping_from_path`, 0 for none. */
  private readonly fromPath: number;
  /** `natping_socket`. */
  private readonly fixed: RawSource | null;
  private sender: RawSender | null = null;

  private constructor(openRaw: OpenRaw, fromPath: number, fixed: RawSource | null) {
    this.openRaw = openRaw;
    this.fromPath = fromPath;
    this.fixed = fixed;
  }

  /** @returns null when the parameters ask for none */
  static from(params: Params, openRaw: OpenRaw): RawPings | null {
    const fromPath = params.ignore_path === 0 ? params.udpping_from_path : 0;
    const fixed = parseRawSource(params.natping_socket);
    return fromPath === 0 && fixed === null ? null : new RawPings(openRaw, fromPath, fixed);
  }

  /** @throws KsrError when the system gives no raw socket */
  open(): void {
    const opened = this.openRaw();
    if (!('problem' in opened)) {
      this.sender = opened;
      return;
    }
    const param = this.fromPath === 0 ? 'natping_socket' : 'udpping_from_path';
    const without = `eave ${param} out: pings leave from the server's own sockets then.`;
    const hint = opened.remedy === '' ? `L${without}` : `${opened.remedy}, or l${without}`;
    throw paramError(param, `needs raw sockets, and ${opened.problem}`, hint);
  }

  /**
   * As in Kamailio 5.6.3, Path counts where both parameters are set, also for a contact that has none.
   * @returns false when nothing was sent: the destination or the URI of the Path is no IPv4 address, or the system refused
   */
  send(text: string, binding: Binding, ip: string, port: number): boolean {
    const source = this.fromPath === 0 ? this.fixed : pathSource(binding.path, this.fromPath);
    return source !== null && this.sender !== null && this.sender.send(text, source.ip, source.port, ip, port);
  }

  close(): void {
    this.sender?.close();
    this.sender = null;
  }
}
