import type { ModuleParams } from '../support/context.ts';

type Functions = Record<string, (...args: unknown[]) => unknown>;

/** Parameters that the script was recorded with. */
export const REGISTER_PARAMS: ModuleParams = {
  registrar: { use_path: 1, path_mode: 0 },
  usrloc: { nat_bflag: 6 },
};

/**
 * The script of nathelper/register-flow.json and ping-wire.json: fixes the REGISTER as its `X-Fix` says, sets the branch flags
 * of `X-BFlags`, saves.
 */
export function registerRoute(ksr: never): void {
  const KSR = ksr as Record<string, Functions> & { setbflag(flag: number): boolean };
  const nathelper = KSR['nathelper']!;
  const fix = String(KSR['hdr']!['gete']!('X-Fix'));
  const words = fix.split(/[ ,]+/);
  if (words.includes('register')) nathelper['fix_nated_register']!();
  if (words.includes('contact')) nathelper['fix_nated_contact']!();
  if (words.includes('set_alias')) nathelper['set_contact_alias']!();
  if (words.includes('add_alias')) nathelper['add_contact_alias']!();
  if (words.includes('rcv0')) nathelper['add_rcv_param']!(0);
  if (words.includes('rcv1')) nathelper['add_rcv_param']!(1);
  if (words.includes('apply')) KSR['textopsx']!['msg_apply_changes']!();
  for (const flag of String(KSR['hdr']!['gete']!('X-BFlags')).split(',')) if (flag !== '') KSR.setbflag(Number(flag));
  KSR['registrar']!['save']!('location', 0);
}
