import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Namespace } from './lab/namespace.ts';
import { describeLab } from './lab/requirements.ts';
import { startServer } from './lab/server.ts';
import type { Program } from './lab/program.ts';
import { lastStatistics, sipp, sippOwn } from './lab/sipp.ts';

const RATE = 200;
const CALLS = RATE * 20;
const HERE = '127.0.0.1';

describeLab(`${RATE} calls a second for 20 seconds through the default routes`, ['ip', 'ss', 'sipp'], () => {
  let folder: string;
  let space: Namespace;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ksr-sipp-'));
    space = new Namespace('sipp');
    await startServer(space, 'default');
  });
  afterAll(async () => {
    await space?.close();
    rmSync(folder, { recursive: true });
  });

  async function load(calling: (more: string[]) => Program, answering: (more: string[]) => Program, port: number): Promise<void> {
    const options = (file: string): string[] => ['-m', `${CALLS}`, '-trace_stat', '-stf', join(folder, file), '-fd', '1'];
    const callee = answering(options('answering.csv'));
    await space.bound(port, callee);
    const caller = calling([...options('calling.csv'), '-r', `${RATE}`, '-l', '1000']);

    const endings = [await caller.end(60_000), await callee.end(10_000)];
    for (const file of ['calling.csv', 'answering.csv']) {
      const statistics = lastStatistics(readFileSync(join(folder, file), 'latin1'));
      const [successful, failed, repeated] = ['SuccessfulCall(C)', 'FailedCall(C)', 'Retransmissions(C)'].map((column) =>
        statistics.get(column),
      );
      expect({ file, successful, failed, repeated }).toEqual({ file, successful: `${CALLS}`, failed: '0', repeated: '0' });
      rmSync(join(folder, file));
    }
    expect(endings.map((ending) => ending.code)).toEqual([0, 0]);
  }

  const callee = { address: HERE, port: 5070, server: HERE };
  const caller = { address: HERE, port: 5080, server: HERE };

  it('loses no call and makes nobody repeat himself', { timeout: 90_000 }, async () => {
    expect(await sipp(space, callee, 'register', 'service').end(10_000)).toEqual({ code: 0, signal: null });
    await load(
      (more) => sipp(space, caller, 'call', 'service', more),
      (more) => sipp(space, callee, 'answer', 'service', more),
      callee.port,
    );
  });

  it("carries the calls of SIPp's own uac and uas, which keep no route set", { timeout: 90_000 }, async () => {
    expect(await sipp(space, callee, 'register', 'service').end(10_000)).toEqual({ code: 0, signal: null });
    await load(
      (more) => sippOwn(space, caller, 'uac', 'service', more),
      (more) => sippOwn(space, callee, 'uas', 'service', more),
      callee.port,
    );
  });
});
