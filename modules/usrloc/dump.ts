import type { Binding, LocationTable } from './api.ts';

/** How the control interface shows a binding; texts that are absent are `[not set]`, as in Kamailio. */
export function contactInfo(binding: Binding, now: number): Record<string, unknown> {
  return {
    Address: binding.uri,
    Expires: binding.expires === 0 ? 'permanent' : binding.expires > now ? binding.expires - now : 'expired',
    Q: binding.q < 0 ? -1 : binding.q / 1000,
    'Call-ID': binding.callId,
    CSeq: binding.cseq,
    'User-Agent': shown(binding.userAgent),
    Received: shown(binding.received),
    Path: shown(binding.path),
    State: 'CS_NEW',
    Flags: binding.flags,
    CFlags: binding.cflags,
    Socket: shown(binding.socket),
    Methods: binding.methods,
    Ruid: binding.ruid,
    Instance: shown(binding.instance),
    'Reg-Id': binding.regId,
    'Server-Id': binding.serverId,
    'Tcpconn-Id': binding.connectionId === 0 ? -1 : binding.connectionId,
    Flow: shown(binding.flow),
    'Last-Keepalive': binding.lastKeepalive,
    'Last-Modified': binding.lastModified,
  };
}

/** An AoR with its bindings, expired ones included. @param first of its bindings */
export function aorInfo(first: Binding, now: number): Record<string, unknown> {
  const contacts: Record<string, unknown>[] = [];
  for (let at: Binding | null = first; at !== null; at = at.next) contacts.push({ Contact: contactInfo(at, now) });
  return { AoR: first.aor, HashID: first.hash, Contacts: contacts };
}

/** A table as `ul.dump` shows it. @param brief contact addresses only */
export function tableInfo(table: LocationTable, now: number, brief: boolean): Record<string, unknown> {
  const aors: Record<string, unknown>[] = [];
  let following: Binding | null = null;
  // the bindings of an AoR are visited one after the other
  table.slice(0, 1, (binding) => {
    if (binding !== following) aors.push({ Info: brief ? briefInfo(binding) : aorInfo(binding, now) });
    following = binding.next;
  });
  return {
    Domain: { Domain: table.name, Size: table.users, AoRs: aors, Stats: { Records: table.users, Contacts: table.contacts } },
  };
}

function briefInfo(first: Binding): Record<string, unknown> {
  const contacts: Record<string, unknown>[] = [];
  for (let at: Binding | null = first; at !== null; at = at.next) contacts.push({ Contact: { Address: at.uri } });
  return { AoR: first.aor, Contacts: contacts };
}

function shown(text: string): string {
  return text === '' ? '[not set]' : text;
}
