import { describe, expect, it } from 'vitest';
import { coreSchema } from '../../../runtime/config/schema.ts';
import type { CoreConfig } from '../../../runtime/config/schema.ts';

function valid(value: unknown): CoreConfig {
  return coreSchema.parse(value);
}

function issues(value: unknown): string[] {
  return (coreSchema.safeParse(value).error?.issues ?? []).map((issue) => issue.path.join('.'));
}

describe('defaults', () => {
  it('are those of Kamailio, and of the manual', () => {
    expect(valid({})).toEqual({
      listen: ['udp:0.0.0.0:5060'],
      advertise: undefined,
      aliases: [],
      routes: './routes/routes.ts',
      defines: new Map(),
      log: { level: 'info' },
      server_header: 'ksr',
      user_agent_header: 'ksr',
      server_id: 0,
      xavp_via_params: '',
      xavp_via_fields: '',
      xavp_via_reply_params: '',
      max_branches: 12,
      use_dns_failover: false,
      dns_srv_lb: false,
      dns_try_ipv6: true,
      dns_cache_negative_ttl: 60,
      dns_cache_min_ttl: 0,
      dns_cache_max_ttl: 86_400,
      force_rport: false,
      mhomed: false,
      reply_to_via: false,
      limits: { maxTransactions: 100_000, maxMessageSize: 65_535, maxHeaders: 256, maxKeySize: 1024 },
      warmUp: 2000,
      shutdownGrace: 5,
    });
  });

  it('are put in beside what is set', () => {
    expect(valid({ log: {}, limits: { maxHeaders: 100 } })).toMatchObject({
      log: { level: 'info' },
      limits: { maxTransactions: 100_000, maxHeaders: 100 },
    });
  });

  it('are not shared between two configurations', () => {
    expect(valid({}).listen).not.toBe(valid({}).listen);
    expect(valid({}).defines).not.toBe(valid({}).defines);
  });
});

describe('switches', () => {
  it.each(['force_rport', 'mhomed', 'reply_to_via', 'use_dns_failover', 'dns_srv_lb'] as const)(
    '%s takes what Kamailio and what TypeScript write',
    (name) => {
      for (const on of [true, 1]) expect(valid({ [name]: on })[name]).toBe(true);
      for (const off of [false, 0, undefined]) expect(valid({ [name]: off })[name]).toBe(false);
      for (const wrong of ['yes', 'on', 2, null, -1, {}]) expect(issues({ [name]: wrong })).toEqual([name]);
    },
  );
});

describe('numbers', () => {
  it.each([
    { path: 'max_branches', good: [1, 12, 31], bad: [0, 32, 1.5, '12', null, Number.NaN, -1] },
    { path: 'dns_cache_negative_ttl', good: [0, 60], bad: [-1, 0.5, '1'] },
    { path: 'dns_cache_min_ttl', good: [0, 60], bad: [-1, 0.5, '1'] },
    { path: 'dns_cache_max_ttl', good: [1, 86_400], bad: [0, 0.5, '1'] },
    { path: 'server_id', good: [0, 1, 2_147_483_647], bad: [-1, 2_147_483_648, 0.1, '1'] },
    { path: 'warmUp', good: [0, 1, 60_000], bad: [-1, 60_001, 0.5, '1'] },
    { path: 'shutdownGrace', good: [0, 0.5, 3600], bad: [-1, 3601, '5', Infinity] },
  ])('$path', ({ path, good, bad }) => {
    for (const value of good) expect(valid({ [path]: value })).toHaveProperty(path, value);
    for (const value of bad) expect(issues({ [path]: value })).toEqual([path]);
  });

  it.each([
    { path: 'maxTransactions', good: [1, 100_000], bad: [0, 1.5] },
    { path: 'maxMessageSize', good: [1000, 65_535], bad: [999, 1e9] },
    { path: 'maxHeaders', good: [16, 256], bad: [15, 65_536] },
    { path: 'maxKeySize', good: [64, 1024], bad: [63, '64'] },
  ])('limits.$path', ({ path, good, bad }) => {
    for (const value of good) expect(valid({ limits: { [path]: value } }).limits).toHaveProperty(path, value);
    for (const value of bad) expect(issues({ limits: { [path]: value } })).toEqual([`limits.${path}`]);
  });
});

describe('header values', () => {
  it.each([
    ['server_header', 'Acme 1.0', 'Acme 1.0'],
    ['server_header', '', ''],
    ['server_header', 'Server: Acme', 'Acme'],
    ['server_header', 'server:Acme', 'Acme'],
    ['server_header', 'Server Acme', 'Server Acme'],
    ['user_agent_header', 'User-Agent: Acme', 'Acme'],
    ['user_agent_header', 'Server: x', 'Server: x'],
  ] as const)('%s may be %j: the value is %j', (name, written, value) => {
    expect(valid({ [name]: written })[name]).toBe(value);
  });

  it.each(['a\r\nX: y', 'a\nb', 'a\u0000', 'a\u007f', '\tb'])('can not write a second field: %j', (text) => {
    expect(issues({ server_header: text })).toEqual(['server_header']);
    expect(issues({ user_agent_header: text })).toEqual(['user_agent_header']);
  });
});

describe('advertise', () => {
  it.each([
    ['203.0.113.1', { host: '203.0.113.1', port: 0 }],
    ['203.0.113.1:5060', { host: '203.0.113.1', port: 5060 }],
    ['sip.example.org', { host: 'sip.example.org', port: 0 }],
    ['sip.example.org:65535', { host: 'sip.example.org', port: 65_535 }],
    ['[2001:db8::1]', { host: '2001:db8::1', port: 0 }],
    ['[2001:db8::1]:5070', { host: '2001:db8::1', port: 5070 }],
    [{ host: 'sip.example.org' }, { host: 'sip.example.org', port: 0 }],
    [
      { host: '[2001:db8::1]', port: 9 },
      { host: '2001:db8::1', port: 9 },
    ],
  ])('takes %j', (written, meant) => {
    expect(valid({ advertise: written }).advertise).toEqual(meant);
    const [entry] = valid({ listen: [{ proto: 'udp', address: '0.0.0.0', advertise: written }] }).listen;
    expect(entry).toHaveProperty('advertise', meant);
  });

  it.each(['', ':5060', 'a:b', 'host:65536', 'host:', 'a b', '2001:db8::1', '[2001:db8::1', 'a;b', 'a,b', 'h\r\n', 5060, null])(
    'refuses %j',
    (written) => {
      expect(issues({ advertise: written })).toEqual(['advertise']);
    },
  );
});

describe('listen', () => {
  it.each([
    ['udp', 5060],
    ['tcp', 5060],
    ['tls', 5061],
    ['ws', 80],
    ['wss', 443],
  ])('%s has port %i unless told otherwise', (proto, port) => {
    expect(valid({ listen: [{ proto, address: '[::1]' }] }).listen).toEqual([
      { proto, address: '::1', port, advertise: undefined, name: '' },
    ]);
    expect(valid({ listen: [{ proto, address: '192.0.2.1', port: 0, name: 'a' }] }).listen[0]).toMatchObject({
      port: 0,
      name: 'a',
    });
  });

  it('leaves texts to the transports', () => {
    expect(valid({ listen: ['udp:192.0.2.1:5060', 'anything'] }).listen).toEqual(['udp:192.0.2.1:5060', 'anything']);
  });

  it.each([
    [[]],
    ['udp:192.0.2.1:5060'],
    [[5060]],
    [['']],
    [[{ proto: 'sctp', address: '192.0.2.1' }]],
    [[{ proto: 'udp' }]],
    [[{ proto: 'udp', address: '' }]],
    [[{ proto: 'udp', address: '192.0.2.1', port: 65_536 }]],
    [[{ proto: 'udp', address: '192.0.2.1', typo: 1 }]],
  ])('refuses %j', (listen) => {
    expect(coreSchema.safeParse({ listen }).success).toBe(false);
  });
});

describe('the rest', () => {
  it('keeps defines in a map, whatever their names', () => {
    const defines = JSON.parse('{ "A": 1, "__proto__": "x", "constructor": 2 }') as Record<string, unknown>;
    const map = valid({ defines }).defines;
    expect(map.get('A')).toBe(1);
    expect(map.get('constructor')).toBe(2);
    expect(map.get('toString')).toBeUndefined();
    expect(issues({ defines: { A: true } })).toEqual(['defines.A']);
  });

  it.each(['debug', 'info', 'notice', 'warn', 'error', 'fatal', 'silent'])('logs at level %s', (level) => {
    expect(valid({ log: { level } }).log.level).toBe(level);
  });

  it.each([
    [{ lisen: [] }, ''],
    [{ log: { levle: 'info' } }, 'log'],
    [{ limits: { max: 1 } }, 'limits'],
  ])('knows no other keys: %j', (value, path) => {
    expect(issues(value)).toEqual([path]);
  });
});
