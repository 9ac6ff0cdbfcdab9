import { serialize as write } from '../../../../runtime/sip/serialize.ts';
import type { Subject } from '../subject.ts';
import { inviteText, parsed } from './phone.ts';

const RECORD_ROUTE = 'Record-Route: <sip:198.51.100.10;lr>\r\n';
const VIA = 'Via: SIP/2.0/UDP 198.51.100.10:5060;branch=z9hG4bKcydzigwkX\r\n';

/** What a proxy changes of an INVITE, and the text that leaves. */
export const serialize: Subject = {
  name: 'serialize',
  operation: 'five edits of an INVITE, and its octets',
  setUp() {
    const message = parsed(inviteText(1));
    const [via, maxForwards] = message.headers;
    const contact = message.text.indexOf(';transport=udp>');
    const datagram = Buffer.alloc(4096);
    return () => {
      const { edits } = message;
      edits.clear();
      edits.replace(maxForwards!.bodyStart, maxForwards!.bodyEnd, '69');
      edits.insert(contact + ';transport=udp'.length, ';alias=203.0.113.77~40000~1');
      edits.insert(message.headersStart, RECORD_ROUTE);
      const received = { at: via!.bodyEnd, end: via!.bodyEnd, text: ';received=203.0.113.77', late: null };
      const own = { at: message.headersStart, end: message.headersStart, text: VIA, late: null };
      const text = write(message, 'INVITE sip:bob@203.0.113.5:5062 SIP/2.0\r\n', [own, received], null);
      return datagram.write(text, 0, 'latin1');
    };
  },
};
