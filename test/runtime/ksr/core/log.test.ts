import { beforeEach, describe, expect, it } from 'vitest';
import { KsrCore } from '../../../../runtime/ksr/core.ts';
import type { RouteContext } from '../../../../runtime/routing/context.ts';
import type { Logger } from '../../../../runtime/routing/logger.ts';
import type { TestServer } from '../../../support/context.ts';
import { bareServer } from '../arrive.ts';
import { Called } from './facade.ts';

let server: TestServer;
let called: Called;
beforeEach(async () => {
  server = await bareServer();
  called = new Called(server);
});

describe('log functions', () => {
  it.each([
    ['dbg', 'debug'],
    ['info', 'info'],
    ['notice', 'notice'],
    ['warn', 'warn'],
    ['err', 'error'],
    ['crit', 'fatal'],
  ] as const)('%s logs at %s with the message it is about', (fn, level) => {
    called.ksr[fn](`text of ${fn}\n`);
    expect(server.log.lines).toEqual([
      {
        level,
        text: `text of ${fn}\n`,
        bindings: { callId: 'a84b4c76e66710', method: 'INVITE', cseq: 314159, source: 'udp:203.0.113.77:5060' },
      },
    ]);
  });

  it.each([
    ['dbg', 'debug'],
    ['info', 'info'],
    ['notice', 'notice'],
    ['warn', 'warn'],
    ['err', 'error'],
    ['crit', 'fatal'],
    ['whatever', 'error'],
    ['', 'error'],
  ])('log(%j) logs at %s', (name, level) => {
    called.ksr.log(name, 'text');
    expect(server.log.texts(level as 'info')).toEqual(['text']);
    expect(server.log.lines).toHaveLength(1);
  });

  it.each([
    [5, '5'],
    [null, ''],
    [undefined, ''],
    [true, 'true'],
    [{}, ''],
  ])('takes %j for a text', (value, text) => {
    called.ksr.info(value as unknown as string);
    expect(server.log.texts('info')).toEqual([text]);
  });
});

describe('levels', () => {
  const ksrAt = (enabled: readonly string[]): { ksr: KsrCore; made: string[] } => {
    const made: string[] = [];
    const write = (level: string) => (): void => void made.push(level);
    const log: Logger = {
      debug: write('debug'),
      info: write('info'),
      notice: write('notice'),
      warn: write('warn'),
      error: write('error'),
      fatal: write('fatal'),
      enabled: (level) => enabled.includes(level),
    };
    const { cx } = called;
    const quiet = Object.create(cx, { core: { value: Object.create(cx.core, { log: { value: log } }) } }) as RouteContext;
    // bindings of a line that is not written would read the message
    Object.defineProperty(quiet, 'message', {
      get: () => {
        throw new Error('read');
      },
    });
    return { ksr: new KsrCore(quiet), made };
  };

  it.each([
    [['debug', 'info', 'notice', 'warn', 'error', 'fatal'], 3],
    [['info', 'notice', 'warn', 'error', 'fatal'], 2],
    [['notice', 'warn', 'error', 'fatal'], 1],
    [['warn', 'error', 'fatal'], 0],
    [['error', 'fatal'], -1],
    [['fatal'], -2],
    [[], -2],
  ])('%j is debug %i', (enabled, level) => {
    expect(ksrAt(enabled).ksr.get_debug()).toBe(level);
  });

  it('builds nothing for a line that is not written', () => {
    const { ksr, made } = ksrAt([]);
    ksr.dbg('x');
    ksr.info('x');
    ksr.notice('x');
    ksr.warn('x');
    ksr.err('x');
    ksr.crit('x');
    expect(made).toEqual([]);
  });
});
