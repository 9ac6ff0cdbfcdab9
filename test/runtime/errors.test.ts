import { describe, expect, expectTypeOf, it } from 'vitest';
import { asKsrError, CATALOGUE, format, KsrError } from '../../runtime/errors.ts';
import type { Blame, Code, Entry, Location } from '../../runtime/errors.ts';

const PLACE: Location = {
  file: '/home/me/sip/routes.ts',
  line: 12,
  column: 17,
  frame: '12 | export function requestRout\n   | ^^^',
};
const ESCAPE = String.fromCharCode(27);

describe('the catalogue', () => {
  const entries = Object.entries<Entry>(CATALOGUE);

  it.each(entries)('%s is a sentence and a remedy', (code, entry) => {
    expect(code).toMatch(/^E_[A-Z]+(?:_[A-Z]+)*$/);
    expect(entry.sentence).not.toMatch(/[.!]$/);
    expect(entry.remedy).toMatch(/^[^ ].*[.,;"]$|^\[.*\{\w+\}\.?\]$/);
    expect(['user', 'peer', 'defect']).toContain(entry.blame);
  });

  it('has what the server needs', () => {
    const needed: Code[] = [
      'E_LISTEN_IN_USE',
      'E_LISTEN_ADDRESS',
      'E_LISTEN_PERMISSION',
      'E_LISTEN_SYNTAX',
      'E_CONFIG_NOT_FOUND',
      'E_CONFIG_LOAD',
      'E_CONFIG_KEY',
      'E_CONFIG_VALUE',
      'E_MODULE_UNKNOWN',
      'E_MODULE_MISSING',
      'E_MODULE_PARAM',
      'E_ROUTES_NOT_FOUND',
      'E_ROUTES_BUILD',
      'E_ROUTES_EVALUATE',
      'E_ROUTES_EXPORT',
      'E_OPTION',
    ];
    for (const code of needed) expect(CATALOGUE[code].blame).toBe('user');
    expect(CATALOGUE.E_DEFECT.blame).toBe('defect');
  });

  it('knows who is to blame as a type', () => {
    expectTypeOf(new KsrError('E_OPTION').blame).toEqualTypeOf<Blame>();
  });
});

describe('KsrError', () => {
  it.each([
    { code: 'E_LISTEN_IN_USE', facts: { address: 'udp:192.0.2.1:5060' }, message: 'udp:192.0.2.1:5060 is in use already' },
    {
      code: 'E_LISTEN_IN_USE',
      facts: { address: 'udp:[2001:db8::1]:5060' },
      message: 'udp:[2001:db8::1]:5060 is in use already',
    },
    { code: 'E_LISTEN_SYNTAX', facts: { text: 'upd:1' }, message: 'listen has "upd:1"' },
    { code: 'E_LISTEN_SYNTAX', facts: { text: 'upd:1', problem: 'no protocol' }, message: 'listen has "upd:1", no protocol' },
    {
      code: 'E_MODULE_MISSING',
      facts: { file: 'k.ts', module: 'tmx', needs: 'tm' },
      message: 'k.ts loads tmx, which needs tm',
    },
    {
      code: 'E_MODULE_UNKNOWN',
      facts: { file: 'k.ts', module: 'tn', near: 'tm' },
      message: 'k.ts loads "tn", which is not a module; did you mean tm?',
    },
    {
      code: 'E_MODULE_UNKNOWN',
      facts: { file: 'k.ts', module: 'x', near: '' },
      message: 'k.ts loads "x", which is not a module',
    },
    {
      code: 'E_CONFIG_KEY',
      facts: { file: 'k.ts', key: 'prt', parent: 'listen[1]', near: undefined },
      message: 'k.ts sets "prt" in listen[1], which is not an option',
    },
    { code: 'E_CONFIG_VALUE', facts: { file: 'k.ts', key: 'n', problem: 'must be 0' }, message: 'k.ts: n must be 0' },
  ] as const)('$code with $facts reads: $message', ({ code, facts, message }) => {
    const error = new KsrError(code, facts);
    expect(error.message).toBe(message);
    expect(String(error)).toBe(`KsrError: ${message}`);
    expect(error).toBeInstanceOf(Error);
    expect(error.code).toBe(code);
    expect(error.facts).toBe(facts);
    expect(error.location).toBeUndefined();
  });

  it.each([
    {
      facts: {},
      remedy: 'Listen on an address that the machine has, or on 0.0.0.0 for all of them; advertise names the one that peers see.',
    },
    {
      facts: { available: '192.0.2.1' },
      remedy:
        'Listen on an address that the machine has (192.0.2.1), or on 0.0.0.0 for all of them; advertise names the one that peers see.',
    },
  ])('has a remedy with what is known: $facts', ({ facts, remedy }) => {
    expect(new KsrError('E_LISTEN_ADDRESS', facts).remedy).toBe(remedy);
  });

  it('keeps brackets and braces of a remedy that are no facts', () => {
    expect(new KsrError('E_CONFIG_NOT_FOUND', { file: 'x' }).remedy).toContain(
      'export default { listen: ["udp:0.0.0.0:5060"], modules: {} };',
    );
    expect(new KsrError('E_LISTEN_SYNTAX').remedy).toContain('"tcp:[2001:db8::1]:5060"');
    expect(new KsrError('E_MODULE_MISSING', { needs: 'tm' }).remedy).toBe('Add to modules:  tm: {},');
  });

  it('does not read facts as templates, nor names that every object has', () => {
    expect(new KsrError('E_CONFIG_LOAD', { file: '{problem}', problem: '[{file}]$&' }).message).toBe(
      '{problem} can not be loaded: [{file}]$&',
    );
    expect(new KsrError('E_OPTION', { problem: 'constructor' }).message).toBe('constructor');
  });

  it('shows a forgotten fact as a question mark', () => {
    expect(new KsrError('E_LISTEN_IN_USE').message).toBe('? is in use already');
  });

  it.each([
    ['E_OPTION', 3],
    ['E_LISTEN_IN_USE', 3],
    ['E_DEFECT', 1],
  ] as const)('%s ends the process with %i', (code, exit) => {
    expect(new KsrError(code).exitCode).toBe(exit);
  });

  it('keeps cause and place, and tells all as JSON', () => {
    const cause = new Error('EADDRINUSE');
    const error = new KsrError(
      'E_ROUTES_EXPORT',
      { file: 'r.ts', problem: 'exports nothing', hint: 'Do.' },
      { cause, location: PLACE },
    );
    expect(error.cause).toBe(cause);
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: 'E_ROUTES_EXPORT',
      message: 'r.ts exports nothing',
      remedy: 'Do.',
      blame: 'user',
      facts: { file: 'r.ts', problem: 'exports nothing', hint: 'Do.' },
      location: PLACE,
    });
    expect('location' in new KsrError('E_OPTION').toJSON()).toBe(false);
    expect('cause' in new KsrError('E_OPTION')).toBe(false);
  });
});

describe('asKsrError', () => {
  it('gives back what is from the catalogue', () => {
    const error = new KsrError('E_OPTION');
    expect(asKsrError(error)).toBe(error);
  });

  it.each([
    [new TypeError('x is not a function'), 'an error of ksr itself: x is not a function'],
    ['text', 'an error of ksr itself: text'],
    [undefined, 'an error of ksr itself: undefined'],
  ])('makes a defect of %s', (thrown, message) => {
    const error = asKsrError(thrown);
    expect(error.code).toBe('E_DEFECT');
    expect(error.message).toBe(message);
    expect(error.cause).toBe(thrown);
  });
});

describe('format', () => {
  it('prints sentence, place, frame, remedy', () => {
    const facts = {
      file: PLACE.file,
      problem: 'exports "requestRout"',
      near: 'requestRoute',
      hint: 'A routes file must export requestRoute.',
    };
    const error = new KsrError('E_ROUTES_EXPORT', facts, { location: PLACE });
    expect(format(error, { color: false, cwd: '/home/me' }).split('\n')).toEqual([
      'ksr: E_ROUTES_EXPORT  sip/routes.ts exports "requestRout"; did you mean requestRoute?',
      '',
      '   sip/routes.ts:12:17',
      '   12 | export function requestRout',
      '      | ^^^',
      '',
      '   A routes file must export requestRoute.',
    ]);
  });

  it('prints the remedy right below a sentence without a place', () => {
    const error = new KsrError('E_LISTEN_IN_USE', { address: 'udp:192.0.2.1:5060' });
    expect(format(error, { color: false })).toBe(
      'ksr: E_LISTEN_IN_USE  udp:192.0.2.1:5060 is in use already\n' +
        '   Stop the other server, or choose another port in listen in kamailio.config.ts.',
    );
  });

  it.each([
    [{ ...PLACE, frame: '' }, '   /home/me/sip/routes.ts:12:17'],
    [{ ...PLACE, column: 0, frame: '' }, '   /home/me/sip/routes.ts:12'],
    [{ ...PLACE, line: 0, column: 0, frame: '' }, '   /home/me/sip/routes.ts'],
    [{ ...PLACE, line: 0, frame: '' }, '   /home/me/sip/routes.ts'],
  ])('writes of a place only what is known', (location, line) => {
    const error = new KsrError('E_CONFIG_VALUE', { file: 'k', key: 'a', problem: 'is wrong' }, { location });
    expect(format(error, { color: false })).toBe(`ksr: E_CONFIG_VALUE  k: a is wrong\n\n${line}`);
  });

  it('prints the stack of a defect', () => {
    const cause = new RangeError('out of it');
    const text = format(asKsrError(cause), { color: false });
    expect(text).toContain('ksr: E_DEFECT  an error of ksr itself: out of it\n\nRangeError: out of it\n    at ');
    expect(text).toContain('errors.test.ts');
    expect(text).toMatch(/\n\n {3}Please report it with the lines above\.$/);
  });

  it('prints the stack of the defect itself when its cause has none', () => {
    expect(format(asKsrError('text'), { color: false })).toContain('KsrError: an error of ksr itself: text\n    at ');
  });

  it('paints only when asked to', () => {
    const error = new KsrError('E_OPTION', { problem: 'x' }, { location: PLACE });
    expect(format(error, { color: false })).not.toContain(ESCAPE);
    expect(format(error, { color: true })).toContain(`${ESCAPE}[1;31mE_OPTION${ESCAPE}[0m`);
    expect(format(error, { color: true })).toContain(`${ESCAPE}[36m${PLACE.file}:12:17${ESCAPE}[0m`);
  });

  it('never shortens a path of another folder with the same beginning', () => {
    const error = new KsrError('E_CONFIG_NOT_FOUND', { file: '/home/me-too/k.ts' });
    expect(format(error, { color: false, cwd: '/home/me' })).toContain('/home/me-too/k.ts');
  });
});
