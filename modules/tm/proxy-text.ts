import { parseHostPort, protoOf, type Proto } from '../../runtime/module.ts';

// A fixed next hop, as t_relay_to_proxy and t_relay_to_proto_addr name it, becomes the URI that the request is sent to.

/** @returns the URI of a next hop, '' for what is none */
export function proxyUri(proto: Proto | '', host: string, port: number): string {
  if (port < 0 || port > 65_535) return '';
  const where = parseHostPort(host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);
  if (where === null || where.port !== 0) return '';
  const shown = where.host.includes(':') ? `[${where.host}]` : where.host;
  return `sip:${shown}${port === 0 ? '' : `:${port}`}${proto === '' || proto === 'udp' ? '' : `;transport=${proto}`}`;
}

/** @param text `proto:host:port`, protocol and port may be absent. @returns as `proxyUri` */
export function proxyOf(text: string): string {
  const at = text.indexOf(':');
  const proto = at < 0 ? '' : protoOf(text.slice(0, at));
  const where = parseHostPort(proto === '' ? text : text.slice(at + 1));
  return where === null ? '' : proxyUri(proto, where.host, where.port);
}
