import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listName } from '../../../modules/tm/contacts.ts';
import { fork, forNew, scene, type AnyKSR } from '../../runtime/routing/scene.ts';

const TM = { contacts_avp: '$avp(tm_contacts)', contact_flows_avp: '$avp(tm_flows)' };

/** Runs this for a new request; what it gives is the result. */
async function answers(run: (ksr: AnyKSR) => unknown, tm: Record<string, unknown> = TM): Promise<unknown> {
  let result: unknown;
  const at = await scene({ tm, routes: { requestRoute: forNew((ksr) => (result = run(ksr))) } });
  await at.alice.sends('MESSAGE');
  return result;
}

const uri = (name: string | number): string => `sip:${name}@203.0.113.50`;

function append(ksr: AnyKSR, list: readonly (readonly [string | number, string])[]): void {
  for (const [name, q] of list) ksr.corex.append_branch_uri_q(uri(name), q);
}

/** The destination set now. */
function set(ksr: AnyKSR): string[] {
  const n = (ksr.pv.get('$branch(count)') as number | null) ?? 0;
  const others = Array.from({ length: n }, (_, i) => ksr.pv.get(`$(branch(uri)[${i}])`) as string);
  return [ksr.pv.get('$ru') as string, ...others].map((text) => text.slice(4, text.indexOf('@')));
}

/** All groups, one after the other. */
function groups(ksr: AnyKSR): string[][] {
  const all: string[][] = [];
  while (ksr.tm.t_next_contacts() === 1) {
    all.push(set(ksr));
    (ksr as unknown as { cx: { branches: null } }).cx.branches = null; // as t_relay does
  }
  return all;
}

describe('listName', () => {
  it.each([
    ['$avp(tm_contacts)', 'tm_contacts'],
    ['$avp(s:tm_contacts)', 'tm_contacts'],
    ['$xavp(tm_contacts)', 'tm_contacts'],
    ['tm_contacts', 'tm_contacts'],
    ['', ''],
  ])('%j is %j', (param, name) => {
    expect(listName(param)).toBe(name);
  });
});

describe('t_load_contacts and t_next_contacts', () => {
  it.each<[string, readonly (readonly [string, string])[], string[][]]>([
    [
      'higher q first',
      [
        ['x', '0.3'],
        ['y', '0.7'],
      ],
      [['y'], ['x'], ['bob']],
    ],
    [
      'of the same q the last one in front',
      [
        ['x', '0.5'],
        ['y', '0.5'],
      ],
      [['y', 'x'], ['bob']],
    ],
    [
      'without q all together',
      [
        ['x', ''],
        ['y', ''],
      ],
      [['y', 'x', 'bob']],
    ],
    [
      'q 0 before none',
      [
        ['x', '0'],
        ['y', ''],
      ],
      [['x'], ['y', 'bob']],
    ],
    [
      'groups among others',
      [
        ['a', '1'],
        ['b', '0.2'],
        ['c', '1'],
        ['d', '0.2'],
      ],
      [['c', 'a'], ['d', 'b'], ['bob']],
    ],
  ])('%s', async (_name, list, wanted) => {
    expect(
      await answers((ksr) => {
        append(ksr, list);
        return [ksr.tm.t_load_contacts(), groups(ksr), ksr.tm.t_next_contacts()];
      }),
    ).toEqual([1, wanted, -2]);
  });

  it('leaves a lone destination where it is', async () => {
    expect(await answers((ksr) => [ksr.tm.t_load_contacts(), ksr.tm.t_next_contacts(), set(ksr)])).toEqual([1, -2, ['bob']]);
  });

  it('fails without its parameters', async () => {
    const all = (ksr: AnyKSR): unknown => {
      append(ksr, [['x', '0.5']]);
      return [
        ksr.tm.t_load_contacts(),
        ksr.tm.ki_t_load_contacts_mode(1),
        ksr.tm.t_next_contacts(),
        ksr.tm.t_next_contact_flow(),
      ];
    };
    expect(await answers(all, {})).toEqual([-1, -1, -1, -1]);
  });

  it('keeps what belongs to a contact, where scripts see it', async () => {
    expect(
      await answers((ksr) => {
        append(ksr, [['x', '0.5']]);
        ksr.pv.sets('$branch(dst_uri)', 'sip:203.0.113.60');
        ksr.pv.sets('$branch(path)', '<sip:203.0.113.61;lr>');
        ksr.pv.sets('$branch(instance)', '<urn:x>');
        ksr.pv.sets('$branch(ruid)', 'uloc-1');
        ksr.pv.sets('$branch(user_agent)', 'phone');
        ksr.pv.sets('$branch(send_socket)', 'udp:192.0.2.10:5060');
        ksr.pv.seti('$branch(flags)', 64);
        ksr.tm.t_load_contacts();
        const names = ['uri', 'dst_uri', 'path', 'instance', 'ruid', 'ua', 'sock', 'branch_flags', 'q_flag'];
        const seen = names.map((name) => ksr.pv.get(`$xavp(tm_contacts[0]=>${name})`));
        ksr.tm.t_next_contacts();
        return [seen, ksr.pv.get('$du'), ksr.pv.get('$fs'), ksr.isbflagset(6), ksr.pv.get('$branch(count)')];
      }),
    ).toEqual([
      [uri('x'), 'sip:203.0.113.60', '<sip:203.0.113.61;lr>', '<urn:x>', 'uloc-1', 'phone', 'udp:192.0.2.10:5060', 64, 4],
      'sip:203.0.113.60',
      'udp:192.0.2.10:5060',
      true,
      null,
    ]);
  });

  it('never loses, doubles or disorders a contact', async () => {
    const at = await scene({
      tm: TM,
      config: { max_branches: 30 },
      routes: {
        requestRoute: (ksr) => {
          const qs = (ksr.pv.get('$hdr(Q)') as string).split(',');
          append(
            ksr,
            qs.map((q, i) => [i, q] as const),
          );
          const mode = ksr.pv.get('$hdr(Mode)') === '1' ? 1 : 0;
          ksr.tm.ki_t_load_contacts_mode(mode);
          seen = groups(ksr);
        },
      },
    });
    let seen: string[][] = [];
    const q = fc.constantFrom('', '0', '0.1', '0.5', '1');
    await fc.assert(
      fc.asyncProperty(fc.array(q, { minLength: 1, maxLength: 20 }), fc.constantFrom(0, 1), async (qs, mode) => {
        await at.alice.sends('MESSAGE', { headers: [`Q: ${qs.join(',')}`, `Mode: ${mode}`] });
        const names = [...qs.map((_, i) => String(i)), 'bob'];
        expect(seen.flat().sort()).toEqual(names.sort());
        const rank = (name: string): number => (name === 'bob' || qs[Number(name)] === '' ? -1 : Number(qs[Number(name)]));
        if (mode === 1) {
          expect(seen.every((group) => group.length === 1)).toBe(true);
          const weights = seen.flat().map((name) => rank(name) > 0);
          expect(weights).toEqual([...weights].sort((a, b) => Number(b) - Number(a)));
        } else {
          const ranks = seen.map((group) => [...new Set(group.map(rank))]);
          expect(ranks.every((group) => group.length === 1)).toBe(true);
          expect(ranks.flat()).toEqual([...new Set(ranks.flat())].sort((a, b) => b - a));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('contacts of the same instance', () => {
  const calling = async (instances: readonly [string, string], tm: Record<string, unknown> = TM) => {
    const results: unknown[] = [];
    const at = await scene({
      tm,
      routes: {
        requestRoute: forNew((ksr) => {
          fork(ksr, 'carol', 'dave');
          ksr.pv.sets('$(branch(instance)[0])', instances[0]);
          ksr.pv.sets('$(branch(instance)[1])', instances[1]);
          ksr.pv.seti('$(branch(q)[0])', 500);
          ksr.pv.seti('$(branch(q)[1])', 500);
          ksr.tm.t_load_contacts();
          results.push(ksr.tm.t_next_contacts(), set(ksr));
          ksr.tm.t_on_branch_failure('next');
          ksr.tm.t_relay();
        }),
        next: (ksr) => {
          const next = ksr.tm.t_next_contact_flow();
          results.push(next);
          ksr.tm.t_on_branch_failure('next');
          if (next > 0) results.push(ksr.tm.t_relay());
        },
      },
    });
    await at.alice.sends('INVITE');
    return { at, results };
  };

  it('one is tried, the next when its branch has failed, until none is left', async () => {
    const { at, results } = await calling(['<urn:same>', '<urn:same>']);
    expect(at.got()).toEqual({ alice: ['100 INVITE'], dave: ['INVITE'] });
    await at.dave.replies('INVITE', 480);
    expect(at.got()).toEqual({ dave: ['ACK'], carol: ['INVITE'] });
    await at.carol.replies('INVITE', 480);
    expect(at.got()).toEqual({ alice: ['480 INVITE'], carol: ['ACK'] });
    expect(results).toEqual([1, ['dave'], 1, 1, -2]);
  });

  it.each([
    [
      ['<urn:one>', '<urn:two>'],
      ['dave', 'carol'],
    ],
    [
      ['<urn:one>', ''],
      ['dave', 'carol'],
    ],
    [
      ['', ''],
      ['dave', 'carol'],
    ],
  ] as const)('those of the instances %j are all tried', async (instances, tried) => {
    const { at, results } = await calling(instances);
    await at.dave.replies('INVITE', 480);
    await at.carol.replies('INVITE', 480);
    expect(results).toEqual([1, tried, -2, -2]);
  });

  it('without a list for them the others are left out', async () => {
    const { at, results } = await calling(['<urn:same>', '<urn:same>'], { contacts_avp: 'tm_contacts' });
    await at.dave.replies('INVITE', 480);
    expect(results).toEqual([1, ['dave'], -1]);
    expect(at.carol.got()).toEqual([]);
  });

  it('t_next_contact_flow works nowhere else', async () => {
    expect(await answers((ksr) => ksr.tm.t_next_contact_flow())).toBe(-2);
  });
});
