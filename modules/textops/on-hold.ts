import {
  findLine,
  firstSdp,
  mediaStreams,
  nextLine,
  type MediaStream,
  type Range,
  type SipMessage,
} from '../../runtime/module.ts';

/**
 * Looks at the first audio stream.
 * @returns 1 held by a null address (RFC 2543) · 2 held by `a=sendonly` or `a=inactive` (RFC 3264 8.4) · -1 not held, or no audio
 */
export function audioOnHold(message: SipMessage): 1 | 2 | -1 {
  const session = firstSdp(message);
  if (session === null) return -1;
  const { text } = message;
  const audio = mediaStreams(text, session).find((stream) => text.startsWith('m=audio', stream.start));
  if (audio === undefined) return -1;
  const { connection } = audio;
  if (connection !== null && text.slice(connection.addrStart, connection.addrEnd) === '0.0.0.0') return 1;
  return isHeld(text, session, audio) ? 2 : -1;
}

// What the stream says counts, else what the session says
function isHeld(text: string, session: Range, audio: MediaStream): boolean {
  const own = direction(text, audio.linesStart, audio.end);
  if (own !== '') return own === 'sendonly' || own === 'inactive';
  const media = findLine(text, session.start, session.end, 'm=');
  const common = direction(text, session.start, media < 0 ? session.end : media);
  return common === 'sendonly' || common === 'inactive';
}

const DIRECTIONS: readonly string[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

function direction(text: string, from: number, to: number): string {
  for (let at = findLine(text, from, to, 'a='); at >= 0; at = findLine(text, nextLine(text, at, to), to, 'a=')) {
    for (const name of DIRECTIONS) {
      const end = at + 2 + name.length;
      if (text.startsWith(name, at + 2) && end <= to && (end === to || text.charCodeAt(end) <= 32)) return name;
    }
  }
  return '';
}
