import project from '../../../kamailio.config.ts';

/** The project's own configuration, put on the server of the lab, with these parameters of nathelper. */
export function base(nathelper: Record<string, string | number>): object {
  return {
    ...project,
    listen: ['udp:203.0.113.10:5060'],
    routes: '../../../routes/routes.ts',
    modules: {
      ...project.modules,
      tm: { fr_timer: 3000 }, // milliseconds: the caller is told while his own NAT still remembers him
      nathelper: { received_avp: '$avp(RECEIVED)', ping_nated_only: 1, ...nathelper },
    },
  };
}
