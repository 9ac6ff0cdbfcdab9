import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Namespace } from './namespace.ts';
import { PHONE, SERVER } from './network.ts';
import type { Program } from './program.ts';

/** What baresip's ctrl_tcp says when something happens. */
export interface PhoneEvent {
  type: string;
  /** Reason of a CALL_CLOSED or REGISTER_FAIL, otherwise what baresip thinks useful. */
  param?: string;
  peeruri?: string;
}

const MODULES = ['/usr/lib/baresip/modules', '/usr/local/lib/baresip/modules'].find(existsSync) ?? '';
const CONTROL = '4444';

// Nothing in here sends anything unasked: no keepalive, no outbound, and registrations last an hour.
const config = (folder: string): string => `
module_path ${MODULES}
module g711.so
module aufile.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:${CONTROL}
sip_listen ${PHONE}:5060
audio_source aufile,${folder}/silence.wav
audio_player aufile,${folder}/heard.wav
audio_alert aufile,${folder}/alert.wav
ringback_disabled yes
menu_bell no
`;

// ctrl_tcp listens inside the namespace, and we are outside.
const CONTROL_LINE = fileURLToPath(new URL('control-line.ts', import.meta.url));

/** A baresip, remote-controlled through its ctrl_tcp module. */
export class Baresip {
  readonly uri: string;
  readonly program: Program;
  private readonly control: Program;
  private taken: number = 0;
  private readonly events: PhoneEvent[] = [];

  /** @param folder where its configuration is put; must be empty */
  constructor(space: Namespace, folder: string, name: string) {
    this.uri = `sip:${name}@${SERVER}`;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config'), config(folder));
    writeFileSync(join(folder, 'accounts'), '');
    writeFileSync(join(folder, 'contacts'), '');
    writeFileSync(join(folder, 'silence.wav'), silence(30));
    this.program = space.start(['baresip', '-f', folder]);
    this.control = space.start([process.execPath, CONTROL_LINE, CONTROL]);
  }

  /** Registers for an hour; rejects when that does not succeed within five seconds. */
  async register(): Promise<void> {
    this.command('uanew', `<${this.uri}>;regint=3600`);
    await this.event('REGISTER_OK', 5000);
  }

  /** Calls the other phone, which answers; resolves when both have said that the call is established. */
  async call(other: Baresip): Promise<void> {
    this.command('dial', other.uri);
    await other.event('CALL_INCOMING');
    other.command('accept');
    await Promise.all([this.event('CALL_ESTABLISHED'), other.event('CALL_ESTABLISHED')]);
  }

  /** Hangs up; resolves when the other phone has noticed. */
  async hangUp(other: Baresip): Promise<void> {
    this.command('hangup');
    await Promise.all([this.event('CALL_CLOSED'), other.event('CALL_CLOSED')]);
  }

  /** Gives a command of baresip's menu. */
  command(command: string, params: string = ''): void {
    const text = JSON.stringify({ command, params, token: 'lab' });
    this.control.write(`${text.length}:${text},`);
  }

  /** The next event of a type that was not yet asked for. Rejects after `ms` milliseconds, with all that was heard. */
  async event(type: string, ms: number = 10_000): Promise<PhoneEvent> {
    let found = -1;
    const arrived = (): boolean => {
      this.read();
      found = this.events.findIndex((event) => event.type === type);
      return found !== -1;
    };
    await this.control.until(arrived, ms, `told ${this.uri} ${type}`).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.program.output.slice(-2000)}`);
    });
    return this.events.splice(found, 1)[0] as PhoneEvent;
  }

  /** Moves complete netstrings (`length:json,`) from the control line to the list of events. */
  private read(): void {
    const bytes = this.control.stdout;
    for (;;) {
      const colon = bytes.indexOf(':', this.taken);
      if (colon === -1) return;
      const end = colon + 1 + Number(bytes.slice(this.taken, colon));
      if (bytes.length <= end) return;
      const message = JSON.parse(bytes.slice(colon + 1, end)) as PhoneEvent & { event?: boolean };
      if (message.event) this.events.push(message);
      this.taken = end + 1;
    }
  }
}

/** A WAV file of silence: mono, 8000 samples a second, 16 bit. */
function silence(seconds: number): Buffer {
  const size = seconds * 16_000;
  const wav = Buffer.alloc(44 + size);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + size, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16); // size of the format chunk
  wav.writeUInt16LE(1, 20); // PCM
  wav.writeUInt16LE(1, 22); // channels
  wav.writeUInt32LE(8000, 24);
  wav.writeUInt32LE(16_000, 28); // bytes a second
  wav.writeUInt16LE(2, 32); // bytes a sample
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(size, 40);
  return wav;
}
