import { beforeEach, describe, expect, it } from 'vitest';
import { parseUri } from '../../../runtime/sip/uri.ts';
import { gruuBinding, isGruu, publicGruu, takesGruu, temporaryGruu } from '../../../modules/registrar/gruu.ts';
import type { Binding, LocationTable } from '../../../modules/usrloc/api.ts';
import { bindingValues } from '../usrloc/values.ts';
import { registrarServer } from './harness.ts';

const INSTANCE = '<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>';

let table: LocationTable;
let binding: Binding;

beforeEach(async () => {
  table = (await registrarServer()).table;
  binding = table.insert('ugruu', bindingValues({ instance: INSTANCE }));
});

describe('publicGruu', () => {
  it.each([
    ['sip:alice@example.com', 'sip:alice@example.com;gr=urn:uuid:1'],
    ['sips:alice@example.com:5081;transport=tcp?x=y', 'sips:alice@example.com:5081;gr=urn:uuid:1'],
    ['sip:example.com', 'sip:example.com;gr=urn:uuid:1'],
    ['sip:alice@[2001:db8::1]', 'sip:alice@[2001:db8::1];gr=urn:uuid:1'],
  ])('of %s', (aor, gruu) => {
    expect(publicGruu(parseUri(aor)!, '<urn:uuid:1>')).toBe(gruu);
  });

  it.each([
    ['plain', 'plain'],
    ['<a b>', 'a%20b'],
    ['a;b', 'a%3bb'],
    ['a\\"b', 'a%5c%22b'],
    ['<<x>>', '%3cx%3e'],
    ['a@b', 'a%40b'],
    ['100%', '100%25'],
    ['\u00e4', '%e4'],
    ['a=b', 'a%3db'],
    ["-_.!~*'()[]/:&+$", "-_.!~*'()[]/:&+$"],
  ])('escapes the instance %j', (instance, escaped) => {
    const gruu = publicGruu(parseUri('sip:a@b')!, instance);
    expect(gruu).toBe(`sip:a@b;gr=${escaped}`);
    const other = table.insert('a', bindingValues({ instance }));
    expect(gruuBinding(table, parseUri(gruu)!, table.get('a'))).toBe(other);
  });
});

describe('temporaryGruu', () => {
  it('is made of id and hash', () => {
    const gruu = temporaryGruu(parseUri('sip:ugruu@example.com;x=y')!, binding);
    expect(gruu).toBe(`sip:${binding.ruid}-c75fedb7@example.com;gr`);
    expect(gruuBinding(table, parseUri(gruu)!, null)).toBe(binding);
  });
});

describe('takesGruu', () => {
  it.each([
    ['sip:alice@example.com', true],
    ['tel:+1555', false],
    ['sip:a"b@example.com', false],
    [`sip:alice@${'x'.repeat(600)}`, false],
  ])('%s: %s', (aor, takes) => {
    expect(takesGruu(parseUri(aor)!)).toBe(takes);
  });
});

describe('isGruu', () => {
  it.each([
    ['sip:a@b;gr', true],
    ['sip:a@b;gr=x', true],
    ['sip:a@b;GR=x', true],
    ['sip:a@b;grr=x', false],
    ['sip:a@b', false],
    ['sip:gr@b', false],
  ])('%s: %s', (uri, is) => {
    expect(isGruu(parseUri(uri)!)).toBe(is);
  });
});

describe('gruuBinding', () => {
  it.each([
    ['sip:ugruu@example.com;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6', true],
    ['sip:ugruu@example.com;gr=urn%3auuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6', true],
    ['sip:ugruu@example.com;gr=urn:uuid:other', false],
    ['sip:ugruu@example.com;gr=urn:uuid:f81d4fae%', false],
    ['sip:ugruu@example.com', false],
  ])('of %s: %s', (uri, found) => {
    expect(gruuBinding(table, parseUri(uri)!, table.get('ugruu'))).toBe(found ? binding : null);
  });

  it.each(['', '-', 'x', 'uloc-1', 'RUID-', 'RUID-0', 'RUID-c75fedb8', 'RUID-c75fedb7x', 'RUID-C75FEDB7', 'x-c75fedb7'])(
    'does not take the temporary user part %j',
    (user) => {
      const uri = parseUri(`sip:${user.replace('RUID', binding.ruid)}@example.com;gr`);
      expect(uri === null ? null : gruuBinding(table, uri, null)).toBeNull();
    },
  );

  it('of an AoR without contacts is none', () => {
    expect(gruuBinding(table, parseUri('sip:x@y;gr=z')!, null)).toBeNull();
  });

  it('does not find one without instance', () => {
    table.insert('plain', bindingValues());
    expect(gruuBinding(table, parseUri('sip:plain@y;gr=z')!, table.get('plain'))).toBeNull();
  });
});
