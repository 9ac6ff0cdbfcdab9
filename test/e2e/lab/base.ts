/** The configuration of the server in the lab: the default routes, with these parameters of nathelper. */
export function base(nathelper: Record<string, string | number>): object {
  return {
    listen: ['udp:203.0.113.10:5060'],
    routes: '../../../routes/routes.ts',
    modules: {
      tm: { fr_timer: 5000 },
      tmx: {},
      sl: {},
      rr: {},
      pv: {},
      maxfwd: {},
      textops: {},
      siputils: {},
      sanity: {},
      usrloc: { nat_bflag: 6 },
      registrar: { max_expires: 3600, received_avp: '$avp(RECEIVED)' },
      nathelper: { received_avp: '$avp(RECEIVED)', ping_nated_only: 1, ...nathelper },
    },
  };
}
