// Messages as two phones behind NATs send them.

const SDP =
  'v=0\r\no=alice 53655765 2353687637 IN IP4 192.168.1.20\r\ns=-\r\nc=IN IP4 192.168.1.20\r\nt=0 0\r\n' +
  'm=audio 6000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n' +
  'a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=sendrecv\r\n';

/** What a request says besides what all say. */
export interface RequestParts {
  readonly method: string;
  readonly uri: string;
  /** Number of the call: in Call-ID, branch and tag. */
  readonly call: number;
  readonly cseq: number;
  /** Of To, without brackets; with `;tag=` inside a dialog. */
  readonly to: string;
  /** Whole lines, with CRLF. */
  readonly headers: string;
  readonly sdp: boolean;
}

/** @returns a request of the caller, whose address is a private one */
export function requestOf({ method, uri, call, cseq, to, headers, sdp }: RequestParts): string {
  return (
    `${method} ${uri} SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK-${call}-${cseq}${method};rport\r\n` +
    `${headers}Max-Forwards: 70\r\nFrom: "Alice" <sip:alice${call}@warm-up.invalid>;tag=a${call}\r\nTo: ${to}\r\n` +
    `Call-ID: ${call}.warm-up@192.168.1.20\r\nCSeq: ${cseq} ${method}\r\n` +
    `Contact: <sip:alice${call}@192.168.1.20:5060;transport=udp>\r\n${offers(method)}${content(sdp)}`
  );
}

// what a phone says of itself when it begins something
function offers(method: string): string {
  if (method === 'ACK' || method === 'BYE') return '';
  return (
    'User-Agent: Warm-up phone/1.0\r\nAllow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, MESSAGE, INFO\r\n' +
    `Supported: replaces, timer\r\n${method === 'REGISTER' ? 'Expires: 600\r\n' : ''}`
  );
}

/**
 * @param request as it arrived at the callee
 * @param sdp the reply has a body
 * @returns the callee's reply
 */
export function replyTo(request: string, status: string, sdp: boolean): string {
  let echo = '';
  for (const line of request.slice(0, request.indexOf('\r\n\r\n')).split('\r\n')) {
    switch (line.slice(0, line.indexOf(':'))) {
      case 'Via':
      case 'From':
      case 'Call-ID':
      case 'CSeq':
      case 'Record-Route':
        echo += `${line}\r\n`;
        break;
      case 'To':
        echo += `${line}${line.includes(';tag=') ? '' : ';tag=b1'}\r\n`;
        break;
      default:
    }
  }
  return `SIP/2.0 ${status}\r\n${echo}Contact: <sip:bob@192.168.2.30:5080;transport=udp>\r\n${content(sdp)}`;
}

/** @returns the lines of a field as they are repeated in a dialog: under another name */
export function routeSet(reply: string): string {
  return reply
    .split('\r\n')
    .filter((line) => line.startsWith('Record-Route:'))
    .map((line) => `${line.replace('Record-Route', 'Route')}\r\n`)
    .join('');
}

/** @returns the URI of the contact in a message */
export function contactOf(message: string): string {
  const at = message.indexOf('<', message.indexOf('\r\nContact:'));
  return message.slice(at + 1, message.indexOf('>', at));
}

function content(sdp: boolean): string {
  return sdp ? `Content-Type: application/sdp\r\nContent-Length: ${SDP.length}\r\n\r\n${SDP}` : 'Content-Length: 0\r\n\r\n';
}
