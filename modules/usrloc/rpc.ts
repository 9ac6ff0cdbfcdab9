import { RpcFault, breaksLine, wireText, type RpcCommand, type Value } from '../../runtime/module.ts';
import type { Binding, BindingValues, LocationTable, Usrloc } from './api.ts';
import { aorInfo, tableInfo } from './dump.ts';

const NO_TABLE = new RpcFault(404, 'Table not found');
const NO_AOR = new RpcFault(404, 'AOR not found');
const NO_CONTACT = new RpcFault(404, 'Contact not found');
const DONE = {};

/** The commands of the control interface that look into the location tables and change them (modules.md 14). */
export function rpcCommands(usrloc: Usrloc): RpcCommand[] {
  return [
    {
      name: 'ul.dump',
      summary: 'Shows all contacts of all tables. With "brief": their addresses only.',
      run: (args) => ({ Domains: [...usrloc.tables()].map((table) => tableInfo(table, usrloc.now(), args[0] === 'brief')) }),
    },
    {
      name: 'ul.lookup',
      summary: 'Shows the contacts of one AoR: table, AoR.',
      run: (args) => {
        const found = find(usrloc, args);
        return found instanceof RpcFault ? found : aorInfo(found.first, usrloc.now());
      },
    },
    {
      name: 'ul.rm',
      summary: 'Removes all contacts of an AoR: table, AoR.',
      run: (args) => {
        const found = find(usrloc, args);
        if (found instanceof RpcFault) return found;
        found.table.deleteAll(found.first.aor);
        return DONE;
      },
    },
    {
      name: 'ul.rm_contact',
      summary: 'Removes one contact: table, AoR, contact URI.',
      run: (args) => {
        const found = find(usrloc, args);
        if (found instanceof RpcFault) return found;
        const uri = text(args[2]);
        for (let at: Binding | null = found.first; at !== null; at = at.next) {
          if (at.uri !== uri) continue;
          found.table.delete(at);
          return DONE;
        }
        return NO_CONTACT;
      },
    },
    {
      name: 'ul.add',
      summary:
        'Adds or refreshes a contact: table, AoR, contact URI, seconds (0: for ever), q, path, flags, branch flags, methods, received, socket. The last two may be absent; "0" or "." leaves a value out.',
      run: (args) => add(usrloc, args),
    },
    {
      name: 'ul.flush',
      summary: 'Writes to the database what it does not have yet. In memory mode there is nothing to do.',
      run: () => DONE,
    },
  ];
}

interface Found {
  readonly table: LocationTable;
  /** Of the bindings of the AoR. */
  readonly first: Binding;
}

function find(usrloc: Usrloc, args: readonly Value[]): Found | RpcFault {
  const table = usrloc.table(text(args[0]));
  if (table === undefined) return NO_TABLE;
  const aor = aorOf(usrloc, args[1]);
  // AoRs are in lower case, unless registrar was told to mind the case
  const first = table.get(aor) ?? table.get(aor.toLowerCase());
  return first === null ? NO_AOR : { table, first };
}

// without use_domain what stands behind the @ is no part of the AoR
function aorOf(usrloc: Usrloc, arg: Value | undefined): string {
  const aor = text(arg);
  const at = aor.indexOf('@');
  return usrloc.useDomain || at < 0 ? aor : aor.slice(0, at);
}

function add(usrloc: Usrloc, args: readonly Value[]): unknown {
  if (args.length < 9) return new RpcFault(500, 'Not enough parameters');
  const name = text(args[0]);
  const aor = aorOf(usrloc, args[1]);
  const uri = text(args[2]);
  if (name === '' || aor === '' || uri === '') return new RpcFault(500, 'No table, AoR or contact');
  const seconds = count(args[3], 0x7fffffff);
  const q = thousandths(args[4]);
  if (seconds < 0 || q === null) return new RpcFault(500, 'Invalid expires or q');
  const flags = count(args[6], 0xffffffff);
  const cflags = count(args[7], 0xffffffff);
  const methods = count(args[8], 0xffffffff);
  if (flags < 0 || cflags < 0 || methods < 0) return new RpcFault(500, 'Invalid flags or methods');
  const now = usrloc.now();
  const values: BindingValues = {
    uri,
    received: optional(args[9]),
    path: optional(args[5]),
    expires: seconds === 0 ? 0 : now + seconds,
    q,
    callId: 'dfjrewr12386fd6-343@ksr.mi',
    cseq: 1,
    flags: flags | 0,
    cflags: cflags | 0,
    userAgent: 'ksr RPC',
    socket: optional(args[10]),
    methods: methods === 0 ? 0xffffffff : methods,
    instance: '',
    regId: 0,
    serverId: usrloc.serverId,
    connectionId: 0,
    flow: '',
    attributes: null,
  };
  if (breaksLine(aor + uri + values.received + values.path + values.socket)) return new RpcFault(500, 'Invalid character');
  const table = usrloc.open(name);
  for (let at = table.get(aor); at !== null; at = at.next) {
    if (at.uri !== uri) continue;
    table.update(at, values);
    return DONE;
  }
  table.insert(aor, values);
  return DONE;
}

function text(arg: Value | undefined): string {
  return arg === undefined ? '' : wireText(String(arg));
}

function optional(arg: Value | undefined): string {
  const value = text(arg);
  return value === '0' || value === '.' ? '' : value;
}

// @returns -1 for what is no whole number from 0 to max
function count(arg: Value | undefined, max: number): number {
  const number = arg === '.' ? 0 : Number(arg);
  return Number.isInteger(number) && number >= 0 && number <= max ? number : -1;
}

// @returns null when it is no q
function thousandths(arg: Value | undefined): number | null {
  if (arg === '.' || arg === '0' || arg === 0) return -1;
  const q = Math.round(Number(arg) * 1000);
  return q >= -1000 && q <= 1000 ? Math.max(-1, q) : null;
}
