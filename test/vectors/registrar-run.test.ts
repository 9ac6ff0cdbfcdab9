// The runner itself: it has to find what is not as recorded.

import { describe, expect, it } from 'vitest';
import { aorHash, reversedHex } from '../../modules/usrloc/api.ts';
import { REGISTER_FLOWS, REGISTRAR_SCENARIOS, runScenario, type Scenario, type Step } from './registrar-run.ts';

const SRC = { ip: '203.0.113.77', port: 5060, proto: 'udp' } as const;
const DST = { ip: '198.51.100.10', port: 5060, proto: 'udp' } as const;

function message(method: string, lines: readonly string[]): string {
  return [
    `${method} sip:alice@example.com SIP/2.0`,
    'Via: SIP/2.0/UDP 203.0.113.77:5060;rport;branch=z9hG4bKreg',
    'From: <sip:alice@example.com>;tag=r1',
    'To: <sip:alice@example.com>',
    'Call-ID: c1',
    `CSeq: 1 ${method}`,
    ...lines,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

function reply(...lines: readonly string[]): string {
  return [
    'SIP/2.0 200 OK',
    'Via: SIP/2.0/UDP 203.0.113.77:5060;rport=5060;received=203.0.113.77;branch=z9hG4bKreg',
    'From: <sip:alice@example.com>;tag=r1',
    'To: <sip:alice@example.com>;tag=@TAG@',
    'Call-ID: c1',
    'CSeq: 1 REGISTER',
    ...lines,
    'Server: ksr',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

const HASH = reversedHex(aorHash('alice'));
const INSTANCE = '+sip.instance="<urn:uuid:1>"';

const SAVE: Step = {
  calls: [{ fn: 'registrar.save', args: ['location', 0] }],
  input: message('REGISTER', [`Contact: <sip:alice@192.0.2.4>;${INSTANCE}`, 'Supported: gruu']),
  src: SRC,
  dst: DST,
  expect: {
    ret: [1],
    reply: [
      reply(
        `Contact: <sip:alice@192.0.2.4>;expires=3600;pub-gruu="sip:alice@example.com;gr=urn:uuid:1";temp-gruu="sip:@RUID1@-${HASH}@example.com;gr";${INSTANCE}`,
      ),
    ],
  },
};

const LOOKUP: Step = {
  calls: [{ fn: 'registrar.lookup', args: ['location'] }],
  input: message('INVITE', []),
  src: SRC,
  dst: DST,
  expect: { ret: [1], reply: [], pv: { $ru: 'sip:alice@192.0.2.4', $du: null, $ruid: '@RUID1@' } },
};

async function parts(...steps: readonly Step[]): Promise<string[]> {
  const scenario: Scenario = { name: 'test', modparams: {}, steps };
  const { missing, differences } = await runScenario(scenario);
  expect(missing).toEqual([]);
  return differences.map(({ part }) => part);
}

function expecting(step: Step, expect_: Step['expect']): Step {
  return { ...step, expect: { ...step.expect, ...expect_ } };
}

describe('runScenario', () => {
  it('finds nothing in what is as recorded', async () => {
    expect(await parts(SAVE, LOOKUP)).toEqual([]);
  });

  it.each<[string, Step[]]>([
    ['ret', [expecting(LOOKUP, { ret: [1], pv: {} })]],
    ['reply', [expecting(SAVE, { reply: [] })]],
    ['reply', [expecting(SAVE, { reply: [reply('Contact: <sip:alice@192.0.2.4>;expires=3599')] })]],
    ['pv:$ru', [{ ...SAVE, expect: {} }, expecting(LOOKUP, { pv: { $ru: 'sip:alice@192.0.2.5' } })]],
    ['pv:$ruid', [{ ...SAVE, expect: {} }, expecting(LOOKUP, { pv: { $ruid: '@RUID2@' } })]],
    [
      'forwarded',
      [
        { ...SAVE, expect: {} },
        { ...LOOKUP, forward: true, expect: { forwarded: 'INVITE sip:x SIP/2.0\r\n\r\n' } },
      ],
    ],
  ])('finds a difference in %s', async (part, steps) => {
    expect(await parts(...steps)).toEqual([part]);
  });

  it('lets time pass', async () => {
    const query = {
      ...SAVE,
      input: message('REGISTER', []),
      expect: { ret: [4], reply: [reply('Contact: <sip:alice@192.0.2.4>;expires=90')] },
    };
    const short = { ...SAVE, input: message('REGISTER', ['Contact: <sip:alice@192.0.2.4>;expires=100']), expect: {} };
    expect(await parts(short, { wait: 10 }, query)).toEqual([]);
    expect(await parts(short, { wait: 11 }, query)).toEqual(['reply']);
  });

  it('takes the newer result', async () => {
    expect(await parts({ ...LOOKUP, expect: { ret: [1] }, expect_newer: { ret: [-1] } })).toEqual([]);
  });

  it('says what is missing', async () => {
    const step = {
      ...LOOKUP,
      calls: [{ fn: 'registrar.nosuchfunction', args: [] }],
      expect: { pv: { '$nosuchvariable(x)': 1 } },
    };
    const { missing } = await runScenario({ name: 'test', modparams: {}, steps: [step] });
    expect(missing).toEqual(['registrar.nosuchfunction', '$nosuchvariable']);
  });

  it('of nothing but waiting is nothing', async () => {
    expect(await parts({ wait: 1 })).toEqual([]);
  });
});

describe('the formats', () => {
  it.each([
    { vector: { name: 'a', modparams: {}, steps: [] }, scenario: true, flow: false },
    { vector: { name: 'a', modparams: {}, register: '', expect: { register_reply: '' } }, scenario: false, flow: true },
    { vector: { name: 'a', modparams: {}, register: '', expect: { pings: [] } }, scenario: false, flow: false },
    { vector: { name: 'a', fn: 'x', args: [], input: '' }, scenario: false, flow: false },
  ])('tell $vector', ({ vector, scenario, flow }) => {
    expect(REGISTRAR_SCENARIOS.accepts(vector)).toBe(scenario);
    expect(REGISTER_FLOWS.accepts(vector)).toBe(flow);
  });
});
