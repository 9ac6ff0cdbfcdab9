import { describe, expect, it } from 'vitest';
import { registrar } from '../../../modules/registrar/index.ts';
import { params } from '../../../modules/registrar/params.ts';
import { registrarServer } from './harness.ts';

describe('parameters of registrar', () => {
  it('have the defaults of Kamailio', () => {
    expect(params.parse({})).toEqual({
      default_expires: 3600,
      default_expires_range: 0,
      expires_range: 0,
      min_expires: 60,
      min_expires_mode: 0,
      max_expires: 0,
      default_q: -1,
      append_branches: 1,
      case_sensitive: 0,
      realm_prefix: '',
      received_avp: '',
      received_param: 'received',
      max_contacts: 0,
      retry_after: 0,
      sock_flag: -1,
      sock_hdr_name: '',
      sock_mode: 0,
      method_filtering: 0,
      use_path: 0,
      path_mode: 2,
      path_use_received: 0,
      path_check_local: 0,
      xavp_cfg: '',
      xavp_rcd: '',
      xavp_rcd_mask: 0,
      gruu_enabled: 1,
      outbound_mode: 0,
      regid_mode: 0,
      flow_timer: 0,
      contact_max_size: 512,
      lookup_filter_mode: 0,
      use_expired_contacts: 0,
      event_callback: '',
    });
  });

  it.each([
    { received_avp: '$avp(RECEIVED)' },
    { received_avp: '$avp(s:rcv)' },
    { default_q: 1001 },
    { path_mode: 0 },
    { outbound_mode: 2, flow_timer: 999 },
    { max_contacts: 256 },
    { xavp_rcd_mask: 31 },
  ])('take %j', (given) => {
    expect(params.parse(given)).toMatchObject(given);
  });

  it.each([
    { received_avp: 'RECEIVED' },
    { received_avp: '$var(x)' },
    { min_expires_mode: 2 },
    { path_mode: 3 },
    { outbound_mode: 3 },
    { flow_timer: 1000 },
    { expires_range: 101 },
    { max_expires: -1 },
    { max_contacts: 257 },
    { contact_max_size: 0 },
    { contact_max_size: 5000 },
    { sock_flag: 32 },
    { default_expires: '3600' },
    { received_parm: 'x' },
    // what is not built yet is not accepted
    { lookup_filter_mode: 2 },
  ])('do not take %j', (given) => {
    expect(params.safeParse(given).success).toBe(false);
  });

  it('are all described', () => {
    const described = Object.values(params.shape).map(({ description }) => description ?? '');
    expect(described.filter((text) => !/^\S.*\.$/.test(text))).toEqual([]);
  });
});

describe('module registrar', () => {
  it('needs usrloc', () => {
    expect(registrar.requires).toEqual(['usrloc']);
  });

  it('shows its settings among its statistics', async () => {
    const made = await registrarServer({ max_expires: 7200, max_contacts: 5, default_expires: 1800, expires_range: 7 });
    const { statistics } = made.server.contribution('registrar')!;
    expect(Object.fromEntries(Object.entries(statistics!).map(([name, read]) => [name, read()]))).toEqual({
      accepted_regs: 0,
      rejected_regs: 0,
      max_expires: 7200,
      max_contacts: 5,
      default_expire: 1800,
      default_expires_range: 0,
      expires_range: 7,
    });
  });

  it('contributes variables', async () => {
    const made = await registrarServer();
    expect(made.server.contribution('registrar')!.variables!.map(({ name }) => name)).toEqual(['ulc', 'ruid', 'location_ua']);
    for (const name of ['$ulc(p=>count)', '$ruid', '$location_ua']) expect(made.server.pv.exists(name)).toBe(true);
  });
});
