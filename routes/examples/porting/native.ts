import type { KSR } from 'ksr';

const FLT_NATS = 5;

export function requestRoute(KSR: KSR): void {
  if (KSR.maxfwd.process_maxfwd(10) < 0) refuse(KSR, 483, 'Too Many Hops');
  if (KSR.nathelper.nat_uac_test(19) > 0) {
    KSR.force_rport();
    KSR.setflag(FLT_NATS);
  }
  switch (KSR.kx.get_method()) {
    case 'REGISTER':
      KSR.registrar.save('location', 0);
      return;
    case 'PUBLISH':
      refuse(KSR, 404, 'Not here');
  }
  if (KSR.kx.get_ruser() === null) refuse(KSR, 484, 'Address Incomplete');
  if (KSR.registrar.lookup('location') < 0) refuse(KSR, 404, 'Not Found');
  KSR.tm.t_on_branch(toPhone);
  if (KSR.tm.t_relay() < 0) KSR.sl.sl_reply_error();
}

function refuse(KSR: KSR, status: number, reason: string): never {
  KSR.sl.sl_send_reply(status, reason);
  KSR.x.exit();
}

export function toPhone(KSR: KSR<'branch'>): void {
  if (KSR.isflagset(FLT_NATS)) KSR.hdr.append(`X-Caller: ${KSR.pv.get('$si')}\r\n`);
}
