import { beforeAll, describe, expect, it } from 'vitest';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { NO_PATH, firstUri, pathAhead, readPath } from '../../../modules/registrar/path.ts';
import { register, registrarServer, request, type RegistrarServer } from './harness.ts';

function read(...headers: string[]): ReturnType<typeof readPath> {
  return readPath(parseMessage(register({ headers }))!);
}

describe('readPath', () => {
  it('of a REGISTER without Path is none', () => {
    expect(read()).toBe(NO_PATH);
  });

  it.each([
    [['Path: <sip:p1.example.com;lr>'], '<sip:p1.example.com;lr>'],
    [['Path: <sip:p1.example.com;lr>  '], '<sip:p1.example.com;lr>'],
    [['Path: <sip:p1.example.com;lr>, <sip:p2.example.com;lr>'], '<sip:p1.example.com;lr>, <sip:p2.example.com;lr>'],
    [['Path: <sip:p1.example.com;lr>', 'Path: <sip:p2.example.com;lr>'], '<sip:p1.example.com;lr>,<sip:p2.example.com;lr>'],
    [['Path: <sip:p1.example.com;lr>,\r\n <sip:p2.example.com;lr>'], '<sip:p1.example.com;lr>, <sip:p2.example.com;lr>'],
    [['Path: <sip:p1.example.com;lr>,\r\n\t\r\n  <sip:p2;lr>'], '<sip:p1.example.com;lr>, <sip:p2;lr>'],
    [['Path: "Edge, one" <sip:p1.example.com;lr>;x=y'], '"Edge, one" <sip:p1.example.com;lr>;x=y'],
    [['path: <sips:p1.example.com;LR>'], '<sips:p1.example.com;LR>'],
    [['Path: <sip:p1.example.com;lr>', 'Path: <sip:strict.example.com>'], '<sip:p1.example.com;lr>,<sip:strict.example.com>'],
  ])('of %j', (headers, vector) => {
    expect(read(...headers)!.vector).toBe(vector);
  });

  it.each([
    ['no brackets', 'Path: sip:p1.example.com;lr'],
    ['no loose router', 'Path: <sip:p1.example.com>'],
    ['no loose router though the parameter stands outside', 'Path: <sip:p1.example.com>;lr'],
    ['no URI', 'Path: <foo;lr>'],
    ['nothing', 'Path: '],
    ['an open bracket', 'Path: <sip:p1.example.com;lr'],
    ['an empty value', 'Path: <sip:p1.example.com;lr>,'],
    ['a folded URI', 'Path: <sip:p1.example.com;\r\n lr>'],
    ['a URI with a blank', 'Path: <sip:p1.example.com; lr>'],
    ['a second value without brackets', 'Path: <sip:p1.example.com;lr>, sip:p2'],
    ['a long URI', `Path: <sip:${'a'.repeat(1024)};lr>`],
    ['more than 2048 octets', `Path: ${Array.from({ length: 80 }, () => '<sip:p1.example.com:5060;lr>').join(',')}`],
  ])('refuses %s', (_, header) => {
    expect(read(header)).toBeNull();
  });

  it('looks for received and ob in the first URI', () => {
    expect(read('Path: <sip:p1;lr;received=sip:203.0.113.5:4444;ob>')).toMatchObject({
      received: 'sip:203.0.113.5:4444',
      outbound: true,
    });
    expect(read('Path: <sip:p1;lr>, <sip:p2;lr;received=sip:x;ob>')).toMatchObject({ received: '', outbound: false });
    expect(read('Path: <sip:p1;lr>;received=sip:x;ob')).toMatchObject({ received: '', outbound: false });
  });
});

describe('firstUri', () => {
  it.each([
    ['', ''],
    ['<sip:p1;lr>', 'sip:p1;lr'],
    ['<sip:p1;lr>,<sip:p2;lr>', 'sip:p1;lr'],
    ['"A <b>" <sip:p1;lr>;x, <sip:p2>', 'sip:p1;lr'],
    ['<broken', ''],
  ])('of %j is %j', (vector, uri) => {
    expect(firstUri(vector)).toBe(uri);
  });
});

describe('pathAhead', () => {
  let made: RegistrarServer;
  beforeAll(async () => {
    made = await registrarServer();
  });

  it.each([
    ['', ''],
    ['<sip:p1.example.com;lr>', '<sip:p1.example.com;lr>'],
    ['<sip:198.51.100.10;lr>', ''],
    ['<sip:198.51.100.10;lr>,<sip:p1.example.com;lr>', '<sip:p1.example.com;lr>'],
    [
      '<sip:198.51.100.10;lr>, <sip:ksr.example.com;lr> , <sip:p1;lr>,<sip:198.51.100.10;lr>',
      '<sip:p1;lr>,<sip:198.51.100.10;lr>',
    ],
    ['<sip:198.51.100.10:5060;transport=tcp;lr>,<sip:p1;lr>', '<sip:p1;lr>'],
    ['<sip:[2001:db8::10];lr>,<sip:p1;lr>', '<sip:p1;lr>'],
    ['<sip:198.51.100.10:5999;lr>,<sip:p1;lr>', '<sip:198.51.100.10:5999;lr>,<sip:p1;lr>'],
    ['<tel:+1;lr>,<sip:p1;lr>', '<tel:+1;lr>,<sip:p1;lr>'],
    ['<broken', '<broken'],
  ])('of %s is %s', (vector, ahead) => {
    const cx = made.context(request());
    expect(pathAhead(cx, vector, true)).toBe(ahead);
    expect(pathAhead(cx, vector, false)).toBe(vector);
  });
});
