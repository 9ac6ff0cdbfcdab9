import {
  breaksLine,
  connection,
  findLine,
  firstSdp,
  nextLine,
  wireText,
  type Range,
  type SipMessage,
} from '../../runtime/module.ts';
import type { Settings } from './settings.ts';

const ADD_DIRECTION = 1;
const FIX_CONNECTION = 2;
const ADD_MARKER = 4;
const FIX_ORIGIN = 8;

/**
 * Changes the addresses in the session description of a message (spec/nathelper.md 4.10).
 *
 * @param flags sum of 1 add `a=direction:active`, 2 addresses of `c=`, 4 add `nortpproxy_str`, 8 address of `o=`; with 2 or 8
 *   those of `a=rtcp` too
 * @param ip the new address
 * @returns 1 an address was replaced · 2 none was · -1 no session description, or one that can not be changed; what was changed
 *   before the error stays
 */
export function fixSdp(message: SipMessage, settings: Settings, flags: number, ip: string): 1 | 2 | -1 {
  const body = firstSdp(message);
  const address = wireText(ip);
  if (body === null || breaksLine(address)) return -1;
  const fix = new SdpFix(message, body, address, settings.oldMediaIp);
  if ((flags & ADD_DIRECTION) !== 0) fix.addDirections();
  if ((flags & ADD_MARKER) !== 0 && settings.marker !== '') fix.addLine(wireText(settings.marker));
  if ((flags & (FIX_CONNECTION | FIX_ORIGIN)) !== 0 && !fix.replaceAll('a=rtcp', true)) return -1;
  if ((flags & FIX_CONNECTION) !== 0 && !fix.replaceAll('c=', false)) return -1;
  if ((flags & FIX_ORIGIN) !== 0 && !fix.replaceAll('o=', false)) return -1;
  return fix.replaced ? 1 : 2;
}

/** The edits of one call. */
class SdpFix {
  replaced: boolean = false;
  private readonly message: SipMessage;
  private readonly body: Range;
  private readonly address: string;
  private readonly keepOld: boolean;

  constructor(message: SipMessage, body: Range, address: string, keepOld: boolean) {
    this.message = message;
    this.body = body;
    this.address = address;
    this.keepOld = keepOld;
  }

  /** Adds a line at the end of the description. */
  addLine(line: string): void {
    this.message.edits.insert(this.body.end, `\r\n${line}`);
  }

  /** One line at the end of each media section. A section begins with an `m=` behind a CRLF. */
  addDirections(): void {
    const { text, edits } = this.message;
    const { start, end } = this.body;
    let sections = 0;
    for (let at = text.indexOf('\r\nm=', start); at >= 0 && at < end; at = text.indexOf('\r\nm=', at + 1)) {
      if (sections++ > 0) edits.insert(at, '\r\na=direction:active');
    }
    if (sections > 0) this.addLine('a=direction:active');
  }

  /**
   * Replaces the address of all lines of a kind; they have to be of one family.
   * @param optional a line without an address is left out; else it ends the work
   * @returns false when a line can not be changed
   */
  replaceAll(key: string, optional: boolean): boolean {
    const { text, edits } = this.message;
    const { start, end } = this.body;
    let family = 0;
    for (let line = findLine(text, start, end, key); line >= 0; line = findLine(text, nextLine(text, line, end), end, key)) {
      const found = connection(text, line, end);
      if (found === null) {
        if (optional) continue;
        return false;
      }
      if (family === 0) family = found.family;
      else if (family !== found.family) return false;
      const old = text.slice(found.addrStart, found.addrEnd);
      if (old === this.address || isNull(old, found.family)) continue;
      if (this.keepOld) this.addLine(`${found.family === 4 ? 'a=oldmediaip:' : 'a=oldmediaip6:'}${old}`);
      edits.replace(found.addrStart, found.addrEnd, this.address);
      this.replaced = true;
    }
    return true;
  }
}

// an address that means hold (RFC 2543 appendix B.5), not a place
function isNull(address: string, family: 4 | 6): boolean {
  if (family === 4) return address === '0.0.0.0';
  for (let i = 0; i < address.length; i++) if (address[i] !== '0' && address[i] !== ':') return false;
  return true;
}
