import type { KSR } from 'ksr';

/** Lets neighbours in, and looks others up: who has no name in the DNS is refused. Other requests go on meanwhile. */
export async function requestRoute(KSR: KSR): Promise<void> {
  const source = KSR.kx.get_srcip();
  const isNear = KSR.ipops.is_in_subnet(source, '198.51.100.0/24, 2001:db8::/32') > 0;
  if (!isNear && (await KSR.ipops.ptr_query(source, 'caller')) < 0) {
    KSR.sl.send_reply(403, 'Forbidden');
    return;
  }
  KSR.tm.t_relay();
}
