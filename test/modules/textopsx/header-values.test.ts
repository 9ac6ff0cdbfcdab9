import { describe, expect, it } from 'vitest';
import { parseValuePath } from '../../../modules/textopsx/value-path.ts';
import { testServer } from '../../support/context.ts';
import { leaving, lines, message } from './message.ts';

const server = await testServer({ modules: ['textopsx'] });
const LIST = 'X-List: a;p=1, b;q="x,y", c';
const FIELDS = ['X-A: one', LIST, 'X-A: two', 'Require: 100rel,path', 'X-Broken: a, "b'];

function change(name: string, ...args: unknown[]): { result: unknown; lines: (header: string) => string[]; text: string } {
  const cx = server.context(message(FIELDS));
  const result = server.call(cx, `textopsx.${name}`, ...args);
  return { result, lines: (header) => lines(cx, header), text: leaving(cx) };
}

describe('paths', () => {
  it.each([
    ['X', { header: 'X', index: 0, indexed: false, all: false, param: '' }],
    [' X ', { header: 'X', index: 0, indexed: false, all: false, param: '' }],
    ['X[0]', { header: 'X', index: 0, indexed: true, all: false, param: '' }],
    ['X[12]', { header: 'X', index: 12, indexed: true, all: false, param: '' }],
    ['X[-1]', { header: 'X', index: -1, indexed: true, all: false, param: '' }],
    ['X[*]', { header: 'X', index: 0, indexed: true, all: true, param: '' }],
    ['X[]', { header: 'X', index: 0, indexed: true, all: false, param: '' }],
    ['X.p', { header: 'X', index: 0, indexed: false, all: false, param: 'p' }],
    ['X[2].p', { header: 'X', index: 2, indexed: true, all: false, param: 'p' }],
    ['', null],
    ['[1]', null],
    ['X[', null],
    ['X[x]', null],
    ['X[-]', null],
    ['X[1]p', null],
    ['X[1].', null],
    ['X[99999]', { header: 'X', index: 99999, indexed: true, all: false, param: '' }],
    ['X [ +1 ] . p', { header: 'X', index: 1, indexed: true, all: false, param: 'p' }],
    ['X[-11]', null],
    ['X:', null],
    ['X[1] .p ', null],
  ])('%s', (text, path) => {
    expect(parseValuePath(text)).toEqual(path);
  });
});

describe('append_hf_value', () => {
  it.each([
    ['X-List[0]', ['a;p=1, b;q="x,y", c,new']],
    ['X-List[1]', ['a;p=1,new, b;q="x,y", c']],
    ['X-List[2]', ['a;p=1, b;q="x,y",new, c']],
    ['X-List[-1]', ['a;p=1, b;q="x,y", c,new']],
    ['X-List[9]', ['a;p=1, b;q="x,y", c', 'new']],
    ['X-List', ['a;p=1, b;q="x,y", c', 'new']],
    ['X-A[1]', ['one,new', 'two']],
    ['X-A[2]', ['one', 'two,new']],
    ['X-Nope[1]', ['new']],
    ['X-Broken[1]', ['a,new, "b']],
    ['X-Broken[2]', ['a, "b,new']],
  ])('%s', (path, expected) => {
    const changed = change('append_hf_value', path, 'new');
    expect(changed.result).toBe(1);
    expect(changed.lines(path.replace(/\[.*/, ''))).toEqual(expected);
  });
});

describe('insert_hf_value', () => {
  it.each([
    ['X-List[0]', ['new,a;p=1, b;q="x,y", c']],
    ['X-List[1]', ['new,a;p=1, b;q="x,y", c']],
    ['X-List[3]', ['a;p=1, b;q="x,y",new, c']],
    ['X-List[-2]', ['a;p=1,new, b;q="x,y", c']],
    ['X-List', ['new', 'a;p=1, b;q="x,y", c']],
    ['X-A[2]', ['one', 'new,two']],
    ['X-A', ['new', 'one', 'two']],
    ['X-Nope', ['new']],
  ])('%s', (path, expected) => {
    const changed = change('insert_hf_value', path, 'new');
    expect(changed.result).toBe(1);
    expect(changed.lines(path.replace(/\[.*/, ''))).toEqual(expected);
  });
});

describe('assign_hf_value', () => {
  it.each([
    ['X-List', 1, ['new, b;q="x,y", c']],
    ['X-List[2]', 1, ['a;p=1, new, c']],
    ['X-List[-1]', 1, ['a;p=1, b;q="x,y", new']],
    ['X-A', 1, ['new', 'two']],
    ['X-A[2]', 1, ['one', 'new']],
    ['X-List[1].p', 1, ['a;p=new, b;q="x,y", c']],
    ['X-List[1].P', 1, ['a;p=new, b;q="x,y", c']],
    ['X-List[2].q', 1, ['a;p=1, b;q=new, c']],
    ['X-List[3].z', 1, ['a;p=1, b;q="x,y", c;z=new']],
    ['X-List[9]', -1, ['a;p=1, b;q="x,y", c']],
    ['X-List[*]', -1, ['a;p=1, b;q="x,y", c']],
    ['X-Nope', -1, []],
    ['X-List[*].p', 1, ['a;p=new, b;q="x,y";p=new, c;p=new']],
    ['X-Broken', 1, ['new, "b']],
  ])('%s: %i', (path, result, expected) => {
    const changed = change('assign_hf_value', path, 'new');
    expect(changed.result).toBe(result);
    expect(changed.lines(path.replace(/\[.*/, ''))).toEqual(expected);
  });
});

describe('remove_hf_value', () => {
  it.each([
    ['X-List', 1, ['b;q="x,y", c']],
    ['X-List[2]', 1, ['a;p=1, c']],
    ['X-List[-1]', 1, ['a;p=1, b;q="x,y"']],
    ['X-List[*]', 1, []],
    ['X-A', 1, ['two']],
    ['X-A[2]', 1, ['one']],
    ['X-A[*]', 1, []],
    ['X-List[1].p', 1, ['a, b;q="x,y", c']],
    ['X-List[2].q', 1, ['a;p=1, b, c']],
    ['X-List[3].q', -1, ['a;p=1, b;q="x,y", c']],
    ['X-List[*].q', 1, ['a;p=1, b, c']],
    ['X-List[9]', -1, ['a;p=1, b;q="x,y", c']],
    ['X-Nope', -1, []],
    ['X-Nope[*]', -1, []],
    ['', -1, []],
  ])('%s: %i', (path, result, expected) => {
    const changed = change('remove_hf_value', path);
    expect(changed.result).toBe(result);
    if (path !== '') expect(changed.lines(path.replace(/\[.*/, ''))).toEqual(expected);
  });
});

describe('whole bodies', () => {
  it.each([
    ['X-List', 1, ['new'], []],
    ['X-A', 1, ['new', 'two'], ['two']],
    ['X-A[2]', 1, ['one', 'new'], ['one']],
    ['X-A[-1]', 1, ['one', 'new'], ['one']],
    ['X-A[3]', -1, ['one', 'two'], ['one', 'two']],
    ['X-Broken', 1, ['new'], []],
    ['X-Nope', -1, [], []],
  ])('%s: %i', (path, result, assigned, removed) => {
    const header = path.replace(/\[.*/, '');
    const set = change('assign_hf_value2', path, 'new');
    expect([set.result, set.lines(header)]).toEqual([result, assigned]);
    const cut = change('remove_hf_value2', path, 'x');
    expect([cut.result, cut.lines(header)]).toEqual([result, removed]);
  });
  it('all of them', () => {
    expect(change('assign_hf_value2', 'X-A[*]', 'new').result).toBe(-1);
    const cut = change('remove_hf_value2', 'X-A[*]', '');
    expect([cut.result, cut.lines('X-A')]).toEqual([1, []]);
  });
});

// recorded from Kamailio 5.6.3
describe('empty values, white space, parameters between commas', () => {
  it.each([
    ['append_hf_value', 'X-W[1]', '', 'a ,, "b,c" ;p = 1 , d,'],
    ['append_hf_value', 'X-W', '', ''],
    ['insert_hf_value', 'X-W[2]', 'n', 'a ,n, "b,c" ;p = 1 , d,'],
    ['assign_hf_value', 'X-W[2]', '', 'a ,  , d,'],
    ['assign_hf_value', 'X-W[2].p', 'n', 'a , "b,c" ;p=n , d,'],
    ['assign_hf_value', 'X-W[2].P', '', 'a , "b,c"  , d,'],
    ['assign_hf_value', 'X-W[3].p', 'n', 'a , "b,c" ;p = 1 , d;p=n,'],
    ['remove_hf_value', 'X-W[2]', undefined, 'a , d,'],
    ['remove_hf_value', 'X-W[2].p', undefined, 'a , "b,c"  , d,'],
    ['assign_hf_value2', 'X-W', '', ''],
    ['assign_hf_value2', 'X-D.qop', 'auth-int', 'Digest realm="a,b", nonce=x ,qop =auth-int'],
    ['assign_hf_value2', 'X-D.opaque', 'o', 'Digest realm="a,b", nonce=x ,qop = auth,opaque=o'],
    ['assign_hf_value2', 'X-D.nonce', '', 'Digest realm="a,b" ,qop = auth'],
    ['remove_hf_value2', 'X-D.nonce', '', 'Digest realm="a,b" ,qop = auth'],
    ['remove_hf_value2', 'X-D.nonce', 'y', 'Digest realm="a,b", nonce=y ,qop = auth'],
  ])('%s %s %j', (name, path, value, expected) => {
    const cx = server.context(message(['X-W: a , "b,c" ;p = 1 , d,', 'X-D: Digest realm="a,b", nonce=x ,qop = auth']));
    expect(server.call(cx, `textopsx.${name}`, path, value)).toBe(1);
    expect(lines(cx, path.slice(0, 3))).toContain(expected);
  });
  it.each([
    ['assign_hf_value', 'X-A.p', ''],
    ['assign_hf_value2', 'X-A.p', ''],
    ['insert_hf_value', 'X-A[5]', 'n'],
    ['insert_hf_value', 'X-A[-5]', 'n'],
    ['include_hf_value', 'X-A[1]', 'n'],
    ['exclude_hf_value', 'X-A.p', 'one'],
    ['hf_value_exists', 'X-A[1]', 'one'],
  ])('%s %s %j is -1', (name, path, value) => {
    expect(change(name, path, value).result).toBe(-1);
  });
  it('what stands between parameters never stops the search', () => {
    const cx = server.context(message(['X: <a;b>, "c"; d=1,, e']));
    expect(server.call(cx, 'textopsx.assign_hf_value2', 'X.zz', 'n')).toBe(1);
    expect(lines(cx, 'X')).toEqual(['<a;b>, "c"; d=1,, e,zz=n']);
  });
});

describe('values by their text', () => {
  it.each([
    ['Require', 'path', 1, ['100rel,path'], ['100rel']],
    ['Require', 'PATH', 1, ['100rel,path'], ['100rel']],
    ['Require', '100rel', 1, ['100rel,path'], ['path']],
    ['Require', 'gruu', -1, ['100rel,path,gruu'], ['100rel,path']],
    ['X-List', 'a', -1, ['a;p=1, b;q="x,y", c,a'], ['a;p=1, b;q="x,y", c']],
    ['X-List', 'A;P=1', 1, ['a;p=1, b;q="x,y", c'], ['b;q="x,y", c']],
    ['X-A', 'two', 1, ['one', 'two'], ['one']],
    ['X-A', 'six', -1, ['one,six', 'two'], ['one', 'two']],
    ['X-Nope', 'a', -1, ['a'], []],
  ])('%s: %s', (header, value, there, included, excluded) => {
    expect(change('hf_value_exists', header, value).result).toBe(there);
    const more = change('include_hf_value', header, value);
    expect([more.result, more.lines(header)]).toEqual([1, included]);
    const less = change('exclude_hf_value', header, value);
    expect([less.result, less.lines(header)]).toEqual([1, excluded]);
  });

  it('all copies of a value go together', () => {
    const cx = server.context(message(['X: a, b, A, a', 'X: a']));
    expect(server.call(cx, 'textopsx.exclude_hf_value', 'X', 'a')).toBe(1);
    expect(lines(cx, 'X')).toEqual(['b']);
    const all = server.context(message(['X: a, a']));
    server.call(all, 'textopsx.exclude_hf_value', 'X', 'a');
    expect(lines(all, 'X')).toEqual([]);
  });

  it('nothing is no value', () => {
    expect(change('hf_value_exists', 'Require', '').result).toBe(-1);
    expect(change('include_hf_value', 'Require', '').result).toBe(-1);
    expect(change('exclude_hf_value', 'Require', '').result).toBe(-1);
  });
});

describe('what would break the message', () => {
  const before = leaving(server.context(message(FIELDS)));
  it.each([
    ['append_hf_value', 'X-List[0]', 'a\r\nEvil: 1'],
    ['append_hf_value', 'X-List', 'a\0'],
    ['append_hf_value', 'X: 1\r\nEvil', 'a'],
    ['append_hf_value', 'X:Y', 'a'],
    ['insert_hf_value', 'X-List[1]', 'a\n'],
    ['assign_hf_value', 'X-List[1]', 'a\r'],
    ['assign_hf_value', 'X-List[1].p\r\n', 'a'],
    ['assign_hf_value2', 'X-List', 'a\r\nEvil: 1'],
    ['include_hf_value', 'Require', 'a\r\nEvil: 1'],
  ])('%s %j %j is refused', (name, path, value) => {
    const changed = change(name, path, value);
    expect([changed.result, changed.text]).toEqual([-1, before]);
  });
});
