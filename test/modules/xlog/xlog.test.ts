import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colorSequence, withoutColors } from '../../../modules/xlog/color.ts';
import { facilityOf, levelOf } from '../../../modules/xlog/levels.ts';
import { params } from '../../../modules/xlog/params.ts';
import type { LogLevel } from '../../../runtime/routing/logger.ts';
import type { Line } from '../../support/core.ts';
import { testServer } from '../../support/context.ts';
import { invite } from '../../runtime/ksr/arrive.ts';

/** Calls one function. @returns its result and what was logged */
async function call(
  fn: string,
  args: readonly unknown[],
  settings: Record<string, unknown> = {},
): Promise<{ result: unknown; lines: readonly Line[] }> {
  const server = await testServer({ modules: ['xlog'], params: { xlog: settings } });
  const result = server.call(server.context(invite()), `xlog.${fn}`, ...args);
  return { result, lines: server.log.lines };
}

describe('levels', () => {
  it.each<[string, LogLevel]>([
    ['L_ALERT', 'fatal'],
    ['L_BUG', 'fatal'],
    ['L_CRIT', 'fatal'],
    ['L_CRIT2', 'fatal'],
    ['L_ERR', 'error'],
    ['L_ERROR', 'error'],
    ['L_WARN', 'warn'],
    ['L_NOTICE', 'notice'],
    ['L_INFO', 'info'],
    ['l_info', 'info'],
    ['L_DBG', 'debug'],
    ['3', 'debug'],
    ['2', 'info'],
    ['1', 'notice'],
    ['0', 'warn'],
    ['-1', 'error'],
    ['-2', 'fatal'],
    ['-5', 'fatal'],
    // as upstream: an error
    ['L_X', 'error'],
    ['L_', 'error'],
    ['info', 'error'],
    ['INFO', 'error'],
    [' L_INFO', 'error'],
    ['$var(x)', 'error'],
    ['4', 'error'],
    ['', 'error'],
  ])('%j is %s', (name, level) => expect(levelOf(name)).toBe(level));

  it.each<[string, LogLevel]>([
    ['xdbg', 'debug'],
    ['xinfo', 'info'],
    ['xnotice', 'notice'],
    ['xwarn', 'warn'],
    ['xerr', 'error'],
    ['xcrit', 'fatal'],
    ['xalert', 'fatal'],
  ])('%s logs at %s', async (fn, level) => {
    const { result, lines } = await call(fn, ['$rm from $si\n']);
    expect(result).toBe(1);
    expect(lines).toEqual([
      {
        level,
        text: '<script>: INVITE from 203.0.113.77\n',
        bindings: { callId: 'a84b4c76e66710', method: 'INVITE', cseq: 314159, source: 'udp:203.0.113.77:5060' },
      },
    ]);
  });

  it('xlog logs at the level given', async () => {
    const { result, lines } = await call('xlog', ['L_NOTICE', 'text']);
    expect([result, lines.map(({ level, text }) => [level, text])]).toEqual([1, [['notice', '<script>: text']]]);
  });

  it('does not look at a text that is not logged', async () => {
    const server = await testServer({ modules: ['xlog'] });
    server.log.enabled = (): boolean => false;
    const cx = server.context(invite());
    expect(server.call(cx, 'xlog.xdbg', '$nosuch')).toBe(1);
    expect(server.log.lines).toEqual([]);
    server.log.enabled = (): boolean => true;
    expect(server.call(cx, 'xlog.xdbg', '$nosuch')).toBe(-1);
    expect(server.log.texts('debug')).toEqual([]);
    expect(server.log.texts('error').length).toBeGreaterThan(0);
  });
});

describe('texts', () => {
  it.each([
    ['', '<script>: '],
    ['$avp(x) $$', '<script>: <null> $'],
    ['\u20ac $rm \u00fc', '<script>: \u20ac INVITE \u00fc'],
    ['a\tb', '<script>: a\tb'],
    ['$C(rx)red$C(xx)', '<script>: red'],
    [null, '<script>: '],
    [5, '<script>: 5'],
  ])('%j is logged as %j', async (text, logged) => {
    expect((await call('xinfo', [text])).lines.map((line) => line.text)).toEqual([logged]);
  });

  it.each(['$', '$nosuch', '$(ru'])('%j is not logged', async (text) => {
    const { result, lines } = await call('xinfo', [text]);
    expect([result, lines.filter(({ level }) => level === 'info')]).toEqual([-1, []]);
  });
});

describe('parameters', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ prefix: '' }, 'x INVITE'],
    [{ prefix: 'me $rm: ' }, 'me $rm: x INVITE'],
    [{ prefix: 'me $rm: ', prefix_mode: 1 }, 'me INVITE: x INVITE'],
    [{ prefix: 'me $nope: ', prefix_mode: 1 }, 'me $nope: x INVITE'],
    [{ buf_size: 32, prefix: '0123456789012345678901234567890' }, '0123456789012345678901234567890x'],
    [{ force_color: 1, log_colors: 'L_ERR=cr', long_format: 1, methods_filter: 3, auto_newline: 1 }, '<script>: x INVITE'],
  ])('%j', async (settings, line) => {
    const { lines } = await call('xinfo', ['x $rm'], settings);
    expect(lines.filter(({ level }) => level === 'info').map(({ text }) => text)).toEqual([line]);
  });

  it('refuses a facility that there is none of', () => {
    expect(params.safeParse({ log_facility: 'LOG_LOCAL9' }).success).toBe(false);
    expect(params.safeParse({ log_facility: 'LOG_LOCAL1' }).success).toBe(true);
  });

  it('log_facility goes with each line', async () => {
    const { lines } = await call('xinfo', ['x'], { log_facility: 'LOG_LOCAL1' });
    expect(lines[0]!.bindings!['facility']).toBe('local1');
  });
});

describe('facilities', () => {
  it.each([
    ['LOG_LOCAL0', 'local0'],
    ['local7', 'local7'],
    ['LOG_DAEMON', 'daemon'],
    ['user', 'user'],
    ['LOG_X', null],
    ['local8', null],
    ['', null],
    ['0', null],
  ])('%j is %s', (name, facility) => expect(facilityOf(name)).toBe(facility));

  it('of one line goes before that of the module', async () => {
    const { result, lines } = await call('xlog_facility', ['LOG_LOCAL0', 'L_WARN', '$rm'], { log_facility: 'local3' });
    expect([result, lines[0]!.level, lines[0]!.text, lines[0]!.bindings!['facility']]).toEqual([
      1,
      'warn',
      '<script>: INVITE',
      'local0',
    ]);
  });

  it('that there is none of logs nothing but that', async () => {
    const { result, lines } = await call('xlog_facility', ['nope', 'L_WARN', '$rm']);
    expect([result, lines.map(({ level, text }) => [level, text])]).toEqual([-1, [['error', 'xlog: no such facility']]]);
  });
});

describe('$C', () => {
  // recorded
  it.each([
    ['xx', '\x1b[0;39;49m'],
    ['bx', '\x1b[0;34;49m'],
    ['Bx', '\x1b[1;34;49m'],
    ['sw', '\x1b[0;30;47m'],
    ['xr', '\x1b[0;39;41m'],
    ['Yp', '\x1b[1;33;45m'],
    ['Wc', '\x1b[1;37;46m'],
    ['gy', '\x1b[0;32;43m'],
    ['xB', null],
    ['Xx', null],
    ['rd', null],
    ['.x', null],
    ['r', null],
    ['rrr', null],
  ])('(%s) is %j', (name, sequence) => expect(colorSequence(name)).toBe(sequence));

  it('is a variable', async () => {
    const server = await testServer({ modules: ['xlog'] });
    const cx = server.context(invite());
    expect([server.pv.get(cx, '$C(rx)'), server.pv.get(cx, '$C(zz)'), server.pv.exists('$C')]).toEqual([
      '\x1b[0;31;49m',
      null,
      false,
    ]);
  });

  it.each([
    ['', ''],
    ['a\x1b[0;31;49mb\x1b[0;39;49mc', 'abc'],
    ['\x1b[mx', 'x'],
    // what is none of them stays for the log to show
    ['\x1b[2Jx\x1b[1mb', '\x1b[2Jxb'],
    ['\x1b', '\x1b'],
    ['a\x1b[', 'a\x1b['],
    ['\x1b[3', '\x1b[3'],
  ])('%j is logged as %j', (line, shown) => expect(withoutColors(line)).toBe(shown));

  it('leaves a line whole that has none', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        if ((a + b).includes('\x1b')) return;
        expect(withoutColors(`${a}\x1b[0;31;49m${b}`)).toBe(a + b);
      }),
    );
  });
});
