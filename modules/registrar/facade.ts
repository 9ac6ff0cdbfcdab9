import {
  numberArgument,
  parseUri,
  textArgument,
  wireText,
  type RouteContext,
  type Uri,
  type Value,
} from '../../runtime/module.ts';
import { contactField, fetchContacts, freeContacts, recordField } from './fetched.ts';
import { fromUser } from './from-user.ts';
import { lookupBranches } from './lookup-branches.ts';
import { lookupXavp } from './lookup-xavp.ts';
import { lookup, lookupToDset, type LookedUp } from './lookup.ts';
import { setQOverride } from './q-override.ts';
import { registered } from './registered.ts';
import type { Registrar as Service } from './registrar.ts';
import { sendHeld } from './reply.ts';
import { save, type Saved } from './save.ts';
import { addSocketHeader } from './socket-header.ts';
import { unregister } from './unregister.ts';

/** Kinds of route in which a REGISTER, or the answer to one, can be at hand. */
const SAVES = new Set(['request', 'failure', 'reply', 'tm_reply']);
/** Kinds in which a request can get a new destination. */
const LOOKS_UP = new Set(['request', 'failure', 'branch_failure']);

/**
 * `KSR.registrar`: REGISTER, and where to find who registered (RFC 3261 10).
 * @in any
 * @see Kamailio registrar; RFC 3261 10.3
 */
export class Registrar {
  private readonly cx: RouteContext;
  private readonly service: Service;

  constructor(cx: RouteContext, service: Service) {
    this.cx = cx;
    this.service = service;
  }

  /**
   * Processes a REGISTER and answers it: stores, refreshes or removes its contacts, or lists them when it has none. All of it
   * is done or, when something is wrong, nothing. In a reply route the contacts of the reply are stored.
   *
   * @param table of the location service: `location`; it is made when it is new
   * @param flags sum of 1 no effect yet, 2 do not answer, 4 the first contact stays and no other of the AoR, 8 do not vary times,
   * 16 with 2: put the header lines where `append_to_reply` puts them
   * @returns `1` stored (or nothing to do) · `2` refreshed · `3` removed · `4` listed · `-1` refused, with an answer unless To is
   * no URI · `-2` too many contacts
   * @see Kamailio registrar; RFC 3261 10.3
   * @in request, reply, failure
   */
  save(table: string, flags: number): Saved {
    return this.save_uri(table, flags, '');
  }

  /**
   * As `save`, with the AoR of another URI than that of To.
   * @param table of the location service: `location`; it is made when it is new
   * @param flags as for `save`
   * @param uri `sip:alice@example.com`; '' for To
   * @returns as `save`
   * @in request, reply, failure
   */
  save_uri(table: string, flags: number, uri: string): Saved {
    if (!SAVES.has(this.cx.kind)) return this.cx.misplaced('registrar.save');
    return save(this.service, this.cx, textArgument(table), numberArgument(flags), textArgument(uri));
  }

  /**
   * Sends the request to the contacts of its Request-URI: the first one becomes the Request-URI, further ones branches. Next hop,
   * path, branch flags and socket become those of the contact.
   * @param table of the location service: `location`
   * @returns `1` found · `-1` no contact · `-2` contacts, but none that allows the method (`method_filtering`)
   * @see Kamailio registrar; RFC 3261 16.5
   * @in request, failure, branch_failure
   */
  lookup(table: string): LookedUp {
    return this.lookup_uri(table, '');
  }

  /**
   * As `lookup`, with another URI than the Request-URI.
   * @param table of the location service: `location`
   * @param uri '' for the Request-URI
   * @returns as `lookup`
   * @in request, failure, branch_failure
   */
  lookup_uri(table: string, uri: string): LookedUp {
    if (!LOOKS_UP.has(this.cx.kind)) return this.cx.misplaced('registrar.lookup');
    return lookup(this.service, this.cx, textArgument(table), this.uri(uri));
  }

  /**
   * Makes the contacts of a URI branches; the Request-URI stays as it is.
   * @param table of the location service: `location`
   * @param uri '' for the Request-URI
   * @returns as `lookup`
   * @in request, failure, branch_failure
   */
  lookup_to_dset(table: string, uri: string): LookedUp {
    if (!LOOKS_UP.has(this.cx.kind)) return this.cx.misplaced('registrar.lookup_to_dset');
    return lookupToDset(this.service, this.cx, textArgument(table), this.uri(uri));
  }

  /**
   * Finds the contacts of a URI as `lookup` does, and puts them into lists instead of the message. Fields have the names of `$ulc`:
   * `$xavp(record=>count)`, also `aor` and `domain`; `$xavp(contact[0]=>addr)` of the first contact, also `path`, `received`, `expires`,
   * `callid`, `q`, `cseq`, `flags`, `cflags`, `user_agent`, `socket`, `modified`, `methods`, `ruid`, `regid`, `instance`, `conid` and
   * `server_id`. What is empty is left out.
   * @param table of the location service: `location`
   * @param uri '' for the Request-URI
   * @param record name of the `$xavp` about the user; what it held is gone
   * @param contact name of the `$xavp` with a list for each contact; what it held is gone
   * @returns as `lookup`; `-1` as well when a list has no name
   */
  lookup_xavp(table: string, uri: string, record: string, contact: string): LookedUp {
    const [about, contacts] = [textArgument(record), textArgument(contact)];
    if (about === '' || contacts === '') return -1;
    return lookupXavp(this.service, this.cx, textArgument(table), this.uri(uri), about, contacts);
  }

  /**
   * Looks up the Request-URI and every branch that was appended with nothing but a URI.
   * @param table of the location service: `location`
   * @returns as `lookup` · `1` one of them was found · `-1` none has a contact · `-2` contacts, but none that allows the method
   * @in request, failure, branch_failure
   */
  lookup_branches(table: string): LookedUp {
    if (!LOOKS_UP.has(this.cx.kind)) return this.cx.misplaced('registrar.lookup_branches');
    return lookupBranches(this.service, this.cx, textArgument(table));
  }

  /**
   * Tells whether the Request-URI has a contact.
   * @param table of the location service: `location`
   * @returns `1` it has · `-1` it has not
   * @in request, branch, failure, branch_failure
   */
  registered(table: string): 1 | -1 {
    return registered(this.service, this.cx, textArgument(table), this.cx.parsedRequestUri);
  }

  /**
   * Tells whether a URI has a contact.
   * @param table of the location service: `location`
   * @param uri `sip:alice@example.com`; '' for the Request-URI
   * @returns `1` it has · `-1` it has not
   */
  registered_uri(table: string, uri: string): 1 | -1 {
    return registered(this.service, this.cx, textArgument(table), this.uri(uri));
  }

  /**
   * Tells whether a URI has a contact that fits the fields `match_callid`, `match_received`, `match_contact` of the list
   * `xavp_cfg`.
   * @param table of the location service: `location`
   * @param uri '' for the Request-URI
   * @param match sum of 1 Call-ID, 2 received, 4 contact; a field without value fits everything
   * @returns `1` it has · `-1` it has not
   */
  registered_flags(table: string, uri: string, match: number): 1 | -1 {
    return registered(this.service, this.cx, textArgument(table), this.uri(uri), numberArgument(match));
  }

  /**
   * As `registered_flags`, with more to be done about the contact.
   * @param table of the location service: `location`
   * @param uri '' for the Request-URI
   * @param match as for `registered_flags`
   * @param action sum of 1 bring back the `$xavp` stored with the contact, 2 do not fill the list `xavp_rcd`
   * @returns as `registered_flags`
   */
  registered_action(table: string, uri: string, match: number, action: number): 1 | -1 {
    const { service, cx } = this;
    return registered(service, cx, textArgument(table), this.uri(uri), numberArgument(match), numberArgument(action));
  }

  /**
   * Removes all contacts of a URI. (Kamailio answers 1 again until its timer has cleaned up; here the second call says -3.)
   * @param table of the location service: `location`
   * @param uri '' for the Request-URI
   * @returns `1` removed · `-1` no such table, or no URI · `-3` nothing there
   */
  unregister(table: string, uri: string): 1 | -1 | -3 {
    return unregister(this.service, textArgument(table), this.uri(uri), '');
  }

  /**
   * Removes one contact of a URI.
   * @param table of the location service: `location`
   * @param uri '' for the Request-URI
   * @param ruid of the contact (`$ruid` after lookup); '' removes all
   * @returns `1` removed · `-1` no such table, or no URI · `-3` no such contact
   */
  unregister_ruid(table: string, uri: string, ruid: string): 1 | -1 | -3 {
    return unregister(this.service, textArgument(table), this.uri(uri), textArgument(ruid));
  }

  /**
   * Adds a header with the socket that the request arrived on (`udp:192.0.2.1:5060`), for a registrar that this proxy stands in
   * front of.
   * @param name of the header
   * @returns `1` added · `-1` not the name of a header
   * @in request
   */
  add_sock_hdr(name: string): 1 | -1 {
    return this.cx.kind === 'request' ? addSocketHeader(this.cx, name) : this.cx.misplaced('registrar.add_sock_hdr');
  }

  /**
   * Gives all contacts of this message one q, whatever they say.
   * @param q '0' to '1'
   * @returns `1` · `-1` no q
   * @in request, reply, failure
   */
  set_q_override(q: string): 1 | -1 {
    return setQOverride(this.cx, q);
  }

  /**
   * Copies the contacts of a URI to read them: `$ulc(profile=>count)`, `$(ulc(profile=>addr)[0])`, `ulc_cget`. Expired ones that
   * were not removed yet are among them.
   * @param table of the location service: `location`
   * @param uri '' for the Request-URI
   * @param profile name for the copy; one of that name is replaced
   * @returns `1` · `-1` no contact, no such table, or no URI
   */
  reg_fetch_contacts(table: string, uri: string, profile: string): 1 | -1 {
    return fetchContacts(this.service, this.cx, textArgument(table), this.uri(uri), textArgument(profile));
  }

  /**
   * Forgets a copy that `reg_fetch_contacts` made.
   * @param profile name of the copy
   * @returns `1`
   */
  reg_free_contacts(profile: string): 1 {
    return freeContacts(this.cx, textArgument(profile));
  }

  /**
   * Gives a field of a copy that `reg_fetch_contacts` made.
   * @param profile name of the copy
   * @param field `aor` or `count`
   * @returns the value, 0 for any other field and without such a copy
   */
  ulc_rget(profile: string, field: string): Value {
    return recordField(this.cx, textArgument(profile), textArgument(field));
  }

  /**
   * Gives a field of a contact of a copy that `reg_fetch_contacts` made.
   * @param profile name of the copy
   * @param field addr, path, received, expires, callid, q, cseq, flags, cflags, user_agent, socket, modified, methods, ruid,
   * regid, instance, conid or server_id
   * @param index 0 for the first
   * @returns the value, 0 when there is none
   */
  ulc_cget(profile: string, field: string, index: number): Value {
    return contactField(this.cx, textArgument(profile), textArgument(field), numberArgument(index));
  }

  /**
   * Tells whether the message comes from where a contact of the URI is: its `received`, or its own address when it has none.
   * @param table of the location service: `location`
   * @param uri '' for the Request-URI
   * @param mode sum of 1 the port has to be the same too, 2 the protocol too (a URI that names none never fits)
   * @returns `1` it does · `-1` it does not
   */
  reg_from_user(table: string, uri: string, mode: number): 1 | -1 {
    return fromUser(this.service, this.cx, textArgument(table), this.uri(uri), numberArgument(mode));
  }

  /**
   * Sends the answer that `save` with flag 2 held back.
   * @returns `1` sent · `-1` there is none, or it could not be sent
   * @in request, failure
   */
  reg_send_reply(): 1 | -1 {
    return sendHeld(this.cx);
  }

  // the URI of an argument, '' for the Request-URI; null when it can not be read
  private uri(argument: unknown): Uri | null {
    const text = textArgument(argument);
    return text === '' ? this.cx.parsedRequestUri : parseUri(wireText(text));
  }
}

type Reads =
  | 'registered_uri'
  | 'registered_flags'
  | 'registered_action'
  | 'unregister'
  | 'unregister_ruid'
  | 'reg_fetch_contacts'
  | 'lookup_xavp'
  | 'reg_free_contacts'
  | 'ulc_rget'
  | 'ulc_cget'
  | 'reg_from_user';
type Saves = 'save' | 'save_uri' | 'set_q_override';

/** What routes of each kind see. */
export type RegistrarFacades = {
  request: Registrar;
  reply: Pick<Registrar, Reads | Saves>;
  tm_reply: Pick<Registrar, Reads | Saves>;
  branch: Pick<Registrar, Reads | 'registered'>;
  failure: Omit<Registrar, 'add_sock_hdr'>;
  branch_failure: Pick<Registrar, Reads | 'registered' | 'lookup' | 'lookup_uri' | 'lookup_to_dset' | 'lookup_branches'>;
  event: Pick<Registrar, Reads>;
};
