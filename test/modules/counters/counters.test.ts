import { beforeEach, describe, expect, it } from 'vitest';
import { parseDeclaration } from '../../../modules/counters/name.ts';
import { RpcFault } from '../../../runtime/module.ts';
import { invite } from '../../runtime/ksr/arrive.ts';
import { testServer, type TestServer } from '../../support/context.ts';

let server: TestServer;
beforeEach(async () => {
  server = await testServer({
    modules: ['counters', 'sl'],
    params: { counters: { script_counter: ['one', 'two.grp a description'], script_cnt_grp_name: 'mygrp' } },
  });
});

function call(fn: string, ...args: readonly unknown[]): unknown {
  return server.call(server.context(invite()), `counters.${fn}`, ...args);
}
function read(name: string): unknown {
  return server.pv.get(server.context(invite()), `$stat(${name})`);
}
function rpc(name: string, ...args: string[]): unknown {
  return server
    .contribution('counters')!
    .rpc!.find((command) => command.name === name)!
    .run(args);
}

describe('counters of the routes', () => {
  it.each([
    ['one', 'one'],
    ['mygrp.one', 'one'],
    ['two.grp', 'grp'],
    ['core.rcv_requests', 'rcv_requests'],
    ['sl.filtered_acks', 'filtered_acks'],
  ])('%s counts', (name, shown) => {
    expect([call('inc', name), read(shown), call('add', name, 5), call('add', name, -2), read(shown)]).toEqual([1, 1, 1, 1, 4]);
    expect([call('reset', name), read(shown)]).toEqual([1, 0]);
  });

  it.each(['grp', 'grp.two', 'script.one', 'rcv_requests', 'nope', '', '.', '.one', 'mygrp.', null, 'constructor.name'])(
    '%j is none',
    (name) => {
      expect([call('inc', name), call('add', name, 5), call('reset', name)]).toEqual([-1, -1, -1]);
      expect(server.log.texts('error')).toHaveLength(3);
    },
  );

  it.each(['nope', 'mygrp.one', 'two'])('$stat(%s) has no value', (name) => expect(read(name)).toBeNull());

  it('count what the core counts on', () => {
    call('add', 'core.rcv_requests', 10);
    server.receive(invite());
    expect(read('rcv_requests')).toBe(11);
    call('reset', 'core.rcv_requests');
    server.receive(invite());
    expect([read('rcv_requests'), server.core.counters.requests]).toEqual([1, 2]);
  });
});

describe('declarations', () => {
  it.each([
    ['calls', 'g', 'calls', ''],
    ['my.calls', 'my', 'calls', ''],
    ['calls how many', 'g', 'calls', 'how many'],
    ['my.calls:how many', 'my', 'calls', 'how many'],
    ['a-b_1', 'g', 'a-b_1', ''],
  ])('%j', (text, group, name, description) => expect(parseDeclaration(text, 'g')).toEqual({ group, name, description }));

  it.each(['', '.', 'a.', '.a', 'a.b.c', 'a/b', ' a', 'ä'])('%j is none', (text) => {
    expect(() => parseDeclaration(text, 'g')).toThrow('script_counter');
  });
});

describe('commands', () => {
  it('read and reset', () => {
    call('add', 'one', 7);
    expect([rpc('cnt.get', 'mygrp', 'one'), rpc('cnt.get_vars', 'mygrp'), rpc('cnt.get_vars', 'two')]).toEqual([
      7,
      { one: 7 },
      { grp: 0 },
    ]);
    expect((rpc('cnt.list_groups') as string[]).sort()).toEqual(['core', 'mygrp', 'sl', 'two']);
    expect([rpc('cnt.reset', 'mygrp', 'one'), rpc('cnt.get', 'mygrp', 'one')]).toEqual(['ok', 0]);
  });

  it.each([
    ['cnt.get', [], 'too few parameters'],
    ['cnt.get', ['core'], 'too few parameters'],
    ['cnt.get', ['core', 'nope'], 'no such counter'],
    ['cnt.get_vars', [], 'too few parameters'],
    ['cnt.get_vars', ['nope'], 'no such group'],
    ['cnt.reset', ['nope', 'one'], 'no such counter'],
  ])('%s %j is refused: %s', (name, args, message) => {
    const fault = rpc(name, ...args);
    expect(fault).toBeInstanceOf(RpcFault);
    expect((fault as RpcFault).message).toBe(message);
  });
});
