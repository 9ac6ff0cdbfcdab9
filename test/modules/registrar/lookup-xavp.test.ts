import { describe, expect, it } from 'vitest';
import { Method } from '../../../runtime/sip/method.ts';
import { START, bindingValues } from '../usrloc/values.ts';
import { registrarServer, request, type RegistrarServer } from './harness.ts';
import type { BindingValues } from '../../../modules/usrloc/api.ts';

const A = 'sip:alice@192.0.2.4:5062';
const B = 'sip:alice@192.0.2.5:5062';
const ALICE = 'sip:alice@example.com';

async function server(contacts: readonly Partial<BindingValues>[], settings: object = {}): Promise<RegistrarServer> {
  const made = await registrarServer(settings);
  for (const contact of contacts) made.table.insert('alice', bindingValues(contact));
  return made;
}

describe('lookup_xavp', () => {
  it('puts what lookup would use into two lists, and leaves the message alone', async () => {
    const made = await server([
      { uri: A, q: 100, received: 'sip:203.0.113.77:40000', cflags: 64 },
      { uri: B, q: 900 },
      { expires: START },
    ]);
    const cx = made.context(request());
    expect(made.call('lookup_xavp', ['location', ALICE, 'rec', 'con'], cx)).toBe(1);
    const { xavp } = cx.variables;
    const about = xavp.list('rec')!;
    expect([about.value('aor'), about.value('domain'), about.value('count')]).toEqual(['alice', 'location', 2]);
    expect([0, 1, 2].map((i) => xavp.list('con', i)?.value('addr'))).toEqual([B, A, undefined]);
    const second = xavp.list('con', 1)!;
    expect(second.value('received')).toBe('sip:203.0.113.77:40000');
    expect([second.value('q'), second.value('cflags'), second.value('ruid')]).toEqual([
      100,
      64,
      made.bindings().find(({ uri }) => uri === A)!.ruid,
    ]);
    expect([xavp.list('con', 0)!.value('received'), xavp.list('con', 0)!.value('instance')]).toEqual([null, null]);
    expect([cx.requestUri, cx.branches, cx.target.dstUri]).toEqual([ALICE, null, '']);
  });

  it('takes the Request-URI for an empty one', async () => {
    const made = await server([{ uri: A }]);
    expect(made.call('lookup_xavp', ['location', '', 'rec', 'con'])).toBe(1);
  });

  it('replaces what was there', async () => {
    const made = await server([{ uri: A }]);
    const cx = made.context(request());
    made.table.insert('bob', bindingValues({ uri: B }));
    made.call('lookup_xavp', ['location', 'sip:bob@example.com', 'rec', 'con'], cx);
    made.call('lookup_xavp', ['location', ALICE, 'rec', 'con'], cx);
    const { xavp } = cx.variables;
    expect([xavp.count('rec'), xavp.count('con'), xavp.list('con')!.value('addr')]).toEqual([1, 1, A]);
    expect(made.call('lookup_xavp', ['location', 'sip:nobody@example.com', 'rec', 'con'], cx)).toBe(-1);
    expect([xavp.count('rec'), xavp.count('con')]).toEqual([0, 0]);
  });

  it.each<[string, readonly unknown[], number]>([
    ['no such table', ['nosuchtable', ALICE, 'rec', 'con'], -1],
    ['no URI', ['location', 'garbage', 'rec', 'con'], -1],
    ['lists without a name', ['location', ALICE, '', ''], -1],
    ['a list without a name', ['location', ALICE, 'rec', ''], -1],
    ['contacts for other methods only', ['location', ALICE, 'rec', 'con'], -2],
  ])('%s', async (_name, args, result) => {
    const made = await server([{ uri: A, methods: Method.BYE }], { method_filtering: 1 });
    expect(made.call('lookup_xavp', args)).toBe(result);
  });
});
