import {
  COMMA,
  Header,
  SP,
  TAB,
  methodId,
  methodName,
  ownText,
  skipSpace,
  tokenEnd,
  type SipMessage,
} from '../../runtime/module.ts';

/** A contact that names no methods takes all. */
export const ALL_METHODS = 0xffffffff;

/**
 * Reads a list of methods, as in Allow and in the `methods` parameter (RFC 3840 10).
 * @returns sum of their numbers (`Method`), with `Other` for those without; -1 when it is no list of tokens
 */
export function parseMethods(text: string, from: number = 0, to: number = text.length): number {
  let methods = 0;
  for (let i = from; ;) {
    const start = skipSpace(text, i, to);
    i = tokenEnd(text, start, to);
    if (i === start) return -1;
    methods |= methodId(methodName(text, start, i));
    while (i < to && (text.charCodeAt(i) === SP || text.charCodeAt(i) === TAB)) i++;
    i = skipSpace(text, i, to);
    if (i >= to) return methods;
    if (text.charCodeAt(i) !== COMMA) return -1;
    i++;
  }
}

const MOST_LISTS = 256;
const LONGEST_LIST = 512;

/**
 * Lists of methods that were read before, by their texts: each phone sends the list of its make with every registration, and
 * looking one up costs a tenth of reading it (0.6 µs of a registration).
 */
export class MethodLists {
  private readonly known: Map<string, number> = new Map();

  /** @returns as `parseMethods` of the whole text */
  read(text: string): number {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const methods = parseMethods(text);
    // peers choose the texts, so there is an end to remembering (spec/security.md 27)
    if (this.known.size < MOST_LISTS && text.length <= LONGEST_LIST) this.known.set(ownText(text), methods);
    return methods;
  }

  /** How many lists are remembered. */
  get size(): number {
    return this.known.size;
  }
}

/** @returns what the Allow fields of a message name, all methods when there is none, or none that can be read */
export function allowedMethods(message: SipMessage, lists: MethodLists): number {
  if (!message.has(Header.Allow)) return ALL_METHODS;
  let allowed = 0;
  for (let at = message.findByType(Header.Allow); at >= 0; at = message.findByType(Header.Allow, at + 1)) {
    const field = message.field(at);
    const methods = lists.read(message.fieldBody(field));
    if (methods > 0) allowed |= methods;
  }
  return allowed === 0 ? ALL_METHODS : allowed;
}
