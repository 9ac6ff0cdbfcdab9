import { beforeEach, describe, expect, it } from 'vitest';
import { invite } from '../../runtime/ksr/arrive.ts';
import { testServer, type TestServer } from '../../support/context.ts';

let server: TestServer;
beforeEach(async () => {
  server = await testServer({ modules: ['statistics'], params: { statistics: { variable: ['st1', 'st2/no_reset'] } } });
});

function call(fn: string, ...args: readonly unknown[]): unknown {
  return server.call(server.context(invite()), `statistics.${fn}`, ...args);
}
function read(name: string): unknown {
  return server.pv.get(server.context(invite()), `$stat(${name})`);
}

describe('statistics of the routes', () => {
  // recorded
  it.each([
    ['st1', 4, 0],
    ['st2', 4, 4],
    ['rcv_requests', 4, 0],
  ])('%s counts to %i, and is %i after its reset', (name, counted, left) => {
    expect([call('update_stat', name, 1), call('update_stat', name, 5), call('update_stat', name, -2)]).toEqual([1, 1, 1]);
    expect([call('update_stat', name, 0), read(name), call('reset_stat', name), read(name)]).toEqual([1, counted, 1, left]);
  });

  it.each(['nope', '', 'script.st1', 'st2/no_reset', null, 'constructor'])('%j is none', (name) => {
    expect([call('update_stat', name, 1), call('reset_stat', name)]).toEqual([-1, -1]);
    expect(server.log.texts('error')).toHaveLength(2);
  });

  it('are in the group script', () => {
    expect(server.core.statistics.ofGroup('script').map(({ name }) => name)).toEqual(['st1', 'st2']);
  });

  it.each(['/no_reset', 'a/b', 'a/no_reset/no_reset', '/'])('%j is no declaration', async (variable) => {
    const made = await testServer({ modules: ['statistics'], params: { statistics: { variable } } });
    expect(String(made.broken.get('statistics'))).toContain('which is not name or name/no_reset');
  });
});
