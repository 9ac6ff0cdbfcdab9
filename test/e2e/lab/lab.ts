import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Baresip } from './baresip.ts';
import { Network } from './network.ts';
import type { Program } from './program.ts';
import { startServer } from './server.ts';

/** The network with a running server, and phones in it. */
export class Lab {
  readonly network: Network;
  private readonly folder: string;
  private server: Program | undefined;
  private phones: { alice: Baresip; bob: Baresip } | undefined;

  /** Builds the network and starts the server with the named configuration of this folder. */
  static async open(config: string): Promise<Lab> {
    const lab = new Lab();
    try {
      const folder = process.env['KSR_LAB_CAPTURE'];
      if (folder) await lab.capture(join(folder, `${config}-${Date.now()}.pcap`));
      lab.server = await startServer(lab.network.server, config);
      return lab;
    } catch (error) {
      await lab.close();
      throw error;
    }
  }

  private constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'ksr-lab-'));
    this.network = new Network();
  }

  /** The two phones, started when first asked for: alice behind NAT A, bob behind NAT B. */
  baresips(): { alice: Baresip; bob: Baresip } {
    this.phones ??= {
      alice: new Baresip(this.network.phoneA, join(this.folder, 'alice'), 'alice'),
      bob: new Baresip(this.network.phoneB, join(this.folder, 'bob'), 'bob'),
    };
    return this.phones;
  }

  /** The end of what the server has logged. */
  serverLog(): string {
    return this.server?.output.slice(-6000) ?? '';
  }

  async close(): Promise<void> {
    await this.network.close();
    rmSync(this.folder, { recursive: true });
  }

  /** Records what the server sends and receives: with `KSR_LAB_CAPTURE=folder`, for whoever looks for a fault. */
  private async capture(file: string): Promise<void> {
    const tcpdump = this.network.server.start(['tcpdump', '-U', '--immediate-mode', '-i', 'segment', '-w', file, 'udp']);
    await tcpdump.prints('listening on');
  }
}
