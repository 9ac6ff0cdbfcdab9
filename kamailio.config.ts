import { defineConfig, type UserConfig } from 'ksr';

// A NAT-traversing registrar and proxy. Parameters have Kamailio's names; docs: README and modules/<name>/README.md.
const config: UserConfig = defineConfig({
  listen: ['udp:0.0.0.0:5060'],
  // What phones see when this machine is behind a NAT itself:
  // advertise: '203.0.113.10',
  // Domains that are this server, beside its addresses:
  aliases: [],
  routes: './routes/routes.ts',
  modules: {
    tm: {},
    tmx: {},
    sl: {},
    rr: {},
    pv: {},
    maxfwd: {},
    sanity: {},
    siputils: {},
    textops: {},
    textopsx: {},
    corex: {},
    kemix: {},
    // Branch flag 6 marks contacts behind a NAT, 7 those that are pinged with a request instead of four zero octets.
    usrloc: { nat_bflag: 6 },
    registrar: { received_avp: '$avp(RECEIVED)', max_expires: 3600, max_contacts: 10, use_path: 1, path_mode: 1 },
    nathelper: {
      received_avp: '$avp(RECEIVED)',
      natping_interval: 15,
      ping_nated_only: 1,
      sipping_bflag: 7,
      sipping_from: 'sip:pinger@ksr.invalid',
    },
  },
});

export default config;
