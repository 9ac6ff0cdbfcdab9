import { rangeText, type Description, type LogLevel, type Logger } from '../../runtime/module.ts';

// Streams that a line of the log shows: a peer decides how many there are
const SHOWN = 32;

const LEVELS: readonly LogLevel[] = ['error', 'warn', 'notice', 'info', 'debug'];

/** Writes a line for each description, with its streams. @param level as upstream: -1 error, 0 warning, 1 notice, 2 info, 3 debug */
export function printDescriptions(text: string, sessions: readonly Description[], log: Logger, level: number): void {
  const name = LEVELS[Math.min(Math.max(level, -1), 3) + 1]!;
  if (!log.enabled(name)) return;
  for (const { originAddress, streams } of sessions) {
    const shown = streams.slice(0, SHOWN).map(({ media, port, transport, formats, connection }) => {
      const address = text.slice(connection!.addrStart, connection!.addrEnd);
      const words = [media, port, transport, ...formats.slice(0, SHOWN)].map((range) => rangeText(text, range));
      return `${words.join(' ')} to ${address}`;
    });
    log[name]('session description', {
      origin: text.slice(originAddress.addrStart, originAddress.addrEnd),
      streams: streams.length,
      media: shown.join('; '),
    });
  }
}
