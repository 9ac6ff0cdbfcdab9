import { hostText } from '../../sip/address.ts';
import { decimal, isTokenChar } from '../../sip/chars.ts';
import { text } from '../arguments.ts';
import { KsrMyself } from './myself.ts';

const MAX_HOST = 127;
const MAX_PORT_DIGITS = 7;

/**
 * What Via says (spec/modules.md 2 and 2.1).
 * @in request, branch, failure, branch_failure, event
 * @see Kamailio KEMI, core
 */
export class KsrVia extends KsrMyself {
  /**
   * Answers to the port the request came from though its Via does not ask for it, and writes `received` and `rport` into that Via
   * when the request is forwarded (RFC 3581). For phones behind NAT that do not send `rport`. Requests.
   * @returns `true`
   */
  force_rport(): true {
    this.cx.forceRport = true;
    return true;
  }
  /** Writes an empty `;rport` into our own Via, so that the next hop answers to our real port (RFC 3581). Requests. @returns `true` */
  add_local_rport(): true {
    this.cx.localRport = true;
    return true;
  }
  /**
   * Writes another host into our Via of this message; Record-Route keeps the socket's.
   * @param host name or address, at most 127 characters; `''` takes it back
   * @returns `1` set · `-1` too long, or no host
   * @in any
   */
  set_advertised_address(host: string): 1 | -1 {
    const given = text(host);
    if (given.length > MAX_HOST || !isHost(given)) {
      this.cx.core.log.error('no host to advertise', { host: given });
      return -1;
    }
    this.cx.advertisedHost = hostText(given);
    return 1;
  }
  /**
   * Writes another port into our Via of this message.
   * @param port digits, at most 7 characters, 1 to 65535; `''` takes it back
   * @returns `1` set · `-1` no port
   * @in any
   */
  set_advertised_port(port: string): 1 | -1 {
    const given = text(port);
    const number = given === '' ? 0 : decimal(given, 0, given.length, 65535);
    if (given.length > MAX_PORT_DIGITS || number < 0 || (number === 0 && given !== '')) {
      this.cx.core.log.error('no port to advertise', { port: given });
      return -1;
    }
    this.cx.advertisedPort = number;
    return 1;
  }
}

// a name, or an address with or without brackets: nothing that could end the Via's sent-by
function isHost(host: string): boolean {
  for (let i = 0; i < host.length; i++) {
    const c = host.charCodeAt(i);
    if (!isTokenChar(c) && c !== 58 && c !== 91 && c !== 93) return false;
  }
  return true;
}
