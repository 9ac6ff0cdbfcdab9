import { describe, expect, it } from 'vitest';
import { KsrError } from '../../../runtime/errors.ts';
import { params } from '../../../modules/nathelper/params.ts';
import { testServer } from '../../support/context.ts';

describe('parameters (spec/nathelper.md 5)', () => {
  it('have the documented defaults', () => {
    expect(params.parse({})).toEqual({
      natping_interval: 0,
      ping_nated_only: 0,
      natping_processes: 1,
      natping_socket: '',
      udpping_from_path: 0,
      force_socket: '',
      received_avp: '',
      sipping_bflag: -1,
      sipping_from: '',
      sipping_method: 'OPTIONS',
      natping_disable_bflag: -1,
      nortpproxy_str: 'a=nortpproxy:yes',
      keepalive_timeout: 0,
      ignore_path: 0,
      append_sdp_oldmediaip: 1,
      filter_server_id: 0,
      nat_addr_mode: 1,
      alias_name: 'alias',
    });
  });

  it('are all described, with their default', () => {
    for (const [name, param] of Object.entries(params.shape)) {
      expect([name, param.description ?? '']).toEqual([name, expect.stringMatching(/default|Default/)]);
    }
  });

  it.each([
    { natping_interval: -1 },
    { natping_interval: 1.5 },
    { natping_processes: -1 },
    { sipping_bflag: 32 },
    { sipping_method: '' },
    { sipping_method: 'OPTIONS sip:x' },
    { sipping_from: 'sip:a\r\nX: y' },
    { alias_name: 'a;b' },
    { natping_socket: 'nat.example.com:5060' },
    { natping_socket: '198.51.100.77:99999' },
    { natping_socket: '[2001:db8::1]:5060' },
    { udpping_from_path: -1 },
    { udpping_from_path: 1.5 },
    { no_such: 1 },
  ])('%j is refused', (given) => {
    expect(params.safeParse(given).success).toBe(false);
  });
});

describe('start', () => {
  async function fault(nathelper: Record<string, unknown>, usrloc: Record<string, unknown> | null = {}): Promise<unknown> {
    const modules = usrloc === null ? ['nathelper'] : ['usrloc', 'nathelper'];
    const server = await testServer({ modules, params: { nathelper, ...(usrloc && { usrloc }) } });
    return server.broken.get('nathelper') ?? null;
  }

  it.each([
    ['received_avp that is no AVP', { received_avp: '$var(x)' }, {}, 'E_MODULE_PARAM'],
    ['SIP pings from nobody', { sipping_bflag: 7 }, {}, 'E_MODULE_PARAM'],
    ['pings without usrloc', { natping_interval: 30 }, null, 'E_MODULE_MISSING'],
    ['pings of a flag that usrloc has not', { natping_interval: 30, ping_nated_only: 1 }, {}, 'E_MODULE_PARAM'],
  ])('fails: %s', async (_what, nathelper, usrloc, code) => {
    const error = await fault(nathelper, usrloc);
    expect(error).toBeInstanceOf(KsrError);
    expect((error as KsrError).code).toBe(code);
  });

  it.each([
    [{}, null],
    [{ received_avp: '$avp(RECEIVED)', alias_name: '' }, null],
    [{ natping_interval: 30 }, {}],
    [{ natping_interval: 30, ping_nated_only: 1, sipping_bflag: 0, sipping_from: 'sip:a@b' }, { nat_bflag: 31 }],
  ])('works: %j', async (nathelper, usrloc) => {
    expect(await fault(nathelper, usrloc)).toBe(null);
  });
});
