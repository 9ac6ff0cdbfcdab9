import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contactHeader, register, registrarServer, type RegisterParts, type RegistrarServer } from './harness.ts';

const A = 'sip:alice@192.0.2.4:5062';
const B = 'sip:alice@192.0.2.5:5062';

describe('a broken REGISTER', () => {
  it.each<{ name: string; parts: RegisterParts; error: string }>([
    { name: 'a star without Expires', parts: { contacts: ['*'] }, error: '* used in contact and expires is not zero' },
    {
      name: 'a star and a contact',
      parts: { contacts: ['*', `<${A}>`], headers: ['Expires: 0'] },
      error: '* used in contact and more than 1 contact',
    },
    {
      name: 'a contact and a star',
      parts: { contacts: [`<${A}>`, '*'], headers: ['Expires: 0'] },
      error: '* used in contact and more than 1 contact',
    },
    { name: 'an empty Contact', parts: { contacts: [''] }, error: 'Contact parse error' },
    { name: 'an open bracket', parts: { contacts: ['<sip:a'] }, error: 'Contact parse error' },
    { name: 'a folded URI', parts: { contacts: ['<sip:a@b\r\n ;x>'] }, error: 'Contact parse error' },
    { name: 'an empty URI', parts: { contacts: ['<>'] }, error: 'Contact parse error' },
    { name: 'a q above 1', parts: { contacts: [`<${A}>;q=1.1`] }, error: 'Invalid q param in contact' },
    {
      name: 'a broken contact behind a good one',
      parts: { contacts: [`<${B}>, <${A}>;q=x`] },
      error: 'Invalid q param in contact',
    },
    { name: 'methods that are none', parts: { contacts: [`<${A}>;methods="A B"`] }, error: 'Invalid methods param in contact' },
    { name: 'a reg-id that is none', parts: { contacts: [`<${A}>;reg-id=x`] }, error: 'Invalid reg-id param in contact' },
    { name: 'a long URI', parts: { contacts: [`<sip:${'a'.repeat(520)}>`] }, error: 'Contact/received too long' },
    {
      name: 'a long received',
      parts: { contacts: [`<${A}>;received="sip:${'a'.repeat(300)}"`] },
      error: 'Contact/received too long',
    },
    {
      name: 'a received with a line break',
      parts: { contacts: [`<${A}>;received="sip:x\r\n y"`] },
      error: 'Contact parse error',
    },
    {
      name: 'too many contacts',
      parts: { contacts: [Array.from({ length: 65 }, (_, i) => `<sip:${i}>`).join()] },
      error: 'Too many contacts in one request',
    },
    { name: 'a long Call-ID', parts: { callId: 'x'.repeat(256) }, error: 'Callid too long' },
    { name: 'a long user', parts: { to: `<sip:${'a'.repeat(300)}@example.com>` }, error: 'Address Of Record too long' },
    { name: 'a broken escape in the user', parts: { to: '<sip:al%zz@example.com>' }, error: 'Error while unescaping username' },
    {
      name: 'a line break hidden in the user',
      parts: { to: '<sip:al%0d%0aX@example.com>' },
      error: 'Error while unescaping username',
    },
  ])('with $name gets 400 and changes nothing', async ({ parts, error }) => {
    const made = await registrarServer();
    made.save({ callId: 'before', contacts: ['<sip:alice@198.51.100.200>'] });
    const { result, status, headers } = made.save({ cseq: 2, ...parts });
    expect([result, status]).toEqual([-1, '400 Bad Request']);
    expect(headers).toEqual([`P-Registrar-Error: ${error}`]);
    expect(made.uris()).toEqual(['sip:alice@198.51.100.200']);
    expect(made.table.contacts).toBe(1);
  });

  it.each(['<garbage>', '<http://example.com>', '<sip:>', '<sip:@>'])('whose To is %s gets no answer', async (to) => {
    const made = await registrarServer();
    expect(made.save({ to })).toMatchObject({ result: -1, status: '' });
    expect(made.table.contacts).toBe(0);
  });

  it('whose URI from the script is none gets no answer', async () => {
    const made = await registrarServer();
    expect(made.call('save_uri', ['location', 0, 'garbage'], made.context(register()))).toBe(-1);
    expect(made.server.sent).toEqual([]);
  });

  it('lists the contacts with a wrong CSeq', async () => {
    const made = await registrarServer();
    made.save({ cseq: 5 });
    expect(made.save({ cseq: 4 }).headers).toEqual([
      contactHeader(`<${A}>;expires=3600`),
      'P-Registrar-Error: Invalid CSeq number',
    ]);
  });

  it('with a time that is too short gets 423', async () => {
    const made = await registrarServer({ min_expires: 300, min_expires_mode: 1 });
    expect(made.save({ contacts: [`<${A}>;expires=299`] })).toMatchObject({
      result: -1,
      status: '423 Interval Too Brief',
      headers: ['Min-Expires: 300', 'P-Registrar-Error: Interval too brief'],
    });
    expect(made.save({ contacts: [`<${A}>;expires=0`] }).result).toBe(1);
    expect(made.save({ contacts: [`<${A}>;expires=300`] }).result).toBe(1);
  });

  it('that requires outbound gets 420 while it is off', async () => {
    const made = await registrarServer();
    expect(made.save({ headers: ['Require: outbound'] })).toMatchObject({
      result: -1,
      status: '420 Bad Extension',
      headers: ['Unsupported: outbound', 'P-Registrar-Error: No support for Outbound on server'],
    });
    expect(made.uris()).toEqual([]);
  });

  it.each([
    ['no loose router', 'Path: <sip:p1.example.com>'],
    ['no brackets', 'Path: sip:p1.example.com;lr'],
    ['nothing in it', 'Path: '],
  ])('with a Path that has %s gets 400', async (_, path) => {
    const made = await registrarServer({ use_path: 1, path_mode: 0 });
    expect(made.save({ headers: [path] })).toMatchObject({
      result: -1,
      status: '400 Bad Request',
      headers: ['P-Registrar-Error: Path parse error'],
    });
    expect((await registrarServer()).save({ headers: [path] }).result).toBe(1);
  });
});

describe('max_contacts', () => {
  const three = [`<${A}>`, `<${B}>`, '<sip:alice@192.0.2.6>'];

  it.each<{ name: string; limit: number; steps: readonly [RegisterParts, number][]; left: number }>([
    {
      name: 'a second one',
      limit: 1,
      steps: [
        [{}, 1],
        [{ cseq: 2, contacts: [`<${B}>`] }, -2],
      ],
      left: 1,
    },
    { name: 'three at once', limit: 2, steps: [[{ contacts: three }, -2]], left: 0 },
    { name: 'two at once', limit: 2, steps: [[{ contacts: three.slice(0, 2) }, 1]], left: 2 },
    {
      name: 'a refresh of a full AoR',
      limit: 1,
      steps: [
        [{}, 1],
        [{ cseq: 2 }, 2],
      ],
      left: 1,
    },
    {
      name: 'one that makes room for another',
      limit: 1,
      steps: [
        [{}, 1],
        [{ cseq: 2, contacts: [`<${A}>;expires=0`, `<${B}>`] }, 1],
      ],
      left: 1,
    },
    {
      name: 'one that makes room for another behind it',
      limit: 1,
      steps: [
        [{}, 1],
        [{ cseq: 2, contacts: [`<${B}>`, `<${A}>;expires=0`] }, 1],
      ],
      left: 1,
    },
    {
      name: 'an unknown one that goes and makes no room',
      limit: 1,
      steps: [
        [{}, 1],
        [{ cseq: 2, contacts: ['<sip:x>;expires=0', `<${B}>`] }, -2],
      ],
      left: 1,
    },
    { name: 'the same twice', limit: 1, steps: [[{ contacts: [`<${A}>`, `<${A}>;q=1`] }, 1]], left: 1 },
    { name: 'no limit', limit: 0, steps: [[{ contacts: three }, 1]], left: 3 },
  ])('$limit: $name', async ({ limit, steps, left }) => {
    const made = await registrarServer({ max_contacts: limit });
    for (const [parts, result] of steps) expect(made.save(parts).result).toBe(result);
    expect(made.table.contacts).toBe(left);
  });

  it('answers 503, with the contacts there are and Retry-After', async () => {
    const made = await registrarServer({ max_contacts: 1, retry_after: 30 });
    made.save();
    expect(made.save({ cseq: 2, contacts: [`<${B}>`] })).toMatchObject({
      status: '503 Service Unavailable',
      headers: [contactHeader(`<${A}>;expires=3600`), 'P-Registrar-Error: Too many registered contacts', 'Retry-After: 30'],
    });
  });

  it('does not count expired contacts, but one that comes back', async () => {
    const made = await registrarServer({ max_contacts: 1 });
    made.save({ contacts: [`<${A}>;expires=60`] });
    made.wait(61);
    expect(made.save({ cseq: 2, contacts: [`<${B}>`] }).result).toBe(1);
    expect(made.save({ cseq: 3, contacts: [`<${A}>`] }).result).toBe(-2);
  });

  it('may be other than the parameter for one message', async () => {
    const made = await registrarServer({ xavp_cfg: 'reg', max_contacts: 1 });
    made.save();
    const cx = made.context(register({ cseq: 2, contacts: [`<${B}>`] }));
    const list = cx.variables.xavp.empty();
    list.add('max_contacts', 2);
    cx.variables.xavp.add('reg', list);
    expect(made.saveIn(cx).result).toBe(1);
  });

  it('lets those refresh who are there when it is lowered', async () => {
    const made = await registrarServer({ xavp_cfg: 'reg' });
    made.save({ contacts: [`<${A}>`, `<${B}>`] });
    const cx = made.context(register({ cseq: 2 }));
    const list = cx.variables.xavp.empty();
    list.add('max_contacts', 1);
    cx.variables.xavp.add('reg', list);
    expect(made.saveIn(cx).result).toBe(2);
  });

  it('is 256, whatever the parameters say', async () => {
    const made = await registrarServer();
    for (let i = 0; i < 4; i++) {
      const contacts = [Array.from({ length: 64 }, (_, k) => `<sip:${i}-${k}>`).join()];
      expect(made.save({ cseq: i + 1, contacts }).result).toBe(1);
    }
    expect(made.save({ cseq: 5, contacts: ['<sip:one-more>'] })).toMatchObject({ result: -2, status: '503 Service Unavailable' });
    expect(made.table.contacts).toBe(256);
    expect(made.save({ cseq: 6, contacts: ['<sip:0-0>'] }).result).toBe(2);
  });
});

describe('what is counted', () => {
  it('accepted and rejected', async () => {
    const made = await registrarServer({ max_contacts: 1 });
    made.save();
    made.save({ cseq: 2 });
    made.save({ cseq: 3, contacts: [] });
    made.save({ cseq: 4, contacts: ['<x'] });
    made.save({ cseq: 5, contacts: [`<${B}>`] });
    made.save({ to: '<garbage>' });
    const { accepted_regs, rejected_regs } = made.server.contribution('registrar')!.statistics!;
    expect([accepted_regs!(), rejected_regs!()]).toEqual([3, 3]);
  });
});

// What the table holds, in full.
function snapshot(made: RegistrarServer): string[] {
  const all: string[] = [];
  made.table.slice(0, 1, (b) => {
    all.push(
      [b.aor, b.uri, b.received, b.path, b.expires, b.q, b.callId, b.cseq, b.ruid, b.instance, b.regId, b.lastModified].join('|'),
    );
  });
  return all;
}

const piece = fc.constantFrom(
  `<${A}>`,
  `<${B}>`,
  'sip:c@d',
  '<sip:e@f;transport=tcp>',
  ';q=0.3',
  ';q=7',
  ';expires=0',
  ';expires=30',
  ';expires=99999999999',
  ';+sip.instance="<urn:uuid:1>"',
  ';reg-id=1',
  ';reg-id=x',
  ';received="sip:203.0.113.5"',
  ';methods="A,B"',
  ', ',
  ',',
  '*',
  '"quoted, " ',
  '<',
  '>',
  '"',
  ' ',
  '\r\n ',
  '\0',
  ';',
);

const uri = fc.constantFrom(`<${A}>`, `<${B}>`, '<sip:c@d>', 'sip:e@f', '"G" <sip:g@h>', '<sip:i@j;transport=tcp>');
const parameter = fc.constantFrom(
  ';q=0.3',
  ';expires=0',
  ';expires=30',
  ';expires=900',
  ';+sip.instance="<urn:uuid:1>"',
  ';reg-id=1',
  ';x',
);
const sound = fc.tuple(uri, fc.array(parameter, { maxLength: 2 })).map(([one, more]) => one + more.join(''));
const garbage = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
const field = fc.oneof({ weight: 12, arbitrary: sound }, { weight: 1, arbitrary: garbage });

describe('any REGISTER', () => {
  it('is applied whole or not at all, and answered with one message', async () => {
    const made = await registrarServer({ max_contacts: 3, use_path: 1, path_mode: 0 });
    let cseq = 100;
    fc.assert(
      fc.property(
        fc.array(field, { maxLength: 4 }),
        fc.constantFrom(1, 1, 1, 1, 0, -1),
        fc.constantFrom('c1', 'c2'),
        fc.constantFrom(0, 4, 8),
        fc.constantFrom([], [], ['Expires: 0'], ['Expires: 100'], ['Path: <sip:p;lr>'], ['Path: <sip:p']),
        (contacts, step, callId, flags, headers) => {
          cseq += step;
          const text = register({ contacts, cseq, callId, headers });
          const before = snapshot(made);
          const cx = made.context(text);
          if (cx.message.fault !== '') return; // refused before any script runs
          const { result, status } = made.saveIn(cx, flags);
          expect(made.server.sent).toHaveLength(1);
          if (result === -1 || result === -2) expect(snapshot(made)).toEqual(before);
          expect(status.startsWith('200') === (result as number) > 0).toBe(true);
          expect(made.bindings().length).toBe(made.table.contacts);
          expect(made.bindings().filter((b) => b.isValid(made.usrloc.now())).length).toBeLessThanOrEqual(3);
          for (const line of made.server.sent[0]!.text.split('\r\n')) expect(/[\r\n\0]/.test(line)).toBe(false);
          for (const { uri, received, instance, path } of made.bindings()) {
            expect(/[\0-\u0020<>"]/.test(uri + received)).toBe(false);
            expect(/[\0-\u001f]/.test(instance + path)).toBe(false);
          }
        },
      ),
      { numRuns: 600 },
    );
  });

  it('asks for less than a second, however much there is to read', async () => {
    const made = await registrarServer();
    const long = [
      register({ contacts: [`<${A}>${';x'.repeat(15_000)}`] }),
      register({ contacts: [`<${A}>${';x="'.repeat(8000)}`] }),
      register({ contacts: [','.repeat(30_000)] }),
      register({ contacts: [`${'"'.repeat(30_000)}<${A}>`] }),
      register({ contacts: [`<${A}>${' '.repeat(30_000)};expires=5`] }),
      register({ contacts: Array.from({ length: 200 }, () => `<${A}>`) }),
      register({ headers: [`Allow: ${'A,'.repeat(15_000)}B`] }),
      register({ headers: [`Supported: ${', '.repeat(15_000)}gruu`] }),
    ];
    const start = process.hrtime.bigint();
    for (const text of long) made.save(text);
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(1000);
  });
});
