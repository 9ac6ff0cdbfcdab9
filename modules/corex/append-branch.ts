import { Destination, breaksRequestLine, wireText, type RouteContext } from '../../runtime/module.ts';

/** @returns thousandths for a q of RFC 3261 25.1, `0` to `1` with three decimals at most; -1 for '', null for anything else */
export function parseQ(text: string): number | null {
  if (text === '') return -1;
  const dot = text.indexOf('.');
  const whole = dot < 0 ? text : text.slice(0, dot);
  const decimals = dot < 0 ? '' : text.slice(dot + 1);
  if ((whole !== '0' && whole !== '1' && !(whole === '' && decimals !== '')) || decimals.length > 3) return null;
  let q = whole === '1' ? 1000 : 0;
  for (let i = 0, worth = 100; i < decimals.length; i++, worth /= 10) {
    const digit = decimals.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return null;
    q += digit * worth;
  }
  return q > 1000 ? null : q;
}

/**
 * Adds a branch to the destination set. With a URI it gets that, and a copy of next hop, path, socket and flags of the
 * Request-URI branch; without one the Request-URI branch itself moves there, and begins anew with nothing but its URI.
 *
 * @param uri not checked to be one; '' for the Request-URI
 * @param q text of a q value, '' for none
 * @returns 1 · -1 a bad q, too many branches (`max_branches`), or a URI with white space, control characters, `<` or `>`
 */
export function appendBranch(cx: RouteContext, uri: string, q: string): 1 | -1 {
  const thousandths = parseQ(q);
  if (thousandths === null) return refused(cx, 'a q value is a number from 0 to 1', q);
  const wire = wireText(uri);
  if (breaksRequestLine(wire)) return refused(cx, 'a branch URI may not hold white space, control characters, < or >', wire);
  const branches = (cx.branches ??= []);
  if (branches.length + 1 >= cx.core.options.maxBranches)
    return refused(cx, 'there are as many branches as max_branches allows', wire);
  const { requestUri } = cx;
  const branch = cx.target.copy();
  if (thousandths >= 0) branch.q = thousandths;
  if (wire === '') {
    branch.uri = requestUri;
    restart(cx);
  } else {
    branch.uri = wire;
    // what belongs to one binding is not another's
    branch.q = thousandths;
    branch.instance = '';
    branch.regId = 0;
    branch.ruid = '';
    branch.userAgent = '';
    branch.flow = 0;
  }
  branches.push(branch);
  return 1;
}

function restart(cx: RouteContext): void {
  const { uri } = cx.target;
  cx.target = new Destination();
  cx.target.uri = uri;
}

function refused(cx: RouteContext, text: string, value: string): -1 {
  cx.core.log.error(`append_branch: ${text}`, { value });
  return -1;
}
