import { describe, expect, it } from 'vitest';

import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import { MemoryNetwork, memoryRaw } from '../../../../runtime/transport/memory.ts';
import type { RawSender } from '../../../../runtime/transport/raw/types.ts';

const PHONE = '203.0.113.77';

function network(): { sender: RawSender; arrived: () => string[] } {
  const memory = new MemoryNetwork(new VirtualClock(), { strict: true });
  const phone = memory.peer(`udp:${PHONE}:40000`);
  const sender = memoryRaw(memory)();
  if ('problem' in sender) throw new Error(sender.problem);
  const arrived = (): string[] => (memory.run(), phone.received.map(({ from, text }) => `${from} ${text}`));
  return { sender, arrived };
}

describe('memoryRaw', () => {
  it.each([
    ['203.0.113.9', 5999, 'udp:203.0.113.9:5999 x'],
    ['0.0.0.0', 0, 'udp:203.0.113.77:0 x'],
  ])('from %s:%d: %s', (ip, port, seen) => {
    const { sender, arrived } = network();
    expect(sender.send('x', ip, port, PHONE, 40_000)).toBe(true);
    expect(arrived()).toEqual([seen]);
  });

  it.each<[string, Parameters<RawSender['send']>]>([
    ['a name', ['x', 'a.example.com', 1, PHONE, 40_000]],
    ['IPv6', ['x', '203.0.113.9', 1, '2001:db8::1', 40_000]],
    ['nobody there', ['x', '203.0.113.9', 1, '203.0.113.78', 40_000]],
    ['port 0', ['x', '203.0.113.9', 1, PHONE, 0]],
    ['too much', ['x'.repeat(65_508), '203.0.113.9', 1, PHONE, 40_000]],
  ])('sends nothing: %s', (_what, parameters) => {
    const { sender, arrived } = network();
    expect(sender.send(...parameters)).toBe(false);
    expect(arrived()).toEqual([]);
  });

  it('nor when closed', () => {
    const { sender, arrived } = network();
    sender.close();
    expect(sender.send('x', '203.0.113.9', 1, PHONE, 40_000)).toBe(false);
    expect(arrived()).toEqual([]);
  });
});
