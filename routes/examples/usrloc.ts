import type { KSR } from 'ksr';

/** usrloc's nat_bflag in the configuration: `usrloc: { nat_bflag: 6 }`. */
const BEHIND_NAT = 6;

/** The flag is kept with the contact; calls to the phone have it again. */
export function requestRoute(KSR: KSR): void {
  if (KSR.is_REGISTER()) {
    if (KSR.nathelper.nat_uac_test(1) > 0) KSR.setbflag(BEHIND_NAT);
    KSR.registrar.save('location', 0);
    return;
  }
  if (KSR.registrar.lookup('location') < 0) return;
  if (KSR.isbflagset(BEHIND_NAT)) KSR.hdr.append('X-Behind-NAT: yes\r\n');
  KSR.tm.t_relay();
}
