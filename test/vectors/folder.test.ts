import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEVIATIONS } from './deviations.ts';
import { paramsOf, type Difference, type Format } from './format.ts';
import { judge, runFile, vectorFiles } from './folder.ts';
import { failureText, folderTotals, lineDiff, missingCounts } from './report.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vectors-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, content: unknown): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), JSON.stringify(content));
}

const INPUT = [
  'OPTIONS sip:b@example.com SIP/2.0',
  'Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKa',
  'From: <sip:ä@example.com>;tag=1',
  'To: <sip:b@example.com>',
  'Call-ID: c',
  'CSeq: 1 OPTIONS',
  '',
  '',
].join('\r\n');
const CASE = {
  name: 'a/case',
  fn: 'nathelper.nat_uac_test',
  args: [2],
  modparams: {},
  kind: 'request',
  src: { ip: '203.0.113.77', port: 5060, proto: 'udp' },
  dst: { ip: '198.51.100.10', port: 5060, proto: 'udp' },
  input: INPUT,
  expect: { ret: 1, message: null, pv: { $ru: 'sip:b@example.com', $fU: 'ä' } },
};

/** Runs the command. @returns exit code and output */
function command(path: string): Promise<[number, string]> {
  const run = fileURLToPath(new URL('run.ts', import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, ['--disable-warning=ExperimentalWarning', run, path], (error, out) =>
      resolve([Number(error?.code ?? 0), out]),
    );
  });
}

describe('files', () => {
  it('are found below a folder, in order', () => {
    write('b/two.json', [CASE]);
    write('a/one.json', [CASE, CASE]);
    write('a/other.json', { not: 'a list' });
    expect(vectorFiles(folder).map(({ name, module, cases }) => [name, module, cases.length])).toEqual([
      ['a/one', 'a', 2],
      ['b/two', 'b', 1],
    ]);
    expect(vectorFiles(join(folder, 'b/two.json')).length).toBe(1);
  });

  it('have parameters by module, or of their own one', () => {
    expect(paramsOf({ alias_name: 'x' }, 'nathelper')).toEqual({ nathelper: { alias_name: 'x' } });
    expect(paramsOf({ rr: { enable_full_lr: 1 } }, 'path')).toEqual({ rr: { enable_full_lr: 1 } });
    expect(paramsOf({}, 'rr')).toEqual({});
  });
});

describe('cases', () => {
  async function results(...cases: object[]): Promise<unknown[]> {
    write('m/f.json', cases);
    const reports = await runFile(vectorFiles(folder)[0]!);
    return reports.map(({ result, missing, differences }) => [result, ...missing, ...differences.map(({ part }) => part)]);
  }

  it('pass, fail, or are skipped for want of a function or a module', async () => {
    expect(
      await results(
        CASE,
        { ...CASE, expect: { ...CASE.expect, ret: -1 } },
        { ...CASE, fn: 'nathelper.no_such_function' },
        { ...CASE, expect: { ...CASE.expect, pv: { $nothing: 'x' } } },
        { ...CASE, expect: { ...CASE.expect, pv: { $nothing: null } } },
        { ...CASE, expect: { ...CASE.expect, message: `${INPUT}x` } },
        { ...CASE, modparams: { m: { no_such: 1 } }, fn: 'pv:' },
        { unknown: 'format' },
      ),
    ).toEqual([
      ['passed'],
      ['failed', 'ret'],
      ['skipped', 'nathelper.no_such_function'],
      ['skipped', '$nothing'],
      ['passed'],
      ['failed', 'message'],
      ['skipped', 'module m'],
    ]);
  });

  it('match the newer version where the two differ', async () => {
    expect(await results({ ...CASE, expect: { ret: 5 }, expect_newer: CASE.expect })).toEqual([['passed']]);
  });

  it('need not match where the recorded server failed', async () => {
    expect(await results({ ...CASE, expect: { crash: true, pv: {}, ret: 7 } })).toEqual([['passed']]);
  });

  it('are forwarded as recorded', async () => {
    const via =
      'Via: SIP/2.0/UDP 198.51.100.10;branch=@BRANCH@\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKa;received=203.0.113.77';
    const forwarded = INPUT.replace('Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKa', via);
    expect(await results({ ...CASE, expect: { ...CASE.expect, forwarded } })).toEqual([['passed']]);
    expect(await results({ ...CASE, expect: { ...CASE.expect, forwarded: INPUT } })).toEqual([['failed', 'forwarded']]);
  });

  it('are dropped as recorded', async () => {
    const input = INPUT.replace('To: <sip:b@example.com>\r\n', '');
    expect(await results({ ...CASE, input, expect: { dropped: true } }, { ...CASE, expect: { dropped: true } })).toEqual([
      ['passed'],
      ['failed', 'dropped'],
    ]);
  });

  it('that throw fail', async () => {
    write('m/f.json', [CASE]);
    const format: Format = { accepts: () => true, run: () => Promise.reject(new Error('defect')) };
    const [report] = await runFile(vectorFiles(folder)[0]!, [format]);
    expect([report?.result, report?.differences[0]?.part]).toEqual(['failed', 'threw']);
    expect(failureText(report!)).toContain('defect');
  });
});

describe('deviations', () => {
  const RET: Difference = { part: 'ret', expected: 1, actual: -1 };
  const PV: Difference = { part: 'pv:$ru', expected: 'a', actual: 'b' };
  const THREW: Difference = { part: 'threw', expected: 'no exception', actual: 'x' };
  const LISTED = [
    { file: 'm/f', name: 'one', parts: ['ret'], reason: '' },
    { file: 'm/f', name: 'all', reason: '' },
    { file: 'm/g', name: '*', parts: ['pv:$ru'], reason: '' },
  ];

  it.each([
    ['m/f', 'one', [RET], 0, true],
    ['m/f', 'one', [RET, PV], 1, true],
    ['m/f', 'one', [], 1, false],
    ['m/f', 'all', [RET, PV], 0, true],
    ['m/f', 'all', [THREW], 2, false],
    ['m/f', 'other', [RET], 1, false],
    ['m/g', 'any', [PV], 0, true],
    ['m/g', 'any', [], 0, false],
  ])('%s %s', (file, name, differences, left, deviates) => {
    const judged = judge(file, name, differences, LISTED);
    expect([judged.differences.length, judged.deviates]).toEqual([left, deviates]);
  });

  it('are listed once, with a reason', () => {
    const keys = DEVIATIONS.map(({ file, name }) => `${file} ${name}`);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    for (const { reason } of DEVIATIONS) expect(reason.length).toBeGreaterThan(10);
  });

  it('are of cases that exist', () => {
    const files = vectorFiles(fileURLToPath(new URL('data', import.meta.url)));
    for (const { file, name } of DEVIATIONS) {
      const found = files.find((one) => one.name === file)?.cases.some((one) => name === '*' || one.name === name);
      expect([file, name, found]).toEqual([file, name, true]);
    }
  });
});

describe('the report', () => {
  it('shows the lines that differ', () => {
    expect(lineDiff('a\r\nb\r\nc', 'a\r\nx\ny\r\nc').split('\n')).toEqual(['      a', '    - b', '    + x\\ny', '      c']);
    expect(lineDiff('a', 'a\r\nb')).toBe('      a\n    + b');
    expect(lineDiff('To: a;tag=@TAG@\r\nx', 'To: a;tag=1\r\ny')).toBe('      To: a;tag=@TAG@\n    - x\n    + y');
    expect(lineDiff('Ã¤', '')).toBe('    - ä\n    + ');
  });

  it('counts what is missing, each once for a case', () => {
    const base = { file: 'f', name: 'n', differences: [], deviates: false, result: 'skipped' } as const;
    expect(
      missingCounts([
        { ...base, missing: ['b', 'b'] },
        { ...base, missing: ['a', 'b'] },
      ]),
    ).toEqual([
      ['b', 2],
      ['a', 1],
    ]);
  });

  it('counts by folder', () => {
    const base = { name: 'n', differences: [], missing: [], deviates: false, result: 'passed' } as const;
    expect(
      folderTotals([
        { ...base, file: 'b/f' },
        { ...base, file: 'a/f', deviates: true },
        { ...base, file: 'b/g', result: 'failed' },
        { ...base, file: 'b/g', result: 'skipped', deviates: true },
      ]),
    ).toEqual(['b: 1 passed, 1 failed, 1 skipped', 'a: 1 passed (1 deviate), 0 failed, 0 skipped']);
  });

  it('is the output of the command', async () => {
    write('m/f.json', [CASE, { ...CASE, name: 'bad', expect: { ...CASE.expect, ret: -1 } }, { ...CASE, fn: 'no.such' }]);
    const [code, out] = await command(folder);
    expect(code).toBe(1);
    expect(out).toContain('FAILED m/f bad\n  ret: recorded -1, got 1');
    expect(out).toContain('\n  no.such 1\n');
    expect(out.trimEnd().split('\n').at(-1)).toBe('1 passed, 1 failed, 1 skipped');
    write('m/f.json', [CASE]);
    expect(await command(join(folder, 'm'))).toEqual([0, 'm: 1 passed, 0 failed, 0 skipped\n1 passed, 0 failed, 0 skipped\n']);
  });
});
