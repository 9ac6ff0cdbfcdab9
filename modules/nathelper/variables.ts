import {
  Header,
  parseNameAddrs,
  type HeaderField,
  type NameAddr,
  type PseudoVariable,
  type SipMessage,
} from '../../runtime/module.ts';

/**
 * `$rr_count`: record routes in all Record-Route fields of the received message; null when a field can not be read
 * (spec/nathelper.md 6).
 */
export const RR_COUNT: PseudoVariable = {
  name: 'rr_count',
  summary: 'record routes of the received message',
  inner: 'none',
  get: ({ message }) => {
    let count = 0;
    for (const field of message.headers) {
      if (field.type !== Header.RecordRoute) continue;
      const routes = routesOf(message, field);
      if (routes === null) return null;
      count += routes.length;
    }
    return count;
  },
};

/** `$rr_top_count`: 0 without Record-Route, 2 when the topmost one is half of a pair (`r2`), else 1. */
export const RR_TOP_COUNT: PseudoVariable = {
  name: 'rr_top_count',
  summary: '2 when the topmost record route is half of a pair, 1 when not, 0 without any',
  inner: 'none',
  get: ({ message }) => {
    const field = message.header(Header.RecordRoute);
    if (field === null) return 0;
    const uri = routesOf(message, field)?.[0]?.uri ?? null;
    if (uri === null) return null;
    return uri.hasParam('r2') ? 2 : 1;
  },
};

// a route stands in brackets (RFC 3261 20.30); null when one does not
function routesOf(message: SipMessage, field: HeaderField): NameAddr[] | null {
  const routes = parseNameAddrs(message.text, field.bodyStart, field.bodyEnd);
  if (routes !== null) for (const route of routes) if (!route.bracketed) return null;
  return routes;
}
