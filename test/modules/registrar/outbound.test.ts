import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { judgeOutbound } from '../../../modules/registrar/outbound.ts';
import { params } from '../../../modules/registrar/params.ts';
import { NO_PATH } from '../../../modules/registrar/path.ts';
import { REFUSED } from '../../../modules/registrar/refusal.ts';
import { register } from './harness.ts';

const VIA2 = 'Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKphone';
const OB = { ...NO_PATH, outbound: true };
const WITH_REG_ID = '<sip:a@b>;+sip.instance="<x>";reg-id=1';

function judge(
  settings: Record<string, unknown>,
  headers: readonly string[],
  contact: string = WITH_REG_ID,
  path: typeof NO_PATH = NO_PATH,
): unknown {
  const message = parseMessage(register({ contacts: contact === '' ? [] : [contact], headers }))!;
  return judgeOutbound(params.parse(settings), message, message.contacts?.[0] ?? null, path);
}

describe('judgeOutbound', () => {
  it.each([
    { mode: 0, headers: [], lines: '' },
    { mode: 0, headers: ['Supported: outbound'], lines: '' },
    { mode: 1, headers: [], lines: 'Supported: outbound\r\n' },
    { mode: 1, headers: ['Supported: path, outbound'], lines: 'Supported: outbound\r\nRequire: outbound\r\n' },
    { mode: 1, headers: ['Require: outbound'], lines: 'Supported: outbound\r\nRequire: outbound\r\n' },
    { mode: 2, headers: [], lines: 'Require: outbound\r\nSupported: outbound\r\n' },
    { mode: 2, headers: ['Supported: outbound'], lines: 'Require: outbound\r\nSupported: outbound\r\n' },
  ])('mode $mode with $headers', ({ mode, headers, lines }) => {
    expect(judge({ outbound_mode: mode }, headers)).toEqual({ usesRegId: true, headers: lines });
  });

  it('writes Flow-Timer where outbound is used', () => {
    const timer = { flow_timer: 25 };
    expect(judge({ ...timer, outbound_mode: 1 }, ['Supported: outbound'])).toMatchObject({
      headers: 'Supported: outbound\r\nRequire: outbound\r\nFlow-Timer: 25\r\n',
    });
    expect(judge({ ...timer, outbound_mode: 2 }, [])).toMatchObject({
      headers: 'Require: outbound\r\nSupported: outbound\r\nFlow-Timer: 25\r\n',
    });
    expect(judge({ ...timer, outbound_mode: 1 }, [])).toMatchObject({ headers: 'Supported: outbound\r\n' });
    expect(judge({ ...timer, outbound_mode: 0 }, [])).toMatchObject({ headers: '' });
  });

  it('refuses what is required and switched off', () => {
    expect(judge({}, ['Require: outbound'])).toBe(REFUSED.outboundUnsupported);
  });

  it.each([
    { name: 'no Path', headers: [VIA2, 'Supported: outbound'], path: NO_PATH, contact: WITH_REG_ID, expected: REFUSED.firstHop },
    { name: 'a Path with ob', headers: [VIA2, 'Supported: outbound'], path: OB, contact: WITH_REG_ID, expected: true },
    { name: 'no reg-id', headers: [VIA2, 'Supported: outbound'], path: NO_PATH, contact: '<sip:a@b>', expected: false },
    { name: 'a phone that does not ask for it', headers: [VIA2], path: NO_PATH, contact: WITH_REG_ID, expected: false },
    { name: 'one Via', headers: ['Supported: outbound'], path: NO_PATH, contact: WITH_REG_ID, expected: true },
    { name: 'no contact', headers: [VIA2, 'Supported: outbound'], path: NO_PATH, contact: '', expected: true },
  ])('through a proxy, with $name', ({ headers, path, contact, expected }) => {
    const result = judge({ outbound_mode: 1 }, headers, contact, path);
    if (typeof expected === 'boolean') expect(result).toMatchObject({ usesRegId: expected });
    else expect(result).toBe(expected);
  });

  it('takes reg-id through any proxy when told so', () => {
    expect(judge({ outbound_mode: 1, regid_mode: 1 }, [VIA2, 'Supported: outbound'])).toMatchObject({ usesRegId: true });
  });

  it('does not mind proxies while it is off', () => {
    expect(judge({}, [VIA2, 'Supported: outbound'])).toMatchObject({ usesRegId: true });
  });
});
