import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createLog } from '../../../runtime/observe/log.ts';
import type { LogOptions, RootLog } from '../../../runtime/observe/log.ts';
import { LEVELS, silentLog } from '../../../runtime/observe/logger.ts';
import type { Level } from '../../../runtime/observe/logger.ts';

const ESCAPE = String.fromCharCode(27);

/** A log that writes into a list. */
async function open(options: Partial<LogOptions> = {}): Promise<{ log: RootLog; lines: string[] }> {
  const lines: string[] = [];
  const stream = { write: (text: string) => lines.push(text) };
  const log = await createLog({ level: 'info', pretty: false, color: false, wall: () => 1_700_000_000_000, stream, ...options });
  return { log, lines };
}

const parsed = (lines: readonly string[]): unknown[] => lines.map((line) => JSON.parse(line) as unknown);

describe('JSON lines', () => {
  it.each(LEVELS)('name the level %s', async (level) => {
    const { log, lines } = await open({ level: 'debug' });
    log[level]('text');
    expect(parsed(lines)).toEqual([{ level, time: 1_700_000_000_000, msg: 'text' }]);
  });

  it('carry what a message is about', async () => {
    const { log, lines } = await open();
    log.warn('odd', { callId: 'a@b', method: 'INVITE', cseq: 7, source: 'udp:192.0.2.1:5060', early: true, gone: undefined });
    expect(parsed(lines)).toEqual([
      {
        level: 'warn',
        time: 1_700_000_000_000,
        callId: 'a@b',
        method: 'INVITE',
        cseq: 7,
        source: 'udp:192.0.2.1:5060',
        early: true,
        msg: 'odd',
      },
    ]);
  });

  it.each(['100% %s %d %j %o %%', '@[relay 1]@', '{msg} ${x} {{y}}', 'a "quoted" \\ text', '', ' '])(
    'hold the text as it is: %j',
    async (text) => {
      const { log, lines } = await open();
      log.info(text);
      log.info(text, { callId: '%s' });
      expect(parsed(lines)).toEqual([
        expect.objectContaining({ msg: text }),
        expect.objectContaining({ msg: text, callId: '%s' }),
      ]);
    },
  );

  it('show @[...]@ of a script literally', async () => {
    const { log, lines } = await open();
    log.info('@[reply 200 from <sip:a@b>;tag=1]@\n');
    expect(lines[0]).toContain('"@[reply 200 from <sip:a@b>;tag=1]@"');
  });

  it('are one line each, whatever is in them', async () => {
    const { log, lines } = await open();
    log.info('a\r\n{"level":"fatal"}\n\n', { callId: 'x\ny' });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.split('\n')).toHaveLength(2);
    expect(parsed(lines)).toEqual([expect.objectContaining({ level: 'info', msg: 'a\r\n{"level":"fatal"}\n', callId: 'x\ny' })]);
  });
});

describe('pretty lines', () => {
  it('are for people', async () => {
    const { log, lines } = await open({ pretty: true });
    log.notice('text', { callId: 'a', n: 5 });
    expect(lines).toEqual([expect.stringMatching(/^\[\d\d:\d\d:\d\d\.\d{3}\] NOTICE: text \{"callId":"a","n":5\}\n$/)]);
  });

  it.each(LEVELS)('name the level %s', async (level) => {
    const { log, lines } = await open({ pretty: true, level: 'debug' });
    log[level]('text');
    expect(lines.join('')).toContain(` ${level.toUpperCase()}: text`);
  });

  it('are painted when asked to, and else not', async () => {
    const plain = await open({ pretty: true });
    plain.log.warn('text');
    expect(plain.lines.join('')).not.toContain(ESCAPE);
    const painted = await open({ pretty: true, color: true });
    painted.log.warn('text');
    expect(painted.lines.join('')).toContain(`${ESCAPE}[33mWARN`);
  });

  it('show control characters of a peer, and obey none', async () => {
    const { log, lines } = await open({ pretty: true });
    log.info(`a\r\n${ESCAPE}[2Jb`, { callId: `c\n${ESCAPE}d` });
    log.child({ source: `e\nf` }).info('g');
    const text = lines.join('');
    expect(text).toContain('a\\r\\n\\x1b[2Jb');
    expect(text).toContain('c\\n\\x1bd');
    expect(text).toContain('e\\nf');
    expect(text.split('\n')).toHaveLength(3);
    expect(text).not.toContain(ESCAPE);
  });

  it('show @[...]@ of a script literally', async () => {
    const { log, lines } = await open({ pretty: true });
    log.info('@[reply 200 from <sip:a@b>;tag=1 "x" 50%]@\n');
    expect(lines[0]).toMatch(/INFO: @\[reply 200 from <sip:a@b>;tag=1 "x" 50%\]@\n$/);
  });

  it('show a stack below, each line of it harmless', async () => {
    const { log, lines } = await open({ pretty: true });
    log.error('a route threw', { stack: `Error: x\n    at route (r.ts:1:1)${ESCAPE}`, callId: 'a' });
    expect(lines.join('').split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/ERROR: a route threw$/),
      '    Error: x',
      expect.stringMatching(/^ {8}at route \(r\.ts:1:1\)\\x1b \{"callId":"a"\}$/),
    ]);
  });
});

describe('levels', () => {
  it.each(['debug', 'notice', 'error', 'silent'] as const)('below %s nothing is written', async (level) => {
    const { log, lines } = await open({ level });
    for (const each of LEVELS) {
      const before = lines.length;
      log[each]('text');
      const written = lines.length > before;
      expect(written).toBe(level !== 'silent' && LEVELS.indexOf(each) >= LEVELS.indexOf(level));
      expect(log.enabled(each)).toBe(written);
    }
    expect(log.level).toBe(level);
  });

  it('change for children too, whoever is asked', async () => {
    const { log, lines } = await open({ level: 'warn' });
    const child = log.child({ module: 'tm' });
    const grandchild = child.child({ part: 'timer' });
    grandchild.info('hidden');
    log.level = 'info';
    grandchild.info('shown');
    child.level = 'error';
    log.warn('hidden');
    expect(parsed(lines)).toEqual([expect.objectContaining({ module: 'tm', part: 'timer', msg: 'shown' })]);
    expect([log.level, child.level, grandchild.level]).toEqual(['error', 'error', 'error']);
  });

  it('cost no look at the bindings when the line is not written', async () => {
    const { log } = await open({ level: 'warn' });
    const bindings = new Proxy({}, { get: () => expect.unreachable(), ownKeys: () => expect.unreachable() });
    log.debug('text', bindings);
    log.info('text', bindings);
  });
});

describe('createLog', () => {
  it('waits until its stream has written everything, but not for ever', async () => {
    const written = Promise.withResolvers<void>();
    const { log } = await open({ stream: { write: () => {}, flush: () => written.promise } });
    let flushed = false;
    const flushing = log.flush().then(() => (flushed = true));
    await Promise.resolve();
    expect(flushed).toBe(false);
    written.resolve();
    await flushing;

    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const stuck = await open({ stream: { write: () => {}, flush: () => new Promise(() => {}) } });
    const patient = stuck.log.flush();
    vi.advanceTimersByTime(1000);
    await patient;
  });

  it.each([true, false])('prints text as it is between its lines (pretty: %s)', async (pretty) => {
    const { log, lines } = await open({ pretty, level: 'fatal' });
    log.print('a table\n  of two lines\n');
    log.fatal('text');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe('a table\n  of two lines\n');
  });

  it('flushes at once when asked to', async () => {
    let flushed = 0;
    const { log } = await open({ stream: { write: () => {}, flushSync: () => void flushed++ } });
    log.flushSync();
    expect(flushed).toBe(1);
  });

  it.each([true, false])('needs no stream that can be flushed (pretty: %s)', async (pretty) => {
    const { log } = await open({ pretty });
    await log.flush();
    log.flushSync();
  });
});

describe('silentLog', () => {
  it('says nothing, nor do its children', () => {
    for (const level of LEVELS as readonly Level[]) {
      expect(silentLog.enabled(level)).toBe(false);
      silentLog[level]('text');
    }
    expect(silentLog.child({ a: 1 })).toBe(silentLog);
    expect(silentLog.level).toBe('silent');
  });
});
