import { textArgument, type RouteContext } from '../../runtime/module.ts';
import { addPath, type PathSettings } from './add-path.ts';

/**
 * `KSR.path`: a proxy in front of a registrar stays in the path to the phones that register through it (RFC 3327).
 *
 * Path is written when the request leaves, for each branch with the socket that this one leaves from; until then
 * `textopsx.msg_apply_changes()` can not be used. All functions are for requests; the registrar wants `Supported: path` beside it, which
 * they do not add.
 * @in request, branch, failure, branch_failure, event
 * @see Kamailio path
 */
export class Path {
  private readonly cx: RouteContext;
  private readonly settings: PathSettings;

  constructor(cx: RouteContext, settings: PathSettings) {
    this.cx = cx;
    this.settings = settings;
  }

  /**
   * Adds `Path: <sip:host[:port][;transport=x];lr>` with the (advertised) address of the socket that the request leaves from.
   * @returns `1` · `-1` the message is a reply
   * @see Kamailio path 4.1
   */
  add_path(): 1 | -1 {
    return this.add('add_path', null, '', '', false);
  }
  /**
   * As `add_path`, with a user.
   * @param user empty for none
   * @returns `1` · `-1` a reply, or the text can not stand there
   * @see Kamailio path 4.2
   */
  add_path_user(user: string): 1 | -1 {
    return this.add('add_path_user', null, user, '', false);
  }
  /**
   * As `add_path`, with a user and URI parameters.
   * @param user empty for none
   * @param params `a=b;c`, without a `;` in front (it would stand there twice); empty for none
   * @returns `1` · `-1` a reply, or a text that can not stand there
   * @see Kamailio path 4.3
   */
  add_path_user_params(user: string, params: string): 1 | -1 {
    return this.add('add_path_user_params', null, user, params, false);
  }

  /**
   * Adds Path with the address that the request came from, as `;received=`: calls find the way back through the NAT there, with
   * `use_received` here.
   * @returns `1` · `-1` the message is a reply
   * @see Kamailio path 4.4
   */
  add_path_received(): 1 | -1 {
    return this.add('add_path_received', null, '', '', true);
  }
  /**
   * As `add_path_received`, with a user.
   * @param user empty for none
   * @returns `1` · `-1` a reply, or the text can not stand there
   * @see Kamailio path 4.5
   */
  add_path_received_user(user: string): 1 | -1 {
    return this.add('add_path_received_user', null, user, '', true);
  }
  /**
   * As `add_path_received`, with a user and URI parameters.
   * @param user empty for none
   * @param params `a=b;c`, empty for none
   * @returns `1` · `-1` a reply, or a text that can not stand there
   * @see Kamailio path 4.6
   */
  add_path_received_user_params(user: string, params: string): 1 | -1 {
    return this.add('add_path_received_user_params', null, user, params, true);
  }

  /**
   * Adds Path with an address of the script's, and the transport that the request leaves by: `<sip:address;transport=udp;lr>`.
   * @param address `host`, `host:port`, IPv6 in brackets
   * @returns `1` · `-1` a reply, or no such address
   * @see Kamailio path, add_path_advertised_address (after 5.6)
   */
  add_path_advertised_address(address: string): 1 | -1 {
    return this.add('add_path_advertised_address', address, '', '', false);
  }
  /**
   * As `add_path_advertised_address`, with a user.
   * @param address `host[:port]`
   * @param user empty for none
   * @returns `1` · `-1` a reply, no such address, or a text that can not stand there
   * @see Kamailio path, add_path_advertised_address (after 5.6)
   */
  add_path_advertised_address_user(address: string, user: string): 1 | -1 {
    return this.add('add_path_advertised_address_user', address, user, '', false);
  }
  /**
   * As `add_path_advertised_address`, with a user and URI parameters.
   * @param address `host[:port]`
   * @param user empty for none
   * @param params `a=b;c`, empty for none
   * @returns `1` · `-1` a reply, no such address, or a text that can not stand there
   * @see Kamailio path, add_path_advertised_address (after 5.6)
   */
  add_path_advertised_address_user_params(address: string, user: string, params: string): 1 | -1 {
    return this.add('add_path_advertised_address_user_params', address, user, params, false);
  }
  /**
   * Adds Path with an address of the script's and the address that the request came from.
   * @param address `host[:port]`
   * @returns `1` · `-1` a reply, or no such address
   * @see Kamailio path, add_path_received_advertised_address (after 5.6)
   */
  add_path_received_advertised_address(address: string): 1 | -1 {
    return this.add('add_path_received_advertised_address', address, '', '', true);
  }
  /**
   * As `add_path_received_advertised_address`, with a user.
   * @param address `host[:port]`
   * @param user empty for none
   * @returns `1` · `-1` a reply, no such address, or a text that can not stand there
   * @see Kamailio path, add_path_received_advertised_address (after 5.6)
   */
  add_path_received_advertised_address_user(address: string, user: string): 1 | -1 {
    return this.add('add_path_received_advertised_address_user', address, user, '', true);
  }
  /**
   * As `add_path_received_advertised_address`, with a user and URI parameters.
   * @param address `host[:port]`
   * @param user empty for none
   * @param params `a=b;c`, empty for none
   * @returns `1` · `-1` a reply, no such address, or a text that can not stand there
   * @see Kamailio path, add_path_received_advertised_address (after 5.6)
   */
  add_path_received_advertised_address_user_params(address: string, user: string, params: string): 1 | -1 {
    return this.add('add_path_received_advertised_address_user_params', address, user, params, true);
  }

  private add(fn: string, address: string | null, user: string, params: string, received: boolean): 1 | -1 {
    if (!this.cx.message.isRequest) return this.cx.misplaced(`path.${fn}`);
    return addPath(this.cx, this.settings, {
      address: address === null ? null : textArgument(address),
      user: textArgument(user),
      params: textArgument(params),
      received,
    });
  }
}

/** What routes of each kind see. */
export type PathFacades = {
  request: Path;
  branch: Path;
  failure: Path;
  branch_failure: Path;
  event: Path;
};
