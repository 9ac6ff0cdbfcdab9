import type { KSR } from 'ksr';

/** Answers what is for this server, and sends the rest to a next hop. */
export function requestRoute(KSR: KSR): void {
  if (KSR.is_myself_ruri()) answer(KSR);
  if (KSR.is_src_port(5060)) KSR.setflag(1);
  KSR.hdr.append(`X-From: ${KSR.pv.gete('$si')}\r\n`);
  KSR.setdsturi('sip:203.0.113.31:5080');
  KSR.tm.t_relay();
}

/** Leaves the route from within a function. */
function answer(KSR: KSR): never {
  KSR.sl.send_reply(200, 'Here');
  KSR.x.exit();
}
