import {
  equalsAt,
  equalsIgnoreCase,
  nextParam,
  setRequestUri,
  wireText,
  type Param,
  type RouteContext,
  type Uri,
} from '../../runtime/module.ts';

// would end the URI, or its parameters, or make what stands in front of them the user
const NOT_IN_PARAMS = '<>"?@';

/**
 * Finds a parameter of the current Request-URI by name, with case; of several the last one.
 * @returns null when there is none, or the Request-URI can not be read
 */
function lastParam(uri: Uri, name: string): Param | null {
  let found: Param | null = null;
  if (uri.paramsStart < 0 || name === '') return null;
  for (let at = uri.paramsStart; at < uri.paramsEnd;) {
    const param = nextParam(uri.text, at, uri.paramsEnd);
    if (param === null) break;
    if (equalsAt(uri.text, param.nameStart, param.nameEnd, name)) found = param;
    at = param.end;
  }
  return found;
}

/** The same whatever the case of the name; of several the first one. */
function firstParam(uri: Uri, name: string): Param | null {
  if (uri.paramsStart < 0 || name === '') return null;
  for (let at = uri.paramsStart; at < uri.paramsEnd;) {
    const param = nextParam(uri.text, at, uri.paramsEnd);
    if (param === null) break;
    if (equalsIgnoreCase(uri.text.slice(param.nameStart, param.nameEnd), name)) return param;
    at = param.end;
  }
  return null;
}

/** @returns whether the Request-URI has the parameter, with this value; '' is a parameter without a value */
export function hasUriParam(cx: RouteContext, name: string, value: string): boolean {
  const uri = cx.parsedRequestUri;
  const param = uri === null ? null : lastParam(uri, name);
  if (param === null) return false;
  return param.valueStart < 0 ? value === '' : equalsAt(uri!.text, param.valueStart, param.valueEnd, value);
}

/** @returns whether the Request-URI has the parameter, with any value or none */
export function hasAnyUriParam(cx: RouteContext, name: string): boolean {
  const uri = cx.parsedRequestUri;
  return uri !== null && firstParam(uri, name) !== null;
}

/**
 * Removes a parameter from the Request-URI.
 * @returns false when the Request-URI can not be read; true also when there was nothing to remove
 */
export function removeUriParam(cx: RouteContext, name: string): boolean {
  const uri = cx.parsedRequestUri;
  if (uri === null) return false;
  const param = firstParam(uri, name);
  if (param === null) return true;
  const { text, start, end } = uri;
  return setRequestUri(cx, text.slice(start, param.start) + text.slice(endOf(uri, param), end));
}

// `;x=` ends behind its `=`, not behind its name
function endOf(uri: Uri, param: Param): number {
  const next = uri.text.indexOf(';', param.end);
  return next >= 0 && next < uri.paramsEnd ? next : uri.paramsEnd;
}

/**
 * Adds parameters to the Request-URI, in front of its headers.
 *
 * @param added `name=value`, or several with `;` between them
 * @returns false when the Request-URI can not be read, or the text would end it: `<`, `>`, `"`, `?`, `@`, white space, CR, LF, NUL
 */
export function addUriParam(cx: RouteContext, added: string): boolean {
  const uri = cx.parsedRequestUri;
  if (uri === null) return false;
  if (added === '') return true;
  const more = wireText(added);
  for (let i = 0; i < NOT_IN_PARAMS.length; i++) if (more.includes(NOT_IN_PARAMS[i]!)) return false;
  const { text, start, end } = uri;
  const at = uri.headersStart < 0 ? end : uri.headersStart - 1;
  return setRequestUri(cx, `${text.slice(start, at)};${more}${text.slice(at, end)}`);
}

/** @returns 1 the Request-URI is a public GRUU · 2 a temporary one, whose `gr` has no value · -1 none (RFC 5627) */
export function gruuKind(cx: RouteContext): 1 | 2 | -1 {
  const gr = cx.parsedRequestUri?.param('gr') ?? null;
  if (gr === null) return -1;
  return gr === '' ? 2 : 1;
}
