import type { KSR } from 'ksr';

/** At the edge: passes REGISTER on to the registrar, which sends calls back over this proxy. */
export function requestRoute(KSR: KSR): void {
  if (!KSR.is_REGISTER()) {
    if (KSR.rr.loose_route() > 0) KSR.tm.t_relay();
    return;
  }
  if (KSR.path.add_path_received() < 0) return;
  KSR.hdr.append('Supported: path\r\n');
  KSR.setdsturi('sip:203.0.113.31:5080');
  KSR.tm.t_relay();
}
