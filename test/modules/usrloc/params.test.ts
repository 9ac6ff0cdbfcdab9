import { describe, expect, it } from 'vitest';
import { params } from '../../../modules/usrloc/params.ts';

describe('parameters of usrloc', () => {
  it('have the defaults of Kamailio', () => {
    expect(params.parse({})).toEqual({
      nat_bflag: -1,
      use_domain: 0,
      desc_time_order: 0,
      timer_interval: 60,
      matching_mode: 0,
      cseq_delay: 20,
      db_mode: 0,
      preload: [],
      xavp_contact: '',
      hash_size: 10,
      timer_procs: 0,
      load_rank: 1,
    });
  });

  it.each([
    { preload: 'location' },
    { preload: ['location', 'aliases'] },
    { nat_bflag: 0 },
    { nat_bflag: 31 },
    { matching_mode: 3 },
    { cseq_delay: 0 },
    { timer_interval: 1 },
    { db_mode: 0 },
    { hash_size: 14, timer_procs: 4, load_rank: 0 },
  ])('take %j', (given) => {
    expect(params.parse(given)).toMatchObject(given);
  });

  it.each([
    { nat_bflag: 32 },
    { nat_bflag: -2 },
    { matching_mode: 4 },
    { timer_interval: 0 },
    { use_domain: 2 },
    { use_domain: true },
    { cseq_delay: -1 },
    { cseq_delay: 1.5 },
    // what is not built yet is not accepted
    { db_mode: 1 },
    { db_mode: 3 },
    { db_url: 'sqlite:///var/lib/ksr/location.db' },
    { handle_lost_tcp: 1 },
    { ka_mode: 1 },
    { use_domains: 1 },
  ])('do not take %j', (given) => {
    expect(params.safeParse(given).success).toBe(false);
  });

  it('are all described, with what they are by default', () => {
    const described = Object.values(params.shape).map(({ description }) => description ?? '');
    expect(described.filter((text) => !/^[A-Z01].*\.$/.test(text))).toEqual([]);
  });
});
