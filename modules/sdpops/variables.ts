import {
  decimal,
  findLine,
  lineEnd,
  rangeText,
  readDescriptions,
  type Description,
  type Iterators,
  type PseudoVariable,
  type Range,
  type RouteContext,
  type SipMessage,
  type Stream,
  type Value,
} from '../../runtime/module.ts';

// Address families as the operating system counts them
const AF_INET = 2;
const AF_INET6 = 10;

/** `$sdp(name)` and `$sdpitval(name)`. */
export function variables(lines: Iterators<Range>): PseudoVariable[] {
  return [
    {
      name: 'sdp',
      summary: 'piece of the session description, see below',
      inner: 'text',
      get: (cx, inner) => read(cx.message, inner),
      set: (cx, inner, _, value) => write(cx, inner, value),
    },
    {
      name: 'sdpitval',
      summary: 'line on which the iterator of that name stands',
      inner: 'text',
      get: (cx, inner) => {
        const line = lines.element(cx, inner);
        return line === undefined ? null : rangeText(cx.message.text, line);
      },
    },
  ];
}

function read(message: SipMessage, name: string): Value | null {
  const session = readDescriptions(message)?.[0];
  if (session === undefined) return null;
  const { text } = message;
  // as upstream: the stream that is called m0 is the last one
  const stream = session.streams[session.streams.length - 1]!;
  switch (name) {
    case 'body':
    case 'raw':
      return rangeText(text, session);
    case 'sess_version':
    case 'sess-version':
      return versionOf(text, session);
    case 'c:ip':
      return address(text, session);
    case 'c:af':
      return session.streams[0]!.connection!.family === 4 ? AF_INET : AF_INET6;
    case 'o:ip':
      return text.slice(session.originAddress.addrStart, session.originAddress.addrEnd);
    case 'm0:raw':
      return rangeText(text, stream);
    case 'm0:rtp:port':
      return rangeText(text, stream.port);
    case 'm0:rtcp:port':
      return word(text, stream, 'a=rtcp:');
    case 'm0:b:AS':
    case 'm0:b:RR':
    case 'm0:b:RS':
      return word(text, stream, `b=${name.slice(5)}:`);
    default:
      return null;
  }
}

function address(text: string, session: Description): string {
  const { addrStart, addrEnd } = session.streams[0]!.connection!;
  return text.slice(addrStart, addrEnd);
}

// The first word of the first line that begins so
function word(text: string, stream: Stream, key: string): string | null {
  const line = findLine(text, stream.linesStart, stream.end, key);
  if (line < 0) return null;
  const end = lineEnd(text, line, stream.end);
  const found = text.slice(line + key.length, end).trimStart();
  const blank = found.indexOf(' ');
  return blank < 0 ? found : found.slice(0, blank);
}

function versionOf(text: string, { origin }: Description): number | null {
  const version = origin[2];
  const n = version === undefined ? -1 : decimal(text, version.start, version.end, Number.MAX_SAFE_INTEGER);
  return n < 0 ? null : n;
}

/** Writes the version of the session (RFC 8866 5.2), -1 for one more. A second value replaces the first. */
function write(cx: RouteContext, name: string, value: Value | null): boolean {
  const { message } = cx;
  if ((name !== 'sess_version' && name !== 'sess-version') || typeof value !== 'number') return false;
  const session = readDescriptions(message)?.[0];
  if (session === undefined) return false;
  const now = versionOf(message.text, session);
  const next = value === -1 ? (now ?? Infinity) + 1 : value;
  if (now === null || !Number.isSafeInteger(next) || next < 0) return false;
  const { start, end } = session.origin[2]!;
  message.edits.dropAll((edit) => edit.at === start && edit.end === end);
  message.edits.replace(start, end, String(next));
  return true;
}
