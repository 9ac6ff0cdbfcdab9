import { PROTO_NUMBER, type Proto, type Source } from '../../runtime/module.ts';

/** Names of transports in URIs; there is none of its own for a WebSocket over TLS (RFC 7118 5.2.2). */
export const TRANSPORT_NAME: Readonly<Record<Proto, string>> = {
  udp: 'udp',
  tcp: 'tcp',
  tls: 'tls',
  sctp: 'sctp',
  ws: 'ws',
  wss: 'ws',
};

/** @returns where the packet came from as URI, always `sip:` and with its port: `sip:203.0.113.7:5062;transport=tcp` (spec/nathelper.md 1.3) */
export function sourceUri(source: Source): string {
  const uri = `sip:${source.host}:${source.port}`;
  return source.proto === 'udp' ? uri : `${uri};transport=${TRANSPORT_NAME[source.proto]}`;
}

/** @returns where the packet came from as value of an alias: `203.0.113.7~5062~2` */
export function sourceAlias(source: Source): string {
  return `${source.host}~${source.port}~${PROTO_NUMBER[source.proto]}`;
}
