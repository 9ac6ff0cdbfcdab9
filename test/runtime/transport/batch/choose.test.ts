import { afterEach, describe, expect, it } from 'vitest';

import { RealClock } from '../../../../runtime/timer/real.ts';
import { chooseDatagrams } from '../../../../runtime/transport/batch/choose.ts';
import { loadSystemCalls, type SystemCalls } from '../../../../runtime/transport/batch/system-calls.ts';
import type { DatagramPort, DatagramSink } from '../../../../runtime/transport/datagrams.ts';
import { DgramPort } from '../../../../runtime/transport/dgram.ts';

const clock = new RealClock();
const sink: DatagramSink = { datagram: () => {}, drained: () => {}, failed: () => {} };
const calls: SystemCalls = {
  receive: () => -11,
  send: (_fd, _messages, count) => count,
  cuts: () => false,
  address: () => 4096n,
};
const ports: DatagramPort[] = [];
afterEach(async () => {
  for (const port of ports.splice(0)) await port.close();
});

describe('chooseDatagrams', () => {
  it.each<[string, Record<string, string>, SystemCalls | string, boolean, string[]]>([
    ['batches', {}, calls, true, []],
    ['plain when it is not set to 1', { KSR_PLAIN_DGRAM: '0' }, calls, true, []],
    [
      'plain when it is asked for',
      { KSR_PLAIN_DGRAM: '1' },
      calls,
      false,
      ['datagrams are read and written one by one: KSR_PLAIN_DGRAM is set'],
    ],
    ['plain when there are no calls', {}, 'no koffi', false, ['datagrams are read and written one by one: no koffi']],
  ])('%s', async (_, env, loaded, batches, told) => {
    const said: string[] = [];
    const open = chooseDatagrams({ clock, env, tell: (text) => said.push(text), load: () => loaded });
    for (let i = 0; i < 2; i++) ports.push(await open('127.0.0.1', 4, 0, sink));
    expect(ports.map((port) => !(port instanceof DgramPort))).toEqual([batches, batches]);
    expect(said).toEqual(told);
  });
});

describe('loadSystemCalls', () => {
  it('finds them on Linux', () => {
    const found = loadSystemCalls();
    expect(typeof found).toBe(process.platform === 'linux' ? 'object' : 'string');
  });

  it('says why there are none', () => {
    const found = loadSystemCalls(() => {
      throw new Error("Cannot find module 'koffi'\nRequire stack:\n- /somewhere");
    });
    const why = "the optional package koffi can not be loaded (Cannot find module 'koffi')";
    expect(found).toEqual(process.platform === 'linux' ? why : expect.any(String));
  });

  it('a library that does not have them is as good as none', () => {
    const koffi = {
      load: () => ({
        func: () => {
          throw new Error("Cannot find function 'recvmmsg' in shared library");
        },
      }),
    };
    expect(loadSystemCalls(() => koffi)).toEqual(expect.any(String));
  });

  it.each([
    [11, -11],
    [101, -101],
    [0, -5],
  ])('errno %d is the result %d', (errno, result) => {
    const koffi = { load: () => ({ func: () => () => -1 }), errno: () => errno, address: () => 1n };
    const found = loadSystemCalls(() => koffi);
    if (typeof found === 'string') expect(process.platform).not.toBe('linux');
    else expect([found.receive(3, 1n, 1), found.send(3, 1n, 1), found.address(Buffer.alloc(1))]).toEqual([result, result, 1n]);
  });
});

describe('KSR_NO_SEGMENTS', () => {
  it.each([
    [{}, true],
    [{ KSR_NO_SEGMENTS: '0' }, true],
    [{ KSR_NO_SEGMENTS: '1' }, false],
  ])('%o: the kernel is asked whether it cuts: %s', async (env, asked) => {
    let questions = 0;
    const curious: SystemCalls = { ...calls, cuts: () => (questions++, true) };
    const open = chooseDatagrams({ clock, env, tell: () => {}, load: () => curious });
    ports.push(await open('127.0.0.1', 4, 0, sink));
    expect(questions).toBe(asked ? 1 : 0);
  });
});
