import { beforeAll, describe, expect, it } from 'vitest';
import { Arrived, bareServer, invite } from '../arrive.ts';

let at: Arrived;
beforeAll(async () => {
  at = new Arrived(
    await bareServer(),
    invite({
      fields: [
        'X-A: 1',
        'X-Empty:',
        'x-a: 2',
        'X-A:3 ',
        'Subject: one\r\n two',
        's: second',
        'Via: SIP/2.0/TCP p2.example.com;branch=z9hG4bKp2',
        'Via: SIP/2.0/UDP a;branch=z9hG4bK1, SIP/2.0/TLS [2001:db8::5];branch=z9hG4bK2',
        'Contact: "A, B" <sip:a@b>;q=1, <sip:c@d>',
        'Route: <sip:r1;lr>',
        'Route: <sip:broken',
      ],
    }),
  );
});

describe('$hdr', () => {
  it.each([
    ['$hdr(X-A)', '1'],
    ['$hdr(x-a)', '1'],
    ['$hdr( X-A )', '1'],
    ['$(hdr(X-A)[0])', '1'],
    ['$(hdr(X-A)[1])', '2'],
    ['$(hdr(X-A)[2])', '3 '],
    ['$(hdr(X-A)[3])', null],
    ['$(hdr(X-A)[-1])', '3 '],
    ['$(hdr(X-A)[-3])', '1'],
    ['$(hdr(X-A)[-4])', null],
    ['$(hdr(X-A)[*])', '1,2,3 '],
    ['$(hdr(X-None)[*])', null],
    ['$hdr(X-Empty)', ''],
    ['$hdr(X-None)', null],
    ['$hdr(Subject)', 'one\r\n two'],
    ['$(hdr(s)[1])', 'second'],
    ['$(hdr(SUBJECT)[-1])', 'second'],
    ['$hdr(v)', 'SIP/2.0/TCP p2.example.com;branch=z9hG4bKp2'],
    ['$hdr(3)', null],
    ['$hdrc(X-A)', 3],
    ['$hdrc(v)', 2],
    ['$hdrc(X-None)', 0],
    ['$cnt($hdr(X-A))', 3],
  ])('%s', (name, value) => {
    expect(at.get(name)).toBe(value);
  });
});

describe('$hfl counts items of lists', () => {
  it.each([
    ['$hfl(Via)', 'SIP/2.0/TCP p2.example.com;branch=z9hG4bKp2'],
    ['$(hfl(Via)[1])', 'SIP/2.0/UDP a;branch=z9hG4bK1'],
    ['$(hfl(Via)[-1])', 'SIP/2.0/TLS [2001:db8::5];branch=z9hG4bK2'],
    ['$(hfl(Via)[3])', null],
    ['$hflc(Via)', 3],
    ['$(hfl(Contact)[0])', '"A, B" <sip:a@b>;q=1'],
    ['$(hfl(m)[1])', '<sip:c@d>'],
    ['$(hfl(Contact)[*])', '"A, B" <sip:a@b>;q=1,<sip:c@d>'],
    ['$hflc(Contact)', 2],
    ['$(hfl(X-A)[1])', '2'],
    ['$hflc(X-A)', 3],
    ['$hfl(X-None)', null],
    ['$(hfl(X-None)[*])', null],
    ['$hflc(X-None)', 0],
    // a list that can not be read is one item
    ['$(hfl(Route)[1])', '<sip:broken'],
  ])('%s', (name, value) => {
    expect(at.get(name)).toBe(value);
  });
});
