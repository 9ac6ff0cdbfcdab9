import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LogOutput } from '../../../runtime/observe/output.ts';
import type { Writer } from '../../../runtime/observe/output.ts';
import { folderOf } from '../../support/folder.ts';

type Done = (error: NodeJS.ErrnoException | null, written: number) => void;

function refusal(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

/** A system whose writes end when the test says so. */
function slow() {
  const begun: { text: string; length: number; done: Done }[] = [];
  const sync: string[] = [];
  let refuse: string[] = [];
  const writer: Writer = {
    write: (_, octets, done) => void begun.push({ text: Buffer.from(octets).toString(), length: octets.length, done }),
    writeSync: (_, octets) => {
      const code = refuse.shift();
      if (code !== undefined) throw refusal(code);
      const taken = Buffer.from(octets).subarray(0, 4);
      sync.push(taken.toString());
      return taken.length;
    },
  };
  return {
    output: new LogOutput(1, 100, writer),
    begun,
    sync,
    /** Ends the oldest write: with all of it, so many octets, or an error. */
    end: (how: number | string = Infinity) => {
      const write = begun.shift();
      if (typeof how === 'string') write?.done(refusal(how), 0);
      else write?.done(null, Math.min(how, write.length));
    },
    refuseSync: (...codes: string[]) => (refuse = codes),
  };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('LogOutput', () => {
  it('begins at once, and gathers what comes meanwhile into one write', () => {
    const { output, begun, end } = slow();
    for (const line of ['one\n', 'two\n', 'three\n']) output.write(line);
    expect(begun.map(({ text }) => text)).toEqual(['one\n']);
    end();
    expect(begun.map(({ text }) => text)).toEqual(['two\nthree\n']);
    end();
    expect(begun).toEqual([]);
    output.write('four\n');
    expect(begun.map(({ text }) => text)).toEqual(['four\n']);
  });

  it('goes on where a write stopped, in the middle of a character too', () => {
    const { output, begun, end } = slow();
    output.write('a€b\n');
    end(2);
    expect(begun[0]?.length).toBe(4);
    end(2);
    expect(begun.map(({ text }) => text)).toEqual(['b\n']);
  });

  it('tries again when the pipe is full', () => {
    vi.useFakeTimers();
    const { output, begun, end } = slow();
    output.write('one\n');
    end('EAGAIN');
    output.write('two\n');
    expect(begun).toEqual([]);
    vi.advanceTimersByTime(20);
    expect(begun.map(({ text }) => text)).toEqual(['one\n']);
    end();
    expect(begun.map(({ text }) => text)).toEqual(['two\n']);
  });

  it.each(['EPIPE', 'EIO', 'ENOSPC', 'EBADF'])('gives up when nobody reads any more: %s', async (code) => {
    const { output, begun, end } = slow();
    output.write('one\n');
    output.write('two\n');
    const flushed = output.flush();
    end(code);
    await flushed;
    output.write('three\n');
    expect(begun).toEqual([]);
    await output.flush();
  });

  it('keeps so much for a slow reader, and no more', () => {
    const { output, begun, end } = slow();
    output.write('first\n');
    for (let n = 0; n < 1000; n++) output.write(`${String(n).padStart(9, '0')}\n`);
    end();
    expect(begun[0]?.length).toBe(100);
    expect(begun[0]?.text.startsWith('000000000\n000000001\n')).toBe(true);
    end();
    output.write('later\n');
    expect(begun[0]?.text).toBe('later\n');
  });

  it('is flushed when everything is written', async () => {
    const { output, end } = slow();
    await output.flush();
    output.write('one\n');
    output.write('two\n');
    let flushed = false;
    const flushing = output.flush().then(() => (flushed = true));
    end();
    await Promise.resolve();
    expect(flushed).toBe(false);
    end();
    await flushing;
  });
});

describe('LogOutput.flushSync', () => {
  it('writes what waits, bit by bit, and nothing twice', () => {
    const { output, begun, sync, end } = slow();
    output.write('being written\n');
    output.write('waiting\n');
    output.flushSync();
    expect(sync).toEqual(['wait', 'ing\n']);
    end();
    expect(begun).toEqual([]);
    output.flushSync();
    expect(sync).toHaveLength(2);
  });

  it('tries a full pipe again, but not for ever', () => {
    const { output, sync, refuseSync } = slow();
    output.write('x');
    output.write('ab\n');
    refuseSync('EAGAIN', 'EAGAIN');
    output.flushSync();
    expect(sync).toEqual(['ab\n']);
    output.write('cd\n');
    refuseSync(...Array.from({ length: 1000 }, () => 'EAGAIN'));
    output.flushSync();
    expect(sync).toEqual(['ab\n']);
  });

  it('ends when nobody reads any more', () => {
    const { output, sync, refuseSync } = slow();
    output.write('x');
    output.write('ab\n');
    refuseSync('EPIPE');
    output.flushSync();
    output.write('more\n');
    output.flushSync();
    expect(sync).toEqual([]);
  });
});

describe('LogOutput with the file system', () => {
  it('writes lines in their order', async () => {
    const file = join(folderOf({}), 'log');
    const fd = openSync(file, 'w');
    const output = new LogOutput(fd, 1_000_000);
    const lines = Array.from({ length: 2000 }, (_, n) => `line ${n} äöü\n`);
    for (const [n, line] of lines.entries()) {
      output.write(line);
      if (n % 100 === 0) await new Promise(setImmediate);
    }
    await output.flush();
    output.write('last\n');
    await output.flush();
    closeSync(fd);
    expect(readFileSync(file, 'utf8')).toBe(`${lines.join('')}last\n`);
  });
});
