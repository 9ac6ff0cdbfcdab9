import { describe, expect, it } from 'vitest';

import { LogLines } from './log-lines.ts';

const LISTENS = '{"level":"info","socket":"udp:127.0.0.1:50559","msg":"listens on udp:127.0.0.1:50559"}\n';
const RISK = '{"level":"warn","msg":"anyone may register"}\n';
const READY = '{"level":"info","ms":583,"msg":"ready"}\n';

describe("the server's log", () => {
  it('tells the port, and when it is ready', () => {
    const log = new LogLines();
    log.add(LISTENS + RISK);
    expect([log.port, log.ready]).toEqual([50559, false]);
    log.add(READY);
    expect(log.ready).toBe(true);
    expect(log.trouble).toEqual([]);
  });

  it('comes in any pieces', () => {
    const log = new LogLines();
    for (const letter of LISTENS + READY) log.add(letter);
    expect([log.port, log.ready]).toEqual([50559, true]);
  });

  it.each([
    ['{"level":"error","msg":"a defect"}\n', ''],
    ['no JSON\n', ''],
    [RISK, READY],
  ])('has trouble in %j', (line, before) => {
    const log = new LogLines();
    log.add(before + line);
    expect(log.trouble).toEqual([line.trimEnd()]);
  });
});
