import type { Proto } from './types.ts';

const PROTOS: readonly Proto[] = ['udp', 'tcp', 'tls', 'sctp', 'ws', 'wss'];

/** @returns the transport of that name, whatever its case; '' for any other text */
export function protoOf(text: string): Proto | '' {
  for (const proto of PROTOS) if (proto === text) return proto;
  const lower = text.toLowerCase();
  return lower === text ? '' : protoOf(lower);
}

/** The port of a URI or Via that names none (RFC 3261 19.1.2, RFC 7118 appendix B.1). */
export function defaultPort(proto: Proto): number {
  switch (proto) {
    case 'tls':
      return 5061;
    case 'ws':
      return 80;
    case 'wss':
      return 443;
    default:
      return 5060;
  }
}

/** Whether messages go over connections. */
export function isStream(proto: Proto): boolean {
  return proto !== 'udp';
}
