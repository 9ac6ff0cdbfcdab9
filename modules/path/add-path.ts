import { Header, breaksLine, isSpace, parseHostPort, wireText, type RouteContext } from '../../runtime/module.ts';
import { PathEntry } from './entry.ts';
import { receivedText, type ReceivedFormat } from './received.ts';

/** What the functions need of the module's parameters. */
export interface PathSettings {
  readonly format: ReceivedFormat;
  readonly receivedName: string;
  readonly double: boolean;
  readonly socketNames: boolean;
}

/** What the script gives; '' for nothing. */
export interface Given {
  /** Null: that of the socket. */
  readonly address: string | null;
  readonly user: string;
  readonly params: string;
  /** With the source address of the request. */
  readonly received: boolean;
}

/**
 * Adds our Path to a request: in front of the Path fields that it has, else behind its header fields (RFC 3327 5.1). Two
 * calls add two, in their order.
 *
 * @returns 1 · -1 an address that is no `host[:port]`, or a text that would end user or URI
 */
export function addPath(cx: RouteContext, settings: PathSettings, given: Given): 1 | -1 {
  const address = given.address === null ? '' : wireText(given.address);
  const user = wireText(given.user);
  const params = wireText(given.params);
  if (given.address !== null && parseHostPort(address) === null) return refused(cx, 'this is no host[:port]', address);
  if (!isPart(user) || !isPart(params)) return refused(cx, 'this can not stand in a Path', `${user} ${params}`);
  const { message, source } = cx;
  const entry = new PathEntry(
    {
      user: user === '' ? '' : `${user}@`,
      address,
      received: given.received ? `;${settings.receivedName}=${receivedText(source, settings.format)}` : '',
      params: params === '' ? '' : `;${params}`,
      double: settings.double,
      names: settings.socketNames,
    },
    source.socket,
  );
  const first = message.header(Header.Path);
  message.edits.insertLate(first === null ? message.bodyStart - 2 : first.start, entry);
  return 1;
}

// what would end the user, the parameters, the URI or the line: behind `?` follow headers, in front of `@` stands the user
function isPart(text: string): boolean {
  if (breaksLine(text)) return false;
  for (let i = 0; i < text.length; i++) if (isSpace(text.charCodeAt(i)) || '<>"@?,'.includes(text[i]!)) return false;
  return true;
}

function refused(cx: RouteContext, why: string, value: string): -1 {
  cx.core.log.error(`KSR.path.add_path: ${why}`, { value });
  return -1;
}
