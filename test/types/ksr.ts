// Checked by `tsc` alone: what routes of each kind may call. A line marked as an error fails the check when it compiles.
import type { KSR } from 'ksr';

export function requestRoute(KSR: KSR): void {
  const test: 1 | -1 = KSR.nathelper.nat_uac_test(19);
  const alias: 1 | 2 | -1 = KSR.nathelper.handle_ruri_alias();
  KSR.force_rport();
  KSR.hdr.append_to_reply('X-A: 1\r\n');
  KSR.tm.t_on_reply(onReply);
  KSR.tm.t_on_failure('onFailure');
  const agent: unknown = KSR.kx.get_ua();
  void [test, alias, agent];
  if (KSR.is_REGISTER()) {
    KSR.registrar.save('location', 0);
    return;
  }
  // @ts-expect-error no such function
  KSR.nathelper.nat_uac_tset(19);
  // @ts-expect-error flags are a number
  KSR.nathelper.nat_uac_test('19');
  // @ts-expect-error no such module
  KSR.nathelp.nat_uac_test(19);
  // @ts-expect-error the result is never 0
  if (KSR.siputils.has_totag() === 0) return;
  KSR.x.exit();
}

export function onReply(KSR: KSR<'reply'>): void {
  KSR.nathelper.set_contact_alias();
  KSR.tm.t_get_status_code();
  // @ts-expect-error a reply is not relayed by the script
  KSR.tm.t_relay();
  // @ts-expect-error a reply has no Request-URI
  KSR.seturi('sip:a@example.org');
  // @ts-expect-error nor does it go to where its source says
  KSR.force_rport();
  // @ts-expect-error it is no request to be answered
  KSR.sl.sl_send_reply(200, 'OK');
}

export function onBranch(KSR: KSR<'branch'>): void {
  KSR.nathelper.handle_ruri_alias();
  // @ts-expect-error a branch is being built: there is nothing to answer
  KSR.tm.t_reply(404, 'Not Found');
  KSR.x.drop();
}

export function onFailure(KSR: KSR<'failure'>): void {
  KSR.seturi('sip:voicemail@example.org');
  KSR.tm.t_relay();
  // @ts-expect-error the transaction is there already
  KSR.tm.t_newtran();
}

export function narrows(KSR: KSR): string | number {
  const user = KSR.pv.get('$rU');
  if (user === null) KSR.x.exit();
  return user; // exit() never returns, so that the user is there
}
