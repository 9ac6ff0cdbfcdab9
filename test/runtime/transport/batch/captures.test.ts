import { describe, expect, it } from 'vitest';
import { Captures } from '../../../../runtime/transport/batch/captures.ts';

const HEAD = 'sk               RefCnt Type Proto  Iface R Rmem   User   Inode';
/** tcpdump on all interfaces. */
const CAPTURE = '0000000000000000 3      3    0003   0     1 0      0      15551';
/** A client of DHCP, one for LLDP. */
const DHCP = '0000000000000000 3      2    0800   2     1 0      101    15552';
const LLDP = '0000000000000000 3      3    88cc   2     1 0      0      15553';

describe('whether somebody watches packets', () => {
  it.each<[string, readonly string[], boolean]>([
    ['nobody', [HEAD], false],
    ['tcpdump or sngrep', [HEAD, CAPTURE], true],
    ['address services', [HEAD, DHCP, LLDP], false],
    ['both', [HEAD, DHCP, CAPTURE, LLDP], true],
    ['an empty list', [''], false],
  ])('%s', (_name, lines, active) => {
    expect(new Captures(() => `${lines.join('\n')}\n`).active(0)).toBe(active);
  });

  it('is looked up once a second', () => {
    let looks = 0;
    let list = `${HEAD}\n`;
    const captures = new Captures(() => (looks++, list));
    expect([captures.active(0), captures.active(999), looks]).toEqual([false, false, 1]);
    list = `${HEAD}\n${CAPTURE}\n`;
    expect([captures.active(1000), captures.active(1500), looks]).toEqual([true, true, 2]);
    list = `${HEAD}\n`;
    expect([captures.active(2000), looks]).toEqual([false, 3]);
  });

  it('is no where the system has no such list', () => {
    const captures = new Captures(() => {
      throw new Error('ENOENT');
    });
    expect(captures.active(0)).toBe(false);
  });

  it('can be read from this machine', () => {
    expect(typeof new Captures().active(0)).toBe('boolean');
  });
});
