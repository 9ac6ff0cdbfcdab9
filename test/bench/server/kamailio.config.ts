// The server that is measured. Any free port: it is read from the log.
import { defineConfig, type UserConfig } from 'ksr';

const config: UserConfig = defineConfig({
  listen: ['udp:127.0.0.1:0'],
  routes: './routes.ts',
  // a finished transaction stays for five seconds, and there are two in a call
  limits: { maxTransactions: 2_000_000 },
  modules: {
    // so that calls which nobody answers end while the benchmark waits
    tm: { fr_inv_timer: 20_000 },
    tmx: {},
    sl: {},
    rr: {},
    pv: {},
    maxfwd: {},
    textops: {},
    siputils: {},
    sanity: {},
    usrloc: {},
    registrar: { received_avp: '$avp(RECEIVED)' },
    nathelper: { received_avp: '$avp(RECEIVED)' },
  },
});

export default config;
