import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { qText } from '../../../../runtime/ksr/pv/branches.ts';
import type { TestServer } from '../../../support/context.ts';
import { Arrived, bareServer, invite } from '../arrive.ts';

let server: TestServer;
let at: Arrived;
beforeAll(async () => {
  server = await bareServer();
});
beforeEach(() => {
  at = new Arrived(server, invite());
});

describe('without branches', () => {
  it.each(['$br', '$bR', '$ds', '$branch(count)', '$branch(uri)', '$(branch(flags)[0])', '$(branch(uri)[-1])'])(
    '%s has no value',
    (name) => {
      expect(at.get(name)).toBeNull();
    },
  );
  it('can not be written to', () => {
    expect(at.set('$(branch(uri)[0])', 'sip:x@y')).toBe(false);
    expect(at.set('$branch(count)', 5)).toBe(true); // read-only
    expect(at.cx.branches).toBeNull();
  });
});

describe('$br', () => {
  it('appends', () => {
    expect(at.set('$br', 'sip:b1@192.0.2.1')).toBe(true);
    expect(at.set('$br', 'sip:b2@192.0.2.2')).toBe(true);
    expect(
      ['$br', '$bR', '$branch(count)', '$branch(uri)', '$(branch(uri)[1])', '$(branch(uri)[-1])', '$(branch(uri)[2])'].map(
        (name) => at.get(name),
      ),
    ).toEqual([
      'sip:b1@192.0.2.1',
      'sip:b1@192.0.2.1, sip:b2@192.0.2.2',
      2,
      'sip:b1@192.0.2.1',
      'sip:b2@192.0.2.2',
      'sip:b2@192.0.2.2',
      null,
    ]);
  });

  it.each([null, 7, '', 'sip:a b', 'sip:a\r\nX: y'])('refuses %j', (value) => {
    expect(at.set('$br', value)).toBe(false);
    expect(at.get('$branch(count)')).toBeNull();
  });

  it('stops at max_branches, the Request-URI branch counted', () => {
    for (let n = 1; n < 12; n++) expect(at.set('$br', `sip:b${n}@h`)).toBe(true);
    expect(at.set('$br', 'sip:b12@h')).toBe(false);
    expect(at.get('$branch(count)')).toBe(11);
  });
});

describe('$branch(field)', () => {
  beforeEach(() => {
    at.set('$br', 'sip:b1@192.0.2.1');
    at.set('$br', 'sip:b2@192.0.2.2');
  });
  it.each([
    ['uri', 'sip:n@h', 'sip:n@h'],
    ['dst_uri', 'sip:h2', 'sip:h2'],
    ['path', '<sip:p;lr>', '<sip:p;lr>'],
    ['q', 700, 700],
    ['flags', 5, 5],
    ['flags', 2147483648, -2147483648],
    ['ruid', 'uloc-1', 'uloc-1'],
    ['instance', '<urn:uuid:1>', '<urn:uuid:1>'],
    ['user_agent', 'phone', 'phone'],
    ['send_socket', 'udp:198.51.100.11:5070', 'udp:198.51.100.11:5070'],
    ['send_socket', 'udp:192.0.2.1:5060', null],
  ])('%s = %j', (field, value, read) => {
    expect(at.set(`$(branch(${field})[1])`, value)).toBe(true);
    expect(at.get(`$(branch(${field})[1])`)).toBe(read);
    expect(at.get(`$(branch(${field})[0])`)).toBe(field === 'uri' ? 'sip:b1@192.0.2.1' : field === 'flags' ? 0 : null);
  });

  it.each(['dst_uri', 'path', 'ruid', 'send_socket', 'q'])('%s can be null', (field) => {
    at.set(`$branch(${field})`, field === 'q' ? 5 : field === 'send_socket' ? 'udp:198.51.100.11:5070' : 'x');
    expect(at.get(`$branch(${field})`)).not.toBeNull();
    expect(at.set(`$branch(${field})`, null)).toBe(true);
    expect(at.get(`$branch(${field})`)).toBeNull();
  });

  it.each([
    ['uri', null],
    ['uri', 5],
    ['uri', 'sip:a\r\n'],
    ['dst_uri', 5],
    ['dst_uri', 'sip:a b'],
    ['path', '<sip:a>\r\nX: y'],
    ['q', '0.7'],
    ['q', -1],
    ['q', 1001],
    ['flags', '5'],
    ['send_socket', 5],
  ])('%s = %j is refused', (field, value) => {
    const before = at.get(`$branch(${field})`);
    expect(at.set(`$branch(${field})`, value)).toBe(false);
    expect(at.get(`$branch(${field})`)).toBe(before);
  });

  it('has no other fields', () => {
    expect(server.pv.exists('$branch(nope)')).toBe(false);
    expect(server.pv.exists('$(branch(uri)[*])')).toBe(false);
  });
});

describe('the set as text', () => {
  it('shows q', () => {
    at.set('$br', 'sip:b1@h');
    at.set('$branch(q)', 300);
    at.set('$br', 'sip:b2@h');
    expect(at.get('$bR')).toBe('<sip:b1@h>;q=0.3, sip:b2@h');
    expect(at.get('$ds')).toBe('Contact: <sip:b1@h>;q=0.3, <sip:b2@h>');
    at.set('$ru', 'sip:c@h');
    expect(at.get('$ds')).toBe('Contact: <sip:c@h>, <sip:b1@h>;q=0.3, <sip:b2@h>');
    at.cx.target.q = 1000;
    expect(at.get('$ds')).toMatch(/^Contact: <sip:c@h>;q=1, /);
  });

  it.each([
    [0, '0'],
    [1000, '1'],
    [500, '0.5'],
    [250, '0.25'],
    [1, '0.001'],
  ])('q %i is %s', (q, text) => {
    expect(qText(q)).toBe(text);
  });
});

describe('$sbranch', () => {
  it('is one record for all messages', () => {
    server.core.newVariables().shared.sbranch.uri = '';
    expect(at.get('$sbranch(uri)')).toBeNull();
    expect(at.set('$sbranch(uri)', 'sip:s@h')).toBe(true);
    expect(at.set('$sbranch(q)', 100)).toBe(true);
    const other = new Arrived(server, invite());
    expect([other.get('$sbranch(uri)'), other.get('$sbranch(q)')]).toEqual(['sip:s@h', 100]);
    expect(server.pv.exists('$sbranch(nope)')).toBe(false);
  });
});
