import { CR, LF, SP, shownHost, shownPort, type LocalSocket, type RandomSource, type SipMessage } from '../../runtime/module.ts';
import { parseReversedHex, reversedHex, type Binding, type Usrloc } from '../usrloc/api.ts';

/** What SIP pings say. */
export interface SipPingParts {
  readonly method: string;
  /** URI for From. */
  readonly from: string;
  readonly random: RandomSource;
}

/** Writes SIP pings, and knows the answers to them (spec/nathelper.md 7.3, 7.5). */
export class SipPings {
  private readonly method: string;
  private readonly from: string;
  private readonly random: RandomSource;
  private readonly callIdStart: string;
  private callIds: number;
  private tags: number;

  constructor(parts: SipPingParts) {
    const { random } = parts;
    this.method = parts.method;
    this.from = parts.from;
    this.random = random;
    this.callIdStart = reversedHex(random.below(2 ** 32));
    this.callIds = random.below(2 ** 32);
    this.tags = random.below(2 ** 32);
  }

  /**
   * @param seconds since the server was started
   * @returns the request for a contact; '' when what was stored of it can not stand in a message
   */
  request(binding: Binding, socket: LocalSocket, seconds: number): string {
    const { uri, path, ruid } = binding;
    if (!isWord(uri)) return '';
    const { method, from } = this;
    this.callIds = (this.callIds + 1) >>> 0;
    this.tags = (this.tags + 1) >>> 0;
    const branch = 1_000_000 + this.random.below(9_000_000);
    const route = path === '' ? '' : `Route: ${unfolded(path)}\r\n`;
    return (
      `${method} ${uri} SIP/2.0\r\n` +
      `Via: SIP/2.0/UDP ${shownHost(socket)}:${shownPort(socket)};branch=z9hG4bK${branch}\r\n${route}` +
      `From: ${from};tag=${ruid}-${reversedHex(binding.hash)}-${reversedHex(this.tags)}\r\n` +
      `To: ${uri}\r\n` +
      `Call-ID: ${this.callIdStart}-${reversedHex(this.callIds)}-${reversedHex(seconds)}@${socket.ip}\r\n` +
      `CSeq: 1 ${method}\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n`
    );
  }

  /** @returns whether a reply answers a ping: method, From, and no Via but ours */
  isAnswer(reply: SipMessage): boolean {
    return reply.method === this.method && reply.via2 === null && reply.from?.uriText === this.from;
  }

  /** Notes a sign of life of the contact that a reply comes from. @returns whether there is such a contact */
  answered(reply: SipMessage, usrloc: Usrloc): boolean {
    const tag = reply.fromTag;
    const counter = tag.lastIndexOf('-');
    const hashStart = counter <= 0 ? -1 : tag.lastIndexOf('-', counter - 1);
    if (hashStart <= 0) return false;
    const hash = parseReversedHex(tag, hashStart + 1, counter);
    if (hash < 0) return false;
    const ruid = tag.slice(0, hashStart);
    for (const table of usrloc.tables()) {
      const binding = table.find(ruid, hash);
      if (binding === null) continue;
      table.alive(binding);
      return true;
    }
    return false;
  }
}

// A contact is written where a URI stands: no white space, no control character
function isWord(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c <= SP || c === 127) return false;
  }
  return text !== '';
}

// A Path that was folded is written on one line
function unfolded(text: string): string {
  let out = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c !== CR && c !== LF && c !== 0) continue;
    out += text.slice(from, i);
    from = i + 1;
  }
  return from === 0 ? text : out + text.slice(from);
}
