import {
  breaksRequestLine,
  decimal,
  Header,
  headerText,
  isToken,
  parseMessage,
  sendRequest,
  wireText,
  type Core,
  type LocalSocket,
  type LocalSpec,
  type SipMessage,
} from '../../runtime/module.ts';

/** What a script says of a request of its own. */
export interface UacRequest {
  readonly method: string;
  readonly uri: string;
  /** '' or `.`: the Request-URI. */
  readonly nextHop: string;
  /** '' or `.`: chosen by the next hop. */
  readonly socket: string;
  /** Whole header lines with CRLF; From and To at least. */
  readonly headers: string;
  readonly body: string;
}

/**
 * t_uac_send (spec/modules.md 9; Kamailio 5.6 as it is).
 * @returns 1 on its way · -1 not sent; the reason is logged
 */
export function uacSend(core: Core, asked: UacRequest): 1 | -1 {
  const fail = (why: string): -1 => {
    core.log.error(`tm.t_uac_send: ${why}`, { method: asked.method, uri: asked.uri });
    return -1;
  };
  if (!isToken(asked.method)) return fail('this is no method');
  const uri = wireText(asked.uri);
  if (uri === '' || breaksRequestLine(uri)) return fail('this is no Request-URI');
  let socket: LocalSocket | null = null;
  if (asked.socket !== '' && asked.socket !== '.') {
    socket = core.sockets.findText(asked.socket);
    if (socket === null) return fail(`the server has no socket ${asked.socket}`);
  }
  const read = readHeaders(asked.method, asked.headers, asked.body !== '');
  if (typeof read === 'string') return fail(read);
  const nextHop = asked.nextHop === '.' ? '' : wireText(asked.nextHop);
  const sent = sendRequest(core, { ...read, method: asked.method, uri, nextHop, socket, body: asked.body });
  return typeof sent === 'string' ? fail(`it could not be sent: ${sent}`) : 1;
}

/** What is read out of the header lines: some of them stand in places of their own. A text says what is wrong. */
function readHeaders(
  method: string,
  given: string,
  hasBody: boolean,
): Pick<LocalSpec, 'from' | 'to' | 'callId' | 'cseq' | 'headers'> | string {
  // an empty line behind them does no harm
  const text = given.endsWith('\r\n\r\n') ? given.slice(0, -2) : given;
  const lines = text.endsWith('\r\n') ? headerText(text) : null;
  const message = lines === null ? null : parseMessage(`${method} sip:x SIP/2.0\r\n${lines}\r\n`);
  if (lines === null || message === null) return 'the headers have to be whole lines, each with its CRLF';
  let from = '';
  let to = '';
  let callId = '';
  let cseq = -1;
  let others = '';
  let hasType = false;
  for (const { type, bodyStart, bodyEnd, start, end } of message.headers) {
    const value = message.text.slice(bodyStart, bodyEnd);
    switch (type) {
      case Header.Via:
        return 'Via is written by the server';
      case Header.ContentLength:
        return 'Content-Length is written by the server';
      case Header.From:
        if (from === '') from = value;
        break;
      case Header.To:
        if (to === '') to = value;
        break;
      case Header.CallId:
        if (callId === '') callId = value;
        break;
      case Header.CSeq:
        cseq = cseqOf(message, method);
        if (cseq < 0) return 'CSeq has no number, or another method';
        break;
      default:
        if (type === Header.ContentType) hasType = true;
        others += message.text.slice(start, end);
    }
  }
  if (from === '' || to === '' || message.from === null || message.to === null) return 'From and To have to be among the headers';
  if (hasBody && !hasType) return 'a body needs a Content-Type';
  return { from, to, headers: others, ...(callId !== '' && { callId }), ...(cseq >= 0 && { cseq }) };
}

function cseqOf(message: SipMessage, method: string): number {
  const { cseq } = message;
  if (cseq === null || message.method !== method) return -1;
  const { text } = message;
  return text.slice(cseq.numberEnd).trimStart().startsWith(method)
    ? decimal(text, cseq.numberStart, cseq.numberEnd, 0x7fffffff)
    : -1;
}
