import {
  equalsIgnoreCase,
  formatLines,
  isOfMedia,
  rangeText,
  type Description,
  type FormatLine,
  type SipMessage,
  type Stream,
} from '../../runtime/module.ts';
import { listed, staticFormats } from './names.ts';

/** What a script means by its list: payload types of a stream. */
type Chosen = (stream: Stream) => ReadonlySet<string>;

// Attributes whose line goes with its payload type (RFC 8866 6.6, 6.15; RFC 4585 4.2)
const OF_FORMAT: readonly string[] = ['rtpmap', 'fmtp', 'rtcp-fb'];

/**
 * Takes payload types out of the `m=` lines, each with the blank in front of it, and with it the `a=rtpmap`, `a=fmtp` and
 * `a=rtcp-fb` lines of its stream.
 * @param type of the streams that are changed, '' for all
 * @param keep the chosen ones stay and all others go
 */
function edit(message: SipMessage, sessions: readonly Description[], type: string, chosen: Chosen, keep: boolean): void {
  const { text, edits } = message;
  for (const stream of streamsOf(sessions)) {
    if (type !== '' && !isOfMedia(text, stream, type)) continue;
    const wanted = chosen(stream);
    const gone = new Set<string>();
    for (const format of stream.formats) {
      const name = rangeText(text, format);
      if (wanted.has(name) === keep) continue;
      gone.add(name);
      edits.remove(format.start - 1, format.end);
    }
    if (gone.size === 0) continue;
    for (const line of formatLines(text, stream))
      if (gone.has(line.format) && isOfFormat(line)) edits.remove(line.start, line.end);
  }
}

function isOfFormat({ name }: FormatLine): boolean {
  return OF_FORMAT.some((one) => equalsIgnoreCase(one, name));
}

/** Removes or keeps payload types. @returns 0 */
export function editById(message: SipMessage, sessions: readonly Description[], list: string, type: string, keep: boolean): 0 {
  const wanted = new Set(listed(list));
  edit(message, sessions, type, () => wanted, keep);
  return 0;
}

/**
 * Removes or keeps codecs. A name means in each stream the payload types that this stream gives it: 96 may be another codec in
 * the next one.
 * @returns 0 · -1 no description knows any of the names, and nothing is changed
 */
export function editByName(
  message: SipMessage,
  sessions: readonly Description[],
  list: string,
  type: string,
  keep: boolean,
): 0 | -1 {
  const codecs = new Codecs(message.text, listed(list));
  const formats = new Map<Stream, ReadonlySet<string>>();
  let known = false;
  for (const stream of streamsOf(sessions)) {
    const own = codecs.formats(stream);
    formats.set(stream, own);
    known ||= own.size > 0;
  }
  if (!known) return -1;
  edit(message, sessions, type, (stream) => formats.get(stream)!, keep);
  return 0;
}

/** @returns 1 all of the payload types in each stream · 2 some of this · 0 none */
export function offeredById(text: string, sessions: readonly Description[], list: string): 0 | 1 | 2 {
  const wanted = listed(list);
  let some = false;
  let all = true;
  for (const stream of streamsOf(sessions)) {
    const own = formatsOf(text, stream);
    for (const format of wanted) {
      if (own.has(format)) some = true;
      else all = false;
    }
  }
  if (!some) return 0;
  return all ? 1 : 2;
}

/** @returns 1 all codecs that are known, in each stream · 2 some of this · -1 none */
export function offeredByName(text: string, sessions: readonly Description[], list: string): 1 | 2 | -1 {
  let some = false;
  let all = true;
  for (const name of listed(list)) {
    const codec = new Codecs(text, [name]);
    const wanted = streamsOf(sessions).map((stream) => ({ own: formatsOf(text, stream), formats: codec.formats(stream) }));
    if (!wanted.some(({ formats }) => formats.size > 0)) continue;
    for (const { own, formats } of wanted) {
      if (formats.size === 0) all = false;
      for (const format of formats) {
        if (own.has(format)) some = true;
        else all = false;
      }
    }
  }
  if (!some) return -1;
  return all ? 1 : 2;
}

function streamsOf(sessions: readonly Description[]): Stream[] {
  return sessions.flatMap(({ streams }) => streams);
}

/** Payload types by codec name; case does not matter. */
class Codecs {
  private readonly text: string;
  private readonly names: ReadonlySet<string>;
  private readonly always: readonly string[];

  constructor(text: string, names: readonly string[]) {
    this.text = text;
    this.names = new Set(names.map((name) => name.toLowerCase()));
    this.always = [...this.names].flatMap((name) => staticFormats(name));
  }

  /** @returns payload types of a stream that have one of the names, and those that always have it */
  formats(stream: Stream): ReadonlySet<string> {
    const { text } = this;
    const found = new Set(this.always);
    const own = formatsOf(text, stream);
    for (const { name, format, valueStart, end } of formatLines(text, stream)) {
      if (equalsIgnoreCase(name, 'rtpmap') && own.has(format) && this.names.has(encoding(text, valueStart, end)))
        found.add(format);
    }
    return found;
  }
}

function formatsOf(text: string, { formats }: Stream): ReadonlySet<string> {
  return new Set(formats.map((format) => rangeText(text, format)));
}

// `opus` of `opus/48000/2`
function encoding(text: string, from: number, to: number): string {
  let end = from;
  while (end < to && text.charCodeAt(end) > 32 && text[end] !== '/') end++;
  return text.slice(from, end).toLowerCase();
}
