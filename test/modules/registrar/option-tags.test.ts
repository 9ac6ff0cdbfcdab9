import { describe, expect, it } from 'vitest';
import { Header } from '../../../runtime/sip/header-type.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { hasOptionTag } from '../../../modules/registrar/option-tags.ts';
import { register } from './harness.ts';

describe('hasOptionTag', () => {
  it.each([
    { headers: ['Supported: gruu'], found: true },
    { headers: ['Supported: path, gruu, outbound'], found: true },
    { headers: ['Supported: path,gruu'], found: true },
    { headers: ['Supported:  GRUU  '], found: true },
    { headers: ['k: gruu'], found: true },
    { headers: ['Supported: path', 'Supported: gruu'], found: true },
    { headers: ['Supported: path,\r\n gruu'], found: true },
    { headers: ['Supported: ?, gruu'], found: true },
    { headers: ['Supported: ,,gruu'], found: true },
    { headers: ['Supported: gruux'], found: false },
    { headers: ['Supported: xgruu'], found: false },
    { headers: ['Supported: gru'], found: false },
    { headers: ['Supported: path gruu'], found: false },
    { headers: ['Supported: gruu path'], found: false },
    { headers: ['Supported: "gruu"'], found: false },
    { headers: ['Supported: '], found: false },
    { headers: ['Require: gruu'], found: false },
    { headers: [], found: false },
  ])('$headers: $found', ({ headers, found }) => {
    expect(hasOptionTag(parseMessage(register({ headers }))!, Header.Supported, 'gruu')).toBe(found);
  });

  it('looks into the field it is asked for', () => {
    const message = parseMessage(register({ headers: ['Require: outbound', 'Supported: path'] }))!;
    expect(hasOptionTag(message, Header.Require, 'outbound')).toBe(true);
    expect(hasOptionTag(message, Header.Supported, 'outbound')).toBe(false);
    expect(hasOptionTag(message, Header.Require, 'path')).toBe(false);
  });

  it('is through with a long list at once', () => {
    const message = parseMessage(register({ headers: [`Supported: ${'a,'.repeat(20_000)}gruu`] }))!;
    expect(hasOptionTag(message, Header.Supported, 'gruu')).toBe(true);
    expect(hasOptionTag(message, Header.Supported, 'path')).toBe(false);
  });
});
