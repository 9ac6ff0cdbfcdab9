import { Destination, XavpList, type RouteContext } from '../../runtime/module.ts';

// Serial forking by q (spec/modules.md 9.8): the destination set goes into a list, group by group it comes out again.

/** Names of the two `$xavp` lists that hold what is still to be tried. */
export interface ContactLists {
  /** contacts_avp, '' when it is not set. */
  readonly contacts: string;
  /** contact_flows_avp, '' when it is not set. */
  readonly flows: string;
}

/** Value of the field `q_flag` of a contact that is the last of its group, as Kamailio writes it. */
const LAST = 4;

/** @returns the name of the list that a parameter means: `$avp(x)`, `$xavp(x)` and `x` are the same */
export function listName(param: string): string {
  const open = param.startsWith('$') ? param.indexOf('(') : -1;
  const name = open >= 0 && param.endsWith(')') ? param.slice(open + 1, -1) : param;
  return name.startsWith('s:') ? name.slice(2) : name;
}

/**
 * t_load_contacts: moves the destination set into the list, highest q first; those of the same q form a group, the one appended
 * last in front. A contact without q comes last.
 *
 * @param random order at random with q as weight, each contact a group of its own, those of q 0 or none last
 * @returns 1 done, also when there is one destination only, which stays where it is · -1 contacts_avp is not set
 */
export function loadContacts(cx: RouteContext, lists: ContactLists, random: boolean): 1 | -1 {
  if (lists.contacts === '') return unset(cx, 'contacts_avp');
  if (cx.branches === null || cx.branches.length === 0) return 1;
  const first = cx.target.copy();
  if (first.uri === '') first.uri = cx.message.requestUri;
  const set = [first, ...cx.branches];
  cx.branches = null;
  const { xavp } = cx.variables;
  // behind what an earlier call left there, as for any list: the newest is read first
  for (const [contact, last] of (random ? weighted(cx, set) : ranked(set)).reverse()) {
    xavp.add(lists.contacts, record(xavp, contact, last));
  }
  return 1;
}

// In the order in which they are tried; true: the last of its group
function ranked(set: readonly Destination[]): [Destination, boolean][] {
  const order = set.map((contact, at) => ({ contact, at })).sort((a, b) => b.contact.q - a.contact.q || b.at - a.at);
  return order.map(({ contact }, i) => {
    const next = order[i + 1];
    return [contact, next !== undefined && next.contact.q < contact.q];
  });
}

function weighted(cx: RouteContext, set: readonly Destination[]): [Destination, boolean][] {
  const left = set.filter(({ q }) => q > 0);
  const out: [Destination, boolean][] = [];
  while (left.length > 0) {
    let drawn = cx.core.random.below(left.reduce((sum, { q }) => sum + q, 0));
    const at = left.findIndex(({ q }) => (drawn -= q) < 0);
    out.push([left.splice(at, 1)[0]!, true]);
  }
  for (const contact of set) if (contact.q <= 0) out.push([contact, true]);
  return out;
}

/**
 * t_next_contacts: the next group becomes the destination set. Of contacts with the same instance one is tried, the others go to the
 * list of flows.
 * @returns 1 something is set · -2 the list is empty · -1 contacts_avp is not set
 */
export function nextContacts(cx: RouteContext, lists: ContactLists): 1 | -1 | -2 {
  if (lists.contacts === '') return unset(cx, 'contacts_avp');
  const xavp = cx.variablesIfAny === null ? null : cx.variables.xavp;
  let fields = xavp?.list(lists.contacts) ?? null;
  if (xavp === null || fields === null) return -2;
  if (lists.flows !== '') xavp.removeAll(lists.flows);
  const instances = new Set<string>();
  let first = true;
  for (let last = false; fields !== null && !last; fields = xavp.list(lists.contacts)) {
    xavp.remove(lists.contacts);
    last = fields.value('q_flag') === LAST;
    const contact = destinationOf(cx, fields);
    const { instance } = contact;
    if (instance !== '' && instances.has(instance)) {
      if (lists.flows !== '') xavp.add(lists.flows, record(xavp, contact, false));
      continue;
    }
    if (instance !== '') instances.add(instance);
    if (first) setTarget(cx, contact);
    else append(cx, contact);
    first = false;
  }
  return 1;
}

/**
 * t_next_contact_flow: another flow of the instance whose branch failed becomes a branch (RFC 5626 5.3).
 * @returns 1 appended · -2 the branch has no instance, or no flow of it is left · -1 contact_flows_avp is not set
 */
export function nextFlow(cx: RouteContext, lists: ContactLists): 1 | -1 | -2 {
  if (lists.flows === '') return unset(cx, 'contact_flows_avp');
  if (cx.kind !== 'branch_failure') {
    cx.misplaced('tm.t_next_contact_flow');
    return -2;
  }
  const instance = cx.proxy?.branches[cx.branchIndex]?.destination.instance ?? '';
  if (instance === '' || cx.variablesIfAny === null) return -2;
  const { xavp } = cx.variables;
  for (let i = 0; i < xavp.count(lists.flows); i++) {
    const fields = xavp.list(lists.flows, i);
    if (fields === null || fields.value('instance') !== instance) continue;
    xavp.remove(lists.flows, i);
    append(cx, destinationOf(cx, fields));
    return 1;
  }
  return -2;
}

function setTarget(cx: RouteContext, contact: Destination): void {
  const { uri } = contact;
  cx.target = contact;
  cx.requestUri = uri;
}

function append(cx: RouteContext, contact: Destination): void {
  const branches = (cx.branches ??= []);
  if (branches.length + 1 < cx.core.options.maxBranches) branches.push(contact);
}

// A contact as scripts see it: $xavp(name=>uri), with Kamailio's names of the fields
function record(xavp: XavpList, contact: Destination, last: boolean): XavpList {
  const fields = xavp.empty();
  const put = (name: string, value: string | number): void => fields.append(name, value);
  put('uri', contact.uri);
  if (contact.dstUri !== '') put('dst_uri', contact.dstUri);
  if (contact.path !== '') put('path', contact.path);
  if (contact.socket !== null) put('sock', contact.socket.text);
  if (contact.instance !== '') put('instance', contact.instance);
  if (contact.ruid !== '') put('ruid', contact.ruid);
  if (contact.userAgent !== '') put('ua', contact.userAgent);
  if (contact.q >= 0) put('q', contact.q);
  if (contact.regId > 0) put('reg_id', contact.regId);
  if (contact.flow > 0) put('flow', contact.flow);
  put('branch_flags', contact.flags);
  put('q_flag', last ? LAST : 0);
  return fields;
}

function destinationOf(cx: RouteContext, fields: XavpList): Destination {
  const contact = new Destination();
  contact.uri = text(fields, 'uri');
  contact.dstUri = text(fields, 'dst_uri');
  contact.path = text(fields, 'path');
  contact.socket = cx.core.sockets.findText(text(fields, 'sock'));
  contact.instance = text(fields, 'instance');
  contact.ruid = text(fields, 'ruid');
  contact.userAgent = text(fields, 'ua');
  contact.q = number(fields, 'q', -1);
  contact.regId = number(fields, 'reg_id', 0);
  contact.flow = number(fields, 'flow', 0);
  contact.flags = number(fields, 'branch_flags', 0);
  return contact;
}

function text(fields: XavpList, name: string): string {
  const value = fields.value(name);
  return typeof value === 'string' ? value : '';
}

function number(fields: XavpList, name: string, fallback: number): number {
  const value = fields.value(name);
  return typeof value === 'number' ? value : fallback;
}

function unset(cx: RouteContext, param: string): -1 {
  cx.core.log.error(`tm: the parameter ${param} has to be set for this`, { route: cx.routeName });
  return -1;
}
