import type { KSR } from 'ksr';

export async function requestRoute(KSR: KSR): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:8080/route/${encodeURIComponent(KSR.kx.gete_ruser())}`);
  if (answer.status === 200) KSR.seturi(await answer.text());
  if (KSR.tm.t_relay() < 0) KSR.sl.sl_reply_error();
}
