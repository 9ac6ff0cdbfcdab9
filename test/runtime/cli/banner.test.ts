import { describe, expect, it } from 'vitest';
import { banner, logStarted } from '../../../runtime/cli/banner.ts';
import type { Started } from '../../../runtime/cli/banner.ts';
import { fromExports } from '../../../runtime/loader/generation.ts';
import { silentLog } from '../../../runtime/observe/logger.ts';
import type { Log } from '../../../runtime/observe/logger.ts';

const STARTED: Started = {
  version: '1.2.3',
  configFile: '/srv/sip/kamailio.config.ts',
  routes: fromExports({ natReply: () => {}, requestRoute: () => {} }, { file: '/srv/sip/routes/routes.ts' }),
  server: {
    sockets: [
      { text: 'udp:192.0.2.1:5060', advertisedHost: 'sip.example.org', advertisedPort: 5070 },
      { text: 'udp:[2001:db8::1]:5060', advertisedHost: '2001:db8::2', advertisedPort: 0 },
      { text: 'tcp:127.0.0.1:5060', advertisedHost: '', advertisedPort: 0 },
    ],
    modules: ['tm', 'sl'],
    risks: ['anyone may register', 'no one is asked for a password'],
  },
  took: 161.6,
};

describe('banner', () => {
  it('is a table', () => {
    expect(banner(STARTED, false, '/srv/sip').split('\n')).toEqual([
      `ksr 1.2.3  node ${process.versions.node}, process ${process.pid}`,
      '',
      '  listens   udp:192.0.2.1:5060, which peers know as sip.example.org:5070',
      '            udp:[2001:db8::1]:5060, which peers know as [2001:db8::2]',
      '            tcp:127.0.0.1:5060',
      '  config    kamailio.config.ts',
      '  routes    routes/routes.ts: requestRoute, natReply',
      '  modules   tm, sl',
      '  beware    anyone may register',
      '            no one is asked for a password',
      '',
      'ready after 162 ms; Ctrl-C stops it',
      '',
    ]);
  });

  it('shows whole paths elsewhere, and leaves out what there is not', () => {
    const server = { ...STARTED.server, modules: [], risks: [] };
    const text = banner({ ...STARTED, server }, false, '/srv/si');
    expect(text).toContain('config    /srv/sip/kamailio.config.ts\n');
    expect(text).toContain('modules   none\n');
    expect(text).not.toContain('beware');
  });

  it('says the same when painted', () => {
    const painted = banner(STARTED, true, '/srv/sip');
    expect(painted).toContain('\u001b[33manyone may register\u001b[0m');
    expect(painted.replaceAll(/\u001b\[[\d;]*m/g, '')).toBe(banner(STARTED, false, '/srv/sip'));
  });
});

describe('logStarted', () => {
  it('says the same to machines; the last line is ready', () => {
    const lines: unknown[] = [];
    const keep: Log['info'] = (text, bindings) => void lines.push([text, bindings]);
    logStarted(STARTED, { ...silentLog, info: keep, warn: (text) => void lines.push(['warn', text]) });
    expect(lines).toEqual([
      ['ksr 1.2.3', { version: '1.2.3', node: process.versions.node, pid: process.pid, config: '/srv/sip/kamailio.config.ts' }],
      [
        'listens on udp:192.0.2.1:5060, which peers know as sip.example.org:5070',
        { socket: 'udp:192.0.2.1:5060', advertised: 'sip.example.org:5070' },
      ],
      [
        'listens on udp:[2001:db8::1]:5060, which peers know as [2001:db8::2]',
        { socket: 'udp:[2001:db8::1]:5060', advertised: '[2001:db8::2]' },
      ],
      ['listens on tcp:127.0.0.1:5060', { socket: 'tcp:127.0.0.1:5060', advertised: undefined }],
      ['routes /srv/sip/routes/routes.ts', { routes: '/srv/sip/routes/routes.ts', exports: 'requestRoute,natReply' }],
      ['modules tm, sl', { modules: 'tm,sl' }],
      ['warn', 'anyone may register'],
      ['warn', 'no one is asked for a password'],
      ['ready', { ms: 162 }],
    ]);
  });
});
