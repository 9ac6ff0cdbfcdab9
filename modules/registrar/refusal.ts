/** A REGISTER that is not accepted: the answer, and what P-Registrar-Error says. */
export class Refusal {
  readonly status: number;
  readonly reason: string;
  readonly text: string;
  constructor(status: number, reason: string, text: string) {
    this.status = status;
    this.reason = reason;
    this.text = text;
  }
}

function bad(text: string): Refusal {
  return new Refusal(400, 'Bad Request', text);
}

type Cause =
  | 'aorLength'
  | 'aorEscape'
  | 'contact'
  | 'contactLength'
  | 'contactCount'
  | 'callIdLength'
  | 'starExpires'
  | 'starContacts'
  | 'q'
  | 'methods'
  | 'regId'
  | 'path'
  | 'cseq'
  | 'brief'
  | 'tooMany'
  | 'pathUnsupported'
  | 'outboundUnsupported'
  | 'firstHop';

/** Why save() refuses (modules.md 13.1). */
export const REFUSED: Readonly<Record<Cause, Refusal>> = {
  aorLength: bad('Address Of Record too long'),
  aorEscape: bad('Error while unescaping username'),
  contact: bad('Contact parse error'),
  contactLength: bad('Contact/received too long'),
  contactCount: bad('Too many contacts in one request'),
  callIdLength: bad('Callid too long'),
  starExpires: bad('* used in contact and expires is not zero'),
  starContacts: bad('* used in contact and more than 1 contact'),
  q: bad('Invalid q param in contact'),
  methods: bad('Invalid methods param in contact'),
  regId: bad('Invalid reg-id param in contact'),
  path: bad('Path parse error'),
  cseq: bad('Invalid CSeq number'),
  brief: new Refusal(423, 'Interval Too Brief', 'Interval too brief'),
  tooMany: new Refusal(503, 'Service Unavailable', 'Too many registered contacts'),
  pathUnsupported: new Refusal(420, 'Bad Extension', 'No support for found Path indicated'),
  outboundUnsupported: new Refusal(420, 'Bad Extension', 'No support for Outbound on server'),
  firstHop: new Refusal(439, 'First Hop Lacks Outbound Support', 'No support for Outbound on edge proxy'),
};
