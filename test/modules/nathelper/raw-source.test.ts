import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRawSource, pathSource } from '../../../modules/nathelper/raw-source.ts';

const shown = (source: { ip: string; port: number } | null): string | null => source && `${source.ip}:${source.port}`;

describe('natping_socket', () => {
  it.each([
    ['198.51.100.77', '198.51.100.77:5060'],
    ['198.51.100.77:5999', '198.51.100.77:5999'],
    ['198.51.100.77:0', '198.51.100.77:5060'],
    ['udp:198.51.100.77:5999', '198.51.100.77:5999'],
    ['', null],
    ['0.0.0.0', null],
    ['0.0.0.0:5060', null],
    ['198.51.100', null],
    ['198.51.100.77:', null],
    ['198.51.100.77:65536', null],
    ['198.51.100.77:sip', null],
    ['tcp:198.51.100.77:5060', null],
    ['nat.example.com', null],
    ['[2001:db8::1]:5060', null],
    ['2001:db8::1', null],
  ])('%j: %s', (text, source) => {
    expect(shown(parseRawSource(text))).toBe(source);
  });
});

describe('udpping_from_path', () => {
  const THREE = '<sip:203.0.113.30:5062;lr>, <sip:203.0.113.31:5063;lr>,<sip:203.0.113.32;lr>';

  // taken from a running Kamailio 5.6.3, but for the last three, where it gives up
  it.each([
    [1, '<sip:203.0.113.30:5062;lr>', '203.0.113.30:5062'],
    [1, THREE, '203.0.113.32:5060'],
    [2, THREE, '203.0.113.30:5062'],
    [3, THREE, '203.0.113.31:5063'],
    [4, THREE, '203.0.113.32:5060'],
    [5, THREE, '203.0.113.32:5060'],
    [1, '"a, b" <sip:203.0.113.30:5062;lr>', '203.0.113.30:5062'],
    [1, '<sip:203.0.113.30:0;lr>', '203.0.113.30:5060'],
    [1, '<sip:203.0.113.30:5062;lr;transport=tcp>', '203.0.113.30:5062'],
    [1, '', '0.0.0.0:0'],
    [1, '<sip:edge.example.com:5062;lr>', null],
    [1, '<sip:[2001:db8::30]:5062;lr>', null],
    [1, '<tel:+49>', null],
    [1, '<sip:203.0.113.30', null],
    [1, '<sip:token@203.0.113.30:5062;lr>', '203.0.113.30:5062'],
    [1, '<sips:203.0.113.30;lr>', '203.0.113.30:5060'],
    [2, '<sip:203.0.113.30:99999>', null],
  ])('%d of %j: %s', (wanted, path, source) => {
    expect(shown(pathSource(path, wanted))).toBe(source);
  });

  it('is an address and a port, or nothing, whatever a phone writes', () => {
    const unit = fc.constantFrom(...'<>sip:@[]=;,."\\ \r\n\0 203.0.113.9:560');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (path, wanted) => {
        expect(shown(pathSource(path, wanted)) ?? '1.1.1.1:1').toMatch(/^\d{1,3}(\.\d{1,3}){3}:\d{1,5}$/);
      }),
    );
  });
});
