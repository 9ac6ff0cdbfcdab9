import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PvRegistry } from '../../../../runtime/ksr/pv/registry.ts';
import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import { testServer, type TestServer } from '../../../support/context.ts';
import { KeptLog } from '../../../support/core.ts';
import { Arrived, bareServer, invite } from '../arrive.ts';

let server: TestServer;
let at: Arrived;
beforeAll(async () => {
  server = await bareServer();
  at = new Arrived(server, invite());
});

describe('constants', () => {
  it.each([
    ['$true', 1],
    ['$false', 0],
    ['$null', null],
    ['$rc', 0],
    ['$retcode', 0],
    ['$pp', process.pid],
    ['$K(IPv4)', 2],
    ['$K(INET6)', 10],
    ['$K(WSS)', 6],
    ['$def(NUMBER)', '42'],
    ['$def(WITH_THING)', ''],
    ['$def(NOPE)', null],
    ['$defn(NUMBER)', 42],
    ['$defn(TEXT)', 0],
    ['$defn(NOPE)', 0],
    ['$env(KEMI_ENV_TEXT)', 'hello'],
    ['$env(KEMI_NO_SUCH)', null],
  ])('%s', (name, value) => {
    expect(at.get(name)).toBe(value);
  });

  it.each(['$K(nope)', '$version(nope)', '$true(x)', '$def', '$env()'])('%s is none', (name) => {
    expect(server.pv.exists(name)).toBe(false);
  });

  it('knows its version', () => {
    const registry = new PvRegistry({ log: new KeptLog(), clock: new VirtualClock(), version: '1.2.3' });
    expect([registry.get(at.cx, '$version(num)'), registry.get(at.cx, '$version(full)')]).toEqual(['1.2.3', 'ksr 1.2.3']);
  });
});

describe('time', () => {
  const zone = process.env['TZ'];
  beforeEach(() => {
    process.env['TZ'] = 'Europe/Berlin';
  });
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it('comes from the clock of the server', async () => {
    const clock = new VirtualClock();
    const timed = await testServer({ modules: [], clock });
    const timedAt = new Arrived(timed, invite());
    const started = Math.floor(clock.wall() / 1000);
    expect(timedAt.get('$Tb')).toBe(started);
    clock.advance(90_500);
    const wall = clock.wall();
    expect(timedAt.get('$Tb')).toBe(started);
    expect(timedAt.get('$Ts')).toBe(Math.floor(wall / 1000));
    expect(timedAt.get('$TS')).toBe(Math.floor(wall / 1000));
    expect(timedAt.get('$TV(s)')).toBe(Math.floor(wall / 1000));
    expect(timedAt.get('$TV(u)')).toBe((wall % 1000) * 1000);
    expect(timedAt.get('$TV(Sn)')).toBe((wall / 1000).toFixed(6));
    const utc = new Date(wall);
    expect(timedAt.get('$utimef(%Y-%m-%dT%H:%M:%SZ)')).toBe(utc.toISOString().replace(/\.\d+/, ''));
    expect([
      timedAt.get('$utime(year)'),
      timedAt.get('$utime(mon)'),
      timedAt.get('$utime(hour)'),
      timedAt.get('$utime(isdst)'),
    ]).toEqual([utc.getUTCFullYear(), utc.getUTCMonth() + 1, utc.getUTCHours(), 0]);
    expect(timedAt.get('$time(hour)')).toBe(utc.getHours());
    expect(timedAt.get('$timef(%H)')).toBe(String(utc.getHours()).padStart(2, '0'));
    expect(timedAt.get('$Tf')).toBe(timedAt.get('$TF'));
    expect(timedAt.get('$Tf')).toContain(String(utc.getFullYear()));
    await timed.stop();
  });
});
