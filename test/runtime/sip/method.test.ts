import { describe, expect, it } from 'vitest';
import { Method, methodId, methodName } from '../../../runtime/sip/method.ts';

const names = Object.keys(Method).filter((name) => name !== 'Other') as (keyof typeof Method)[];

describe('methods', () => {
  it.each(names)('%s has its number in any case', (name) => {
    expect(methodId(name)).toBe(Method[name]);
    expect(methodId(name.toLowerCase())).toBe(Method[name]);
    expect(methodId(name[0]!.toLowerCase() + name.slice(1))).toBe(Method[name]);
  });

  it('have numbers that can be added up', () => {
    const ids = Object.values(Method);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id & (id - 1)).toBe(0);
  });

  it.each([
    '',
    'INVITEX',
    'INVIT',
    'INVITF',
    'RE%47IST%45R',
    'Other',
    'constructor',
    '__proto__',
    '\u0131nfo',
    'A',
    'X'.repeat(17),
  ])('%j is some other method', (name) => expect(methodId(name)).toBe(Method.Other));

  it.each(names)('%s is always the same string', (name) => {
    const text = `x${name} sip:a SIP/2.0`;
    expect(methodName(text, 1, 1 + name.length)).toBe(name);
  });

  it.each(['invite', 'Invite', 'PING', 'INVITF', 'INVITEE', 'B', "!interesting-Method0123456789_*+`.%indeed'~"])(
    '%s stays as written',
    (name) => expect(methodName(`${name} sip:a SIP/2.0`, 0, name.length)).toBe(name),
  );

  it('does not read over the end', () => {
    expect(methodName('BYE', 0, 2)).toBe('BY');
    expect(methodName('ACKNOWLEDGE', 0, 3)).toBe('ACK');
    expect(methodName('', 0, 0)).toBe('');
  });
});
