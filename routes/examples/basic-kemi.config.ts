import type { UserConfig } from 'ksr';

// For basic-kemi.ts; parameters as Kamailio's kamailio-basic-kemi.cfg has them. ksr start --config routes/examples/basic-kemi.config.ts
const config: UserConfig = {
  listen: ['udp:0.0.0.0:5060'],
  routes: './basic-kemi.ts',
  modules: {
    tm: { failure_reply_mode: 3, fr_timer: 30_000, fr_inv_timer: 120_000 },
    tmx: {},
    sl: {},
    rr: { enable_full_lr: 1, append_fromtag: 0 },
    pv: {},
    maxfwd: {},
    sanity: {},
    siputils: {},
    textops: {},
    corex: {},
    kemix: {},
    usrloc: { nat_bflag: 6 },
    registrar: { method_filtering: 1, max_expires: 3600, gruu_enabled: 0, received_avp: '$avp(RECEIVED)' },
    nathelper: {
      natping_interval: 30,
      ping_nated_only: 1,
      sipping_bflag: 7,
      sipping_from: 'sip:pinger@ksr.invalid',
      received_avp: '$avp(RECEIVED)',
    },
  },
};

export default config;
