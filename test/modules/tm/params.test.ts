import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tm } from '../../../modules/tm/index.ts';
import { statefulOptions } from '../../../modules/tm/options.ts';
import { params } from '../../../modules/tm/params.ts';
import { defaultStatefulOptions } from '../../../runtime/routing/stateful/table.ts';
import { testServer } from '../../support/context.ts';

const shape = Object.entries(params.shape);

describe('parameters', () => {
  it('have the defaults of Kamailio, which are those of the core', () => {
    expect(params.parse({})).toEqual({
      fr_timer: 30_000,
      fr_inv_timer: 120_000,
      retr_timer1: 500,
      retr_timer2: 4000,
      wt_timer: 5000,
      max_inv_lifetime: 180_000,
      max_noninv_lifetime: 32_000,
      noisy_ctimer: 1,
      restart_fr_on_each_reply: 1,
      auto_inv_100: 1,
      auto_inv_100_reason: 'trying -- your call is important to us',
      cancel_b_method: 1,
      unmatched_cancel: 0,
      e2e_cancel_reason: 1,
      local_cancel_reason: 1,
      pass_provisional_replies: 0,
      disable_6xx_block: 0,
      aggregate_challenges: 1,
      remap_503_500: 1,
      faked_reply_prio: 0,
      failure_reply_mode: 3,
      reply_408_code: 408,
      reply_408_reason: 'Request Timeout',
      delayed_reply: 1,
      relay_100: 0,
      failover_reply_codes: '',
      ruri_matching: 1,
      via1_matching: 1,
      callid_matching: 0,
      callid_cseq_matching: 0,
      headers_mode: 0,
      local_ack_branch_mode: 0,
      enable_uac_fr: 0,
      evlreq_mode: 0,
      failure_exec_mode: 0,
      rich_redirect: 0,
      reparse_invite: 1,
      e2e_cancel_hop_by_hop: 1,
      default_code: 500,
      default_reason: 'Server Internal Error',
      blst_503: 0,
      blst_503_def_timeout: 0,
      blst_503_min_timeout: 0,
      blst_503_max_timeout: 3600,
      blst_methods_add: 1,
      blst_methods_lookup: 4_294_967_287,
      unix_tx_timeout: 500,
      tw_append: '',
      reparse_on_dns_failover: 1,
      dns_reuse_rcv_socket: 0,
      fr_timer_avp: '',
      fr_inv_timer_avp: '',
      local_ack_mode: 0,
      event_callback: '',
      event_callback_lres_sent: '',
      evcb_local_ack_sent: '',
      on_sl_reply: '',
      contacts_avp: '',
      contact_flows_avp: '',
    });
    expect(statefulOptions(params.parse({}))).toEqual(defaultStatefulOptions());
  });

  it.each<[string, unknown]>([
    ['fr_timer', -1],
    ['fr_timer', 0.5],
    ['fr_timer', '30s'],
    ['fr_timer', 86_400_001],
    ['cancel_b_method', 3],
    ['unmatched_cancel', -1],
    ['noisy_ctimer', 2],
    ['noisy_ctimer', true],
    ['failure_reply_mode', 4],
    ['reply_408_code', 299],
    ['reply_408_code', 700],
    ['auto_inv_100_reason', 7],
    ['faked_reply_prio', 10_001],
    ['no_such_param', 1],
  ])('%s: %j is refused', (name, value) => {
    expect(params.safeParse({ [name]: value }).success).toBe(false);
  });

  it.each(shape)('%s says what it is, and its default', (_name, schema) => {
    const { description } = schema;
    const fallback = schema.parse(undefined);
    expect(description).toMatch(/\.$/);
    expect(description).toContain(String(fallback));
  });

  it.each(shape)('%s stands in the README', (name) => {
    const readme = readFileSync(new URL('../../../modules/tm/README.md', import.meta.url), 'utf8');
    expect(readme).toContain(`\`${name}\``);
  });

  it('become the options of the core', async () => {
    const server = await testServer({
      modules: ['tm'],
      params: {
        tm: {
          fr_timer: 1,
          fr_inv_timer: 2,
          retr_timer1: 3,
          retr_timer2: 4,
          wt_timer: 5,
          max_inv_lifetime: 6,
          max_noninv_lifetime: 7,
          noisy_ctimer: 0,
          restart_fr_on_each_reply: 0,
          auto_inv_100: 0,
          auto_inv_100_reason: 'r',
          cancel_b_method: 2,
          unmatched_cancel: 1,
          e2e_cancel_reason: 0,
          local_cancel_reason: 0,
          pass_provisional_replies: 1,
          disable_6xx_block: 1,
          aggregate_challenges: 0,
          remap_503_500: 0,
          faked_reply_prio: 8,
          failure_reply_mode: 2,
          reply_408_code: 480,
          reply_408_reason: 's',
          delayed_reply: 0,
          relay_100: 1,
          fr_timer_avp: '$avp(fr)',
          fr_inv_timer_avp: '$avp(s:fri)',
          local_ack_mode: 2,
          failover_reply_codes: '408,500',
          event_callback: 'own',
        },
      },
    });
    expect(server.core.stateful.options).toEqual({
      timing: { fr: 1, frInvite: 2, t1: 3, t2: 4, wait: 5 },
      maxInviteLifetime: 6,
      maxNonInviteLifetime: 7,
      noisyTimeout: false,
      restartOnEachReply: false,
      auto100: false,
      auto100Reason: 'r',
      cancelMethod: 2,
      unmatchedCancel: 1,
      copyCancelReason: false,
      writeCancelReason: false,
      passProvisional: true,
      disable6xx: true,
      aggregateChallenges: false,
      remap503: false,
      fakedReplyPriority: 8,
      failureReplyMode: 2,
      timeoutStatus: 480,
      timeoutReason: 's',
      delayedReply: false,
      relay100: true,
      frAvp: 'fr',
      frInviteAvp: 'fri',
      localAckMode: 2,
      failoverStatuses: new Set([408, 500]),
    });
  });

  it.each([
    { ruri_matching: 0 },
    { via1_matching: 0 },
    { callid_cseq_matching: 1 },
    { headers_mode: 2 },
    { local_ack_branch_mode: 1 },
    { enable_uac_fr: 1 },
    { evlreq_mode: 1 },
    { failure_exec_mode: 1 },
    { rich_redirect: 1 },
    { reparse_invite: 0 },
    { e2e_cancel_hop_by_hop: 0 },
  ])('do not promise what is not done: %j', (given) => {
    expect(params.safeParse(given).success).toBe(false);
  });
  it('that mean nothing here are taken', () => {
    const given = {
      callid_matching: 1,
      default_code: 501,
      blst_503: 1,
      blst_503_max_timeout: 60,
      unix_tx_timeout: 250,
      tw_append: 'x:y',
    };
    expect(params.parse(given)).toMatchObject(given);
  });
  it('are refused where they make no sense', () => {
    expect(params.safeParse({ failover_reply_codes: '200' }).success).toBe(false);
  });

  it('of one server are not those of another', async () => {
    const one = await testServer({ modules: ['tm'], params: { tm: { fr_timer: 1 } } });
    const two = await testServer({ modules: ['tm'] });
    expect([one.core.stateful.options.timing.fr, two.core.stateful.options.timing.fr]).toEqual([1, 30_000]);
  });
});

it('the module needs no other', () => {
  expect([tm.name, tm.requires]).toEqual(['tm', []]);
});
