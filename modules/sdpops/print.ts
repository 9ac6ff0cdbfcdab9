import { rangeText, type Description, type Logger } from '../../runtime/module.ts';

// Streams that a line of the log shows: a peer decides how many there are
const SHOWN = 32;

/** Writes a line for each description, with its streams. @param level as upstream: -1 error, 0 warning, 1 and 2 info, 3 debug */
export function printDescriptions(text: string, sessions: readonly Description[], log: Logger, level: number): void {
  const name = level < 0 ? 'error' : level === 0 ? 'warn' : level < 3 ? 'info' : 'debug';
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
