// Fills a message template with parts of messages that were received before.

const NEWLINE = '\r\n';

/** Lines of a header, as received, with their compact name. */
function lines(message: string, name: string, compact: string): string[] {
  return unfolded(message).filter((line) => {
    const colon = line.indexOf(':');
    const field = line.slice(0, colon).trim().toLowerCase();
    return field === name || field === compact;
  });
}

function unfolded(message: string): string[] {
  const out: string[] = [];
  for (const line of message
    .split(NEWLINE + NEWLINE)[0]!
    .split(NEWLINE)
    .slice(1)) {
    if (/^[ \t]/.test(line) && out.length > 0) out[out.length - 1] += NEWLINE + line;
    else out.push(line);
  }
  return out;
}

function value(message: string, name: string, compact = ''): string {
  const line = lines(message, name, compact)[0];
  return line === undefined ? '' : line.slice(line.indexOf(':') + 1).trim();
}

function tag(body: string): string {
  return /;\s*tag=([^;\s]+)/.exec(body)?.[1] ?? '';
}

function recordRoutes(message: string): string[] {
  return lines(message, 'record-route', '')
    .flatMap((line) => line.slice(line.indexOf(':') + 1).split(/,(?=\s*<)/))
    .map((entry) => entry.trim());
}

/** One field of a received message; see the table in the README. */
export function field(message: string, name: string): string {
  switch (name) {
    case 'vias':
      return lines(message, 'via', 'v').join(NEWLINE);
    case 'rr':
      return lines(message, 'record-route', '').join(NEWLINE);
    case 'routes':
      return recordRoutes(message)
        .map((route) => `Route: ${route}`)
        .join(NEWLINE);
    case 'routes_rev':
      return recordRoutes(message)
        .reverse()
        .map((route) => `Route: ${route}`)
        .join(NEWLINE);
    case 'from':
      return value(message, 'from', 'f');
    case 'to':
      return value(message, 'to', 't');
    case 'callid':
      return value(message, 'call-id', 'i');
    case 'cseq':
      return value(message, 'cseq');
    case 'totag':
      return tag(value(message, 'to', 't'));
    case 'fromtag':
      return tag(value(message, 'from', 'f'));
    case 'cseqnum':
      return value(message, 'cseq').split(/\s+/)[0] ?? '';
    case 'ruri':
      return message.split(' ')[1] ?? '';
    case 'via':
      return value(message, 'via', 'v').split(',')[0]!.trim();
    case 'branch':
      return /branch=([^;,\s]+)/.exec(value(message, 'via', 'v'))?.[1] ?? '';
    case 'contact':
      return /<([^>]*)>/.exec(value(message, 'contact', 'm'))?.[1] ?? '';
    default:
      throw new Error(`a template asks for ${name}, which is no field`);
  }
}

/**
 * @param taken messages by the names that `recv` gave them
 * @returns the message, or null when it needs one that did not come
 */
export function fill(template: string, taken: ReadonlyMap<string, string>): string | null {
  let missing = false;
  const filled = template
    .split(NEWLINE)
    .flatMap((line) => {
      const alone = /^\{[a-z0-9_]+\.[a-z_]+\}$/i.test(line);
      const text = line.replaceAll(/\{([a-z0-9_]+)\.([a-z_]+)\}/gi, (_, name: string, part: string) => {
        const message = taken.get(name);
        if (message === undefined) {
          missing = true;
          return '';
        }
        return field(message, part);
      });
      return alone && text === '' ? [] : [text];
    })
    .join(NEWLINE);
  return missing ? null : filled;
}
